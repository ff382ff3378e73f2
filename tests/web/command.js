'use strict';
// A command of the program in node: node command.js WASM ARGUMENT… Files of this machine are those in the folders named in
// ATTEND_FOLDERS (name=folder, …), lessons and fonts stand where the page has them.
const fs = require('fs'), path = require('path');
const { Machine, Exit, unpack } = require('../../web/machine.js');
const files = new Map();
function take(to, folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const from = path.join(folder, entry.name), name = to + '/' + entry.name;
    if (entry.isDirectory()) take(name, from);
    else files.set(name, fs.readFileSync(from));
  }
}
const pack = fs.readdirSync('build/web').find(name => name.endsWith('.pack'));
for (const [name, bytes] of unpack(fs.readFileSync('build/web/' + pack))) files.set(name, bytes);
for (const folder of ['lessons', 'tests/data', 'tests/web/work']) if (fs.existsSync(folder)) take('/' + folder, folder);
async function run(wasm, args) {
  const out = [], machine = new Machine(files, { env: { ATTEND_SHARE: '/share', ATTEND_FONTS: '/fonts' },
    print: (stream, line) => out.push([stream, line]) });
  const browser = { copy() {}, copy_picture: () => 0, choose() {}, open_address() {}, minute: () => 0, problem() {}, word_measure: () => 0, word_box() {}, word_draw() {} };
  const instance = await WebAssembly.instantiate(new WebAssembly.Module(fs.readFileSync(wasm)), { ...machine.imports, browser });
  machine.memory = instance.exports.memory;
  let code = 0;
  try {
    const x = instance.exports, said = new TextEncoder().encode(args.join('\n') + '\0');
    x._initialize();
    machine.bytes(x.command_said(), said.length).set(said);
    code = x.command_run();
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
    code = error.code;
  }
  return { code, out: out.filter(l => l[0] === 1).map(l => l[1] + '\n').join(''), errors: out.filter(l => l[0] === 2).map(l => l[1] + '\n').join('') };
}
module.exports = { run, files };
if (require.main === module)
  run(process.argv[2], process.argv.slice(3)).then(r => {
    process.stdout.write(r.out);
    process.stderr.write(r.errors);
    process.exitCode = r.code;
  });
