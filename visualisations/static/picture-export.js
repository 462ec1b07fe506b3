"use strict";

/* The picture as a file: PNG of what is seen, with legend, date and sources below; SVG of the whole picture. */
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

  function wrap(context, words, width) {
    const lines = [""];
    for (const word of words.split(" ")) {
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

  function fillSheet(sheet, view, drawing) {
    const { data } = view;
    const { texts } = data;
    sheet.write(data.title, "600 18px system-ui, sans-serif");
    sheet.y += 6;
    for (const words of [data.summary, ...data.notes]) sheet.write(words, "13px system-ui, sans-serif");
    sheet.y += 8;
    sheet.image(drawing);
    const away = data.nodes.filter((node) => node.alone).map((node) => node.name).sort((one, other) => one.localeCompare(other));
    if (away.length) sheet.write(`${texts.alone} (${away.length}): ${away.join("; ")}`, "12px system-ui, sans-serif");
    sheet.y += away.length ? 12 : 0;
    for (const entry of data.legend.filter(isWords)) sheet.write(entry.words, "12px system-ui, sans-serif");
    sheet.columns(data.legend.filter((entry) => entry.group !== "kind" && !isWords(entry)), (entry, x, width) => {
      swatch(sheet, entry, x);
      sheet.write(`${entry.words} (${entry.count})`, "12px system-ui, sans-serif", x + 28, width - 28);
    });
    const made = new Date().toLocaleDateString(data.language, { dateStyle: "long" });
    sheet.write(own.fill(texts.as_of, { revision: data.revision, date: made }), "12px system-ui, sans-serif");
    sheet.y += 8;
    sheet.write(`${texts.sources} (${data.sources.length})`, "600 13px system-ui, sans-serif");
    sheet.columns(data.sources.slice(0, MOST_SOURCES), (source, x, width, n) => {
      sheet.write(`[${n + 1}] ${source.title}`, "11px system-ui, sans-serif", x, width);
    });
    const rest = data.sources.length - MOST_SOURCES;
    if (rest > 0) sheet.write(own.fill(texts.more, { count: rest }), "12px system-ui, sans-serif");
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

  function asSvg(view, noscript) {
    const words = noscript.textContent.trim();
    save(new Blob([words], { type: "image/svg+xml" }), `${view.data.network}-${view.data.view}.svg`);
  }

  Object.assign(own, { asPng, asSvg });
})(window.Netzbild);
