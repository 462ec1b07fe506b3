"use strict";
/* Questions suggested while one is typed: a combobox with a list (WAI-ARIA). Without this script it is a plain field. */

const SUGGEST_AFTER_MS = 120;
const LONGEST = 300;

function suggestWhileTyping(input) {
  const list = document.createElement("ul");
  let timer = 0;
  let asked = null;
  let active = -1;

  list.id = `${input.id}-vorschlaege`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.named);
  input.after(list);
  const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  Object.entries(roles).forEach(([name, value]) => input.setAttribute(name, value));

  input.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(suggest, SUGGEST_AFTER_MS);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", onKey);
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });

  async function suggest() {
    const typed = input.value.trim().slice(0, LONGEST);
    asked = typed;
    let items = [];
    try {
      const answer = await fetch(`${input.dataset.suggest}&q=${encodeURIComponent(typed)}`);
      if (answer.ok) items = (await answer.json()).items;
    } catch {
      /* without suggestions one can still ask */
    }
    if (typed === asked && document.activeElement === input) show(items);
  }

  function show(items) {
    list.replaceChildren(...items.map(asOption));
    list.hidden = items.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark(-1);
  }

  function asOption(words, at) {
    const option = document.createElement("li");
    option.id = `${list.id}-${at}`;
    option.setAttribute("role", "option");
    option.textContent = words;
    return option;
  }

  function mark(at) {
    active = at;
    [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
    if (at < 0) {
      input.removeAttribute("aria-activedescendant");
    } else {
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  }

  function close() {
    asked = null;
    window.clearTimeout(timer);
    show([]);
  }

  function choose(option) {
    input.value = option.textContent;
    close();
    input.form.requestSubmit();
  }

  function onKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && list.hidden) {
      event.preventDefault();
      suggest();
    } else if (step) {
      event.preventDefault();
      const places = list.children.length + 1;
      mark(((active + 1 + step + places) % places) - 1);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      choose(list.children[active]);
    }
  }
}

document.querySelectorAll("input[data-suggest]").forEach(suggestWhileTyping);
