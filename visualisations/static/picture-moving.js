"use strict";

/* A picture on the move: its last still frame moves along, and all is drawn anew when it rests. */
(function (own) {
  const REST = 120; // milliseconds without a move until all is drawn anew
  const IDLE = 400; // … and until what lies around the frame is drawn for the next move

  /* A bitmap of the picture that remembers where it stood and which state it shows. */
  class Frame {
    constructor(view, width, height, ratio) {
      this.canvas = own.make("canvas", { width: Math.round(width * ratio), height: Math.round(height * ratio) });
      Object.assign(this, { view, width, height, ratio, version: -1, at: null });
    }

    isOfSize(width, height, ratio) {
      return this.width === width && this.height === height && this.ratio === ratio;
    }

    isCurrent() {
      return this.version === this.view.version;
    }

    stands(at) {
      return this.at !== null && this.at.scale === at.scale && this.at.x === at.x && this.at.y === at.y;
    }

    /* Empties the bitmap for a drawing at a place; what is drawn comes through the context that is handed on. */
    fill(at, draw) {
      const context = this.canvas.getContext("2d");
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, this.canvas.width, this.canvas.height);
      draw(context);
      Object.assign(this, { at, version: this.view.version });
    }

    /* Puts the bitmap where what it shows stands now; the context counts in pixels of the page. */
    put(context, at) {
      const grown = at.scale / this.at.scale;
      const place = [at.x - this.at.x * grown, at.y - this.at.y * grown];
      const [x, y] = grown === 1 ? place.map((value) => Math.round(value * this.ratio) / this.ratio) : place;
      context.clearRect(x, y, this.width * grown, this.height * grown);
      context.drawImage(this.canvas, x, y, this.width * grown, this.height * grown);
    }
  }

  class Moving {
    constructor(view) {
      Object.assign(this, { view, still: null, whole: null, lines: null, hovered: null, on: false, rested: false });
    }

    /* Before a frame: true if it is one of a move, or of the mouse passing over nodes, and stands already. */
    begin(context) {
      const { still, view } = this;
      const at = view.placement();
      const usable = !this.rested && still && still.isCurrent() && still.isOfSize(...view.size());
      const moved = usable && !still.stands(at);
      this.on = Boolean(moved || (usable && this.hovered === null)); // what the mouse passes over is drawn on top
      view.network.renderer.dragging = this.on;
      if (!this.on) return false;
      if (moved) this.restLater();
      view.onPage(context, () => {
        if (this.whole && this.whole.isCurrent()) this.whole.put(context, at);
        still.put(context, at);
      });
      if (view.hovered !== null) view.network.body.nodes[view.hovered].draw(context);
      return true;
    }

    restLater() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.rest(), REST);
    }

    rest() {
      this.rested = true;
      this.view.network.redraw();
      this.rested = false;
      this.timer = setTimeout(() => this.drawAround(), IDLE);
    }

    /* After a still frame, before its names are written: what may be moved along next. */
    keep(canvas) {
      const size = this.view.size();
      if (this.still && this.still.isCurrent() && this.still.isWhole) [this.whole, this.still] = [this.still, null];
      if (!this.still || !this.still.isOfSize(...size)) this.still = new Frame(this.view, ...size);
      this.still.fill(this.view.placement(), (context) => context.drawImage(canvas, 0, 0));
      this.still.isWhole = this.view.showsAll();
      this.hovered = this.view.hovered;
    }

    /* What lies outside the frame, so that a move uncovers no blank paper. */
    drawAround() {
      if (this.on || !this.still || this.still.isWhole || (this.whole && this.whole.isCurrent())) return;
      const [width, height, ratio] = this.view.size();
      this.whole = new Frame(this.view, width, height, ratio);
      const at = this.view.fittingPlacement();
      this.whole.fill(at, (context) => this.view.paint(context, at, ratio));
    }

    /* The lines of a still frame, kept for as long as nothing but the nodes changes, as under the mouse. */
    drawLines(context) {
      const size = this.view.size();
      const at = this.view.placement();
      if (!this.lines || !this.lines.isOfSize(...size)) this.lines = new Frame(this.view, ...size);
      if (!this.lines.isCurrent() || !this.lines.stands(at)) {
        this.lines.fill(at, (into) => {
          this.view.transform(into, at, size[2]);
          own.drawLines(into, this.view, at, size);
        });
      }
      this.view.onPage(context, () => context.drawImage(this.lines.canvas, 0, 0, size[0], size[1]));
    }
  }

  Object.assign(own, { Moving });
})(window.Netzbild);
