"""Pages on paper: the sentence, the picture, the shown rows and the sources, on few sheets."""

import re

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

SHEETS = {
    "/leverkusen": 4,
    "/leverkusen/felder": 3,
    "/leverkusen/felder/D": 6,
    "/leverkusen/akteure": 4,
    "/leverkusen/massnahmen": 6,
    "/leverkusen/akteure/ki": 9,
    "/leverkusen/abdeckung": 4,
    "/leverkusen/abdeckung/luecken": 8,
    "/leverkusen/ueberschneidungen": 6,
    "/leverkusen/abstimmung": 9,
    "/leverkusen/steuerung": 7,
    "/leverkusen/quellen": 4,
}
"""How many sheets of A4 a page may take at most."""
CONTROLS = ".filters, .tabs, .ask, .exports, .judge, .chips, .table-tools, .picture-tools, .invitation, .top nav"
FOLDED = "details:not([open], .picture-group):not(:has(> .caveats)) > :not(summary)"
"""The legend of a picture is shown as a whole, and what is to be considered."""


def sheets(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("path", SHEETS)
def test_a_page_takes_few_sheets(tour: Visit, path: str) -> None:
    page = tour.open(path)
    if page.locator("figure[data-state]").count():
        tour.wait_for_picture()
    assert sheets(page.pdf(prefer_css_page_size=True)) <= SHEETS[path]


@pytest.mark.parametrize("path", ["/leverkusen/felder/D", "/leverkusen/abstimmung", "/leverkusen/ueberschneidungen"])
def test_on_paper_there_are_no_controls_and_what_is_folded_stays_folded(tour: Visit, path: str) -> None:
    page = tour.open(path)
    page.emulate_media(media="print")
    shown = page.locator(CONTROLS).filter(visible=True)
    assert shown.all_inner_texts() == []
    folded = page.locator(FOLDED).filter(visible=True)
    assert folded.count() == 0
    assert page.locator(".lead").first.is_visible()
    assert page.locator(".sources").is_visible()


def test_what_is_to_be_considered_is_printed_even_where_it_is_folded(tour: Visit) -> None:
    page = tour.open("/leverkusen/abstimmung")
    page.emulate_media(media="print")
    assert page.locator("details > .caveats").first.is_visible()


@pytest.mark.parametrize("path", ["/leverkusen/felder/D", "/leverkusen/abdeckung/luecken", "/leverkusen/abstimmung"])
def test_on_paper_headers_repeat_and_no_row_breaks(tour: Visit, path: str) -> None:
    page = tour.open(path)
    page.emulate_media(media="print")
    styles = "every => every.map(one => getComputedStyle(one))"
    heads = page.locator(".scroll thead").evaluate_all(f"every => ({styles})(every).map(one => one.display)")
    rows = page.locator(".scroll tbody tr").evaluate_all(f"every => ({styles})(every).map(one => one.breakInside)")
    frames = page.locator(".scroll").evaluate_all(f"every => ({styles})(every).map(one => one.overflow)")
    assert set(heads) == {"table-header-group"}
    assert set(rows) == {"avoid"}
    assert set(frames) == {"visible"}


def test_rows_that_a_filter_hides_are_not_printed(tour: Visit) -> None:
    page = tour.open("/leverkusen/akteure?filter=moschee")
    page.emulate_media(media="print")
    assert page.locator("table[data-sortable] tbody tr").filter(visible=True).count() < 10
    assert page.locator(".table-tools [role=status]").is_visible()
