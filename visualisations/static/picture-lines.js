"use strict";

/* The lines of a large picture: all of one look in one stroke, where vis-network would draw them one by one. */
(function (own) {
  const FAINT = 0.12;
  const USUAL = 0.75;
  const LIGHT = 0.4; // where dashes would cost too much time
  const FINEST = 0.3;

  function looks(view) {
    const found = new Map();
    for (const edge of view.data.edges) {
      if (!view.isEdgeShown(edge)) continue;
      const faint = view.isEdgeFaint(edge);
      const lit = view.isTied() ? !faint : edge === view.tie;
      const tone = lit ? "accent" : edge.tone;
      const width = lit ? edge.width + 1 : Math.round(edge.width);
      const key = `${faint} ${tone} ${width} ${edge.base}`;
      if (!found.has(key)) found.set(key, { faint, lit, tone, width, dashes: edge.dashes || [], edges: [] });
      found.get(key).edges.push(edge);
    }
    return [...found.values()].sort((one, other) => Number(other.faint) - Number(one.faint) || Number(one.lit) - Number(other.lit));
  }

  /* What a change of the choice or the legend leaves as it is need not be sorted anew for each frame. */
  function sorted(view) {
    if (!view.lineLooks || view.lineLooks.version !== view.version) view.lineLooks = { version: view.version, looks: looks(view) };
    return view.lineLooks.looks;
  }

  function frame({ scale, x, y }, [width, height]) {
    return { left: -x / scale, top: -y / scale, right: (width - x) / scale, bottom: (height - y) / scale };
  }

  function misses(from, to, box) {
    return (from.x < box.left && to.x < box.left) || (from.x > box.right && to.x > box.right)
      || (from.y < box.top && to.y < box.top) || (from.y > box.bottom && to.y > box.bottom);
  }

  function trace(context, edges, nodes, box) {
    context.beginPath();
    for (const edge of edges) {
      const from = nodes[edge.from];
      const to = nodes[edge.to];
      if (misses(from, to, box)) continue;
      context.moveTo(from.x, from.y);
      context.lineTo(to.x, to.y);
    }
    context.stroke();
  }

  function drawLines(context, view, at, size) {
    const { tones } = view.look();
    const box = frame(at, size);
    context.save();
    for (const look of sorted(view)) {
      context.globalAlpha = look.faint ? FAINT : look.dashes.length && at.scale <= FINEST ? LIGHT : USUAL;
      context.strokeStyle = tones[look.tone];
      context.lineWidth = Math.max(look.width, 0.5 / at.scale);
      context.setLineDash(at.scale > FINEST ? own.dashesAt(look.dashes, look.width, at.scale) : []);
      trace(context, look.edges, view.network.body.nodes, box);
    }
    context.restore();
  }

  Object.assign(own, { drawLines });
})(window.Netzbild);
