"use strict";

/* Names on the picture, as on a map: the same size at every zoom, the most important first, none over another. */
(function (own) {
  const LINE = 15;
  const CELL = 96;
  const TINY = 2; // a dot that small is not named before the reader comes nearer
  const FONT = "13px system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
  const widths = new Map();

  class Room {
    constructor() {
      this.cells = new Map();
    }

    each(box, visit) {
      for (let i = Math.floor(box.left / CELL); i <= Math.floor(box.right / CELL); i += 1) {
        for (let j = Math.floor(box.top / CELL); j <= Math.floor(box.bottom / CELL); j += 1) visit(`${i},${j}`);
      }
    }

    take(box) {
      this.each(box, (key) => {
        if (!this.cells.has(key)) this.cells.set(key, []);
        this.cells.get(key).push(box);
      });
    }

    /* How much is covered there: 0 where it is free, Infinity where a name or a prominent shape stands. */
    cost(box) {
      const met = new Set();
      this.each(box, (key) => {
        for (const other of this.cells.get(key) || []) {
          if (other.owner !== box.owner && overlap(box, other)) met.add(other);
        }
      });
      return [...met].reduce((sum, other) => sum + (other.solid ? Infinity : other.weight), 0);
    }
  }

  function overlap(one, other) {
    return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
  }

  function width(context, words, bold) {
    const key = (bold ? "b" : "n") + words;
    if (!widths.has(key)) {
      context.font = bold ? "600 " + FONT : FONT;
      widths.set(key, context.measureText(words).width);
    }
    return widths.get(key);
  }

  function clipped(context, words, room) {
    if (width(context, words, false) <= room) return words;
    let kept = words;
    while (kept.length > 3 && width(context, `${kept} …`, false) > room) kept = kept.slice(0, -1);
    return `${kept.trim()} …`;
  }

  /* Where a name may stand, the best first: nodes on a ring are named outwards, those in a list on the right only. */
  function sides(node) {
    if (node.anchor === "list") return ["right"];
    const rest = ["below", "above", "right", "left"].filter((side) => side !== node.anchor);
    return node.anchor ? [node.anchor, ...rest] : rest;
  }

  function spots(node, wide, high) {
    const away = node.radius + 3;
    const around = {
      below: [node.x - wide / 2, node.y + away],
      above: [node.x - wide / 2, node.y - away - high],
      right: [node.x + away + 2, node.y - high / 2],
      left: [node.x - away - 2 - wide, node.y - high / 2],
    };
    return sides(node).map((side) => {
      const [left, top] = around[side];
      return { left: left - 2, top: top - 1, right: left + wide + 2, bottom: top + high + 1, owner: node.id, side };
    });
  }

  function write(context, node, box, look) {
    context.font = node.bold ? "600 " + FONT : FONT;
    const [align, start] = { right: ["left", box.left + 2], left: ["right", box.right - 2] }[box.side]
      || ["center", (box.left + box.right) / 2];
    context.textAlign = align;
    context.textBaseline = "top";
    context.lineJoin = "round";
    context.lineWidth = 3.5;
    context.strokeStyle = look.paper;
    context.fillStyle = look.ink;
    node.lines.forEach((words, n) => {
      context.strokeText(words, start, box.top + 2 + n * LINE);
      context.fillText(words, start, box.top + 2 + n * LINE);
    });
  }

  function writeMark(context, node, look) {
    if (!node.mark || node.radius < 6.5) return;
    const size = Math.min(Math.max(node.radius * (node.mark.length > 1 ? 0.95 : 1.15), 8), 26);
    context.font = `600 ${size}px system-ui, sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.globalAlpha = node.faint ? 0.3 : 1;
    context.fillStyle = look.looks[node.look].ink;
    context.fillText(node.mark, node.x, node.y + size * 0.06);
    context.globalAlpha = 1;
  }

  /* A free place beside the node; a prominent name may cover few small shapes, but no other name. */
  function place(context, node, room, size) {
    if (node.anchor === "list") node.lines = [clipped(context, node.lines[0].words, node.lines[0].room)];
    const wide = Math.max(...node.lines.map((words) => width(context, words, node.bold)));
    const all = spots(node, wide, node.lines.length * LINE);
    const whole = all.filter((box) => box.left >= 0 && box.top >= 0 && box.right <= size.width && box.bottom <= size.height);
    const costs = whole.map((box) => room.cost(box));
    const least = Math.min(...costs, Infinity);
    if (least === 0 || (node.prominent && least <= node.mayCover)) return whole[costs.indexOf(least)];
    return node.always ? whole[0] || all[0] : null;
  }

  /* Names and marks of nodes that are given in screen coordinates, the most important first. */
  function drawLabels(context, nodes, captions, look, size) {
    const room = new Room();
    for (const caption of captions) drawCaption(context, caption, room, look);
    for (const node of nodes) {
      const { x, y, radius, id } = node;
      if (!node.faint) room.take({ left: x - radius, top: y - radius, right: x + radius, bottom: y + radius, owner: id, solid: node.prominent, weight: node.weight });
      writeMark(context, node, look);
    }
    for (const node of nodes) {
      const box = node.faint || (node.radius < TINY && !node.prominent) ? null : place(context, node, room, size);
      if (!box) continue;
      room.take({ ...box, solid: true });
      write(context, node, box, look);
    }
  }

  function drawCaption(context, caption, room, look) {
    context.font = "italic " + FONT;
    context.textAlign = "left";
    context.textBaseline = "bottom";
    context.fillStyle = look.ink;
    context.fillText(caption.words, caption.x, caption.y);
    const right = caption.x + context.measureText(caption.words).width;
    room.take({ left: caption.x, top: caption.y - LINE, right, bottom: caption.y, owner: "", solid: true });
  }

  Object.assign(own, { drawLabels });
})(window.Netzbild);
