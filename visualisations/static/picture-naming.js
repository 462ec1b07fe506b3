"use strict";

/* Which nodes of the picture are named, in what order, and how. */
(function (own) {
  const FOREMOST = 5; // so many names after those of the fields may cover more of the shapes around them
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

  function named(view, node, always, near) {
    return {
      id: node.id, mark: node.mark, look: node.look, always, anchor: node.anchor,
      prominent: always || Boolean(node.prominent) || near.has(node.id), weight: node.type === "measure" ? 1 : 3,
      mayCover: node.type === "field" ? 90 : node.rank <= view.fields + FOREMOST ? 12 : 5,
      faint: view.isFaint(node.id) && !always, bold: always || node.type === "field", lines: linesOf(node, always),
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
      found.push({ ...named(view, node, first.includes(node), near), x, y, radius: node.size * at.scale });
    }
    return found;
  }

  Object.assign(own, { labelled });
})(window.Netzbild);
