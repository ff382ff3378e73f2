'use strict';
// compute, train, check, describe and grade print the same text in wasm as on the desktop, byte for byte, with the same exit code; and
// every step's frame has the same pixels. Without relaxed SIMD in node (Debian's is too old) only the plain variant runs here; the
// relaxed one runs in Chromium (page.js).
const { execFileSync } = require('child_process'), { run } = require('./command.js'), { cases, native } = require('./cases.js');
const build = process.argv[2], wasm = build + '/wasm/attend-cli.wasm';
(async () => {
  let failed = 0;
  const tell = (same, what, more) => { console.log((same ? 'ok     ' : 'FAILED ') + what + ' ' + more); failed += !same; };
  for (const one of cases) {
    const want = native(build, one), got = await run(wasm, one.split(' ')), same = want.code === got.code && want.out === got.out;
    tell(same, one, same ? '(' + want.out.length + ' bytes)' : ': exit ' + got.code + ', not ' + want.code + ' ' + got.errors.slice(0, 200));
  }
  const want = execFileSync(build + '/tests/web/frames', [], { encoding: 'utf8' }).split('\n'), got = (await run(wasm, ['frames'])).out.split('\n');
  const differ = want.filter((line, i) => line !== got[i]);
  tell(!differ.length && got.length === want.length, want.length - 1 + ' frames of all steps in node', differ.slice(0, 5).join('; '));
  if (failed) process.exit(1);
})();
