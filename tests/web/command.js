'use strict';
// A command of the program in node: node command.js WASM ARGUMENT… Lessons and fonts stand where the page has them.
const fs = require('fs'), { packed } = require('./cases.js'), { runCommand } = require('./runner.js');
const run = (wasm, args, files = packed()) => runCommand(new WebAssembly.Module(fs.readFileSync(wasm)), files, args);
module.exports = { run };
if (require.main === module)
  run(process.argv[2], process.argv.slice(3)).then(r => {
    process.stdout.write(r.out);
    process.stderr.write(r.errors);
    process.exitCode = r.code;
  });
