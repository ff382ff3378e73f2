'use strict';
// The commands whose text must be the same on the desktop, in node and in Chromium, and the files that they read.
const fs = require('fs'), path = require('path'), { execFileSync } = require('child_process'), { unpack } = require('../../web/machine.js');
const cases = ['compute attention --data lessons/data/seed.csv', 'compute attention --data lessons/data/seed.csv --set temperature=2 --format json',
  'compute attention --data lessons/data/seed.csv --format csv', 'compute attention --data lessons/data/seed.csv --set habit=scale-missing', 'compute nothing',
  'compute attention --data lessons/data/none.csv', 'train recall --model attention --steps 100', 'train recall --model rnn --steps 100',
  'train recall --model lstm --steps 50', 'train lookup --model attention --steps 60', 'check lessons/05-retrieval.md', 'check lessons/data/seed.csv',
  'check tests/data/files/bad-hole.csv', 'describe 5', 'describe 9 --step 4 --format json', 'describe 12 --step 2 --before',
  'grade lessons/data/seed.csv --data lessons/data/seed.csv'];
function native(build, one) {
  try { return { code: 0, out: execFileSync(build + '/attend', one.split(' '), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }) }; }
  catch (error) { return { code: error.status, out: error.stdout }; }
}
// What the page has, and the folders that the cases name.
function packed() {
  const files = new Map(unpack(fs.readFileSync('build/web/' + fs.readdirSync('build/web').find(name => name.endsWith('.pack')))));
  function take(to, folder) {
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
      const from = path.join(folder, entry.name), name = to + '/' + entry.name;
      if (entry.isDirectory()) take(name, from);
      else files.set(name, fs.readFileSync(from));
    }
  }
  take('/lessons', 'lessons');
  for (const name of ['bad-hole.csv']) files.set('/tests/data/files/' + name, fs.readFileSync('tests/data/files/' + name));
  return files;
}
module.exports = { cases, native, packed };
