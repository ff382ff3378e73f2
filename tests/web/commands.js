'use strict';
// compute, train, check, describe and grade print the same text in wasm as on the desktop, byte for byte, with the same exit code.
// Without relaxed SIMD in node (Debian's is too old) only the plain variant runs here; the relaxed one runs in Chromium (page.js).
const { execFileSync } = require('child_process'), { run } = require('./command.js');
const build = process.argv[2];
const cases = ['compute attention --data lessons/data/seed.csv', 'compute attention --data lessons/data/seed.csv --set temperature=2 --format json',
  'compute attention --data lessons/data/seed.csv --format csv', 'compute nothing', 'compute attention --data lessons/data/none.csv',
  'train recall --model attention --steps 200', 'train recall --model rnn --steps 200', 'train lookup --model attention --steps 100',
  'check lessons/05-retrieval.md', 'check lessons/data/seed.csv', 'describe 5', 'describe 9 --step 4 --format json', 'describe 12 --step 2 --before',
  'grade lessons/data/seed.csv --data lessons/data/seed.csv'];
function native(args) {
  try { return { code: 0, out: execFileSync(build + '/attend', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }) }; }
  catch (error) { return { code: error.status, out: error.stdout }; }
}
(async () => {
  let failed = 0;
  for (const one of cases) {
    const args = one.split(' '), want = native(args), got = await run(build + '/wasm/attend-cli.wasm', args);
    const same = want.code === got.code && want.out === got.out;
    console.log((same ? 'ok    ' : 'FAILED ') + one + (same ? ' (' + want.out.length + ' bytes)' : ': exit ' + got.code + ', not ' + want.code + ' ' + got.errors.slice(0, 200)));
    failed += !same;
  }
  if (failed) process.exit(1);
})();
