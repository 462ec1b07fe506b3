"""What every page owes its readers: axe finds nothing, in both languages, and nothing is wider than the screen."""

from collections.abc import Callable

from axe_playwright_python.base import AXE_SCRIPT
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Visit

WIDE = 1440
REMEMBER_COLOURS = """;(() => {
  const colour = axe.commons.color.Color.prototype, parse = colour.parseString, known = new Map();
  colour.parseString = function (words) {
    if (!known.has(words)) {
      parse.call(this, words);
      known.set(words, [this.r, this.g, this.b, this.alpha]);
    }
    [this.r, this.g, this.b, this.alpha] = known.get(words);
    return this;
  };
})()"""
"""A third of axe's time goes into reading the same few colours again for every text of a page."""
AXE = Axe(AXE_SCRIPT + REMEMBER_COLOURS)


def accessible(page: Page) -> None:
    """Fails with a report of what axe finds wrong on the page as it stands."""
    found = AXE.run(page)
    assert found.violations_count == 0, found.generate_report()


def fits(page: Page, width: int) -> None:
    """Fails if the page is wider than its screen, once it has settled there."""
    settled = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    assert page.evaluate(f"{settled}.then(() => document.documentElement.scrollWidth)") <= width


def unfold(visit: Visit) -> None:
    visit.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


def await_picture(visit: Visit) -> None:
    """Waits for the picture of a page that has one."""
    if visit.page.locator("figure[data-state]").count():
        visit.wait_for_picture()


def inspect(
    visit: Visit, path: str, ready: Callable[[Visit], None] = await_picture, widths: tuple[int, ...] = (360,)
) -> None:
    """One look at a page in each language: German begins on a phone that becomes a screen, English the other way."""
    for language, sizes in (("de", (*widths, WIDE)), ("en", (WIDE, *reversed(widths)))):
        visit.resize(sizes[0])
        page = visit.open(path if language == "de" else in_english(path))
        assert page.locator("html").get_attribute("lang") == language
        ready(visit)
        for width in sizes:
            visit.resize(width)
            fits(page, width)
            if width == WIDE:
                accessible(page)


def in_english(path: str) -> str:
    start, mark, anchor = path.partition("#")
    return f"{start}{'&' if '?' in start else '?'}lang=en{mark}{anchor}"
