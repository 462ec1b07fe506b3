/* Addresses stay short and whole: a form leaves out what is empty, and takes along what is chosen in the picture. */

/* What is chosen in a picture stands behind the #, or in the history while a place on the page stands there. */
function chosen() {
  const place = location.hash.slice(1);
  if (place.includes("=") && !document.getElementById(place)) return location.hash;
  const noted = history.state?.picture;
  return noted ? `#${noted}` : "";
}

function withChoice(address) {
  const url = new URL(address, location.href);
  if (!url.hash && url.pathname === location.pathname) url.hash = chosen();
  return url.href;
}

function shorten(form) {
  const blank = [...form.elements].filter((part) => part.name && !part.disabled && !part.value);
  for (const part of blank) part.disabled = true;
  setTimeout(() => blank.forEach((part) => (part.disabled = false))); // the page may be shown again by the way back
}

document.addEventListener("submit", ({ target }) => {
  if (target.method !== "get") return;
  target.action = withChoice(target.action);
  shorten(target);
});

for (const link of document.querySelectorAll("a.language")) {
  for (const moment of ["pointerdown", "focus", "click"]) {
    link.addEventListener(moment, () => (link.href = withChoice(link.href.split("#")[0])));
  }
}
