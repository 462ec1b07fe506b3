"use strict";

/* How large shapes and how long dashes are at a zoom, so that a number can be read and a pattern be told. */
(function (own) {
  const LEAST = 8; // pixels: a shape with a mark grows to this radius where there is room
  const LEAST_PLAIN = 2.5;
  const USUAL_WIDTH = 1.6; // of the line whose dashes are as long as they are meant
  const NEARLY = 0.94; // of the room between two shapes, so that they do not touch

  function radiusOf(node, scale) {
    return Math.max(node.size * scale, Math.min(node.mark ? LEAST : LEAST_PLAIN, (node.room || 0) * scale * NEARLY));
  }

  /* Dashes as long on the screen as on paper, in places of the network; a wide line is drawn thinner from afar. */
  function dashesAt(dashes, width, scale) {
    const longer = Math.max(1, width / USUAL_WIDTH);
    return dashes.map((length) => length * Math.max(1, 1 / (scale * longer)));
  }

  /* vis-network rounds the ends of all strokes, which makes each longer by the width of the line. */
  function rounded(dashes, width) {
    return dashes.map((length, n) => (n % 2 ? length + width : Math.max(length - width, 0.1)));
  }

  /* Gives shapes and lines their sizes; only what changed since the last time is touched. */
  function fitShapes(view, scale) {
    const { nodes, edges } = view.network.body;
    for (const node of view.drawn) {
      const { options, shape } = nodes[node.id];
      const size = radiusOf(node, scale) / scale;
      if (options.size === size) continue;
      options.size = size;
      shape.refreshNeeded = true;
    }
    if (view.large) return;
    for (const edge of view.dashed) edges[edge.id].options.dashes = rounded(dashesAt(edge.dashes, edge.width, scale), edge.width);
  }

  Object.assign(own, { radiusOf, dashesAt, fitShapes });
})(window.Netzbild);
