"use strict";

/* Short words in the middle of a line, such as the weight of a tie that is missing. */
(function (own) {
  const SIZE = 12;
  const ROOM = 44; // pixels that a line must have between the shapes at its ends
  const FONT = `600 ${SIZE}px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif`;

  function boxOf(context, edge, at, view) {
    const line = view.network.body.edges[edge.id];
    if (!line) return null;
    const { from, to } = line;
    const long = Math.hypot(to.x - from.x, to.y - from.y) * at.scale - own.radiusOf(view.node(edge.from), at.scale) - own.radiusOf(view.node(edge.to), at.scale);
    if (long < ROOM) return null;
    const middle = line.edgeType.getPoint(0.5);
    const x = middle.x * at.scale + at.x;
    const y = middle.y * at.scale + at.y;
    const half = context.measureText(edge.tag).width / 2 + 3;
    return { left: x - half, right: x + half, top: y - SIZE / 2 - 3, bottom: y + SIZE / 2 + 3, owner: `line ${edge.id}`, words: edge.tag };
  }

  function write(context, box, look) {
    const x = (box.left + box.right) / 2;
    const y = (box.top + box.bottom) / 2 + 1;
    context.lineWidth = 5;
    context.lineJoin = "round";
    context.strokeStyle = look.paper;
    context.fillStyle = look.ink;
    context.strokeText(box.words, x, y);
    context.fillText(box.words, x, y);
  }

  /* Writes the tags that find room beside each other and the nodes; the context counts in pixels of the page. */
  function drawTags(context, view, nodes, at) {
    const tagged = view.tagged.filter((edge) => view.isEdgeShown(edge) && !view.isEdgeFaint(edge));
    if (!tagged.length) return [];
    const room = new own.Room();
    for (const { x, y, radius, id } of nodes) room.take({ left: x - radius, top: y - radius, right: x + radius, bottom: y + radius, owner: id });
    Object.assign(context, { font: FONT, textAlign: "center", textBaseline: "middle" });
    const boxes = [];
    for (const edge of tagged) {
      const box = boxOf(context, edge, at, view);
      if (!box || !room.isFree(box)) continue;
      room.take(box);
      boxes.push(box);
      write(context, box, view.look());
    }
    return boxes;
  }

  Object.assign(own, { drawTags });
})(window.Netzbild);
