/* Tables that sort, filter and keep their header. Each table is complete without this script.

   What is chosen stands in the address, so that a link shows the same: "filter" and "sort", with the name of the
   table behind it where a page has several ("sort-gremien=-2": by the second column, downwards). */

const FEW = 12;
const language = document.documentElement.lang;
const collator = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
const tables = [...document.querySelectorAll("table[data-sortable]")];

/* On a phone each row stands as a card: every cell then says which column it is. */
function nameCells(table) {
  const names = [...table.querySelectorAll("thead th")].map((head) => head.textContent.trim());
  for (const row of table.tBodies[0]?.rows ?? []) {
    if (row.cells.length !== names.length) continue;
    [...row.cells].forEach((cell, column) => cell.setAttribute("data-label", names[column]));
  }
}

/* A table that fits its frame needs no frame: its header then keeps to the top of the window. */
function watchWidth(frame) {
  const table = frame.querySelector("table");
  new ResizeObserver(() => frame.classList.toggle("fits", table.offsetWidth <= frame.clientWidth)).observe(frame);
}

/* --- the address --- */

function partName(part, table) {
  const frame = table.closest(".scroll");
  const own = table.id || frame?.getAttribute("aria-labelledby") || tables.indexOf(table) + 1;
  return tables.length > 1 ? `${part}-${own}` : part;
}

function kept(part, table) {
  return new URLSearchParams(location.search).get(partName(part, table)) ?? "";
}

function keep(part, table, value) {
  const name = partName(part, table);
  history.replaceState(history.state, "", withPart(location.href, name, value));
  document.querySelectorAll("a.language").forEach((link) => (link.href = withPart(link.href, name, value)));
}

function withPart(address, name, value) {
  const url = new URL(address);
  if (value) url.searchParams.set(name, value);
  else url.searchParams.delete(name);
  return url.href;
}

/* --- sorting --- */

/* Rows that belong together, as they first stood: a row and what continues it below. */
function groupsOf(table) {
  const groups = [];
  for (const row of table.tBodies[0].rows) {
    if (row.classList.contains("row-more") && groups.length) groups.at(-1).push(row);
    else groups.push([row]);
  }
  return groups;
}

function order(table, groups, choice) {
  const column = Math.abs(choice) - 1;
  table.querySelectorAll("thead th").forEach((head, at) => {
    if (at === column) head.setAttribute("aria-sort", choice < 0 ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  });
  const sorted = column < 0 ? groups : [...groups].sort((one, other) => compared(one, other, column, choice < 0));
  table.tBodies[0].append(...sorted.flat());
}

/* What is not recorded stands last, whichever way the rest is sorted. */
function compared(one, other, column, down) {
  const [first, second] = [key(one[0].cells[column]), key(other[0].cells[column])];
  if (first === "" || second === "") return (first === "") - (second === "");
  const bothNumbers = typeof first === "number" && typeof second === "number";
  return (bothNumbers ? first - second : collator.compare(first, second)) * (down ? -1 : 1);
}

function key(cell) {
  const words = (cell?.dataset.sort ?? cell?.textContent ?? "").trim();
  if (words === "–" || (cell?.dataset.sort === undefined && cell?.querySelector(".unknown"))) return "";
  if (cell.dataset.sort === undefined) return number(words) ?? words;
  return /^-?\d+(\.\d+)?(e-?\d+)?$/.test(words) ? Number(words) : words;
}

/* "1.234,5 %" in German and "1,234.5%" in English as the number that they say. */
function number(words) {
  if (!/^[\d.,]+\s*%?$/.test(words)) return null;
  const [thousands, point] = language === "en" ? [/,/g, "."] : [/\./g, ","];
  const value = Number(words.replace(/\s*%/, "").replace(thousands, "").replace(point, "."));
  return Number.isNaN(value) ? null : value;
}

/* --- filtering --- */

/* "Flüchtlingsrat" is found by "fluchtlingsrat" and by "fluechtlingsrat", "Straße" by "strasse". */
function folded(words) {
  return words.toLowerCase().replaceAll("ß", "ss").normalize("NFKD").replace(/\p{M}/gu, "");
}

function searchable(group) {
  const words = group.map((row) => {
    const copy = row.cloneNode(true);
    copy.querySelectorAll(".cite").forEach((numbers) => numbers.remove());
    return [...copy.cells].map((cell) => cell.textContent).join(" ");
  });
  const all = words.join(" ").toLowerCase().normalize("NFC");
  return `${folded(all)} ${folded(all.replace(/[äöü]/g, (letter) => ({ ä: "ae", ö: "oe", ü: "ue" })[letter]))}`;
}

/* --- one table --- */

class SortableTable {
  constructor(table) {
    this.table = table;
    this.heads = [...table.querySelectorAll("thead th")];
    this.names = this.heads.map((head) => head.textContent.trim());
    this.groups = groupsOf(table);
    this.texts = this.groups.map(searchable);
    this.tools = toolsFor(table);
    this.field = this.tools.querySelector("input");
    this.select = this.tools.querySelector("select");
    this.status = this.tools.querySelector("[role=status]");
    this.nothing = copyOf("table-nothing");
    this.nothing.firstElementChild.colSpan = this.heads.length;
    this.nothing.querySelector("button").addEventListener("click", () => this.clear());
    this.offerSorting();
    this.offerFiltering();
  }

  offerSorting() {
    this.heads.forEach((head, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = this.names[at];
      const next = () => (head.getAttribute("aria-sort") === "ascending" ? -at - 1 : at + 1);
      button.addEventListener("click", () => this.choose(next()));
      head.replaceChildren(button);
      this.select.add(new Option(said(this.select.dataset.up, { name: this.names[at] }), at + 1));
      this.select.add(new Option(said(this.select.dataset.down, { name: this.names[at] }), -at - 1));
    });
    this.select.addEventListener("change", () => this.choose(Number(this.select.value)));
    const asked = Number(kept("sort", this.table));
    this.sort(this.select.querySelector(`option[value="${asked}"]`) ? asked : 0);
  }

  choose(choice) {
    this.sort(choice);
    keep("sort", this.table, choice ? String(choice) : "");
  }

  sort(choice) {
    order(this.table, this.groups, choice);
    this.table.tBodies[0].append(this.nothing);
    this.select.value = String(choice);
  }

  offerFiltering() {
    const short = this.groups.length <= FEW;
    this.tools.classList.toggle("is-short", short);
    this.field.value = short ? "" : kept("filter", this.table);
    this.field.addEventListener("input", () => this.type());
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.clear();
    });
    this.filter();
  }

  type() {
    this.filter();
    keep("filter", this.table, this.field.value.trim());
  }

  clear() {
    this.field.value = "";
    this.type();
    this.field.focus();
  }

  filter() {
    const words = folded(this.field.value).split(/\s+/).filter(Boolean);
    const found = this.texts.map((told) => words.every((word) => told.includes(word)));
    this.groups.forEach((group, at) => group.forEach((row) => (row.hidden = !found[at])));
    const shown = found.filter(Boolean).length;
    this.status.textContent = said(this.status.dataset.said, { shown, all: found.length });
    this.nothing.querySelector("span").textContent = said(this.nothing.dataset.said, { words: this.field.value.trim() });
    this.nothing.hidden = shown > 0;
    this.tools.classList.toggle("is-filtered", words.length > 0);
  }
}

function toolsFor(table) {
  const frame = table.closest(".scroll");
  const tools = copyOf("table-tools");
  for (const name of ["aria-label", "aria-labelledby"]) {
    if (frame?.hasAttribute(name)) tools.setAttribute(name, frame.getAttribute(name));
  }
  (frame ?? table).before(tools);
  return tools;
}

function copyOf(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

/* A table whose one row says that there is nothing to show. */
function isEmpty(table) {
  return !table.tBodies[0]?.rows.length || table.tBodies[0].rows[0].cells.length < table.tHead.rows[0].cells.length;
}

function said(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => values[name].toLocaleString(language));
}

document.querySelectorAll(".scroll table").forEach(nameCells);
tables.filter((table) => !isEmpty(table)).forEach((table) => new SortableTable(table));
document.querySelectorAll(".scroll:has(> table)").forEach(watchWidth);
