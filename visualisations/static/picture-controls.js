"use strict";

/* What stands around the picture: legend, buttons, the reader's light or dark, printing, the wheel. */
(function (own) {
  const DARK = window.matchMedia("(prefers-color-scheme: dark)");

  function mode() {
    return DARK.matches ? "dark" : "light";
  }

  function colourSwatches(root, look) {
    for (const shape of root.querySelectorAll("[data-look]")) {
      const paint = look.looks[shape.dataset.look];
      shape.setAttribute("fill", paint.fill);
      shape.setAttribute("stroke", paint.border);
    }
    for (const words of root.querySelectorAll("[data-ink]")) words.setAttribute("fill", look.looks[words.dataset.ink].ink);
    for (const line of root.querySelectorAll("[data-tone]")) line.setAttribute("stroke", look.tones[line.dataset.tone]);
  }

  function listenToLegend(root, view) {
    const buttons = [...root.querySelectorAll("button[data-group]")];
    for (const button of buttons) {
      button.disabled = false;
      button.addEventListener("click", () => {
        const shown = button.getAttribute("aria-pressed") !== "true";
        button.setAttribute("aria-pressed", String(shown));
        view.toggle(button.dataset.group, shown);
      });
    }
    root.addEventListener("picture-refresh", () => {
      for (const button of buttons) button.setAttribute("aria-pressed", String(!view.off.has(button.dataset.group)));
    });
  }

  /* The last hiding can be undone beside the words that told of it; a button that goes hands the focus on. */
  function listenToUndo(root, view) {
    const button = root.querySelector("[data-act=undo]");
    const follow = () => {
      if (view.off.size === 0 && document.activeElement === button) view.canvas.focus({ preventScroll: true });
      button.hidden = view.off.size === 0;
    };
    root.addEventListener("picture-refresh", follow);
    follow();
  }

  /* Above the picture stands how much of it is hidden, since the sentence there counts all of it. */
  function listenToHidden(root, view) {
    const line = root.querySelector("[data-part=out]");
    const button = root.querySelector("[data-act=take-back]");
    const follow = () => {
      const { data } = view;
      const nodes = data.nodes.filter((node) => !view.isShown(node)).length;
      const ties = nodes || !view.off.size ? 0 : data.edges.filter((edge) => !view.isEdgeShown(edge)).length;
      const key = `out_${nodes ? "entries" : "ties"}_${(nodes || ties) === 1 ? "one" : "many"}`;
      line.textContent = nodes || ties ? own.fill(data.texts[key], { n: nodes || ties }) : "";
      if (view.off.size === 0 && document.activeElement === button) view.canvas.focus({ preventScroll: true });
      button.hidden = view.off.size === 0;
    };
    button.addEventListener("click", () => view.showAll());
    root.addEventListener("picture-refresh", follow);
    follow();
  }

  /* Who is not drawn is chosen from the list below the picture; the legend hides and shows there too. */
  function listenToList(root, view) {
    const items = [...root.querySelectorAll(".picture-alone li")];
    for (const item of items) {
      const { node } = item.dataset;
      const choose = () => view.choose(node, { stay: true });
      item.replaceChildren(own.make("button", { type: "button", onclick: choose }, view.node(node).name));
    }
    root.addEventListener("picture-refresh", () => {
      for (const item of items) item.hidden = !view.isShown(view.node(item.dataset.node));
    });
  }

  function listenToTools(root, view) {
    const acts = {
      "zoom-in": () => view.zoom(1.25),
      "zoom-out": () => view.zoom(0.8),
      fit: () => view.fit(),
      "fit-choice": () => view.fitChoice(),
      "show-all": () => view.showAll(),
      undo: () => view.undo(),
      png: () => own.asPng(view),
      svg: () => own.asSvg(view, root.querySelector("noscript")),
    };
    for (const [name, act] of Object.entries(acts)) {
      root.querySelector(`[data-act=${name}]`).addEventListener("click", act);
    }
    root.querySelector("[data-act=fit-choice]").hidden = !view.data.frame;
    nameSvg(root.querySelector("[data-act=svg]"), view);
  }

  /* The SVG holds all of the picture, and says so as soon as that is not what is seen. */
  function nameSvg(button, view) {
    view.root.addEventListener("picture-refresh", () => {
      button.textContent = view.data.texts[view.off.size ? "svg_whole" : "svg"];
    });
  }

  /* What is seen goes to paper as it is, in light colours and as wide as the paper. */
  function listenToPrinting(root, view, follow) {
    window.addEventListener("beforeprint", () => {
      const copy = view.snapshot();
      copy.className = "picture-print";
      view.figure.append(copy);
      colourSwatches(root, view.data.palettes.light);
    });
    window.addEventListener("afterprint", () => {
      for (const copy of root.querySelectorAll(".picture-print")) copy.remove();
      follow();
    });
  }

  function listenToSurroundings(root, view) {
    const follow = () => {
      view.setMode(mode());
      colourSwatches(root, view.look());
    };
    DARK.addEventListener("change", follow);
    listenToPrinting(root, view, follow);
    // The wheel scrolls the page until the picture has the focus; vis-network would hold every reader captive.
    view.canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && document.activeElement !== view.canvas) event.stopPropagation();
    }, { capture: true, passive: true });
  }

  Object.assign(own, { mode, colourSwatches, listenToLegend, listenToList, listenToTools, listenToUndo, listenToHidden, listenToSurroundings });
})(window.Netzbild);
