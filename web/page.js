'use strict';
// The page: one canvas whose pixels are the program's own, the events that go in, and behind the canvas the step in words with real
// buttons. Only the boxes that changed are put. When nothing moves there is no frame and no timer.
(function () {
  const byId = id => document.getElementById(id), canvas = byId('picture'), field = byId('typed'), picker = byId('file');
  const files = JSON.parse(byId('files').textContent), inline = window.ATTEND_INLINE, utf8 = new TextEncoder(), begun = performance.now();
  const stats = { marks: {}, frames: 0, draw: [], put: [] }, embedded = window.parent !== window;
  const seconds = () => performance.now() / 1000, mark = name => { stats.marks[name] = performance.now() - begun; };
  let x, machine, context, image, width = 0, height = 0, stopped = false, describedAt = 0;

  // --- what is said in the page when something is wrong
  function say(text) {
    const p = byId('problem');
    p.textContent = text;
    p.hidden = false;
  }
  function stop(error) {
    if (stopped) return;
    stopped = true;
    console.error(error);
    const memory = error instanceof RangeError || /memory|unreachable/i.test(error.message);
    say(x ? (memory ? 'The memory that the browser gives is used up. ' : 'Something went wrong: ' + error.message + '. ') +
      'Reload the page: it comes back to this step, and what was answered is kept.'
      : 'Attend cannot start here: ' + error.message + ' A current Firefox, Chrome, Edge or Safari opens it.');
  }
  const guard = f => (...all) => {
    if (stopped) return undefined;
    try { return f(...all); } catch (error) { stop(error); return undefined; }
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
  function renamed(path, bytes) {
    if (kept(path)) store.set(path, new TextDecoder().decode(bytes));
    if (path.startsWith('/downloads/')) save(path.slice(11), bytes);
  }
  function save(name, bytes) {
    const types = { png: 'image/png', svg: 'image/svg+xml', gif: 'image/gif', csv: 'text/csv', json: 'application/json' };
    const blob = new Blob([bytes], { type: types[name.split('.').pop()] || 'application/octet-stream' });
    const a = document.createElement('a');
    a.href = URL.createObjectURL(blob);
    a.download = name;
    a.click();
    setTimeout(() => URL.revokeObjectURL(a.href), 10000);
    machine.files.delete('/downloads/' + name); // the next one may have the same name
    tell({ attend: 'saved', name, bytes });
  }

  // --- what the program asks of the browser
  const text = (at, size) => machine.text(at, size);
  const browser = {
    copy(at, size) {
      const said = text(at, size), old = () => {
        field.value = said;
        field.select();
        if (!document.execCommand('copy')) say('The browser does not let a page copy. Here it is: ' + said);
        field.value = '';
      };
      if (navigator.clipboard && navigator.clipboard.writeText) navigator.clipboard.writeText(said).catch(old);
      else old();
    },
    copy_picture(at, size) {
      if (!navigator.clipboard || !window.ClipboardItem) return 0;
      const blob = new Blob([machine.bytes(at, size).slice()], { type: 'image/png' });
      navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]).catch(() => {});
      return 1;
    },
    choose() { picker.click(); },
    open_address(at, size) { window.open(text(at, size), '_blank', 'noopener'); },
    minute() { const now = new Date(); return 60 * now.getHours() + now.getMinutes(); },
    problem(at, size) { console.warn(text(at, size)); },
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
    const answer = await fetch(name);
    if (!answer.ok) throw new Error('the file ' + name + ' could not be loaded (' + answer.status + ').');
    return answer;
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
  const density = () => window.devicePixelRatio || 1;
  function measure() {
    const w = Math.max(1, Math.round(canvas.clientWidth * density())), h = Math.max(1, Math.round(canvas.clientHeight * density()));
    if (w !== width || h !== height) {
      width = canvas.width = w;
      height = canvas.height = h;
      image = null;
    }
  }
  const resized = guard(() => {
    measure();
    if (!x.web_size(width, height, density())) throw new RangeError('memory');
    x.web_damage();
    ask();
  });
  let asked = false, timer = 0;
  function ask() {
    if (asked || stopped) return;
    asked = true;
    requestAnimationFrame(show);
  }
  const show = guard(() => {
    asked = false;
    const start = performance.now(), boxes = x.web_frame(seconds()), drawn = performance.now();
    if (boxes) {
      const at = x.web_pixels(), box = new Int32Array(machine.memory.buffer, x.web_boxes(), 4 * boxes);
      if (!image || image.data.buffer !== machine.memory.buffer || image.data.byteOffset !== at)
        image = new ImageData(new Uint8ClampedArray(machine.memory.buffer, at, 4 * width * height), width, height);
      for (let i = 0; i < 4 * boxes; i += 4) context.putImageData(image, 0, 0, box[i], box[i + 1], box[i + 2], box[i + 3]);
    }
    stats.frames++;
    if (stats.draw.length < 20000) stats.draw.push(drawn - start), stats.put.push(performance.now() - drawn);
    if (!stats.marks.paint) mark('paint');
    follow();
    if (drawn - describedAt > 1000) describe(); // while it plays, now and then
    later();
  });
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
  const cursors = ['default', 'pointer', 'text', 'ns-resize', 'move'];
  let title = 0, place = null;
  function follow() {
    canvas.style.cursor = cursors[x.web_cursor()];
    const now = x.web_title();
    if (now !== title) document.title = get(title = now);
    const at = get(x.web_place());
    if (at !== place) went(at);
    listen();
    if (!!x.web_full_screen() !== !!document.fullscreenElement) {
      if (x.web_full_screen()) document.documentElement.requestFullscreen && document.documentElement.requestFullscreen().catch(left);
      else document.exitFullscreen();
    }
  }
  const left = guard(() => { // Esc of the browser
    if (document.fullscreenElement || !x.web_full_screen()) return;
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
    tell({ attend: 'state', place: at });
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
    Object.assign(field.style, { left: left / density() + 'px', top: top / density() + 'px', height: h / density() + 'px' });
    if (document.activeElement !== field) field.focus({ preventScroll: true });
  }

  // --- pointers: the mouse and a pen press; what fingers mean the program knows itself (desk/touch.h)
  const mods = e => (e.shiftKey ? 1 : 0) | (e.ctrlKey || e.metaKey ? 2 : 0) | (e.altKey ? 4 : 0);
  const px = e => e.offsetX * density(), py = e => e.offsetY * density(), touches = e => e.pointerType === 'touch';
  const finger = (e, event) => x.web_finger(seconds(), event, e.pointerId, px(e), py(e));
  const button = (e, pressed, count) => x.web_button(seconds(), px(e), py(e), pressed, count, mods(e));
  let last = { time: 0, x: 0, y: 0, count: 0 }, holds = false;
  const down = guard(e => {
    if (e.button) return;
    canvas.focus({ preventScroll: true });
    try { canvas.setPointerCapture(e.pointerId); } catch (_) { /* a pointer of a script */ }
    if (touches(e)) finger(e, 0);
    else {
      const near = e.timeStamp - last.time < 400 && Math.hypot(px(e) - last.x, py(e) - last.y) < 8 * density();
      last = { time: e.timeStamp, x: px(e), y: py(e), count: near ? last.count % 3 + 1 : 1 };
      holds = true;
      button(e, 1, last.count);
    }
    listen(); // a tablet's keyboard comes only for a focus that is given here
    ask();
  });
  const moved = guard(e => {
    if (touches(e)) finger(e, 1);
    else x.web_move(seconds(), px(e), py(e), 1, holds ? 1 : 0, mods(e));
    ask();
  });
  const up = guard(e => {
    if (touches(e)) finger(e, 2);
    else if (holds) {
      holds = false;
      button(e, 0, 1);
    }
    listen();
    ask();
  });
  const wheel = guard(e => {
    e.preventDefault();
    x.web_wheel(seconds(), e.deltaMode ? e.deltaY * 20 : e.deltaY * 0.6, mods(e));
    ask();
  });
  const away = guard(e => {
    if (holds || touches(e)) return;
    x.web_move(seconds(), px(e), py(e), 0, 0, mods(e));
    ask();
  });

  // --- keys; the browser keeps those that are its own: its zoom, reloading, its tabs and windows
  const special = { Backspace: 8, Tab: 9, Enter: 13, Escape: 27, Delete: 127, ArrowLeft: 0x110000, ArrowRight: 0x110001, ArrowUp: 0x110002,
    ArrowDown: 0x110003, Home: 0x110004, End: 0x110005, PageUp: 0x110006, PageDown: 0x110007, F1: 0x110008, F11: 0x11000A };
  const code = e => special[e.key] || (e.key.length === 1 && e.key.charCodeAt(0) < 127 ? e.key.toLowerCase().charCodeAt(0)
    : /^Key[A-Z]$/.test(e.code) ? e.code.charCodeAt(3) + 32 : 0);
  const pressed = guard(e => {
    const key = code(e), held = e.ctrlKey || e.metaKey;
    if (!key || e.isComposing || (e.target !== canvas && e.target !== field && e.target !== document.body)) return;
    if (held && 'rtwnq+=-0'.includes(e.key.toLowerCase())) return;
    if (held && key === 118) return; // v: the paste that follows
    const taken = x.web_key(seconds(), key, mods(e));
    const typed = e.key.length === 1 && !held;
    if (typed && e.target !== field) {
      put(e.key);
      x.web_text(seconds());
    }
    const scrolls = key === 32 || key >= 0x110000 || key === 8 || 'sod'.includes(e.key.toLowerCase());
    if (taken || (scrolls && !(typed && e.target === field))) e.preventDefault();
    ask();
  });
  const typed = guard(() => {
    put(field.value);
    field.value = '';
    x.web_text(seconds());
    ask();
  });
  const pasted = guard(e => {
    const said = e.clipboardData && e.clipboardData.getData('text/plain'), [file] = e.clipboardData ? e.clipboardData.files : [];
    e.preventDefault();
    if (!said && file) { drop([file]); return; }
    put(said || '');
    x.web_pasted();
    x.web_key(seconds(), 118, 2);
    ask();
  });

  // --- files
  const MOST = 64 << 20;
  async function bring(file) {
    if (file.size > MOST) {
      say('“' + file.name + '” has ' + Math.round(file.size / (1 << 20)) + ' MiB; the most that is read is 64 MiB. Nothing has changed.');
      return null;
    }
    const path = '/own/' + file.name.replace(/[/\0]/g, '_');
    machine.files.set(path, new Uint8Array(await file.arrayBuffer()));
    return path;
  }
  async function drop(list) {
    for (const file of list) {
      const path = await bring(file);
      if (path) guard(() => { put(path); x.web_drop_file(); machine.files.delete(path); ask(); })();
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
    byId('where').textContent = step.lesson ? step.lesson + ', step ' + step.step + ' of ' + step.steps + ': ' + step.title : 'Lessons';
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
    on(canvas, 'pointerdown', down);
    on(canvas, 'pointermove', moved);
    on(canvas, 'pointerup', up);
    on(canvas, 'pointercancel', up);
    on(canvas, 'pointerleave', away);
    on(canvas, 'wheel', wheel, { passive: false });
    on(canvas, 'contextmenu', e => e.preventDefault());
    on(window, 'keydown', pressed);
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
    on(window, 'pagehide', guard(() => x.web_remember()));
    on(document, 'visibilitychange', guard(() => { if (document.hidden) x.web_remember(); }));
    new ResizeObserver(resized).observe(canvas);
    const key = (id, code) => on(byId(id), 'click', guard(() => { x.web_key(seconds(), code, 0); ask(); }));
    key('back', 0x110000);
    key('next', 0x110001);
    key('play', 32);
    on(byId('map'), 'click', guard(() => { put('#'); x.web_open(); ask(); }));
  }
  async function start() {
    await load();
    measure();
    context = canvas.getContext('2d', { alpha: false });
    put(settings());
    const scripted = /[?&]scripted\b/.test(location.search);
    if (!x.web_begin(width, height, density(), scripted)) throw new Error('its files do not fit together; reload the page.');
    mark('begin');
    hear();
    window.attend = { x, stats, machine, put, get, ask };
    canvas.focus({ preventScroll: true });
    show();
    describe();
    tell({ attend: 'ready', version: 1, height: document.documentElement.scrollHeight });
    if ('serviceWorker' in navigator && files.service && /^https?:$/.test(location.protocol) && !embedded)
      navigator.serviceWorker.register(files.service).catch(() => {});
  }
  start().catch(stop);
})();
