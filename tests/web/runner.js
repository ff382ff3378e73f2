'use strict';
// A command of the program, in node and in a browser alike: runCommand(module, files, arguments) gives its exit code and what it said.
async function runCommand(compiled, files, args) {
  const node = typeof module !== 'undefined', { Machine: Box, Exit: End } = node ? require('../../web/machine.js') : { Machine, Exit };
  const out = [], machine = new Box(files, { env: { ATTEND_SHARE: '/share', ATTEND_FONTS: '/fonts' }, print: (stream, line) => out.push([stream, line]) });
  const none = () => 0, browser = new Proxy({}, { get: () => none });
  const given = {};
  for (const { module: from, name } of WebAssembly.Module.imports(compiled)) if (from === 'browser') given[name] = browser[name];
  const instance = await WebAssembly.instantiate(compiled, { ...machine.imports, browser: given });
  machine.memory = instance.exports.memory;
  let code = 0;
  try {
    const x = instance.exports, said = new TextEncoder().encode(args.join('\n') + '\0');
    x._initialize();
    machine.bytes(x.command_said(), said.length).set(said);
    code = x.command_run();
  } catch (error) {
    if (!(error instanceof End)) throw error;
    code = error.code;
  }
  const of = stream => out.filter(l => l[0] === stream).map(l => l[1] + '\n').join('');
  return { code, out: of(1), errors: of(2) };
}
if (typeof module !== 'undefined') module.exports = { runCommand };
