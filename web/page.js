// The page: a canvas whose pixels are the program's own (view.js), a second one for the presenter, and behind the canvas the step in
// words with real buttons. When nothing moves there is no frame and no timer.
(function () {
  const byId = id => document.getElementById(id), canvas = byId('picture'), field = byId('typed'), picker = byId('file');
  const files = JSON.parse(byId('files').textContent), inline = window.ATTEND_INLINE, utf8 = new TextEncoder();
  const stats = { marks: {}, frames: 0, draw: [], put: [], turns: [] }, embedded = window.parent !== window;
  const seconds = () => performance.now() / 1000, mark = name => { stats.marks[name] = performance.now(); }; // since the address was followed
  const host = {}; // what the views are given
  let x, machine, view, presenter = null, words = null, stopped = false, describedAt = 0;

  // --- what is said in the page when something is wrong
  function say(text) { // until it is clicked
    const p = byId('problem');
    p.textContent = text;
    p.hidden = false;
  }
  function stop(error) {
    if (stopped) return;
    stopped = true;
    console.error(error);
    const memory = error instanceof RangeError || error instanceof Exit || /memory|unreachable/i.test(error.message);
    say(x ? (memory ? 'The memory that the browser gives is used up. ' : 'Something went wrong: ' + error.message + '. ') +
      'Reload the page: it comes back to this step, and what was answered is kept.'
      : 'Attend cannot start here: ' + error.message + ' ' + (error.advice || 'A current Firefox, Chrome, Edge or Safari opens it.'));
  }
  const guard = f => (...all) => {
    if (stopped) return undefined;
    const start = performance.now();
    try { return f(...all); } catch (error) { stop(error); return undefined; }
    finally { if (stats.turns.length < 20000) stats.turns.push(performance.now() - start); } // nothing else can happen meanwhile
  };

  // --- what is kept: the browser's storage, where it may be used
  const store = {
    get(path) { try { return localStorage.getItem('attend' + path); } catch (e) { return null; } },
    set(path, text) { try { localStorage.setItem('attend' + path, text); } catch (e) { /* nothing is remembered, all else works */ } },
  };
  const kept = path => path === '/state/state' || path === '/config/settings';
  function opened(path) { // another tab may have written meanwhile
    const text = kept(path) && store.get(path);
    if (text) machine.files.set(path, utf8.encode(text));
  }
  // Whatever else is written goes to the person: downloaded, or printed where it is to become a PDF.
  function renamed(path, bytes) {
    const name = path.split('/').pop();
    if (kept(path)) { store.set(path, new TextDecoder().decode(bytes)); return; }
    if (/\.pdf$/i.test(name)) print(bytes);
    else save(name, bytes);
    // The next one may have the same name; weights were opened and may be again.
    if (!/\.safetensors$/.test(name)) setTimeout(() => machine.files.delete(path), 0);
  }
  function save(name, bytes) {
    const types = { png: 'image/png', svg: 'image/svg+xml', gif: 'image/gif', csv: 'text/csv', json: 'application/json' };
    const blob = new Blob([bytes], { type: types[name.split('.').pop()] || 'application/octet-stream' });
    const a = document.createElement('a');
    a.href = URL.createObjectURL(blob);
    a.download = name;
    a.click();
    setTimeout(() => URL.revokeObjectURL(a.href), 10000);
    tell({ attend: 'saved', name, bytes });
  }
  // A drawing whose letters are outlines, on a sheet of its own size; the browser's print window saves it as a PDF.
  function print(svg) {
    const image = byId('print'), [, w, h] = /<svg[^>]* width="([^"]+)" height="([^"]+)"/.exec(new TextDecoder().decode(svg.subarray(0, 500)));
    const sheet = document.styleSheets[0], rule = sheet.insertRule('@page { margin: 0; size: ' + w + ' ' + h + ' }', sheet.cssRules.length);
    image.onload = () => {
      window.print();
      URL.revokeObjectURL(image.src);
      sheet.deleteRule(rule);
      image.removeAttribute('src');
    };
    image.src = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  }

  // --- what the program asks of the browser
  const text = (at, size) => machine.text(at, size), noPicture = 'The browser did not take the picture: save the figure instead.';
  const pictureTypes = () => ['image/png', 'image/svg+xml'].filter((t, i) => !i || (ClipboardItem.supports && ClipboardItem.supports(t)));
  let coming = null, writing = null; // the promises of a picture; a picture that the browser has not put on the clipboard yet
  const write = forms => {
    const mine = writing = navigator.clipboard.write([new ClipboardItem(forms)]).finally(() => { if (writing === mine) writing = null; });
    return mine;
  };
  const browser = {
    copy(at, size) {
      const said = text(at, size), old = () => {
        field.value = said;
        field.select();
        if (!document.execCommand('copy')) say('The browser does not let a page copy. Here it is: ' + said);
        field.value = '';
      };
      const put = () => { navigator.clipboard.writeText(said).catch(old); };
      if (!navigator.clipboard || !navigator.clipboard.writeText) old();
      else if (writing) writing.then(put, put); // what was asked for last stays there
      else put();
    },
    // Some browsers take a picture only within the click that asks for it: they are given promises, and what is made in turns keeps
    // them. An older one, which knows none, is given the picture when it is there.
    expect_picture(comes) {
      if (coming) coming.refuse();
      coming = null;
      if (!comes || !navigator.clipboard || !window.ClipboardItem) return;
      const promises = {}, next = { give: {} }, given_up = new Promise((_, refuse) => { next.refuse = () => { next.refused = true; refuse(new Error('given up')); }; });
      given_up.catch(() => {});
      for (const type of pictureTypes()) promises[type] = Promise.race([new Promise(give => { next.give[type] = give; }), given_up]);
      try {
        write(promises).catch(() => { if (!next.refused) say(noPicture); });
        coming = next;
      } catch (e) { /* later, then */ }
    },
    copy_picture(at, size, svgAt, svgSize) {
      if (!navigator.clipboard || !window.ClipboardItem) return 0;
      const blob = (type, from, bytes) => new Blob([machine.bytes(from, bytes).slice()], { type }), forms = {};
      for (const type of pictureTypes()) forms[type] = type === 'image/png' ? blob(type, at, size) : blob(type, svgAt, svgSize);
      if (coming) for (const type in coming.give) coming.give[type](forms[type]);
      else write(forms).catch(() => say(noPicture));
      coming = null;
      return 1;
    },
    choose() { picker.click(); },
    open_address(at, size) { window.open(text(at, size), '_blank', 'noopener'); },
    minute() { const now = new Date(); return 60 * now.getHours() + now.getMinutes(); },
    problem(at, size) { console.warn(text(at, size)); },
    word_measure(at, size, out) {
      words = words || new Words();
      new Float64Array(machine.memory.buffer, out, 3).set(words.measure(text(at, size)));
      return 1;
    },
    word_box(at, size, pixels, pen, out) { new Int32Array(machine.memory.buffer, out, 4).set(words.box(text(at, size), pixels, pen)); },
    word_draw(at, size, pixels, pen, box, alpha) {
      const where = [...new Int32Array(machine.memory.buffer, box, 4)];
      words.draw(text(at, size), pixels, pen, where, machine.bytes(alpha, where[2] * where[3]));
    },
  };
  function put(string) {
    const bytes = typeof string === 'string' ? utf8.encode(string) : string, at = x.web_buffer(bytes.length);
    machine.bytes(at, bytes.length).set(bytes);
  }
  function get(at) {
    const all = new Uint8Array(machine.memory.buffer, at);
    return new TextDecoder().decode(all.slice(0, all.indexOf(0)));
  }

  // --- loading
  // Two products whose exact sum is not what rounding twice gives: 1 where the browser's relaxed instruction fuses them.
  const probe = Uint8Array.from(atob('AGFzbQEAAAABBgFgAXwBfwMCAQAEBQFwAQEBBQMBAAIGCAF/AUGAiAQLBxICBm1lbW9yeQIABWZ1c2VkAAAKfwF9AwF8AXsBfQJAIABEAAAAAAAAED6iRAAAAAAAAPA/oCIB/RQiAiACIAEgAaL9FP3tAf2HAv0hAEQAAAAAAAAwPGENAEEADwsgAEQAAAAAAAAgP6JEAAAAAAAA8D+gtiID/RMiAiACIAMgA5T9E/3hAf2FAv0fAEMAAIAyWws='), c => c.charCodeAt(0));
  function fuses() {
    try {
      return WebAssembly.validate(probe) && !!new WebAssembly.Instance(new WebAssembly.Module(probe)).exports.fused(1);
    } catch (e) { return false; }
  }
  const unzip = async packed => new Uint8Array(await new Response(new Blob([Uint8Array.from(atob(packed), c => c.charCodeAt(0))])
    .stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer());
  async function fetched(name) {
    const answer = await fetch(name).catch(() => ({ ok: false, status: 'no answer' }));
    if (answer.ok) return answer;
    throw Object.assign(new Error('its file ' + name + ' could not be loaded (' + answer.status + ').'), { advice: 'Look whether there is a network, and reload the page.' });
  }
  async function load() {
    if (typeof WebAssembly !== 'object') throw new Error('this browser has no WebAssembly.');
    stats.fused = fuses() && !/[?&]plain\b/.test(location.search);
    const name = stats.fused ? 'relaxed' : 'plain';
    const pack = inline ? unzip(inline.pack) : fetched(files.pack).then(async r => new Uint8Array(await r.arrayBuffer()));
    machine = new Machine(new Map(), { env: { ATTEND_SHARE: '/share', ATTEND_FONTS: '/fonts' }, renamed, opened,
      print: (stream, line) => (stream === 2 ? console.error : console.log)(line) });
    const imports = { ...machine.imports, browser };
    let instance;
    try {
      if (inline) instance = (await WebAssembly.instantiate(await unzip(inline[name] || inline.plain), imports)).instance;
      else {
        const answer = await fetched(files[name]);
        const streamed = /wasm/.test(answer.headers.get('content-type') || '');
        instance = (streamed ? await WebAssembly.instantiateStreaming(answer, imports)
          : await WebAssembly.instantiate(await answer.arrayBuffer(), imports)).instance;
      }
    } catch (error) {
      throw error instanceof WebAssembly.CompileError ? new Error('this browser has no SIMD in WebAssembly.') : error;
    }
    mark('wasm');
    machine.memory = instance.exports.memory;
    for (const [path, bytes] of unpack(await pack)) machine.files.set(path, bytes);
    mark('pack');
    x = instance.exports;
    x._initialize();
  }

  // --- showing
  let asked = false, timer = 0;
  function ask() {
    if (asked || stopped) return;
    asked = true;
    (presenter && document.hidden ? presenter.window : window).requestAnimationFrame(show);
  }
  const show = guard(() => {
    asked = false;
    const start = performance.now(), drawn = view.show(seconds());
    stats.frames++;
    if (stats.draw.length < 20000) stats.draw.push(drawn - start), stats.put.push(performance.now() - drawn);
    follow();
    if (presenter) presenter.show(seconds());
    if (drawn - describedAt > 1000) describe(); // while it plays, now and then
    later();
  });
  // When the browser has put on the screen what was drawn; in a page that nobody sees, soon.
  function seen(f) {
    const once = guard(() => { if (f) f(); f = null; });
    requestAnimationFrame(() => setTimeout(once, 0));
    setTimeout(once, 500);
  }
  let remembering = 0;
  function later() {
    clearTimeout(timer);
    const due = x.web_due(seconds());
    if (due === 0) ask();
    else if (due > 0) timer = setTimeout(guard(() => { x.web_watch(seconds()); ask(); }), due * 1000 + 1); // a long press too
    clearTimeout(remembering);
    if (due !== 0) remembering = setTimeout(guard(() => { if (x.web_watch(seconds())) ask(); describe(); }), 300);
  }

  // --- what follows from a frame: cursor, title, place, keyboard, full screen
  let title = 0, place = null;
  function follow() {
    const now = x.web_title();
    if (now !== title) document.title = get(title = now);
    const at = get(x.web_place());
    if (at !== place && !x.web_waits()) went(at); // where one comes from is no place to go to
    const toast = get(x.web_says());
    if (toast !== byId('toast').textContent) byId('toast').textContent = toast;
    listen();
    present();
    grown();
    if (!!x.web_full_screen() !== !!document.fullscreenElement) {
      if (x.web_full_screen()) document.documentElement.requestFullscreen && document.documentElement.requestFullscreen().catch(left);
      else document.exitFullscreen();
    }
  }
  const left = guard(() => { // Esc of the browser
    if (document.fullscreenElement || !x.web_full_screen()) return;
    view.enter();
    x.web_key(seconds(), 0x11000A, 0);
    ask();
  });
  function went(at) {
    const first = place === null, here = location.hash || '#';
    place = at;
    if (here.split('?')[0] !== at) {
      const address = at === '#' ? location.pathname + location.search : at;
      try { history[first ? 'replaceState' : 'pushState'](null, '', address); } catch (e) { /* a frame without an address */ }
    }
    if (isReady) tell({ attend: 'state', place: at, height: wanted() });
  }
  const came = guard(() => { // back, forward, or an address that was typed
    const here = location.hash || '#';
    if (here === place) return;
    place = here.split('?')[0];
    put(here);
    x.web_open();
    ask();
  });
  function listen() { // a text field of the program has the focus: a real one brings the keyboard
    const box = x.web_text_box();
    if (!box) {
      if (document.activeElement === field) canvas.focus({ preventScroll: true });
      return;
    }
    const [left, top, , h] = new Float64Array(machine.memory.buffer, box, 4);
    Object.assign(field.style, { left: left / view.density + 'px', top: top / view.density + 'px', height: h / view.density + 'px' });
    if (document.activeElement !== field) field.focus({ preventScroll: true });
  }

  // --- the presenter's window
  function present() {
    if (presenter && presenter.window.closed) {
      presenter = null;
      x.web_presenter_close();
    }
    if (x.web_presents() && !presenter) openPresenter();
    else if (presenter && !x.web_presents()) closePresenter();
  }
  function openPresenter() {
    const other = window.open('', 'attend-presenter', 'popup,width=1280,height=800');
    if (!other) {
      x.web_presenter_close();
      say('The browser opened no second window. Allow pop-up windows for this page, and press P again.');
      return;
    }
    const doc = other.document, canvas = doc.createElement('canvas');
    doc.title = 'Presenter – Attend';
    canvas.tabIndex = 0;
    Object.assign(doc.body.style, { margin: 0, height: '100vh', overflow: 'hidden' });
    Object.assign(canvas.style, { display: 'block', width: '100%', height: '100%', touchAction: 'none', outline: 'none' });
    doc.body.replaceChildren(canvas);
    presenter = new View(host, 1, canvas);
    presenter.resize();
    presenter.hear(null, () => {});
    other.addEventListener('pagehide', guard(() => { if (presenter) { presenter = null; x.web_presenter_close(); ask(); } }));
    canvas.focus();
    ask();
  }
  function closePresenter() {
    const { window: other } = presenter;
    presenter = null;
    other.close();
  }

  const typed = guard(() => {
    put(field.value);
    field.value = '';
    view.enter();
    x.web_text(seconds());
    ask();
  });
  const pasted = guard(e => {
    const said = e.clipboardData && e.clipboardData.getData('text/plain'), [file] = e.clipboardData ? e.clipboardData.files : [];
    e.preventDefault();
    if (!said && file) { drop([file]); return; }
    put(said || '');
    x.web_pasted();
    view.enter();
    x.web_key(seconds(), 118, 2);
    ask();
  });

  // --- files
  const MOST = 64 << 20, KEPT = 2 * MOST, brought = []; // what was brought may be asked for again, also beside another: the latest stay
  function keep(path, bytes) {
    machine.files.set(path, bytes);
    if (brought.includes(path)) brought.splice(brought.indexOf(path), 1);
    brought.push(path);
    const sizes = brought.map(one => (machine.files.get(one) || []).length);
    for (let all = sizes.reduce((a, b) => a + b, 0); all > KEPT && brought.length > 1; all -= sizes.shift()) machine.files.delete(brought.shift());
  }
  async function bring(file) {
    if (file.size > MOST) {
      say('“' + file.name + '” has ' + Math.round(file.size / (1 << 20)) + ' MiB; the most that is read is 64 MiB. Nothing has changed.');
      return null;
    }
    const path = '/own/' + file.name.replace(/[/\0]/g, '_');
    try {
      keep(path, new Uint8Array(await file.arrayBuffer()));
    } catch (error) {
      say('“' + file.name + '” could not be read: ' + error.message + ' Nothing has changed.');
      return null;
    }
    return path;
  }
  async function drop(list) {
    for (const file of list) {
      const path = await bring(file);
      if (path) guard(() => { put(path); x.web_drop_file(); ask(); })();
    }
  }
  async function chosen() {
    const path = picker.files[0] ? await bring(picker.files[0]) : null;
    picker.value = '';
    guard(() => {
      if (path) put(path);
      x.web_chosen(path ? x.web_held() : 0);
      x.web_watch(seconds());
      ask();
    })();
  }

  // --- in words: what a screen reader reads, and real buttons
  let described = '';
  const describe = guard(() => {
    describedAt = performance.now();
    const json = get(x.web_describe());
    if (json === described) return;
    described = json;
    const step = JSON.parse(json), list = (id, all, make) => byId(id).replaceChildren(...all.map(make));
    const line = said => Object.assign(document.createElement('p'), { textContent: said });
    byId('where').textContent = step.page ? step.page : step.lesson ? step.lesson + ', step ' + step.step + ' of ' + step.steps + ': ' + step.title : 'Lessons';
    list('words', [step.text, step.formula, step.words].filter(Boolean), line);
    list('numbers', (step.shows || []).filter(n => n.numbers), n => line(n.node + (n.role ? ', ' + n.role : '') + ', ' + n.shape + ': ' + n.numbers));
    byId('question').textContent = step.question || '';
    list('answers', step.options || [], (option, i) => press(option, () => { byId('verdict').textContent = x.web_answer(i) ? 'Right.' : 'Not quite.'; }));
    if (!step.question) byId('verdict').textContent = '';
    list('lessons', step.lessons || [], one => press(one.title, () => { put('#' + one.id); x.web_open(); }));
    for (const id of ['back', 'next', 'play', 'map']) byId(id).hidden = !step.lesson;
  });
  function press(label, act) {
    const b = Object.assign(document.createElement('button'), { type: 'button', textContent: label });
    b.addEventListener('click', guard(() => { act(); ask(); }));
    return b;
  }

  // --- embedding: four messages (docs/web.md)
  function tell(message) { if (embedded) window.parent.postMessage(message, '*'); }
  // The height at which the step is seen whole in this width; when it changes, the page around is told.
  let toldHeight = 0, isReady = false;
  const wanted = () => toldHeight = Math.ceil(x.web_wants() / view.density);
  function grown() {
    if (!embedded || !isReady) return;
    const before = toldHeight;
    if (wanted() !== before) tell({ attend: 'state', place, height: toldHeight });
  }
  const told = guard(e => {
    if (e.source !== window.parent || !e.data || e.data.attend !== 'go' || typeof e.data.link !== 'string') return;
    put(e.data.link);
    x.web_open();
    ask();
  });

  // --- the start
  function settings() { // what the person has said in the program goes before what the browser tells
    const said = store.get('/config/settings') || '', lines = ['site=' + location.href.split('#')[0]];
    const tells = query => window.matchMedia && matchMedia(query).matches;
    if (!/^theme/m.test(said) && tells('(prefers-color-scheme: dark)')) lines.push('theme=dark');
    if (!/^motion/m.test(said) && tells('(prefers-reduced-motion: reduce)')) lines.push('motion=off');
    return lines.join('\n') + '\n\n' + location.hash;
  }
  function hear() {
    const on = (where, what, f, how) => where.addEventListener(what, f, how);
    view.hear(field, listen);
    on(byId('problem'), 'click', () => { if (!stopped) byId('problem').hidden = true; });
    on(field, 'input', e => { if (!e.isComposing) typed(); });
    on(field, 'compositionend', typed);
    on(document, 'paste', pasted);
    on(window, 'dragover', e => e.preventDefault());
    on(window, 'drop', e => { e.preventDefault(); drop(e.dataTransfer.files); });
    on(picker, 'change', chosen);
    on(picker, 'cancel', guard(() => { x.web_chosen(0); x.web_watch(seconds()); ask(); }));
    on(window, 'popstate', came);
    on(window, 'hashchange', came);
    on(document, 'fullscreenchange', left);
    on(window, 'message', told);
    on(window, 'pagehide', guard(() => { x.web_remember(); if (presenter) closePresenter(); }));
    on(document, 'visibilitychange', guard(() => { if (document.hidden) x.web_remember(); }));
    const key = (id, code) => on(byId(id), 'click', guard(() => { view.enter(); x.web_key(seconds(), code, 0); ask(); }));
    key('back', 0x110000);
    key('next', 0x110001);
    key('play', 32);
    on(byId('map'), 'click', guard(() => { put('#'); x.web_open(); ask(); }));
  }
  async function start() {
    await load();
    Object.assign(host, { x, machine, seconds, guard, ask, put });
    view = new View(host, 0, canvas);
    view.measure();
    put(settings());
    const scripted = /[?&]scripted\b/.test(location.search);
    if (!x.web_begin(view.width, view.height, view.density, scripted)) throw new Error('its files do not fit together; reload the page.');
    mark('begin');
    hear();
    // Nothing moves, and nothing will within a moment.
    const quiet = () => { const due = stopped ? -1 : x.web_due(seconds()); return stopped || (!asked && (due < 0 || due > 0.3)); };
    window.attend = { x, stats, machine, put, get, ask, view, quiet };
    canvas.focus({ preventScroll: true });
    asked = true; // what comes next waits until this one is seen
    show();
    seen(() => { mark('paint'); asked = false; ask(); setTimeout(describe, 0); });
    tell({ attend: 'ready', version: 1, height: wanted() });
    isReady = true;
    tell({ attend: 'state', place, height: wanted() });
    if ('serviceWorker' in navigator && files.service && /^https?:$/.test(location.protocol) && !embedded)
      navigator.serviceWorker.register(files.service).then(known => known.update()).catch(() => {});
  }
  start().catch(stop);
})();
