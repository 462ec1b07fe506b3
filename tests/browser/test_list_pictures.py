"""The lists as pictures: bars in words that lead to the narrowed list, from phone to paper, in both languages."""

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

LISTS = ("akteure", "massnahmen", "quellen")
MOST_BYTES = 20_000


@pytest.mark.parametrize("name", LISTS)
def test_the_picture_of_a_list_is_small_and_fits_a_phone(visit: Visit, name: str) -> None:
    visit.page.set_viewport_size({"width": 360, "height": 740})
    page = visit.open(f"/leverkusen/{name}")
    box = page.locator(".tally-box")
    assert box.evaluate("box => new Blob([box.outerHTML]).size") <= MOST_BYTES
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert all(bar["width"] > 60 for bar in (one.bounding_box() for one in box.locator("tbody svg").all()) if bar)


@pytest.mark.parametrize("name", ["akteure", "massnahmen"])
def test_a_bar_leads_to_as_many_entries_as_it_counts(visit: Visit, name: str) -> None:
    page = visit.open(f"/leverkusen/{name}")
    row = page.locator(".tally tbody tr").first
    count = int(row.locator("td.number").first.inner_text())
    row.get_by_role("link").click()
    page.wait_for_url(lambda address: "=" in address)
    assert page.locator("table[data-sortable] tbody th").count() == count


def test_a_bar_says_its_parts_in_words(visit: Visit) -> None:
    page = visit.open("/leverkusen/akteure?lang=de")
    said = page.locator(".tally tbody tr").first.locator("td").first.text_content()
    assert said is not None
    assert "mit Maßnahme: " in said
    assert "keine Maßnahme erfasst: " in said


def test_links_that_lead_nowhere_on_paper_are_not_printed(visit: Visit) -> None:
    page = visit.open("/leverkusen/akteure")
    ways = page.get_by_role("main").locator("[href='#liste'], [href$='/daten/dubletten']")
    assert [one.is_visible() for one in ways.all()] == [True, True]
    page.emulate_media(media="print")
    assert [one.is_visible() for one in ways.all()] == [False, False]


def test_a_picture_of_a_list_stays_on_one_sheet(visit: Visit) -> None:
    page = visit.open("/leverkusen/akteure")
    page.emulate_media(media="print")
    assert page.locator(".tally-box").evaluate("box => getComputedStyle(box).breakInside") == "avoid"
