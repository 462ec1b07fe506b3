"use strict";

/* The way from the picture to its table, and back. */
(function (own) {
  function unfold(element) {
    for (let fold = element.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  }

  function focus(element) {
    if (!element.matches("a[href], button, summary, [tabindex]")) element.tabIndex = -1;
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "start" });
  }

  function toTable(view) {
    const table = document.getElementById(view.root.dataset.table);
    if (!table) return;
    const details = table.closest("details") || table.querySelector("details");
    if (details) details.open = true;
    unfold(table);
    focus(table);
    view.say(worded(view.data.texts, "in_table"));
  }

  function toPicture(view) {
    view.canvas.focus({ preventScroll: true });
    view.root.scrollIntoView({ block: "start" });
    view.say(worded(view.data.texts, "in_picture"));
  }

  /* Whether single letters are commands: the reader's choice, kept where the browser keeps anything (WCAG 2.1.4). */
  const letters = { KEY: "akteursnetz-tasten", OFF: "aus" };
  letters.on = kept() !== letters.OFF;

  function kept() {
    try {
      return window.localStorage.getItem(letters.KEY);
    } catch {
      return null;
    }
  }

  function keep(on) {
    letters.on = on;
    try {
      if (on) window.localStorage.removeItem(letters.KEY);
      else window.localStorage.setItem(letters.KEY, letters.OFF);
    } catch {
      // Where nothing is kept the choice holds for this page.
    }
  }

  function worded(texts, key) {
    return texts[letters.on ? key : `${key}_plain`];
  }

  /* A letter is a command only where nobody writes, only by itself, and only if the reader wants it. */
  function isCommand(event, letter) {
    if (!letters.on) return false;
    const { key, target, ctrlKey, metaKey, altKey, shiftKey } = event;
    if (event.defaultPrevented || key.toLowerCase() !== letter || ctrlKey || metaKey || altKey || shiftKey) return false;
    return !target.isContentEditable && !target.closest("input, select, textarea");
  }

  /* Beside the head of the table a link leads back; so does a key, as long as the reader is in that part of the page. */
  function listenInTable(view, table) {
    const back = own.make("a", { href: "#picture" });
    back.addEventListener("click", (event) => {
      event.preventDefault();
      toPicture(view);
    });
    const line = own.make("p", { class: "picture-return" }, back);
    const head = table.closest("summary") || table;
    if (/^(H[1-6]|SUMMARY|CAPTION)$/.test(head.tagName)) head.after(line);
    else head.before(line);
    (table.closest("section, details") || table).addEventListener("keydown", (event) => {
      if (!isCommand(event, "b")) return;
      event.preventDefault();
      toPicture(view);
    });
    return back;
  }

  function listenToSwitch(root, view, there, back) {
    const { texts } = view.data;
    const box = root.querySelector("[data-act=letters]");
    const follow = () => {
      box.checked = letters.on;
      there.textContent = worded(texts, "to_table");
      back.textContent = worded(texts, "to_picture");
    };
    box.addEventListener("change", () => {
      keep(box.checked);
      follow();
      view.say(texts[letters.on ? "letters_on" : "letters_off"]);
    });
    follow();
  }

  function listenToTable(root, view) {
    const there = root.querySelector("[data-act=table]");
    const table = document.getElementById(root.dataset.table);
    there.hidden = !table;
    root.querySelector(".picture-letters").hidden = !table;
    if (!table) return;
    const go = (event) => {
      event.preventDefault();
      toTable(view);
    };
    there.addEventListener("click", go);
    const part = table.closest("section, details") || table;
    document.addEventListener("keydown", (event) => {
      if (!isCommand(event, "t")) return;
      event.preventDefault();
      if (part.contains(event.target)) toPicture(view);
      else toTable(view);
    });
    listenToSwitch(root, view, there, listenInTable(view, table));
  }

  /* The page below the picture may not be read yet when the picture stands. */
  function whenRead(root, view) {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => listenToTable(root, view));
    else listenToTable(root, view);
  }

  Object.assign(own, { listenToTable: whenRead });
})(window.Netzbild);
