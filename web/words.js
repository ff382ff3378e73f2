// Words that the page's own fonts lack, measured and drawn by the browser in whatever fonts it has (src/web/shaper.c).
class Words {
  constructor() { this.context = document.createElement('canvas').getContext('2d', { willReadFrequently: true }); }
  set(text, pixels) {
    const c = this.context;
    c.font = pixels + 'px sans-serif';
    c.textBaseline = 'alphabetic';
    c.textAlign = 'left';
    c.direction = /^[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/.test(text) ? 'rtl' : 'ltr';
    return c;
  }
  measure(text) { // for size 1
    const m = this.set(text, 100).measureText(text);
    return [m.width, m.fontBoundingBoxAscent || 95, m.fontBoundingBoxDescent || 25].map(n => n / 100);
  }
  box(text, pixels, x) { // left, top, width, height of the pixels with ink; the pen stands x right of a whole one
    const m = this.set(text, pixels).measureText(text), left = Math.floor(x - m.actualBoundingBoxLeft) - 1,
      top = -Math.ceil(m.actualBoundingBoxAscent) - 1;
    return [left, top, Math.ceil(x + m.actualBoundingBoxRight) + 1 - left, Math.ceil(m.actualBoundingBoxDescent) + 1 - top];
  }
  draw(text, pixels, x, [left, top, width, height], alpha) {
    const { canvas } = this.context;
    canvas.width = width; // clears it
    canvas.height = height;
    this.set(text, pixels).fillText(text, x - left, -top);
    const drawn = this.context.getImageData(0, 0, width, height).data;
    for (let i = 0; i < alpha.length; i++) alpha[i] = drawn[4 * i + 3];
  }
}
