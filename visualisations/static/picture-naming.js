"use strict";

/* Which nodes of the picture are named, in what order, and how. */
(function (own) {
  const TINY = 2; // pixels: a dot that small is not named before the reader comes nearer
  const [ASIDE, ABOVE] = [200, 80]; // a node that far outside the frame may still have its name within

  /* Who is named first: hovered and chosen, the chosen one's neighbours, then by rank. */
  function inOrder(view) {
    const first = [view.hovered, view.chosen].map((id) => view.node(id)).filter(Boolean);
    if (!first.length) return [first, view.byRank];
    const near = view.neighbours(view.chosen);
    const rest = view.byRank.filter((node) => !first.includes(node));
    return [first, [...first, ...rest.filter((node) => near.has(node.id)), ...rest.filter((node) => !near.has(node.id))]];
  }

  function linesOf(node, whole) {
    return whole && node.name.length < 90 ? node.name.match(/.{1,34}(?:\s|$)|.{1,34}/g).map((line) => line.trim()) : node.label.split("\n");
  }

  /* The shortest of the other names, for where the name finds no room; where even a field's name finds none, as on a
     phone, its letter stands for it. */
  function briefOf({ names = [], type, mark }) {
    return type === "field" ? mark : names.reduce((one, other) => (one && one.length <= other.length ? one : other), "");
  }

  function named(view, node, always, near) {
    return {
      id: node.id, mark: node.mark, look: node.look, always, anchor: node.anchor,
      foremost: node.type === "field" && view.data.view === "wheel",
      prominent: always || Boolean(node.prominent) || near.has(node.id),
      faint: view.isFaint(node.id) && !always, bold: always || node.type === "field", brief: briefOf(node), lines: linesOf(node, always),
    };
  }

  /* The nodes in and near the frame with what their names need, all of them or only some. */
  function labelled(view, at, some = null) {
    const [first, order] = some ? [some, some] : inOrder(view);
    const near = view.neighbours(view.chosen);
    const [width, height] = view.size();
    const found = [];
    for (const node of order) {
      if (node.alone || !view.isShown(node)) continue;
      const spot = view.network.body.nodes[node.id];
      const x = spot.x * at.scale + at.x;
      const y = spot.y * at.scale + at.y;
      if (x < -ASIDE || y < -ABOVE || x > width + ASIDE || y > height + ABOVE) continue;
      const tiny = node.size * at.scale < TINY;
      const about = named(view, node, first.includes(node), near);
      found.push({ ...about, x, y, radius: own.radiusOf(node, at.scale), tiny, underfoot: view.large && tiny && !about.prominent });
    }
    return found;
  }

  Object.assign(own, { labelled });
})(window.Netzbild);
