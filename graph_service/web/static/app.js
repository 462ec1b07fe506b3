"use strict";
/* Suggestions while typing, and tables that sort. Everything works without this script too. */

const SUGGEST_AFTER_MS = 120;

function suggestWhileTyping(input) {
  const list = document.getElementById(input.getAttribute("list"));
  let timer = 0;
  let asked = "";
  input.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => ask(input.value.trim()), SUGGEST_AFTER_MS);
  });
  async function ask(typed) {
    if (typed === asked) return;
    asked = typed;
    try {
      const answer = await fetch(`${input.dataset.suggest}&q=${encodeURIComponent(typed.slice(0, 300))}`);
      if (!answer.ok || typed !== asked) return;
      const found = await answer.json();
      list.replaceChildren(...found.items.map(asOption));
    } catch {
      list.replaceChildren();
    }
  }
}

function asOption(words) {
  const option = document.createElement("option");
  option.value = words;
  return option;
}

function makeSortable(table) {
  table.querySelectorAll("thead th").forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => sortBy(table, head, column));
  });
}

function sortBy(table, head, column) {
  const down = head.getAttribute("aria-sort") === "ascending";
  table.querySelectorAll("thead th").forEach((other) => other.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const body = table.tBodies[0];
  const rows = [...body.rows].filter((row) => row.cells.length > column);
  const compare = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" }).compare;
  rows.sort((one, other) => compare(key(one.cells[column]), key(other.cells[column])) * (down ? -1 : 1));
  body.append(...rows);
}

function key(cell) {
  return cell.dataset.sort ?? cell.textContent.trim();
}

/* On a phone each row stands as a card: every cell then says which column it is. */
function nameCells(table) {
  const names = [...table.querySelectorAll("thead th")].map((head) => head.textContent.trim());
  for (const row of table.tBodies[0]?.rows ?? []) {
    if (row.cells.length !== names.length) continue;
    [...row.cells].forEach((cell, column) => cell.setAttribute("data-label", names[column]));
  }
}

document.querySelectorAll(".scroll table").forEach(nameCells);
document.querySelectorAll("input[data-suggest]").forEach(suggestWhileTyping);
document.querySelectorAll("table[data-sortable]").forEach(makeSortable);
