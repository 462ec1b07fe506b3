/* On a phone a long table or list of sources begins with its first rows, and a button shows all of them; style sheet
   and media query decide whether that is so. Without this script everything is shown. */

const FEW = 10; // up to so many nothing is folded; how many app.css leaves is up to it
const words = document.getElementById("fold-words").dataset;

function fold(frame, rows, template) {
  if (rows.length <= FEW) return;
  frame.classList.add("is-folded");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "unfold-all";
  button.textContent = template.replace("{n}", rows.length.toLocaleString(document.documentElement.lang));
  button.addEventListener("click", () => {
    const next = rows.find((row) => row.offsetParent === null && !row.hidden);
    unfold(frame);
    next?.querySelector("a, button")?.focus();
  });
  frame.after(button);
}

function unfold(frame) {
  frame.classList.remove("is-folded");
  frame.nextElementSibling.remove();
}

/* An address that was cut off within a letter is taken as it is written. */
function read(words) {
  try {
    return decodeURIComponent(words);
  } catch {
    return words;
  }
}

/* What an address points at is never folded away. */
function showTarget() {
  const target = document.getElementById(read(location.hash.slice(1)));
  const frame = target?.closest(".is-folded");
  if (!frame) return;
  unfold(frame);
  target.scrollIntoView();
}

function rowsOf(table) {
  return [...(table.tBodies[0]?.rows ?? [])].filter((row) => !row.matches(".nothing, .row-more"));
}

for (const table of document.querySelectorAll(".scroll > table")) fold(table.parentElement, rowsOf(table), words.rows);
for (const list of document.querySelectorAll(".sources > ol")) fold(list, [...list.children], words.sources);
window.addEventListener("hashchange", showTarget);
showTarget();

/* Where the views stand in one line, the one that is shown stands in sight. */
const current = document.querySelector(".tabs [aria-current]");
if (current) current.closest("ul").scrollLeft = current.offsetLeft - 16;
