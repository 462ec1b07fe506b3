/* Rows of a list that are picked: how many, all that are shown, none. Without this script each box still works. */

const form = document.getElementById("auswahl");
const boxes = [...document.querySelectorAll("input.picker")];
const said = form?.querySelector(".pick-said");

function shown(box) {
  return !box.closest("tr").hidden;
}

function tell() {
  const picked = boxes.filter((box) => box.checked).length;
  said.textContent = said.dataset.said.replace("{n}", String(picked));
  all.textContent = boxes.some((box) => box.checked) ? said.dataset.none : said.dataset.all;
}

const all = document.createElement("button");
all.type = "button";
all.addEventListener("click", () => {
  const some = boxes.some((box) => box.checked);
  for (const box of boxes) box.checked = !some && shown(box);
  tell();
});

if (form) {
  form.prepend(all);
  document.addEventListener("change", ({ target }) => {
    if (target.matches?.("input.picker")) tell();
  });
  tell();
}
