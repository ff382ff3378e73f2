'use strict';
// Serves a folder on this machine alone: node web/serve.js FOLDER [PORT]. Port 0 takes a free one; the address is printed.
const http = require('http'), fs = require('fs'), path = require('path'), zlib = require('zlib');
const types = { html: 'text/html; charset=utf-8', js: 'text/javascript', css: 'text/css', wasm: 'application/wasm', svg: 'image/svg+xml', png: 'image/png',
  webmanifest: 'application/manifest+json', pack: 'application/octet-stream', json: 'application/json' };
const [folder, port = '8640'] = process.argv.slice(2), packed = new Map();
function brotli(file, bytes) { // as a real server would have it beside the file; quick, and kept
  if (!packed.has(file) || !packed.get(file).of.equals(bytes))
    packed.set(file, { of: bytes, packed: zlib.brotliCompressSync(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 5 } }) });
  return packed.get(file).packed;
}
const server = http.createServer((request, response) => {
  let name = path.normalize(decodeURIComponent(request.url.split('?')[0])).replace(/^(\.\.[/\\])+/, '');
  if (name.endsWith('/')) name += 'index.html';
  const file = path.join(folder, name);
  fs.readFile(file, (error, bytes) => {
    if (error) return response.writeHead(404, { 'Content-Type': 'text/plain' }).end('There is no ' + name);
    const head = { 'Content-Type': types[path.extname(file).slice(1)] || 'application/octet-stream', 'Cache-Control': 'no-cache' };
    if (/\bbr\b/.test(request.headers['accept-encoding'] || '')) {
      head['Content-Encoding'] = 'br';
      bytes = brotli(file, bytes);
    }
    return response.writeHead(200, head).end(bytes);
  });
});
server.listen(Number(port), '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port + '/'));
