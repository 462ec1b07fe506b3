"use strict";

/* How a picture takes the shape of its frame, and where a small frame begins to show it. */
(function (own) {
  const IN_ROWS = new Set(["levels", "path"]); // their rows and columns have a meaning
  const [MOST_WIDER, MOST_HIGHER, STEP] = [1.4, 2.2, 0.1];
  const READABLE = 5; // pixels: the radius in which a number is read
  const READABLE_ROWS = 0.45; // the scale at which names find room between two levels
  const ROUND = 30; // pixels for shapes and names at the edges
  const START = 28; // pixels from the edge

  function extent(values) {
    return Math.max(...values) - Math.min(...values);
  }

  function stepped(value, most) {
    return Math.min(Math.max(Math.round(value / STEP) * STEP, 1), most);
  }

  /* A frame that is higher or wider than the picture stretches it, so that its names have more room. */
  function stretchFor({ canvas, data, drawn: shown }) {
    const drawn = data.frame ? data.frame.nodes : shown; // of a part as of the whole, so that nothing moves
    const [wide, high] = [extent(drawn.map(({ x }) => x)), extent(drawn.map(({ y }) => y))];
    if (IN_ROWS.has(data.view) || !(wide > 0 && high > 0) || !canvas.clientHeight) return { x: 1, y: 1 };
    const beside = drawn.some(({ anchor }) => anchor === "left" || anchor === "right") ? 2 * own.widestName(canvas.clientWidth) : 0;
    const share = ((canvas.clientWidth - beside - ROUND) / (canvas.clientHeight - ROUND)) * (high / wide);
    return { x: stepped(share, MOST_WIDER), y: stepped(1 / share, MOST_HIGHER) };
  }

  function stretched({ x, y }, by) {
    return { x: x * by.x, y: y * by.y };
  }

  function unstretched(node, { x, y }) {
    return { ...node, x: node.x / x, y: node.y / y };
  }

  /* The scale from which on every number can be read, and every name of a view in rows. */
  function readableScale({ data, drawn }) {
    if (IN_ROWS.has(data.view)) return READABLE_ROWS;
    const least = Math.min(...drawn.filter(({ mark }) => mark).map(({ size, room }) => Math.max(size, room || 0)));
    return READABLE / ((data.frame && data.frame.least) || least);
  }

  /* Rows are read from their beginning, all else from the middle, or from who it is about. */
  function startOf(view, scale) {
    const nodes = view.withFrame();
    const { clientWidth, clientHeight } = view.canvas;
    if (IN_ROWS.has(view.data.view)) {
      const [left, top] = [Math.min(...nodes.map(({ x }) => x)), Math.min(...nodes.map(({ y }) => y))];
      return { x: START - left * scale, y: START - top * scale };
    }
    const middle = view.data.focus ? view.network.getPosition(view.data.focus) : middleOf(nodes);
    return { x: clientWidth / 2 - middle.x * scale, y: clientHeight / 2 - middle.y * scale };
  }

  function middleOf(nodes) {
    const mid = (values) => (Math.max(...values) + Math.min(...values)) / 2;
    return { x: mid(nodes.map(({ x }) => x)), y: mid(nodes.map(({ y }) => y)) };
  }

  /* Those that stand beyond all of the others on some side. */
  function outside(nodes, others) {
    const [xs, ys] = [others.map(({ x }) => x), others.map(({ y }) => y)];
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    return nodes.filter(({ x, y }) => x < left || x > right || y < top || y > bottom);
  }

  Object.assign(own, { outside, stretchFor, stretched, unstretched, readableScale, startOf });
})(window.Netzbild);
