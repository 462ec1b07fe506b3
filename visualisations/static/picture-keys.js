"use strict";

/* The keyboard on the picture: arrows walk from neighbour to neighbour, Enter opens, Escape returns, Delete hides. */
(function (own) {
  const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  const WIDEST = Math.cos((Math.PI * 70) / 180);

  function nearest(from, candidates, [dx, dy]) {
    let best = null;
    let least = Infinity;
    for (const node of candidates) {
      const x = node.x - from.x;
      const y = node.y - from.y;
      const far = Math.hypot(x, y) || 1;
      const straight = (x * dx + y * dy) / far;
      const cost = far * (2.2 - straight);
      if (straight >= WIDEST && cost < least) [best, least] = [node, cost];
    }
    return best;
  }

  function step(view, way) {
    const here = view.node(view.chosen);
    const seen = view.visibleNodes().map((node) => own.unstretched(node, view.stretched)); // the same ways in every frame
    if (!here) return seen.sort((one, other) => one.rank - other.rank)[0];
    const known = view.neighbours(here.id);
    return nearest(here, seen.filter((node) => known.has(node.id)), way)
      || nearest(here, seen.filter((node) => node.id !== here.id), way);
  }

  function walk(view, way) {
    const before = view.chosen;
    const next = step(view, way);
    if (!next) return;
    const via = view.tieBetween(before, next.id);
    view.choose(next.id, { move: true, via, quiet: true });
    view.say(via ? asNeighbour(view, view.node(before), next, via) : view.headOf(next));
  }

  /* Where the walk has come to: the neighbours of the last node are counted by rank. */
  function asNeighbour(view, before, { id, name, kind }, words) {
    const known = view.neighbours(before.id);
    const around = view.byRank.filter((node) => known.has(node.id) && view.isShown(node));
    const n = around.findIndex((node) => node.id === id) + 1;
    return own.fill(view.data.texts.neighbour, { name, kind, n, of: around.length, from: before.name, words });
  }

  function undo(event, view) {
    event.preventDefault();
    view.undo();
  }

  function listen(canvas, panel, view) {
    const others = {
      "+": () => view.zoom(1.25),
      "-": () => view.zoom(0.8),
      0: () => view.fit(),
      Enter: () => view.openChosen(),
      Escape: () => view.choose(null),
      Delete: () => view.hide(view.chosen),
    };
    canvas.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.shiftKey) undo(event, view);
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const act = WAYS[event.key] ? () => walk(view, WAYS[event.key]) : others[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") canvas.focus();
    });
  }

  Object.assign(own, { listenToKeys: listen });
})(window.Netzbild);
