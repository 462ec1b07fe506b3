"use strict";

/* The picture as a file: PNG of what is seen, with its legend, date and sources below; SVG of the whole picture. */
(function (own) {
  const FINE = 2; // so many dots for each pixel of the page
  const MARGIN = 24;
  const LINE = 18;
  const MOST_SOURCES = 120;

  function save(blob, name) {
    const address = URL.createObjectURL(blob);
    own.make("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }

  /* A word that is longer than a line, such as an address, in pieces of one line each. */
  function pieces(context, word, width) {
    if (context.measureText(word).width <= width) return [word];
    const found = [""];
    for (const letter of word) {
      const longer = found[found.length - 1] + letter;
      if (context.measureText(longer).width <= width) found[found.length - 1] = longer;
      else found.push(letter);
    }
    return found;
  }

  function wrap(context, words, width) {
    const lines = [""];
    for (const word of words.split(" ").flatMap((each) => pieces(context, each, width))) {
      const longer = `${lines[lines.length - 1]} ${word}`.trim();
      if (context.measureText(longer).width <= width || !lines[lines.length - 1]) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines;
  }

  /* A sheet that is written twice: first to learn its height, then for good. */
  class Sheet {
    constructor(context, width, look) {
      Object.assign(this, { context, width, look, y: MARGIN });
    }

    write(words, font, x = MARGIN, width = this.width - 2 * MARGIN) {
      this.context.font = font;
      this.context.fillStyle = this.look.ink;
      this.context.textAlign = "left";
      this.context.textBaseline = "top";
      for (const line of wrap(this.context, words, width)) {
        this.context.fillText(line, x, this.y);
        this.y += LINE;
      }
    }

    image(canvas) {
      const wide = canvas.width / FINE;
      const high = canvas.height / FINE;
      this.context.drawImage(canvas, (this.width - wide) / 2, this.y, wide, high);
      this.y += high + MARGIN;
    }

    columns(items, each) {
      const count = Math.max(1, Math.floor((this.width - 2 * MARGIN) / 300));
      const wide = (this.width - 2 * MARGIN) / count;
      const tops = Array(count).fill(this.y);
      items.forEach((item, n) => {
        const column = tops.indexOf(Math.min(...tops));
        this.y = tops[column];
        each(item, MARGIN + column * wide, wide - 12, n);
        tops[column] = this.y;
      });
      this.y = Math.max(...tops) + LINE / 2;
    }
  }

  function swatch(sheet, entry, x) {
    const { context, look } = sheet;
    context.save();
    context.translate(x + 10, sheet.y + 7);
    const paint = look.looks[entry.look];
    context.lineWidth = 1;
    context.fillStyle = paint ? paint.fill : look.paper;
    context.strokeStyle = paint ? paint.border : look.ink;
    if (entry.path) {
      context.fill(new Path2D(entry.path));
      context.stroke(new Path2D(entry.path));
    } else {
      context.strokeStyle = look.tones[entry.tone];
      context.lineWidth = entry.width;
      context.setLineDash(entry.dashes);
      context.stroke(new Path2D("M-10 0L10 0"));
    }
    if (entry.mark) mark(context, entry.mark, paint ? paint.ink : look.ink);
    context.restore();
  }

  function mark(context, words, ink) {
    context.fillStyle = ink;
    context.font = "600 9px system-ui, sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(words, 0, 0.5);
  }

  /* An entry such as what the sizes mean has neither shape nor line. */
  function isWords(entry) {
    return !entry.path && !entry.tone;
  }

  function count(texts, key, n, words) {
    return own.fill(texts[`${key}_${n === 1 ? "one" : "many"}`], { n, words });
  }

  /* The legend entries that are hidden, by their words, and how many nodes were hidden one by one. */
  function hiddenWords(view) {
    const keys = [...view.off];
    const single = keys.filter((key) => view.node(key)).length;
    const words = keys.filter((key) => !view.node(key)).map((key) => view.nameOf(key));
    return [...words, ...(single ? [count(view.data.texts, "single", single)] : [])].join("; ");
  }

  /* What is seen: all that the page tells of, or so much of it, with what is hidden. */
  function summaryOf(view, nodes, edges) {
    const { data } = view;
    if (!view.off.size) return [data.summary];
    const amounts = { shown: nodes.length, all: data.nodes.length, ties: edges.length, all_ties: data.edges.length };
    return [own.fill(data.texts.seen, amounts), count(data.texts, "hidden", data.nodes.length - nodes.length, hiddenWords(view))];
  }

  /* The entries of the legend that occur in what is seen, by their groups. */
  function legendOf(view, seen) {
    const met = new Map();
    for (const key of seen.flatMap((item) => [...item.groups, item.id])) met.set(key, (met.get(key) || 0) + 1);
    const groups = new Map();
    for (const entry of view.data.legend) {
      if (entry.group === "kind" || !(isWords(entry) || met.has(entry.key))) continue;
      groups.set(entry.group, [...(groups.get(entry.group) || []), { ...entry, count: met.get(entry.key) }]);
    }
    return groups;
  }

  function writeLegend(sheet, view, seen) {
    for (const [group, entries] of legendOf(view, seen)) {
      sheet.write(view.data.texts[`group_${group}`], "600 12px system-ui, sans-serif");
      for (const entry of entries.filter(isWords)) sheet.write(entry.words, "12px system-ui, sans-serif");
      sheet.columns(entries.filter((entry) => !isWords(entry)), (entry, x, width) => {
        swatch(sheet, entry, x);
        sheet.write(entry.group === "field" ? entry.words : `${entry.words} (${entry.count})`, "12px system-ui, sans-serif", x + 28, width - 28);
      });
    }
  }

  function writeAlone(sheet, view, nodes) {
    const names = nodes.filter((node) => node.alone).map((node) => node.name).sort((one, other) => one.localeCompare(other));
    if (!names.length) return;
    sheet.write(`${view.data.texts.alone} (${names.length}): ${names.join("; ")}`, "12px system-ui, sans-serif");
    sheet.y += 12;
  }

  function writeSources(sheet, { sources, texts }) {
    sheet.write(`${texts.sources} (${sources.length})`, "600 13px system-ui, sans-serif");
    sheet.columns(sources.slice(0, MOST_SOURCES), ({ title, detail, address }, x, width, n) => {
      const words = [title, detail, address].filter(Boolean).join(". ");
      sheet.write(`[${n + 1}] ${words}`, "11px system-ui, sans-serif", x, width);
    });
    const rest = sources.length - MOST_SOURCES;
    if (rest > 0) sheet.write(own.fill(texts.more, { count: rest }), "12px system-ui, sans-serif");
  }

  function fillSheet(sheet, view, drawing) {
    const { data } = view;
    const nodes = data.nodes.filter((node) => view.isShown(node));
    const edges = data.edges.filter((edge) => view.isEdgeShown(edge));
    sheet.write(data.title, "600 18px system-ui, sans-serif");
    sheet.y += 6;
    for (const words of [...summaryOf(view, nodes, edges), ...data.notes]) sheet.write(words, "13px system-ui, sans-serif");
    sheet.y += 8;
    sheet.image(drawing);
    writeAlone(sheet, view, nodes);
    writeLegend(sheet, view, [...nodes, ...edges]);
    const made = new Date().toLocaleDateString(data.language, { dateStyle: "long" });
    sheet.write(own.fill(data.texts.as_of, { revision: data.revision, date: made }), "12px system-ui, sans-serif");
    sheet.y += 8;
    writeSources(sheet, data);
  }

  function paper(width, height) {
    const canvas = own.make("canvas", { width: width * FINE, height: height * FINE });
    const context = canvas.getContext("2d");
    context.scale(FINE, FINE);
    return [canvas, context];
  }

  function asPng(view) {
    const drawing = view.snapshot(FINE);
    const width = Math.max(drawing.width / FINE, 700);
    const look = view.data.palettes.light;
    const [, trial] = paper(width, 10);
    const measured = new Sheet(trial, width, look);
    fillSheet(measured, view, drawing);
    const [canvas, context] = paper(width, Math.ceil(measured.y + MARGIN));
    context.fillStyle = look.paper;
    context.fillRect(0, 0, width, canvas.height);
    fillSheet(new Sheet(context, width, look), view, drawing);
    canvas.toBlob((blob) => save(blob, `${view.data.network}-${view.data.view}.png`), "image/png");
  }

  /* Writes on a drawing as a canvas would be written on. */
  class Pen {
    constructor(drawing) {
      this.drawing = drawing;
      this.gauge = own.make("canvas").getContext("2d");
    }

    measureText(words) {
      this.gauge.font = this.font;
      return this.gauge.measureText(words);
    }

    fillText(words, x, y) {
      const [, weight, size] = /^(\d+ )?(\d+)px/.exec(this.font);
      const line = this.drawing.ownerDocument.createElementNS(this.drawing.namespaceURI, "text");
      const looks = { x, y: y + Number(size), "font-size": size, "font-weight": (weight || "400").trim(), fill: this.fillStyle };
      for (const [name, value] of Object.entries(looks)) line.setAttribute(name, value);
      line.textContent = words;
      this.drawing.append(line);
    }
  }

  /* The drawing of the page, with the sources that stand elsewhere on it. */
  function svgOf(view, noscript) {
    const { documentElement: drawing } = new DOMParser().parseFromString(noscript.textContent.trim(), "image/svg+xml");
    const [left, top, width, height] = drawing.getAttribute("viewBox").split(" ").map(Number);
    const sheet = new Sheet(new Pen(drawing), width, view.data.palettes.light);
    sheet.y = height;
    writeSources(sheet, view.data);
    drawing.setAttribute("viewBox", [left, top, width, Math.ceil(sheet.y + MARGIN)].join(" "));
    return new XMLSerializer().serializeToString(drawing);
  }

  function asSvg(view, noscript) {
    save(new Blob([svgOf(view, noscript)], { type: "image/svg+xml" }), `${view.data.network}-${view.data.view}.svg`);
  }

  Object.assign(own, { asPng, asSvg, svgOf });
})(window.Netzbild);
