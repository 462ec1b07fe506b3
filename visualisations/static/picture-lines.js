"use strict";

/* The lines of a large picture: all of one look in one stroke, where vis-network would draw them one by one. */
(function (own) {
  const FAINT = 0.12;

  function looks(view) {
    const found = new Map();
    for (const edge of view.data.edges) {
      if (!view.isEdgeShown(edge)) continue;
      const chosen = view.chosen !== null && !view.isEdgeFaint(edge);
      const width = chosen ? edge.width + 1 : Math.round(edge.width);
      const key = [view.isEdgeFaint(edge), chosen ? "accent" : edge.tone, width, edge.base].join();
      if (!found.has(key)) {
        const faint = view.isEdgeFaint(edge);
        found.set(key, { faint, tone: chosen ? "accent" : edge.tone, width, dashes: edge.dashes || [], edges: [] });
      }
      found.get(key).edges.push(edge);
    }
    return [...found.values()].sort((one, other) => Number(other.faint) - Number(one.faint));
  }

  function trace(context, edges, nodes) {
    context.beginPath();
    for (const edge of edges) {
      const from = nodes[edge.from];
      const to = nodes[edge.to];
      context.moveTo(from.x, from.y);
      context.lineTo(to.x, to.y);
    }
    context.stroke();
  }

  function drawLines(context, view) {
    const { tones } = view.look();
    const scale = view.network.getScale();
    context.save();
    for (const look of looks(view)) {
      context.globalAlpha = look.faint ? FAINT : 0.75;
      context.strokeStyle = tones[look.tone];
      context.lineWidth = Math.max(look.width, 0.5 / scale);
      context.setLineDash(scale > 0.3 ? look.dashes : []);
      trace(context, look.edges, view.network.body.nodes);
    }
    context.restore();
  }

  Object.assign(own, { drawLines });
})(window.Netzbild);
