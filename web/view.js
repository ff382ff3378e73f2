// A window that shows the program's pixels and hears what is done in it: the class's page, or the presenter's beside it (`which`, as
// web_window counts). Only the boxes that changed are put. `host` is the page: x, machine, seconds, guard, ask.
const CURSORS = ['default', 'pointer', 'text', 'ns-resize', 'move', 'crosshair'];
const SPECIAL = { Backspace: 8, Tab: 9, Enter: 13, Escape: 27, Delete: 127, ArrowLeft: 0x110000, ArrowRight: 0x110001, ArrowUp: 0x110002,
  ArrowDown: 0x110003, Home: 0x110004, End: 0x110005, PageUp: 0x110006, PageDown: 0x110007, F1: 0x110008, F11: 0x11000A };
const keyOf = e => SPECIAL[e.key] || (e.key.length === 1 && e.key.charCodeAt(0) < 127 ? e.key.toLowerCase().charCodeAt(0)
  : /^Key[A-Z]$/.test(e.code) ? e.code.charCodeAt(3) + 32 : 0);
const modsOf = e => (e.shiftKey ? 1 : 0) | (e.ctrlKey || e.metaKey ? 2 : 0) | (e.altKey ? 4 : 0);

class View {
  constructor(host, which, canvas) {
    Object.assign(this, { host, which, canvas, window: canvas.ownerDocument.defaultView, width: 0, height: 0, image: null, holds: false,
      last: { time: 0, x: 0, y: 0, count: 0 } });
    this.context = canvas.getContext('2d', { alpha: false });
  }
  get density() { return this.window.devicePixelRatio || 1; }
  enter() { if (!this.host.x.web_window(this.which)) throw new RangeError('memory'); }

  // --- what is shown
  measure() {
    const { canvas, density } = this, side = n => Math.max(1, Math.round(n * density));
    const w = side(canvas.clientWidth), h = side(canvas.clientHeight);
    if (w === this.width && h === this.height) return;
    this.width = canvas.width = w;
    this.height = canvas.height = h;
    this.image = null;
  }
  resize() {
    const { x } = this.host;
    this.measure();
    this.enter();
    if (!x.web_size(this.width, this.height, this.density)) throw new RangeError('memory');
    x.web_damage();
  }
  show(now) {
    const { x, machine } = this.host, { width, height } = this;
    this.enter();
    const boxes = x.web_frame(now), drawn = performance.now();
    if (boxes) {
      const at = x.web_pixels(), memory = machine.memory.buffer, box = new Int32Array(memory, x.web_boxes(), 4 * boxes);
      if (!this.image || this.image.data.buffer !== memory || this.image.data.byteOffset !== at)
        this.image = new ImageData(new Uint8ClampedArray(memory, at, 4 * width * height), width, height);
      for (let i = 0; i < 4 * boxes; i += 4) this.context.putImageData(this.image, 0, 0, box[i], box[i + 1], box[i + 2], box[i + 3]);
    }
    this.canvas.style.cursor = CURSORS[x.web_cursor()];
    return drawn;
  }

  // --- pointers: the mouse and a pen press; what fingers mean the program knows itself (desk/touch.h), but in the presenter's window,
  // where one is as good as a mouse
  touches(e) { return e.pointerType === 'touch' && !this.which; }
  at(e) { return [e.offsetX * this.density, e.offsetY * this.density]; }
  finger(e, event) { this.host.x.web_finger(this.host.seconds(), event, e.pointerId, ...this.at(e)); }
  button(e, pressed, count) { this.host.x.web_button(this.host.seconds(), ...this.at(e), pressed, count, modsOf(e)); }
  down(e) {
    if (e.button) return;
    this.canvas.focus({ preventScroll: true });
    try { this.canvas.setPointerCapture(e.pointerId); } catch (_) { /* a pointer of a script */ }
    if (this.touches(e)) { this.finger(e, 0); return; }
    const [x, y] = this.at(e), near = e.timeStamp - this.last.time < 400 && Math.hypot(x - this.last.x, y - this.last.y) < 8 * this.density;
    this.last = { time: e.timeStamp, x, y, count: near ? this.last.count % 3 + 1 : 1 };
    this.holds = true;
    this.button(e, 1, this.last.count);
  }
  moved(e) {
    if (this.touches(e)) this.finger(e, 1);
    else this.host.x.web_move(this.host.seconds(), ...this.at(e), 1, this.holds ? 1 : 0, modsOf(e));
  }
  up(e) {
    if (this.touches(e)) this.finger(e, 2);
    else if (this.holds) {
      this.holds = false;
      this.button(e, 0, 1);
    }
  }
  away(e) {
    if (!this.holds && !this.touches(e)) this.host.x.web_move(this.host.seconds(), ...this.at(e), 0, 0, modsOf(e));
  }
  wheel(e) {
    e.preventDefault();
    this.host.x.web_wheel(this.host.seconds(), e.deltaMode ? e.deltaY * 20 : e.deltaY * 0.6, modsOf(e));
  }

  // --- keys; the browser keeps those that are its own: its zoom, reloading, its tabs and windows. `field` is where text is typed.
  pressed(e, field) {
    const { x, seconds, put } = this.host, key = keyOf(e), held = e.ctrlKey || e.metaKey;
    if (!key || e.isComposing || (e.target !== this.canvas && e.target !== field && e.target !== this.canvas.ownerDocument.body)) return;
    if (held && 'rtwnq+=-0'.includes(e.key.toLowerCase())) return;
    if (held && key === 118) return; // v: the paste that follows
    const taken = x.web_key(seconds(), key, modsOf(e)), typed = e.key.length === 1 && !held;
    if (typed && e.target !== field) {
      put(e.key);
      x.web_text(seconds());
    }
    const scrolls = key === 32 || key >= 0x110000 || key === 8 || 'sod'.includes(e.key.toLowerCase());
    if ((taken || scrolls) && !(typed && e.target === field)) e.preventDefault(); // what is typed into a field comes as its input
  }

  // `after` what was done: a focus that is to bring a tablet's keyboard must be given within the event.
  hear(field, after) {
    const on = (where, what, f, how) => where.addEventListener(what, this.host.guard(e => {
      this.enter();
      f.call(this, e);
      after(e);
      this.host.ask();
    }), how);
    on(this.canvas, 'pointerdown', this.down);
    on(this.canvas, 'pointermove', this.moved);
    on(this.canvas, 'pointerup', this.up);
    on(this.canvas, 'pointercancel', this.up);
    on(this.canvas, 'pointerleave', this.away);
    on(this.canvas, 'wheel', this.wheel, { passive: false });
    on(this.window, 'keydown', e => this.pressed(e, field));
    this.canvas.addEventListener('contextmenu', e => e.preventDefault());
    new this.window.ResizeObserver(this.host.guard(() => { this.resize(); this.host.ask(); })).observe(this.canvas);
  }
}
