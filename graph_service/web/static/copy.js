/* A button that copies a text which stands on the page; without this script the text can be marked and copied. */

function offerToCopy(area) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = area.dataset.copy;
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    await copy(area);
    said.textContent = area.dataset.copied;
  });
  area.closest(".invitation").querySelector(".exports").prepend(button, said);
}

async function copy(area) {
  if (navigator.clipboard) return navigator.clipboard.writeText(area.value).catch(() => area.select());
  area.select();
  document.execCommand("copy");
}

document.querySelectorAll("textarea[data-copy]").forEach(offerToCopy);
