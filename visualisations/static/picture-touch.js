"use strict";

/* Fingers on the picture: one scrolls the page as everywhere, two move the picture, or one after a word from the reader. */
(function (own) {
  function grip(touches, box) {
    const [one, other] = touches;
    const x = (one.clientX + other.clientX) / 2 - box.left;
    const y = (one.clientY + other.clientY) / 2 - box.top;
    return { x, y, far: Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) || 1 };
  }

  /* What lay under the fingers stays under them. */
  function follow(view, before, now) {
    const at = view.placement();
    const scale = own.bounded((at.scale * now.far) / before.far);
    const grown = scale / at.scale;
    view.placeAt({ scale, x: now.x - (before.x - at.x) * grown, y: now.y - (before.y - at.y) * grown });
  }

  function listenToTwo(view) {
    let before = null;
    const grab = (event) => {
      before = event.touches.length === 2 ? grip(event.touches, view.canvas.getBoundingClientRect()) : null;
      if (before && event.cancelable) event.preventDefault();
    };
    view.canvas.addEventListener("touchstart", grab, { passive: false });
    view.canvas.addEventListener("touchend", grab, { passive: false });
    view.canvas.addEventListener("touchmove", (event) => {
      if (!before || event.touches.length !== 2) return;
      if (event.cancelable) event.preventDefault();
      const now = grip(event.touches, view.canvas.getBoundingClientRect());
      follow(view, before, now);
      before = now;
    }, { passive: false });
  }

  /* vis-network would take every finger for its own; it hears of one finger only where that may move the picture. */
  function guard(view, button) {
    let fingers = 0;
    const touched = (event) => event.pointerType === "touch" && view.canvas.contains(event.target);
    const count = (change) => (event) => { if (touched(event)) fingers = Math.max(fingers + change, 0); };
    window.addEventListener("pointerdown", count(1), true);
    window.addEventListener("pointerup", count(-1), true);
    window.addEventListener("pointercancel", count(-1), true);
    window.addEventListener("pointermove", (event) => {
      if (touched(event) && (fingers > 1 || button.getAttribute("aria-pressed") !== "true")) event.stopPropagation();
    }, true);
  }

  function listenToTouch(root, view) {
    const button = root.querySelector("[data-act=move]");
    button.addEventListener("click", () => {
      const movable = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(movable));
      view.canvas.classList.toggle("is-movable", movable);
      view.say(view.data.texts[movable ? "one_finger" : "two_fingers"]);
    });
    listenToTwo(view);
    guard(view, button);
  }

  Object.assign(own, { listenToTouch });
})(window.Netzbild);
