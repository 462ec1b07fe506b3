"""Long tables: filtered, sorted and read on a screen, a phone and paper, the choice in the address."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.inspecting import accessible

pytestmark = pytest.mark.browser

ACTORS = "/leverkusen/akteure"
KI = "/leverkusen/akteure/ki"


def rows(page: Page) -> Locator:
    return page.locator("table[data-sortable] tbody tr:visible")


def first(page: Page) -> str:
    return rows(page).first.inner_text()


def test_a_table_is_filtered_by_all_words_whichever_way_an_umlaut_is_written(tour: Visit) -> None:
    page = tour.open(ACTORS)
    status = page.locator(".table-tools").get_by_role("status")
    expect(status).to_have_text("93 von 93 Zeilen")
    for words in ("flüchtlingsrat", "Fluchtlingsrat LEVERKUSEN", "fluechtlingsrat verein"):
        page.get_by_label("Tabelle filtern").fill(words)
        expect(rows(page)).to_have_count(1)
        expect(rows(page)).to_contain_text("Flüchtlingsrat Leverkusen e.V.")
        expect(status).to_have_text("1 von 93 Zeilen")


def test_a_link_shows_the_same_filter_and_order(tour: Visit) -> None:
    page = tour.open(ACTORS)
    page.get_by_label("Tabelle filtern").fill("moschee")
    page.get_by_role("columnheader", name="Beziehungen").get_by_role("button").click()
    told = rows(page).all_inner_texts()
    expect(page).to_have_url(re.compile(r"\?filter=moschee&sort=6$"))
    page.reload()
    expect(page.get_by_label("Tabelle filtern")).to_have_value("moschee")
    assert rows(page).all_inner_texts() == told
    page.get_by_role("link", name="English").click()
    expect(page.get_by_label("Filter the table")).to_have_value("moschee")


def test_by_keyboard_alone_a_filter_that_finds_nothing_is_said_and_cleared(tour: Visit) -> None:
    page = tour.open(ACTORS)
    page.get_by_label("Tabelle filtern").focus()
    page.keyboard.type("<b>gibt es nicht")
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("Keine Zeile enthält „<b>gibt es nicht“.")
    page.keyboard.press("Escape")
    expect(rows(page)).to_have_count(93)
    expect(page).to_have_url(re.compile(f"{ACTORS}$"))
    page.keyboard.type("gibt es nicht")
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.textContent") != "Filter aufheben":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(rows(page)).to_have_count(93)
    expect(page.get_by_label("Tabelle filtern")).to_be_focused()


def test_tables_of_one_page_keep_their_choices_apart(tour: Visit) -> None:
    page = tour.open(f"{KI}?sort-massnahmen=-2&filter-partner=caritas")
    measures, partners = page.get_by_role("region", name="Maßnahmen"), page.get_by_role("region", name="Mit wem")
    expect(measures.get_by_role("columnheader", name="Rolle")).to_have_attribute("aria-sort", "descending")
    expect(measures.get_by_role("status")).to_have_text("40 von 40 Zeilen")
    expect(partners.locator("[aria-sort]")).to_have_count(0)
    expect(partners.get_by_label("Tabelle filtern")).to_have_value("caritas")
    expect(partners.locator("tbody tr:visible")).to_have_count(1)


def test_dates_and_numbers_are_sorted_by_what_they_say_and_unknown_ones_come_last(tour: Visit) -> None:
    page = tour.open("/leverkusen/quellen?sort=5")
    ages = [cells.split("\t")[4] for cells in rows(page).all_inner_texts()]
    known = [int(age) for age in ages if age != "–"]
    assert known == sorted(known)
    assert ages[: len(known)] == [str(age) for age in known]
    tour.open("/leverkusen/quellen?sort=-4")
    expect(rows(page).last).to_contain_text("nicht erfasst")
    expect(rows(page).first).not_to_contain_text("nicht erfasst")


@pytest.mark.parametrize(
    "query", ["sort=99", "sort=-0.5", "sort=x", "filter=%3Cscript%3Ealert(1)%3C/script%3E", "filter="]
)
def test_a_choice_that_cannot_be_leaves_the_table_whole_or_says_so(tour: Visit, query: str) -> None:
    page = tour.open(f"{ACTORS}?{query}")
    expect(rows(page)).to_have_count(1 if "script" in query else 93)


def test_the_header_of_a_long_table_stays_in_sight(tour: Visit) -> None:
    page = tour.open(ACTORS)
    rows(page).nth(60).scroll_into_view_if_needed()
    expect(page.locator("table[data-sortable]").get_by_role("columnheader", name="Bereich")).to_be_in_viewport()


def test_a_short_table_has_no_filter(tour: Visit) -> None:
    measures = tour.open("/leverkusen/akteure/fr").get_by_role("region", name="Maßnahmen")
    expect(measures.get_by_role("columnheader", name="Rolle").get_by_role("button")).to_be_visible()
    expect(measures.get_by_label("Tabelle filtern")).to_be_hidden()


def test_on_a_phone_rows_are_cards_and_a_list_says_by_what_they_are_sorted(tour: Visit) -> None:
    tour.page.set_viewport_size({"width": 360, "height": 740})
    page = tour.open(ACTORS)
    page.get_by_label("Sortieren nach").select_option("Maßnahmen, absteigend")
    assert first(page).startswith("Kommunales Integrationszentrum (KI)")
    expect(page).to_have_url(re.compile("sort=-5$"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    accessible(page)


@pytest.mark.parametrize("width", [360, 768, 900])
def test_on_a_phone_and_a_tablet_the_menu_opens_by_a_button(tour: Visit, width: int) -> None:
    tour.page.set_viewport_size({"width": width, "height": 740})
    page = tour.open(ACTORS)
    menu = page.get_by_role("navigation", name="Hauptmenü")
    expect(menu.get_by_role("link")).to_have_count(0)
    menu.get_by_role("button", name="Menü: Akteure").press("Enter")
    expect(menu.get_by_role("link")).to_have_count(13)
    page.keyboard.press("Escape")
    expect(menu.get_by_role("link")).to_have_count(0)


def test_a_filtered_table_is_accessible(tour: Visit) -> None:
    page = tour.open(f"{ACTORS}?filter=nichts davon")
    accessible(page)


def test_without_scripts_the_table_is_whole_and_offers_nothing_that_would_not_work(
    chromium: Browser, address: str
) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{address}{ACTORS}?filter=moschee")
    expect(rows(page)).to_have_count(93)
    expect(page.locator(".table-tools")).to_have_count(0)
    expect(page.get_by_role("button", name="Menü")).to_have_count(0)
    expect(page.get_by_role("navigation", name="Hauptmenü").get_by_role("link")).to_have_count(13)
    context.close()


LISTS = (
    "/leverkusen/felder",
    "/leverkusen/felder/D",
    "/leverkusen/akteure/ki",
    "/leverkusen/massnahmen/m04",
    "/leverkusen/abdeckung?row=field/D&column=target_group/gefluechtete",
    "/leverkusen/abdeckung/luecken",
    "/leverkusen/abdeckung/erfassen",
    "/leverkusen/ueberschneidungen?grade=undecided",
    "/leverkusen/abstimmung?over=2018-01-01",
    "/leverkusen/abstimmung/was-waere-wenn?without=actor/ki",
    "/leverkusen/aenderungen?from=2017",
    "/leverkusen/steuerung",
    "/leverkusen/quellen",
)
COMPARED = ".comparison, [aria-labelledby=vergleich] table"
"""Tables that set one thing against another row by row, in an order that says something."""


@pytest.mark.parametrize("path", LISTS)
def test_every_table_that_lists_things_sorts(tour: Visit, path: str) -> None:
    page = tour.open(path)
    page.wait_for_selector("thead [type=button]", state="attached")
    left = page.locator(".scroll table").evaluate_all(
        "(all, kept) => all.filter(one => !one.matches(kept) && one.tBodies[0].rows.length > 1"
        " && !one.querySelector('thead button')).map(one => one.caption?.textContent ?? one.outerHTML.slice(0, 200))",
        COMPARED,
    )
    assert left == []


@pytest.mark.parametrize(
    ("path", "column"),
    [
        ("/leverkusen/abdeckung/luecken", "Kombination"),
        ("/leverkusen/abstimmung", "Akteure"),
        ("/leverkusen/abstimmung", "Was allein an ihm hängt"),
        ("/leverkusen/felder", "laufende Maßnahmen"),
        ("/leverkusen/felder/D", "Rolle"),
        ("/leverkusen/ueberschneidungen?grade=undecided", "Es fehlt"),
    ],
)
def test_these_tables_sort_by_keyboard_and_say_so(tour: Visit, path: str, column: str) -> None:
    page = tour.open(path)
    head = page.get_by_role("columnheader", name=column, exact=True).first
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "descending")


def test_a_pair_keeps_what_stands_below_it_when_sorted(tour: Visit) -> None:
    page = tour.open("/leverkusen/abstimmung")
    table = page.locator("[aria-labelledby=paare] table")
    table.get_by_role("button", name="Akteure").click()
    kinds = table.locator("tbody tr:not(.nothing)").evaluate_all(
        "all => all.map(one => one.classList.contains('row-more'))"
    )
    assert kinds == [False, True] * (len(kinds) // 2)


def test_the_matrix_keeps_its_header_and_first_column_in_view(tour: Visit) -> None:
    tour.page.set_viewport_size({"width": 900, "height": 500})
    page = tour.open("/leverkusen/abdeckung?narrower=true")
    frame = page.locator(".matrix-frame")
    frame.evaluate("one => one.scrollTo(400, 300)")
    edge, corner = place(frame), place(page.locator(".matrix .corner"))
    assert frame.evaluate("one => [one.scrollLeft > 0, one.scrollTop > 0]") == [True, True]
    assert place(page.locator(".matrix thead th").nth(12))[1] == pytest.approx(edge[1], abs=5)
    assert place(page.locator(".matrix tbody th").nth(6))[0] == pytest.approx(edge[0], abs=5)
    assert corner == (pytest.approx(edge[0], abs=5), pytest.approx(edge[1], abs=5))


def place(what: Locator) -> tuple[float, float]:
    box = what.bounding_box()
    assert box
    return box["x"], box["y"]
