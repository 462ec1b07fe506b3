"use strict";

/* The network picture: drawn by vis-network at the places that the server computed; it stands still at once. */
(function (own) {
  const CALM = window.matchMedia("(prefers-reduced-motion: reduce)");
  const FAINT = 0.18;
  const MANY = 1500; // from here on lines are drawn by style, all of one style at once
  const USUAL = { hidden: false, faint: false, opacity: 1 };
  const LARGEST = 1.3;
  const FOREMOST = 5; // so many names after those of the fields may cover more of the shapes around them

  function painted(node, look) {
    const { fill: background, border } = look.looks[node.look];
    const lit = { background, border: look.tones.accent };
    return { background, border, highlight: lit, hover: lit };
  }

  function toned(edge, look, faint = false) {
    const color = look.tones[edge.tone];
    return { color, opacity: faint ? FAINT : 1, highlight: look.tones.accent, hover: look.tones.accent, inherit: false };
  }

  class View {
    constructor(root, data) {
      Object.assign(this, { root, data, off: new Set(), chosen: null, hovered: null, standing: false, fitted: true });
      this.canvas = root.querySelector(".picture-canvas");
      this.figure = root.querySelector("figure");
      this.status = root.querySelector("[role=status]");
      for (const edge of data.edges) this.complete(edge);
      this.large = data.edges.length > MANY;
      this.byId = new Map(data.nodes.map((node) => [node.id, node]));
      this.drawn = data.nodes.filter((node) => !node.alone);
      this.fields = data.nodes.filter((node) => node.type === "field").length;
      this.byRank = [...data.nodes].sort((one, other) => one.rank - other.rank);
      this.near = this.neighbourhoods();
      this.panel = new own.Panel(root.querySelector("aside"), this);
      this.draw();
    }

    /* What follows from the kind and the basis of a tie comes once with the data, not with every tie. */
    complete(edge) {
      edge.groups = [`tie/${edge.kind}`, `basis/${edge.base}`];
      edge.tone = this.data.kinds[edge.kind].tone;
      edge.basis = this.data.bases[edge.base];
    }

    neighbourhoods() {
      const near = new Map(this.data.nodes.map((node) => [node.id, new Map()]));
      for (const edge of this.data.edges) {
        near.get(edge.from).set(edge.to, edge);
        near.get(edge.to).set(edge.from, edge);
      }
      return near;
    }

    look() {
      return this.data.palettes[this.mode];
    }

    draw() {
      this.mode = own.mode();
      const look = this.look();
      const nodes = this.drawn.map(({ label, ...node }) => ({ ...node, color: painted(node, look) }));
      const edges = this.large ? [] : this.data.edges.map((edge) => ({ ...edge, color: toned(edge, look) }));
      this.nodes = new vis.DataSet(nodes);
      this.edges = new vis.DataSet(edges);
      this.network = new vis.Network(this.canvas, { nodes: this.nodes, edges: this.edges }, this.data.options);
      if (this.large) this.network.on("beforeDrawing", (context) => own.drawLines(context, this));
      this.network.on("afterDrawing", (context) => this.afterDrawing(context));
      this.network.on("click", (event) => this.clicked(event));
      this.network.on("doubleClick", ({ nodes: [id] }) => id && this.openPage(id));
      this.network.on("hoverNode", ({ node }) => this.hover(node));
      this.network.on("blurNode", () => this.hover(null));
      for (const name of ["dragStart", "zoom"]) this.network.on(name, () => { this.fitted = false; });
      new ResizeObserver(() => requestAnimationFrame(() => this.fitted && this.fit())).observe(this.canvas);
      this.canvas.querySelector(".vis-network").tabIndex = -1; // the canvas around it has the keys
      this.fit();
      if (this.data.focus) this.panel.showNode(this.byId.get(this.data.focus));
    }

    afterDrawing(context) {
      this.write(context);
      if (this.standing) return;
      this.standing = true;
      this.figure.dataset.state = "standing";
      performance.mark("picture-standing");
    }

    write(context) {
      const element = context.canvas;
      const ratio = element.width / element.clientWidth || 1;
      context.save();
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      const size = { width: element.clientWidth, height: element.clientHeight };
      own.drawLabels(context, this.labelled(), this.look(), size);
      context.restore();
    }

    onScreen({ x, y }) {
      const scale = this.network.getScale();
      const middle = this.network.getViewPosition();
      return { x: (x - middle.x) * scale + this.canvas.clientWidth / 2, y: (y - middle.y) * scale + this.canvas.clientHeight / 2 };
    }

    /* Who is named first: hovered and chosen, the chosen one's neighbours, then by rank. */
    namedFirst() {
      const first = [this.hovered, this.chosen].map((id) => this.byId.get(id)).filter(Boolean);
      const near = this.neighbours(this.chosen);
      const rest = this.byRank.filter((node) => !first.includes(node));
      const known = rest.filter((node) => near.has(node.id));
      return { first, order: [...first, ...known, ...rest.filter((node) => !near.has(node.id))] };
    }

    labelled() {
      const scale = this.network.getScale();
      const { first, order } = this.namedFirst();
      const near = this.neighbours(this.chosen);
      return order.filter((node) => !node.alone && this.isShown(node)).map((node) => {
        const always = first.includes(node);
        const spot = this.network.body.nodes[node.id];
        const at = this.onScreen(spot ? { x: spot.x, y: spot.y } : node);
        return {
          ...at, id: node.id, mark: node.mark, look: node.look, always, anchor: node.anchor,
          prominent: always || Boolean(node.prominent) || near.has(node.id), weight: node.type === "measure" ? 1 : 3,
          mayCover: node.type === "field" ? 90 : node.rank <= this.fields + FOREMOST ? 12 : 5,
          faint: this.isFaint(node.id) && !always,
          radius: node.size * scale, bold: always || node.type === "field", lines: this.linesOf(node, always),
        };
      }).filter((node) => node.x > -200 && node.y > -80 && node.x < this.canvas.clientWidth + 200 && node.y < this.canvas.clientHeight + 80);
    }

    linesOf(node, whole) {
      return whole && node.name.length < 90 ? node.name.match(/.{1,34}(?:\s|$)|.{1,34}/g).map((line) => line.trim()) : node.label.split("\n");
    }

    node(id) {
      return this.byId.get(id);
    }

    neighbours(id) {
      return this.near.get(id) || new Map();
    }

    visibleNodes() {
      return this.drawn.filter((node) => this.isShown(node)).map((node) => ({ ...node, ...this.network.getPosition(node.id) }));
    }

    isShown(node) {
      return !node.groups.some((group) => this.off.has(group));
    }

    isEdgeShown(edge) {
      return this.isShown(edge) && this.isShown(this.byId.get(edge.from)) && this.isShown(this.byId.get(edge.to));
    }

    isFaint(id) {
      return this.isTied() && id !== this.chosen && !this.neighbours(this.chosen).has(id);
    }

    isEdgeFaint(edge) {
      return this.isTied() && edge.from !== this.chosen && edge.to !== this.chosen;
    }

    /* Whether something is chosen that is drawn: only then all else steps back. */
    isTied() {
      return this.chosen !== null && !this.byId.get(this.chosen).alone;
    }

    wordsOf(edge) {
      return edge.words || this.data.kinds[edge.kind].words;
    }

    tieBetween(one, other) {
      const edge = one && this.neighbours(one).get(other);
      return edge ? this.wordsOf(edge)[edge.from === one ? 0 : 1] : null;
    }

    say(words) {
      this.status.textContent = words;
    }

    /* Who comes back to the picture with a screen reader hears where it stands. */
    nameCanvas(words) {
      this.canvas.setAttribute("aria-label", `${this.root.getAttribute("aria-label").split(":")[0]}: ${words}`);
    }

    hover(id) {
      this.hovered = id;
      this.canvas.classList.toggle("is-over-node", id !== null);
      this.network.redraw();
    }

    clicked({ nodes: [node], edges: [edge] }) {
      this.canvas.focus({ preventScroll: true });
      if (node !== undefined) this.choose(node, {});
      else if (edge !== undefined) this.chooseTie(edge);
      else this.choose(null);
    }

    chooseTie(id) {
      this.choose(null);
      this.network.selectEdges([id]);
      this.panel.showTie(this.data.edges[id]);
    }

    choose(id, { move = false, via = null, stay = false } = {}) {
      this.chosen = id;
      if (id === null) {
        this.network.unselectAll();
        this.panel.clear();
      } else {
        if (this.isTied()) this.network.selectNodes([id]);
        else this.network.unselectAll();
        this.panel.showNode(this.byId.get(id), via);
        if (move && this.isTied()) this.moveTo(id);
      }
      this.refresh();
      if (stay) this.panel.head.querySelector("h3").focus();
    }

    moveTo(id) {
      this.fitted = false;
      const scale = Math.max(this.network.getScale(), 0.8);
      this.network.focus(id, { scale, animation: CALM.matches ? false : { duration: 250, easingFunction: "easeInOutQuad" } });
    }

    openChosen() {
      if (this.chosen === null) return;
      const target = this.root.querySelector("aside a.picture-page") || this.panel.head.querySelector("h3");
      target.focus();
    }

    openPage(id) {
      const address = this.byId.get(id).href;
      const target = address && own.link(address, "");
      if (target && target.href) window.location.assign(target.href);
    }

    zoom(factor) {
      this.fitted = false;
      this.network.moveTo({ scale: Math.min(Math.max(this.network.getScale() * factor, 0.02), 4), animation: false });
    }

    /* Everything that is shown, as large as it can be with room for the names at the edges. */
    fit() {
      const nodes = this.visibleNodes();
      if (!nodes.length) return;
      const { clientWidth, clientHeight } = this.canvas;
      const [position, scale] = own.fitting(nodes, clientWidth, clientHeight, LARGEST);
      this.network.moveTo({ position, scale, animation: false });
      this.fitted = true;
    }

    toggle(group, shown) {
      if (shown) this.off.delete(group);
      else this.off.add(group);
      this.refresh();
      this.tellShown();
    }

    reveal(id) {
      for (const group of this.byId.get(id).groups) this.off.delete(group);
      this.root.dispatchEvent(new Event("picture-filter"));
    }

    showAll() {
      this.off.clear();
      this.root.dispatchEvent(new Event("picture-filter"));
      this.refresh();
      this.tellShown();
    }

    tellShown() {
      const shown = this.data.nodes.filter((node) => this.isShown(node)).length;
      this.say(own.fill(this.data.texts.shown, { shown, all: this.data.nodes.length }));
    }

    /* Only what changed goes to vis-network: a large picture stays quick. */
    refresh() {
      const nodes = this.drawn.map((node) => ({ id: node.id, hidden: !this.isShown(node), opacity: this.isFaint(node.id) ? FAINT : 1 }));
      this.update(this.nodes, nodes);
      if (this.large) this.network.redraw();
      else this.update(this.edges, this.data.edges.map((edge) => this.stateOf(edge)));
      this.root.dispatchEvent(new Event("picture-refresh"));
    }

    stateOf(edge) {
      const faint = this.isEdgeFaint(edge);
      return { id: edge.id, hidden: !this.isEdgeShown(edge), faint, color: toned(edge, this.look(), faint) };
    }

    update(set, wanted) {
      const changed = wanted.filter((item) => {
        const now = set.get(item.id);
        return ["hidden", "faint", "opacity"].some((key) => (now[key] ?? USUAL[key]) !== (item[key] ?? USUAL[key]));
      });
      if (changed.length) set.update(changed);
    }

    setMode(mode) {
      if (mode === this.mode) return;
      this.mode = mode;
      const look = this.look();
      this.nodes.update(this.drawn.map((node) => ({ id: node.id, color: painted(node, look) })));
      if (!this.large) this.edges.update(this.data.edges.map((edge) => this.stateOf(edge)));
      this.network.redraw();
    }

    /* What is seen now, in light colours, as a canvas of its own. */
    snapshot() {
      const before = this.mode;
      this.setMode("light");
      this.network.redraw();
      const seen = this.canvas.querySelector("canvas");
      const copy = own.make("canvas", { width: seen.width, height: seen.height });
      copy.getContext("2d").drawImage(seen, 0, 0);
      this.setMode(before);
      return copy;
    }
  }

  function start() {
    const root = document.getElementById("picture");
    const holder = document.getElementById("picture-data");
    if (!root || !holder) return;
    const data = JSON.parse(holder.textContent);
    if (!data.nodes.length) return;
    if (!window.vis) {
      root.querySelector("[role=status]").textContent = data.texts.failed;
      return;
    }
    root.classList.add("is-live");
    for (const part of root.querySelectorAll("[data-tools]")) part.hidden = false;
    const view = new View(root, data);
    own.view = view;
    own.colourSwatches(root, view.look());
    new own.Search(root.querySelector("[role=combobox]"), root.querySelector("[role=listbox]"), view);
    own.listenToLegend(root, view);
    own.listenToList(root, view);
    own.listenToTools(root, view);
    own.listenToKeys(view.canvas, root.querySelector("aside"), view);
    own.listenToSurroundings(root, view);
  }

  if (document.getElementById("picture-data")) start();
  else document.addEventListener("DOMContentLoaded", start);
})(window.Netzbild);
