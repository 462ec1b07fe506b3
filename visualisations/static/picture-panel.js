"use strict";

/* The side panel: what is chosen, its ties in words, its sources; built from the page's own data. */
(function (own) {
  const { make, link, fill } = own;
  const FEW_TIES = 50; // so many are shown at once: a thousand take seconds

  class Panel {
    constructor(element, view) {
      Object.assign(this, { element, view });
      this.head = element.querySelector("[data-part=head]");
      this.body = element.querySelector("[data-part=body]");
      this.hint = [...this.body.childNodes];
      this.clear();
      view.root.addEventListener("picture-refresh", () => {
        if ("empty" in this.element.dataset) this.showEmpty();
      });
    }

    showEmpty() {
      this.body.replaceChildren(...this.hint, ...this.mostConnected());
    }

    mostConnected() {
      const acts = (node) => (node.type === "actor" || node.type === "body") && this.view.isShown(node);
      const actors = this.view.byRank.filter(acts).slice(0, 6);
      if (!actors.length || !this.view.data.edges.length) return [];
      const items = actors.map((node) => make("li", {}, this.toNode(node.id)));
      return [make("h3", {}, this.view.data.texts.most_connected), make("ul", {}, ...items)];
    }

    /* The head is read out, unless the line below the picture says the same. */
    speak(aloud = true) {
      this.head.setAttribute("aria-live", aloud ? "polite" : "off");
    }

    clear() {
      this.speak(false);
      this.element.dataset.empty = "yes";
      this.view.nameCanvas(this.view.data.title);
      this.head.replaceChildren(make("p", {}, this.view.data.texts.nothing_chosen));
      this.showEmpty();
    }

    showNode(node, way, quiet = false) {
      this.speak(!quiet);
      delete this.element.dataset.empty;
      const about = this.view.data.details[node.id];
      const { texts } = this.view.data;
      this.view.nameCanvas(this.view.headOf(node));
      this.sources = about.sources;
      this.head.replaceChildren(
        make("h3", { tabindex: -1 }, ...own.breakable(node.name)),
        make("p", { class: "picture-kind" }, [node.kind, `${texts.ties}: ${this.view.countTies(node)}`].join(" · ")),
        ...(way ? [make("p", { class: "picture-kind" }, fill(texts.via, { words: way }))] : [])
      );
      const hide = make("button", { type: "button", class: "picture-hide", onclick: () => this.view.hide(node.id) }, texts.hide);
      this.body.replaceChildren(
        ...[make("p", {}, hide), node.href ? make("p", {}, link(node.href, texts.open_page, { class: "picture-page" })) : null,
          this.facts(about.facts), ...this.ties(about.ties), ...this.sourceList()].filter(Boolean)
      );
      this.element.scrollTop = 0;
    }

    showTie(edge) {
      this.speak();
      delete this.element.dataset.empty;
      const { texts } = this.view.data;
      const [forward] = this.view.wordsOf(edge);
      const ends = [this.view.node(edge.from), this.view.node(edge.to)];
      this.sources = edge.sources || [];
      const facts = [[texts.role, edge.role], [texts.basis, edge.basis]].filter(([, value]) => value);
      this.head.replaceChildren(
        make("h3", { tabindex: -1 }, `${ends[0].name} → ${ends[1].name}`),
        make("p", { class: "picture-kind" }, `${texts.tie}: ${forward}`)
      );
      this.body.replaceChildren(
        ...[this.facts(facts), make("ul", {}, ...ends.map((end) => make("li", {}, this.toNode(end.id)))), ...this.sourceList()]
          .filter(Boolean)
      );
    }

    facts(facts) {
      if (!facts.length) return null;
      return make("dl", {}, ...facts.flatMap(([term, value]) => [make("dt", {}, ...own.breakable(term)), make("dd", {}, ...own.breakable(value))]));
    }

    ties(groups) {
      if (!groups.length) return [make("p", {}, this.view.data.texts.no_ties)];
      const n = groups.reduce((sum, [, lines]) => sum + lines.length, 0);
      if (n <= FEW_TIES) return this.grouped(groups);
      const block = make("div", {}, ...this.grouped(groups, FEW_TIES));
      const words = fill(this.view.data.texts.every_tie, { n: n.toLocaleString(document.documentElement.lang) });
      block.append(make("p", {}, make("button", { type: "button", onclick: () => this.unfold(block, groups) }, words)));
      return [block];
    }

    /* The ties under the words for their kinds, up to so many of them. */
    grouped(groups, most = Infinity) {
      let left = most;
      return groups.flatMap(([words, lines]) => {
        const shown = lines.slice(0, left);
        left -= shown.length;
        return shown.length ? [make("h4", {}, words), make("ul", {}, ...shown.map((line) => this.tie(line)))] : [];
      });
    }

    /* Who asked for all goes on at the first that was not shown before. */
    unfold(block, groups) {
      block.replaceChildren(...this.grouped(groups));
      const next = block.querySelectorAll("li")[FEW_TIES].querySelector("button, a");
      if (next) next.focus();
    }

    tie([other, note, sources]) {
      const item = make("li", {}, this.toNode(other));
      if (note) item.append(make("small", {}, ` ${note}`));
      for (const source of sources) item.append(" ", this.reference(source));
      return item;
    }

    toNode(id) {
      const node = this.view.node(id);
      if (node) return make("button", { type: "button", onclick: () => this.view.choose(id, { move: true, stay: true }) }, ...own.breakable(node.name));
      const [name, address] = this.view.data.others[id];
      return address ? link(address, name) : document.createTextNode(name);
    }

    reference(source) {
      const number = this.sources.indexOf(source) + 1;
      const words = fill(this.view.data.texts.source, { number });
      return make("a", { href: `#picture-source-${number}`, class: "picture-reference", "aria-label": words }, `[${number}]`);
    }

    sourceList() {
      const { texts, sources } = this.view.data;
      if (!this.sources.length) return [];
      const items = this.sources.map((index, n) => {
        const source = sources[index];
        const away = { rel: "noopener noreferrer", target: "_blank" };
        const title = source.address ? link(source.address, source.title, away) : source.title;
        const detail = source.detail || (source.address ? "" : texts.no_address);
        return make("li", { id: `picture-source-${n + 1}` }, title, detail ? make("small", {}, ` ${detail}`) : null);
      });
      return [make("h4", {}, texts.sources), make("ol", { class: "picture-sources" }, ...items)];
    }
  }

  Object.assign(own, { Panel });
})(window.Netzbild);
