/* On a phone and a tablet the main menu opens by a button; without this script, and on wider screens, it stands open. */

const button = document.querySelector("button.menu");
const current = document.querySelector(".top nav [aria-current]");
if (button && current) button.append(`: ${current.textContent}`);

function show(open) {
  button.setAttribute("aria-expanded", String(open));
}

button?.addEventListener("click", () => show(button.getAttribute("aria-expanded") !== "true"));
button?.parentElement.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || button.getAttribute("aria-expanded") !== "true") return;
  show(false);
  button.focus();
});
