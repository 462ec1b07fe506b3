"use strict";

/* Search by name with suggestions: "Fluchtlingsrat" and "Fluechtlingsrat" find "Flüchtlingsrat". */
(function (own) {
  const MOST = 8;
  const LETTERS_PER_MISTAKE = 4; // one letter in so many may be another

  function entriesOf(nodes) {
    return nodes.map((node) => {
      const names = [node.name, ...(node.names || [])];
      return { node, forms: names.flatMap((name) => [own.fold(name), own.spelledOut(name)]) };
    });
  }

  function grade(forms, asked) {
    let best = 9;
    for (const form of forms) {
      const at = form.indexOf(asked);
      if (at === 0) best = Math.min(best, form.length === asked.length ? 0 : 1);
      else if (at > 0) best = Math.min(best, /[\s(/-]/.test(form[at - 1]) ? 2 : 3);
    }
    return best;
  }

  function find(entries, words) {
    const asked = own.fold(words.trim());
    if (!asked) return [];
    return entries
      .map((entry) => ({ node: entry.node, grade: grade(entry.forms, asked) }))
      .filter((hit) => hit.grade < 9)
      .sort((one, other) => one.grade - other.grade || one.node.rank - other.node.rank)
      .map((hit) => hit.node);
  }

  /* In how many letters the words at most differ from some beginning of the others. */
  function differing(asked, others) {
    let row = Array.from({ length: others.length + 1 }, (_, n) => n);
    for (let i = 1; i <= asked.length; i += 1) {
      const next = [i];
      for (let j = 1; j <= others.length; j += 1) {
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (asked[i - 1] === others[j - 1] ? 0 : 1));
      }
      row = next;
    }
    return Math.min(...row);
  }

  /* Where nothing holds the words: names in which a word begins nearly like them, the nearest first. */
  function near(entries, words) {
    const asked = own.fold(words.trim());
    const most = Math.floor(asked.length / LETTERS_PER_MISTAKE);
    if (!most) return [];
    const starts = (form) => [...form.matchAll(/(?<![\p{L}\d])[\p{L}\d]/gu)].map(({ index }) => form.slice(index, index + asked.length + most));
    const least = ({ forms }) => Math.min(...forms.flatMap(starts).map((start) => differing(asked, start)));
    return entries
      .map((entry) => ({ node: entry.node, away: least(entry) }))
      .filter(({ away }) => away <= most)
      .sort((one, other) => one.away - other.away || one.node.rank - other.node.rank)
      .map(({ node }) => node);
  }

  class Search {
    constructor(input, list, view) {
      Object.assign(this, { input, list, view, hits: [], at: -1, entries: entriesOf(view.data.nodes) });
      input.addEventListener("input", () => this.suggest());
      input.addEventListener("keydown", (event) => this.key(event));
      input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    }

    suggest() {
      const found = find(this.entries, this.input.value);
      const meant = found.length ? [] : near(this.entries, this.input.value);
      this.hits = [...found, ...meant].slice(0, MOST);
      this.at = this.hits.length ? 0 : -1;
      const { texts } = this.view.data;
      const asked = this.input.value.trim();
      const without = own.fill(texts[meant.length ? "near" : "none_found"], { n: this.entries.length });
      const none = own.make("li", { role: "option", "aria-disabled": "true", class: "picture-none" }, without);
      this.list.replaceChildren(...(asked && !found.length ? [none] : []), ...this.hits.map((node, n) => this.option(node, n)));
      this.show();
      if (!asked) this.view.say("");
      else if (found.length) this.view.say(own.fill(texts.found, { count: found.length }));
      else this.view.say([without, this.hits.map(({ name }) => name).join(", ")].filter(Boolean).join(" "));
    }

    option(node, n) {
      const option = own.make("li", { role: "option", id: `picture-hit-${n}` }, node.name);
      option.append(own.make("small", {}, node.kind));
      option.addEventListener("pointerdown", (event) => event.preventDefault());
      option.addEventListener("click", () => this.choose(n));
      return option;
    }

    show() {
      const open = this.list.children.length > 0;
      this.list.hidden = !open;
      this.input.setAttribute("aria-expanded", String(open));
      if (this.hits.length) this.input.setAttribute("aria-activedescendant", `picture-hit-${this.at}`);
      else this.input.removeAttribute("aria-activedescendant");
      [...this.list.querySelectorAll("[id]")].forEach((option, n) => option.setAttribute("aria-selected", String(n === this.at)));
    }

    close() {
      this.hits = [];
      this.list.replaceChildren();
      this.show();
    }

    choose(n) {
      const node = this.hits[n];
      if (!node) return;
      this.input.value = node.name;
      this.close();
      this.view.reveal(node.id);
    }

    key(event) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && this.hits.length) {
        this.at = (this.at + step + this.hits.length) % this.hits.length;
        this.show();
        event.preventDefault();
      } else if (event.key === "Enter") {
        event.preventDefault();
        this.choose(Math.max(this.at, 0));
      } else if (event.key === "Escape") {
        this.input.value = "";
        this.close();
      }
    }
  }

  Object.assign(own, { Search, find, near, entriesOf });
})(window.Netzbild);
