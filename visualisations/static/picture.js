"use strict";

/* The network picture: drawn by vis-network at the places that the server computed; it stands still at once. */
(function (own) {
  const FAINT = 0.18;
  const MANY = 1500; // from here on lines are drawn by style, all of one style at once
  const USUAL = { hidden: false, faint: false, opacity: 1 };
  const HEAVY = 800; // nodes and lines from which on a move shows the last still frame

  function painted(node, look) {
    const { fill: background, border } = look.looks[node.look];
    const lit = { background, border: look.tones.accent };
    return { background, border, highlight: lit, hover: lit };
  }

  function toned(edge, look, faint = false) {
    const color = look.tones[edge.tone];
    return { color, opacity: faint ? FAINT : 1, highlight: look.tones.accent, hover: look.tones.accent, inherit: false };
  }

  class View extends own.Stage {
    constructor(root, data) {
      super();
      Object.assign(this, { root, data, off: new Set(), kept: new Set(), chosen: null, tie: null, hovered: null, standing: false, fitted: "home" });
      Object.assign(this, { version: 0, placed: [], tags: [] });
      this.canvas = root.querySelector(".picture-canvas");
      this.figure = root.querySelector("figure");
      this.status = root.querySelector("[role=status]");
      for (const edge of data.edges) this.complete(edge);
      this.large = data.edges.length > MANY;
      this.byId = new Map(data.nodes.map((node) => [node.id, node]));
      this.drawn = data.nodes.filter((node) => !node.alone);
      this.byRank = [...data.nodes].sort((one, other) => one.rank - other.rank);
      this.dashed = data.edges.filter((edge) => edge.dashes);
      this.tagged = data.edges.filter((edge) => edge.tag);
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
      this.stretched = own.stretchFor(this);
      const nodes = this.drawn.map(({ label, ...node }) => ({ ...node, ...own.stretched(node, this.stretched), color: painted(node, look) }));
      const edges = this.large ? [] : this.data.edges.map((edge) => ({ ...edge, color: toned(edge, look) }));
      this.nodes = new vis.DataSet(nodes);
      this.edges = new vis.DataSet(edges);
      const heavy = nodes.length + this.data.edges.length > HEAVY;
      this.network = new vis.Network(this.canvas, { nodes: this.nodes, edges: this.edges }, this.options(heavy));
      this.moving = heavy ? new own.Moving(this) : null;
      this.network.on("beforeDrawing", (context) => this.beforeDrawing(context));
      this.network.on("afterDrawing", (context) => this.afterDrawing(context));
      this.network.on("click", (event) => this.clicked(event));
      this.network.on("doubleClick", ({ nodes: [id] }) => id && this.openPage(id));
      this.network.on("hoverNode", ({ node }) => this.hover(node));
      this.network.on("blurNode", () => this.hover(null));
      for (const name of ["dragStart", "zoom"]) this.network.on(name, () => { this.fitted = null; });
      new ResizeObserver(() => requestAnimationFrame(() => this.fitAgain())).observe(this.canvas);
      this.canvas.addEventListener("blur", () => this.applyName());
      this.canvas.querySelector(".vis-network").tabIndex = -1; // the canvas around it has the keys
      this.home();
      if (this.data.focus) this.panel.showNode(this.byId.get(this.data.focus));
    }

    /* On a move of a heavy picture vis-network draws nothing itself, see picture-moving.js. */
    options(heavy) {
      const moves = { hideNodesOnDrag: heavy, hideEdgesOnDrag: heavy, dragNodes: !heavy };
      return { ...this.data.options, interaction: { ...this.data.options.interaction, ...moves } };
    }

    beforeDrawing(context) {
      if (this.moving && this.moving.begin(context)) return;
      this.fitShapes(this.placement().scale);
      if (this.large) this.moving.drawLines(context);
    }

    afterDrawing(context) {
      const at = this.placement();
      this.onPage(context, () => {
        if (this.moving && this.moving.on) this.carryNames(context, at);
        else this.finish(context, at);
      });
      if (this.standing) return;
      this.standing = true;
      this.figure.dataset.state = "standing";
      performance.mark("picture-standing");
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
      return !this.off.has(node.id) && (this.kept.has(node.id) || !this.isGroupOff(node));
    }

    isGroupOff(node) {
      return node.groups.some((group) => this.off.has(group));
    }

    isEdgeShown(edge) {
      return !edge.groups.some((group) => this.off.has(group)) && this.isShown(this.byId.get(edge.from)) && this.isShown(this.byId.get(edge.to));
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

    countTies(node) {
      return this.data.details[node.id].ties.reduce((sum, [, lines]) => sum + lines.length, 0);
    }

    headOf(node) {
      return own.fill(this.data.texts.at, { name: node.name, kind: node.kind, count: this.countTies(node) });
    }

    say(words) {
      this.status.textContent = words;
    }

    /* Who comes back to the picture with a screen reader hears where it stands; who is there hears no change of name. */
    nameCanvas(words) {
      this.canvasName = `${this.root.getAttribute("aria-label").split(":")[0]}: ${words}`;
      if (document.activeElement !== this.canvas) this.applyName();
    }

    applyName() {
      this.canvas.setAttribute("aria-label", this.canvasName);
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
      this.chosen = null;
      this.tie = this.data.edges[id];
      this.network.unselectAll();
      if (!this.large) this.network.selectEdges([id]);
      this.panel.showTie(this.tie);
      this.changed();
    }

    choose(id, { move = false, via = null, stay = false, quiet = false } = {}) {
      this.chosen = id;
      this.tie = null;
      if (id === null) {
        this.network.unselectAll();
        this.panel.clear();
        this.say(this.data.texts.nothing_chosen);
      } else {
        if (this.isTied()) this.network.selectNodes([id]);
        else this.network.unselectAll();
        this.panel.showNode(this.byId.get(id), via, quiet);
        if (move && this.isTied()) this.moveTo(id);
      }
      this.changed();
      if (stay) this.panel.head.querySelector("h3").focus();
    }

    openChosen() {
      if (this.chosen === null && !this.tie) {
        this.say(this.data.texts.nothing_chosen);
        return;
      }
      const target = this.root.querySelector("aside a.picture-page") || this.panel.head.querySelector("h3");
      target.focus();
    }

    openPage(id) {
      const address = this.byId.get(id).href;
      const target = address && own.link(address, "");
      if (target && target.href) window.location.assign(target.href);
    }

    toggle(group, shown) {
      if (shown) this.off.delete(group);
      else this.off.add(group);
      this.settle(group);
      this.tellShown(shown ? "shown_again" : "hid", this.nameOf(group));
    }

    /* Of a group that was just hidden or shown as a whole nobody is an exception any more. */
    settle(group) {
      for (const id of this.kept) if (this.byId.get(id).groups.includes(group)) this.kept.delete(id);
      this.changed();
    }

    hide(id) {
      if (id === null) {
        this.say(this.data.texts.nothing_chosen);
        return;
      }
      this.off.add(id);
      this.choose(null);
      this.canvas.focus({ preventScroll: true });
      this.tellShown("hid", this.nameOf(id));
    }

    /* Takes back the last hiding, of a node or of an entry of the legend. */
    undo() {
      const last = [...this.off].pop();
      if (!last) {
        this.say(this.data.texts.nothing_hidden);
        return;
      }
      this.off.delete(last);
      this.settle(last);
      this.tellShown("shown_again", this.nameOf(last));
    }

    nameOf(key) {
      const found = this.byId.get(key) || this.data.legend.find((entry) => entry.key === key);
      return found ? found.name || found.words : key;
    }

    /* Shows and chooses who was searched for; of a group that is hidden nobody else. */
    reveal(id) {
      const node = this.byId.get(id);
      const shown = this.isShown(node);
      this.off.delete(id);
      if (this.isGroupOff(node)) this.kept.add(id);
      this.choose(id, { move: true });
      if (!shown) this.tellShown("shown_again", node.name);
    }

    showAll() {
      this.off.clear();
      this.kept.clear();
      this.changed();
      this.tellShown();
    }

    /* What an address says is hidden, kept and chosen. */
    restore(off, kept, id, tie) {
      Object.assign(this, { off: new Set(off), kept: new Set(kept) });
      if (tie) this.chooseTie(this.data.edges.indexOf(tie));
      else this.choose(id);
      if (!tie && id === null && this.data.focus) this.panel.showNode(this.byId.get(this.data.focus));
      this.tellShown();
    }

    tellShown(what, words) {
      const { texts, nodes } = this.data;
      const shown = own.fill(texts.shown, { shown: nodes.filter((node) => this.isShown(node)).length, all: nodes.length });
      this.say(what ? `${own.fill(texts[what], { words })} ${shown}` : shown);
    }

    /* After every change of what is hidden or chosen. */
    changed() {
      this.refresh();
      this.root.dispatchEvent(new Event("picture-change"));
    }

    /* Only what changed goes to vis-network: a large picture stays quick. */
    refresh() {
      this.version += 1;
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
      this.version += 1;
      const look = this.look();
      this.nodes.update(this.drawn.map((node) => ({ id: node.id, color: painted(node, look) })));
      if (!this.large) this.edges.update(this.data.edges.map((edge) => this.stateOf(edge)));
      this.network.redraw();
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
    own.listenToUndo(root, view);
    own.listenToHidden(root, view);
    own.listenToTable(root, view);
    own.listenToTouch(root, view);
    own.listenToKeys(view.canvas, root.querySelector("aside"), view);
    own.listenToSurroundings(root, view);
    view.address = new own.Address(view);
    if (view.isPart) view.say(data.texts.part);
  }

  if (document.getElementById("picture-data")) start();
  else document.addEventListener("DOMContentLoaded", start);
})(window.Netzbild);
