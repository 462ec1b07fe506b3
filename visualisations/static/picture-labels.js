"use strict";

/* Names on the picture, as on a map: the same size at every zoom, the most important first, none over another. */
(function (own) {
  const LINE = 15;
  const CELL = 96;
  const EDGE = 6; // no name touches the frame
  const LETTER = 7; // the usual width of a letter
  const SIDES = ["below", "above", "right", "left", "below right", "below left", "above right", "above left"];
  const OPPOSITE = { below: "above", above: "below", right: "left", left: "right" };
  const [LEAST_MARKED, TIGHT] = [4, 6.5]; // pixels: the least radius with a mark, and that which a mark is larger than
  const LEAST_MARK = 9;
  const APART = 1.5; // between a name and a shape that is not its own
  const FARTHER = [3, 11, 21, 33];
  const FARTHEST = [...FARTHER, 46, 60, 76, 92]; // for the fields of a wheel, which stand out by their letters
  const BEGINNINGS = [9, 6]; // letters of a name that is cut to its beginning
  const CLEAR = 6; // … and whose names keep at least so far from other shapes, if not nearer to their own
  const [PER_STEP, ASIDE] = [4, 60]; // in lengths of line: each step away, and any side but the one that is wished for
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

    /* How many other things stand there; a name may touch its own shape. */
    met(box) {
      const met = new Set();
      this.each(box, (key) => {
        for (const other of this.cells.get(key) || []) {
          if (other.owner !== box.owner && overlap(box, other)) met.add(other);
        }
      });
      return met.size;
    }

    isFree(box) {
      return this.met(box) === 0;
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

  /* Where a name may stand, the best first; what is named outwards, as on a ring, is never named inwards. */
  function sides(node) {
    const inwards = OPPOSITE[node.anchor];
    const rest = SIDES.filter((side) => side !== node.anchor && (node.foremost || !(inwards && side.includes(inwards))));
    return node.anchor ? [node.anchor, ...rest] : rest;
  }

  /* Left and top of a name on each side of its node: first in the middle of the side, then shifted along it. */
  function around(node, wide, high, away, size) {
    const within = (x) => Math.min(Math.max(x, EDGE + 2), Math.max(size.width - wide - EDGE - 2, EDGE + 2));
    const along = [0, 0.25, -0.25, ...(node.foremost ? [0.5, -0.5] : [])].map((share) => within(node.x - wide / 2 + share * wide));
    const upright = [0, 0.3, -0.3, ...(node.foremost ? [0.6, -0.6, 1, -1] : [])].map((share) => node.y - high / 2 + share * high);
    const slant = away * 0.75;
    const [right, left] = [node.x + slant, node.x - slant - wide];
    const [below, above] = [node.y + slant - 4, node.y - slant - high + 4];
    return {
      below: along.map((x) => [x, node.y + away]),
      above: along.map((x) => [x, node.y - away - high]),
      right: upright.map((y) => [node.x + away + 2, y]),
      left: upright.map((y) => [node.x - away - 2 - wide, y]),
      "below right": [[right, below]],
      "below left": [[left, below]],
      "above right": [[right, above]],
      "above left": [[left, above]],
    };
  }

  function spots(node, wide, high, more, size) {
    const places = around(node, wide, high, node.radius + more, size);
    return sides(node).flatMap((side) => {
      const effort = PER_STEP * (more - FARTHER[0]) + (node.anchor && side !== node.anchor ? ASIDE : 0);
      return (node.prominent ? places[side] : places[side].slice(0, 1))
        .map(([left, top]) => ({ left: left - 2, top: top - 1, right: left + wide + 2, bottom: top + high + 1, owner: node.id, side, effort, more }));
    });
  }

  function write(context, node, box, look) {
    context.font = node.bold ? "600 " + FONT : FONT;
    const [align, start] = { right: ["left", box.left + 2], left: ["right", box.right - 2] }[box.side.split(" ").pop()]
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
    node.marked = node.mark && node.radius >= LEAST_MARKED;
    if (!node.marked) return;
    const size = Math.min(Math.max(node.radius * (node.mark.length > 1 ? 0.95 : 1.15), LEAST_MARK), 26);
    const { fill, ink } = look.looks[node.look];
    context.font = `600 ${size}px system-ui, sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.globalAlpha = node.faint ? 0.3 : 1;
    if (node.radius < TIGHT) outline(context, node, size, fill);
    context.fillStyle = ink;
    context.fillText(node.mark, node.x, node.y + size * 0.06);
    context.globalAlpha = 1;
  }

  /* A mark that is larger than its shape takes the shape's colour along. */
  function outline(context, node, size, fill) {
    context.lineJoin = "round";
    context.lineWidth = 2.5;
    context.strokeStyle = fill;
    context.strokeText(node.mark, node.x, node.y + size * 0.06);
  }

  /* Of the free places beside the node the one that fewest lines run through; only what is chosen may cover shapes. */
  function place(context, node, room, size) {
    const wide = Math.max(...node.lines.map((words) => width(context, words, node.bold)));
    const farther = node.foremost ? FARTHEST : node.prominent ? FARTHER : FARTHER.slice(0, 1);
    const all = farther.flatMap((more) => spots(node, wide, node.lines.length * LINE, more, size));
    const whole = all.filter((box) => box.left >= EDGE && box.top >= EDGE && box.right <= size.width - EDGE && box.bottom <= size.height - EDGE);
    const free = whole.filter((box) => room.isFree(box) && size.shapes.isFree(wider(box, clearance(node, box.more) + APART)));
    if (free.length) return least(free, (box) => box.effort + (size.lines ? size.lines.within(box) : 0));
    return node.always ? least(whole.length ? whole : all, (box) => room.met(box) + size.shapes.met(box)) : null;
  }

  function clearance({ foremost }, more) {
    return foremost ? Math.min(more - FARTHER[0], CLEAR) : more - FARTHER[0];
  }

  /* The name stands nearer to its own shape than to any other. */
  function wider(box, by) {
    return { ...box, left: box.left - by, top: box.top - by, right: box.right + by, bottom: box.bottom + by };
  }

  function least(boxes, costOf) {
    const costs = boxes.map(costOf);
    return boxes[costs.indexOf(Math.min(...costs))];
  }

  /* A name with a line less, at last the beginning of its first word; null if nothing is left to leave out. */
  function shorter(lines) {
    if (lines.length > 1) return [...lines.slice(0, -2), `${lines.at(-2).replace(/ …$/, "")} …`];
    const long = BEGINNINGS.find((letters) => letters + 1 < lines[0].length);
    return long ? [`${lines[0].slice(0, long).trimEnd()}…`] : null;
  }

  function placeOrShorten(context, node, room, size) {
    const found = place(context, node, room, size);
    if (found) return found;
    const lines = node.foremost ? shorter(node.lines) : null;
    if (lines) {
      node.lines = lines;
      return placeOrShorten(context, node, room, size);
    }
    if (!node.brief || (node.marked && node.brief === node.mark)) return found;
    node.lines = [node.brief];
    return place(context, node, room, size);
  }

  /* The numbers of sectors and letters of fields within the shapes; the nodes come in screen coordinates. */
  function drawMarks(context, nodes, look) {
    for (const node of nodes) writeMark(context, node, look);
  }

  /* Where which name stands: the most important node comes first, what is taken already stays free. In a crowd of dots
     the few names that are written cover some of these. */
  function placeNames(context, nodes, size) {
    const [room, shapes] = [new Room(), new Room()];
    for (const box of size.taken) room.take(box);
    for (const { x, y, radius, id, faint, underfoot } of nodes) {
      if (!faint && !underfoot) shapes.take({ left: x - radius, top: y - radius, right: x + radius, bottom: y + radius, owner: id });
    }
    const placed = [];
    for (const node of nodes) {
      const box = node.faint || (node.tiny && !node.prominent) ? null : placeOrShorten(context, node, room, { ...size, shapes });
      if (!box) continue;
      room.take(box);
      placed.push({ node, box });
    }
    return placed;
  }

  /* The names of a still frame where their nodes stand by now; one that would meet another or the first gives way. */
  function movedNames(first, placed, from, at) {
    const grown = at.scale / from.scale;
    const moved = [...first];
    for (const { node, box } of placed) {
      const x = (node.x - from.x) * grown + at.x - node.x;
      const y = (node.y - from.y) * grown + at.y - node.y;
      const now = { ...box, left: box.left + x, right: box.right + x, top: box.top + y, bottom: box.bottom + y };
      if (!moved.some((other) => overlap(other.box, now))) moved.push({ node, box: now });
    }
    return moved;
  }

  function writeNames(context, placed, look) {
    for (const { node, box } of placed) write(context, node, box, look);
  }

  /* Names beside the outermost nodes take no more than an eighth of the width. */
  function widestName(width) {
    return width / (width < 500 ? 9 : 8);
  }

  /* How much room a node and its name need on each side, in pixels. */
  function needs(node, scale, width) {
    const name = node.anchor ? Math.min(node.longest * LETTER + 12, widestName(width)) : 12;
    const high = node.anchor === "below" || node.anchor === "above" ? node.lineCount * LINE : LINE;
    const radius = own.radiusOf(node, scale) + EDGE;
    return {
      left: radius + (node.anchor === "left" ? name : 4),
      right: radius + (node.anchor === "right" ? name : 4),
      top: radius + (node.anchor === "above" ? high : 6),
      bottom: radius + (node.anchor === "below" || !node.anchor ? high : 6),
    };
  }

  function bounds(nodes, scale, width) {
    const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
    for (const node of nodes) {
      const need = needs(node, scale, width);
      box.left = Math.min(box.left, node.x * scale - need.left);
      box.right = Math.max(box.right, node.x * scale + need.right);
      box.top = Math.min(box.top, node.y * scale - need.top);
      box.bottom = Math.max(box.bottom, node.y * scale + need.bottom);
    }
    return box;
  }

  /* The middle and the largest scale at which all these nodes fit with their names. */
  function fitting(shown, width, height, largest) {
    const nodes = shown.map((node) => {
      const lines = node.label.split("\n");
      return { ...node, lineCount: lines.length, longest: Math.max(...lines.map((line) => line.length)) };
    });
    let [low, high] = [0.01, largest];
    for (let round = 0; round < 18; round += 1) {
      const scale = (low + high) / 2;
      const box = bounds(nodes, scale, width);
      if (box.right - box.left <= width && box.bottom - box.top <= height) low = scale;
      else high = scale;
    }
    const box = bounds(nodes, low, width);
    return [{ x: (box.left + box.right) / 2 / low, y: (box.top + box.bottom) / 2 / low }, low];
  }

  Object.assign(own, { Room, drawMarks, placeNames, movedNames, writeNames, widestName, fitting });
})(window.Netzbild);
