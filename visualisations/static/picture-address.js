"use strict";

/* What is hidden and chosen stands in the page's address, so that a link, a reload and the way back show the same. */
(function (own) {
  const HELD = 60; // milliseconds: a key that is held down leaves one entry in the history, not one for each step
  const MOST_TOLD = 200;

  function written(words) {
    return encodeURIComponent(words).replace(/%2F/g, "/");
  }

  function read(words) {
    try {
      return decodeURIComponent(words);
    } catch {
      return words;
    }
  }

  function listed(name, keys) {
    return keys.size ? `${name}=${[...keys].map(written).join(",")}` : "";
  }

  /* Hidden groups and nodes, who is shown of such groups, what is chosen, and what of the address is not understood. */
  function parsed(words) {
    const found = { off: [], kept: [], choice: "", strange: [] };
    const lists = { aus: "off", doch: "kept" };
    for (const part of words.split("&").filter(Boolean)) {
      const [key, value = ""] = part.split(/=(.*)/s);
      if (Object.hasOwn(lists, key)) found[lists[key]] = value.split(",").filter(Boolean).map(read);
      else if (key === "wahl") found.choice = read(value);
      else found.strange.push(read(key));
    }
    return found;
  }

  class Address {
    constructor(view) {
      Object.assign(this, { view, shown: "", last: 0 });
      this.known = new Set([...view.data.nodes, ...view.data.edges].flatMap((item) => item.groups));
      for (const { id } of view.data.nodes) this.known.add(id);
      this.follow();
      window.addEventListener("hashchange", () => this.follow());
      view.root.addEventListener("picture-change", () => this.note());
    }

    /* An address of the picture has a sign of equality; all others are places on the page. */
    ofPicture() {
      const words = window.location.hash.slice(1);
      return words.includes("=") && !document.getElementById(read(words)) ? words : null;
    }

    follow() {
      const words = this.ofPicture() ?? (window.history.state || {}).picture;
      if (words === undefined) this.stamp(this.shown);
      else if (words !== this.shown) this.restore(parsed(words));
    }

    /* A place on the page that was just jumped to keeps what is seen. */
    stamp(words) {
      window.history.replaceState({ ...window.history.state, picture: words }, "");
    }

    restore({ off, kept, choice, strange }) {
      const tie = choice.includes("~") ? this.tieOf(choice) : undefined;
      const isKnown = (key) => this.known.has(key) || (tie && key === choice);
      const unknown = [...strange, ...[...off, ...kept, choice].filter((key) => key && !isKnown(key))];
      const shown = kept.filter((key) => this.view.node(key));
      this.quiet = true;
      this.view.restore(off.filter((key) => this.known.has(key)), shown, this.view.node(choice) ? choice : null, tie);
      this.quiet = false;
      this.shown = this.now();
      if (unknown.length) this.view.say(own.fill(this.view.data.texts.unknown, { words: unknown.join(", ").slice(0, MOST_TOLD) }));
    }

    tieOf(words) {
      const [from, kind, to] = words.split("~");
      return this.view.data.edges.find((edge) => edge.from === from && edge.kind === kind && edge.to === to);
    }

    now() {
      const { off, kept, chosen, tie } = this.view;
      const choice = tie ? `${tie.from}~${tie.kind}~${tie.to}` : chosen;
      const parts = [listed("aus", off), listed("doch", kept), choice ? `wahl=${written(choice)}` : ""];
      return parts.filter(Boolean).join("&");
    }

    note() {
      if (this.quiet) return;
      clearTimeout(this.timer);
      const held = performance.now() - this.last < HELD;
      this.last = performance.now();
      if (held) this.timer = setTimeout(() => this.push(), HELD);
      else this.push();
    }

    push() {
      const words = this.now();
      if (words === this.shown) return;
      this.shown = words;
      const { pathname, search } = window.location;
      window.history.pushState({ picture: words }, "", words ? `#${words}` : pathname + search);
    }
  }

  Object.assign(own, { Address });
})(window.Netzbild);
