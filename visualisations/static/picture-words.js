"use strict";

/* Words and elements. Data becomes text nodes only, never markup. */
window.Netzbild = window.Netzbild || {};

(function (own) {
  function fold(words) {
    return words.toLowerCase().replace(/ß/g, "ss").normalize("NFKD").replace(/\p{M}/gu, "");
  }

  function spelledOut(words) {
    const two = { ä: "ae", ö: "oe", ü: "ue", ß: "ss" };
    return fold(words.toLowerCase().normalize("NFC").replace(/[äöüß]/g, (letter) => two[letter]));
  }

  function fill(template, values) {
    return template.replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name]) : place));
  }

  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === "onclick") element.addEventListener("click", value);
      else if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  }

  function link(address, words, attributes) {
    const harmless = /^(https?:\/\/|\/|\.|#|\?)/i.test(address) && !address.startsWith("//");
    return harmless ? make("a", { href: address, ...attributes }, words) : make("span", {}, words);
  }

  /* No line ends within "Senior/en": a short ending stays with its word. */
  function unbroken(words) {
    return words.replace(/\/(?=\p{L}{1,3}(?!\p{L}))/gu, "/\u2060");
  }

  /* A line may end after a slash between two long words. */
  function breakable(words) {
    const parts = unbroken(words).split(/(?<=\/)(?!\u2060)/u);
    return parts.flatMap((part, n) => (n ? [make("wbr"), part] : [part]));
  }

  Object.assign(own, { unbroken, breakable, fold, spelledOut, fill, make, link });
})(window.Netzbild);
