/* What makes forms about records quicker; each works without this script. */

const AFTER_MS = 250;
const LEAST = 3;

/* While a name is typed, the records of similar names are shown, so that none is made twice. */
function showNear(input) {
  const { near, nearWords, nearPages } = input.dataset;
  const said = document.createElement("div");
  said.className = "near-names";
  said.setAttribute("role", "status");
  input.after(said);
  let timer = 0;
  let asked = "";
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, AFTER_MS);
  });
  if (input.value !== input.defaultValue) ask(); // typed before this script was there

  async function ask() {
    const name = input.value.trim().slice(0, 300);
    asked = name;
    if (name.length < LEAST) return said.replaceChildren();
    try {
      const answer = await fetch(`${near}&name=${encodeURIComponent(name)}`);
      if (answer.ok && name === asked) show((await answer.json()).items);
    } catch {
      /* the same question comes again when the form is sent */
    }
  }

  function show(items) {
    if (!items.length) return said.replaceChildren();
    const list = document.createElement("ul");
    list.append(...items.map(asLink));
    said.replaceChildren(nearWords, list);
  }

  function asLink({ id, name }) {
    const [path, query] = nearPages.split("?");
    const link = document.createElement("a");
    link.href = `${path}/${id}${query ? `?${query}` : ""}`;
    link.textContent = name;
    link.target = "_blank"; // what is typed stays
    link.rel = "noopener";
    const line = document.createElement("li");
    line.append(link);
    return line;
  }
}

/* Typing an answer takes "unbekannt" away, ticking "unbekannt" empties the answer. */
function joinUnknown(box) {
  const field = document.getElementById(box.dataset.unknownOf);
  field.addEventListener("input", () => (box.checked = box.checked && !field.value));
  box.addEventListener("change", () => {
    if (box.checked) field.value = "";
  });
}

/* Ticking one of a list chooses "diese", choosing "unbekannt" or "keine" unticks all. */
function joinChoice(group) {
  const boxes = [...group.querySelectorAll("[type=checkbox]")];
  const states = [...group.querySelectorAll("[type=radio]")];
  const some = states.find((one) => one.value === "some");
  group.addEventListener("change", ({ target }) => {
    if (target.type === "checkbox" && target.checked) some.checked = true;
    if (target.type === "radio" && target !== some) boxes.forEach((box) => (box.checked = false));
  });
}

/* What is typed about a source says which kind of source it is. */
function joinSource(field) {
  field.addEventListener("input", () => {
    const kind = field.form.querySelector(`[name=src][value="${field.dataset.chooses}"]`);
    if (field.value && !field.form.querySelector("[name=src]:checked")) kind.checked = true;
  });
}

/* One more row for who takes part. */
function offerRows(group) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = group.dataset.rows;
  group.querySelector("datalist").before(button);
  button.addEventListener("click", () => {
    const rows = group.querySelectorAll(".edit-row");
    const row = rows[rows.length - 1].cloneNode(true);
    for (const part of row.querySelectorAll("input, select")) {
      part.value = "";
      part.removeAttribute("id");
      part.setAttribute("aria-label", part.getAttribute("aria-label").replace(/\d+$/, String(rows.length + 1)));
    }
    button.before(row);
    row.querySelector("select").focus();
  });
}

/* What is wrong may stand in a part that is folded: a link to it opens it. */
function openTarget() {
  const target = document.getElementById(location.hash.slice(1));
  const folded = target?.closest("details:not([open])");
  if (folded) folded.open = true;
  if (target?.matches("input, select, textarea")) target.focus();
}

document.querySelectorAll("[data-near]").forEach(showNear);
document.querySelectorAll("[data-unknown-of]").forEach(joinUnknown);
document.querySelectorAll("[data-choice]").forEach(joinChoice);
document.querySelectorAll("[data-chooses]").forEach(joinSource);
document.querySelectorAll("[data-rows]").forEach(offerRows);
window.addEventListener("hashchange", openTarget);
document.querySelector("[autofocus]")?.focus();
