"use strict";

/* How much of the lines runs through a place of the frame, so that a name can stand where least does. */
(function (own) {
  const CELL = 8;

  /* Lengths of lines summed up over a grid: one look tells what lies within a box. */
  class Crossings {
    constructor(width, height) {
      this.columns = Math.ceil(width / CELL) + 1;
      this.rows = Math.ceil(height / CELL) + 1;
      this.sums = new Int32Array(this.columns * this.rows);
    }

    add(x1, y1, x2, y2) {
      const steps = Math.ceil(Math.hypot(x2 - x1, y2 - y1) / CELL);
      for (let step = 0; step < steps; step += 1) {
        const share = (step + 0.5) / steps;
        const column = Math.floor((x1 + (x2 - x1) * share) / CELL) + 1;
        const row = Math.floor((y1 + (y2 - y1) * share) / CELL) + 1;
        if (column > 0 && row > 0 && column < this.columns && row < this.rows) this.sums[row * this.columns + column] += CELL;
      }
    }

    sumUp() {
      const { columns, rows, sums } = this;
      for (let row = 1; row < rows; row += 1) {
        for (let at = row * columns + 1; at < (row + 1) * columns; at += 1) sums[at] += sums[at - 1] + sums[at - columns] - sums[at - columns - 1];
      }
      return this;
    }

    within({ left, top, right, bottom }) {
      const column = (x) => Math.min(Math.max(Math.round(x / CELL), 0), this.columns - 1);
      const row = (y) => Math.min(Math.max(Math.round(y / CELL), 0), this.rows - 1) * this.columns;
      return this.sums[row(bottom) + column(right)] - this.sums[row(top) + column(right)]
        - this.sums[row(bottom) + column(left)] + this.sums[row(top) + column(left)];
    }
  }

  /* The lines in the frame; those of a large picture run everywhere, and are not worth the time. */
  function crossings(view, at, [width, height]) {
    const found = new Crossings(width, height);
    if (view.large) return found;
    const spots = view.network.body.nodes;
    for (const edge of view.data.edges) {
      if (!view.isEdgeShown(edge) || view.isEdgeFaint(edge)) continue;
      const [from, to] = [spots[edge.from], spots[edge.to]];
      found.add(from.x * at.scale + at.x, from.y * at.scale + at.y, to.x * at.scale + at.x, to.y * at.scale + at.y);
    }
    return found.sumUp();
  }

  Object.assign(own, { crossings });
})(window.Netzbild);
