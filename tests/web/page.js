'use strict';
// The page in Chromium, as people use it. Each check says what it saw; the figures at the end stand in docs/performance.md.
const fs = require('fs'), path = require('path'), zlib = require('zlib'), { spawn } = require('child_process'), { chromium } = require('playwright-core');
const build = process.argv[2], web = build + '/web', shots = build + '/web-shots';
let failed = 0;
const check = (holds, what, more = '') => { console.log((holds ? 'ok     ' : 'FAILED ') + what + (more === '' ? '' : ' ' + more)); failed += !holds; };
const flags = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

async function serve() {
  const server = spawn('node', ['web/serve.js', web, '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const address = await new Promise(done => server.stdout.once('data', line => done(String(line).trim())));
  return { server, address };
}
async function open(context, address, link = '') {
  const page = await context.newPage();
  page.complaints = [];
  page.on('console', m => { if (m.type() === 'error') page.complaints.push(m.text()); });
  page.on('pageerror', e => page.complaints.push(e.message));
  await page.goto(address + link);
  await page.waitForFunction(() => window.attend || !document.getElementById('problem').hidden, null, { timeout: 60000 });
  await rest(page);
  return page;
}
// Until nothing moves for a moment.
const rest = page => page.waitForFunction(() => {
  const a = window.attend, now = performance.now();
  if (!a) return true;
  if (window.seenFrames !== a.stats.frames) { window.seenFrames = a.stats.frames; window.seenAt = now; }
  return now - window.seenAt > 250;
}, null, { timeout: 30000 });
const place = page => page.evaluate(() => location.hash);
const link = page => page.evaluate(() => attend.get(attend.x.web_link()));
const words = page => page.evaluate(() => JSON.parse(attend.get(attend.x.web_describe())));
async function key(page, name) { await page.keyboard.press(name); await rest(page); }

async function steps(context, address) {
  const page = await open(context, address);
  check(await place(page) === '' && (await words(page)).lessons.length >= 14, 'the map opens with its lessons');
  await page.evaluate(() => { attend.put('#retrieval.scale'); attend.x.web_open(); attend.ask(); });
  await rest(page);
  check(await place(page) === '#retrieval.scale', 'a step opens', await place(page));
  await page.locator('#next').evaluate(b => b.click());
  await rest(page);
  for (let i = 0; i < 6 && await place(page) === '#retrieval.scale'; i++) await key(page, 'ArrowRight');
  check(await place(page) === '#retrieval.softmax', 'Next goes on', await place(page));
  await page.goBack();
  await rest(page);
  check(await place(page) === '#retrieval.scale', 'the browser goes back');
  await page.goForward();
  await rest(page);
  check(await place(page) === '#retrieval.softmax', 'and forward');
  const asked = await words(page);
  check(asked.question && asked.options.length > 1 && /unknown/.test(JSON.stringify(asked.shows)), 'a question comes first, and its answer is not told');
  check(await page.locator('#answers button').count() === asked.options.length, 'its options are buttons');
  await page.locator('#answers button').nth(1).evaluate(b => b.click());
  await page.waitForFunction(() => !/unknown/.test(document.getElementById('numbers').textContent), null, { timeout: 30000 }).catch(() => {});
  check(!/unknown/.test(JSON.stringify((await words(page)).shows)), 'an answer shows what was asked for');
  check(await page.locator('#verdict').textContent() === 'Right.', 'and is judged');
  const cdp = await context.newCDPSession(page);
  let names = [];
  for (let i = 0; i < 30 && !names.some(n => /a, weight.* 0\.5/.test(n)); i++) { // the words follow the playing now and then
    await page.waitForTimeout(500);
    names = (await cdp.send('Accessibility.getFullAXTree')).nodes.map(n => (n.role ? n.role.value : '') + ' ' + (n.name ? n.name.value : ''));
  }
  check(names.some(n => /^heading .*Softmax/.test(n)) && names.some(n => /^button Next/.test(n)) && names.some(n => /0\.5/.test(n)), 'a screen reader has heading, buttons and numbers');
  await page.reload();
  await page.waitForFunction(() => window.attend);
  await rest(page);
  check(await place(page) === '#retrieval.softmax' && !/unknown/.test(JSON.stringify((await words(page)).shows)), 'a reload comes back, and the answer is kept');
  await page.goto('about:blank');
  await page.goto(address + '#9.2');
  await page.waitForFunction(() => window.attend);
  await rest(page);
  check(/^#masking\./.test(await place(page)), 'a link by numbers', await place(page));
  check(page.complaints.length === 0, 'no error and no violation of the policy', page.complaints.join('; '));
  await page.close();
}

async function own(context, address) {
  const page = await open(context, address, '#retrieval.weighted-sum?with=predict:off');
  const drop = (name, bytes) => page.evaluate(([n, b]) => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(b)], n));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  }, [name, [...bytes]]);
  await drop('mine.csv', Buffer.from('q,2,1\nk1:cat,1,0\nk2:dog,0,1\nv1,3,4\nv2,5,6\n'));
  await page.waitForTimeout(1500);
  await rest(page);
  await key(page, 'Enter');
  await page.waitForTimeout(500);
  await page.screenshot({ path: shots + '/dropped.png' });
  const said = await link(page);
  check(/[?&]d=/.test(said) && said.length < 2000, 'a dropped file is used, and a link carries it', said.length + ' characters');
  const numbers = JSON.stringify((await words(page)).shows);
  const other = await open(context, address, said + '&with=predict:off');
  check(JSON.stringify((await words(other)).shows) === numbers, 'the link brings the same numbers back');
  await other.close();
  await drop('broken.csv', Buffer.from('q,1,x\n'));
  await page.waitForTimeout(1000);
  await page.screenshot({ path: shots + '/broken.png' });
  check(await link(page) === said, 'a broken file changes nothing');
  await page.evaluate(() => window.dispatchEvent(new DragEvent('drop', { dataTransfer: Object.assign(new DataTransfer(), {}), cancelable: true })));
  check(page.complaints.length === 0, 'no error', page.complaints.join('; '));
  await page.close();
  const broken = await open(context, address, '#nothing.there?d=!!&v=7');
  check(await place(broken) === '' && (await words(broken)).lessons, 'a broken link opens the map');
  await broken.screenshot({ path: shots + '/broken-link.png' });
  await broken.close();
}

async function saving(context, address) {
  const page = await open(context, address, '#retrieval.weighted-sum?with=predict:off');
  await key(page, 'Control+s');
  await page.waitForTimeout(500);
  const waits = page.waitForEvent('download', { timeout: 15000 }).catch(() => null);
  await page.keyboard.press('Enter');
  const download = await waits;
  const file = download && await download.path();
  check(file && fs.readFileSync(file).subarray(1, 4).toString() === 'PNG', 'a figure is saved as a download', download ? download.suggestedFilename() : '');
  await page.close();
}

async function race(context, address) {
  const page = await open(context, address, '#race.guessing?with=predict:off');
  const at = await place(page);
  await page.evaluate(() => { attend.stats.draw.length = 0; });
  await key(page, 'Space').catch(() => {});
  await page.waitForTimeout(2500);
  const frames = await page.evaluate(() => attend.stats.draw);
  check(page.complaints.length === 0, 'a training step runs', at + ', ' + frames.length + ' frames, the longest ' + Math.max(0, ...frames).toFixed(1) + ' ms');
  await page.close();
}

async function frame(context, address) { // iframe and its messages
  const page = await context.newPage();
  await page.goto(address + 'embed.html');
  await page.waitForFunction(() => /ready/.test(document.getElementById('said').textContent), null, { timeout: 30000 });
  await page.locator('button').nth(1).click();
  await page.waitForFunction(() => /state #masking\./.test(document.getElementById('said').textContent), null, { timeout: 30000 });
  check(true, 'a frame says ready, takes go, and says state');
  await page.close();
}

async function offline(context, address) {
  const page = await open(context, address, '#retrieval.softmax');
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForTimeout(1500);
  await context.setOffline(true);
  await page.reload();
  const there = await page.waitForFunction(() => window.attend, null, { timeout: 20000 }).then(() => true, () => false);
  check(there, 'it opens without a network');
  await context.setOffline(false);
  await page.close();
}

async function measures(browser, address) {
  const lines = [];
  const brotli = name => zlib.brotliCompressSync(fs.readFileSync(path.join(web, name))).length;
  const first = fs.readdirSync(web).filter(n => !/attend\.html|embed|service|manifest|^attend\.[0-9a-f]+\.wasm/.test(n));
  const sum = first.reduce((n, name) => n + brotli(name), 0);
  lines.push('first visit, brotli: ' + Math.round(sum / 1000) + ' kB');
  check(sum <= 1.5e6, 'a first visit is at most 1.5 MB', Math.round(sum / 1000) + ' kB');
  for (const [slow, most] of [[1, 400], [4, 800]]) {
    const all = [];
    for (let i = 0; i < 3; i++) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } }), page = await context.newPage();
      const cdp = await context.newCDPSession(page);
      if (slow > 1) await cdp.send('Emulation.setCPUThrottlingRate', { rate: slow });
      await page.goto(address + '#retrieval.softmax');
      await page.waitForFunction(() => window.attend && attend.stats.marks.paint, null, { timeout: 60000 });
      all.push(await page.evaluate(() => attend.stats.marks.paint));
      await context.close();
    }
    lines.push('first paint, processor ÷ ' + slow + ': ' + Math.round(Math.min(...all)) + ' ms (of ' + all.map(Math.round) + '; wanted ' + most + ')');
  }
  for (const [w, h, scale] of [[1280, 800, 1], [1280, 800, 2]]) {
    const context = await browser.newContext({ viewport: { width: w, height: h }, deviceScaleFactor: scale });
    const page = await open(context, address, '#retrieval.weighted-sum?with=predict:off');
    await page.evaluate(() => { attend.stats.draw.length = attend.stats.put.length = 0; attend.x.web_at(0); });
    await page.keyboard.press('Space');
    await page.waitForTimeout(4000);
    const got = await page.evaluate(() => ({ draw: attend.stats.draw, put: attend.stats.put, memory: attend.machine.memory.buffer.byteLength }));
    const both = got.draw.map((d, i) => d + got.put[i]).sort((a, b) => a - b);
    lines.push('a frame at ' + w * scale + ' × ' + h * scale + ': median ' + both[both.length >> 1].toFixed(2) + ' ms, longest ' + both[both.length - 1].toFixed(1) + ' ms of ' + both.length + '; memory ' + (got.memory >> 20) + ' MiB');
    const before = await page.evaluate(() => attend.stats.frames);
    await rest(page);
    await page.waitForTimeout(1000);
    const still = await page.evaluate(() => attend.stats.frames);
    await page.waitForTimeout(2000);
    check(await page.evaluate(() => attend.stats.frames) === still && before >= 0, 'nothing is drawn while nothing moves');
    await context.close();
  }
  for (const line of lines) console.log('       ' + line);
}

(async () => {
  fs.mkdirSync(shots, { recursive: true });
  const { server, address } = await serve();
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true, permissions: ['clipboard-read', 'clipboard-write'] });
    for (const part of [steps, own, saving, race, frame, offline]) {
      try { await part(context, address); } catch (error) { check(false, part.name, error.message.split('\n')[0]); }
    }
    const page = await open(context, 'file://' + path.resolve(web, 'attend.html'), '#retrieval.softmax');
    check(await page.evaluate(() => !!window.attend) && await place(page) === '#retrieval.softmax', 'attend.html opens from the disk');
    await page.close();
    for (const [name, width, height, scale, touch] of [['phone', 390, 844, 2, true], ['tablet', 820, 1180, 1, true], ['large', 1280, 800, 2, false], ['desktop', 1280, 800, 1, false]]) {
      const device = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: scale, hasTouch: touch });
      const shown = await open(device, address, '#retrieval.softmax');
      await shown.screenshot({ path: shots + '/' + name + '.png' });
      if (touch) {
        await shown.touchscreen.tap(width / 2, height / 3);
        await rest(shown);
        check(shown.complaints.length === 0, 'touch on a ' + name);
      }
      await device.close();
    }
    await measures(browser, address);
  } finally {
    await browser.close();
    server.kill();
  }
  console.log(failed ? failed + ' FAILED' : 'all passed');
  process.exitCode = failed ? 1 : 0;
})();
