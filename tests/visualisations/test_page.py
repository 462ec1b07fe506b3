import base64
import hashlib
import re
from datetime import date
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from graph_service.model.network import Network
from tests import builders
from visualisations.network_view import draw
from visualisations.page import SCRIPTS, STYLES, VIS_SCRIPT, Table, partial, static_folder, twin, vis_folder, write_page
from visualisations.picture import Source
from visualisations.svg import to_svg

DAY = date(2024, 5, 17)
BAD = "<script>alert('x')</script>\"'><img src=x onerror=alert(1)>"
LONG = "Sehr langer Name mit vielen Wörtern " * 8


@pytest.fixture(scope="module")
def town() -> Network:
    return Network("stadt", builders.small_town(), 4)


class Resources(HTMLParser):
    """What a page would fetch by itself, and the attributes that its elements carry."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(words)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            self.attributes.append((tag, name))
            if name in {"src", "srcset", "data", "poster", "action"} or (name == "href" and tag != "a"):
                self.fetched.append(value or "")


def element(page: str, tag: str) -> str:
    found = re.findall(rf"<{tag}>(.*?)</{tag}>", page, flags=re.DOTALL)
    assert len(found) == 1
    return str(found[0])


def test_one_file_fetches_nothing(town: Network):
    page = write_page(draw(town), title="Stadt", date=DAY)
    assert Resources(page).fetched == ["data:,"]
    assert "url(" not in element(page, "style")
    assert "@import" not in page
    assert "sourceMappingURL" not in page


def test_the_policy_allows_exactly_the_script_and_the_style_that_the_file_carries(town: Network):
    page = write_page(draw(town), title="Stadt", date=DAY)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    for tag, rule in (("script", "script-src"), ("style", "style-src")):
        digest = base64.b64encode(hashlib.sha256(element(page, tag).encode()).digest()).decode()
        assert f"{rule} &#39;sha256-{digest}&#39;;" in policy[1]
    assert policy[1].startswith("default-src &#39;none&#39;;")


@pytest.mark.parametrize("view", ["all", "wheel", "measures", "actors"])
def test_nothing_stands_in_style_or_event_attributes(town: Network, view: str):
    names = {name for _, name in Resources(write_page(draw(town, view=view), title="Stadt", date=DAY)).attributes}
    assert not [name for name in names if name == "style" or name.startswith("on")]


def test_the_file_says_language_title_day_revision_and_sources(town: Network):
    page = write_page(draw(town), title="Stadt & Land", sentence="Wer macht was?", date=DAY)
    assert '<html lang="de">' in page
    assert "<title>Stadt &amp; Land</title>" in page
    assert "Angaben: Revision 4. Stand: 17. Mai 2024." in page
    assert "Wer macht was?" in page
    assert "Vorlage 1" in page


def test_the_tables_hold_what_the_picture_shows(town: Network):
    picture = draw(town)
    nodes, ties = twin(picture)
    assert len(nodes.rows) == len(picture.nodes)
    assert len(ties.rows) == len(picture.edges)
    assert ("Flüchtlingsrat Leverkusen e.V.", "Verein der Flüchtlingshilfe", "Zivilgesellschaft", "1") in nodes.rows
    assert ("Fachgruppe Integration", "ist zuständig für", "Wohnen und Unterbringung", "", "so angegeben") in [
        row[:5] for row in ties.rows
    ]


def test_ties_lead_to_their_sources_and_stand_in_the_order_of_their_words(town: Network):
    picture = draw(town)
    _, ties = twin(picture)
    assert ties.columns[-1] == "Quellen"
    assert all(row[5] == (("[1]", "#source-1"),) for row in ties.rows)
    keys = [tuple(str(words).casefold() for words in row[:3]) for row in ties.rows]
    assert keys == sorted(keys)
    page = write_page(picture, title="Stadt", date=DAY)
    assert '<a href="#source-1">[1]</a>' in page
    assert '<li id="source-1">' in page


def test_who_has_no_tie_is_listed_by_full_name_with_a_link(town: Network):
    words = str(partial(draw(town, view="actors", href=lambda node: f"/{node}")))
    assert "Ohne Beziehung in dieser Ansicht (2)" in words
    assert '<li data-node="actor/fr"><a href="/actor/fr">Flüchtlingsrat Leverkusen e.V.</a></li>' in words


def test_an_empty_picture_has_no_tools_and_no_legend():
    words = str(partial(draw(Network("leer"))))
    assert "picture-tools" not in words
    assert "picture-legend" not in words
    assert "Das Bild ist leer" in words


def test_a_table_and_sources_of_the_callers_come_too(town: Network):
    table = Table(
        "Wer handelt in D?", ("Wer", "Seite"), (("KI", ("zur Seite", "/ki")), ("X", ("nein", "javascript:x")))
    )
    sources = [Source("Eigene Liste", "https://example.org/liste", "2024"), Source("Gespräch")]
    page = write_page(draw(town), title="Stadt", date=DAY, table=table, sources=sources)
    assert "Wer handelt in D?" in page
    assert '<a href="/ki">zur Seite</a>' in page
    assert "javascript:x" not in page
    assert '<a href="https://example.org/liste" rel="noopener noreferrer">Eigene Liste</a>' in page


def test_names_are_escaped_everywhere():
    network = builders.network(builders.actor("a", BAD), builders.measure("m", LONG[:299]), builders.carries("a", "m"))
    page = write_page(draw(network, href=lambda _: BAD), title=BAD, sentence=BAD, date=DAY)
    assert "<script>alert" not in page
    assert "<img" not in page
    assert len(re.findall(r"<script\b", page)) == 2


def test_the_part_for_web_pages_needs_no_inline_script_or_style(town: Network):
    words = str(partial(draw(town)))
    assert re.findall(r"<script[^>]*>", words) == ['<script type="application/json" id="picture-data">']
    assert "<style" not in words
    assert "<!DOCTYPE" not in words


def test_legend_entries_are_buttons_with_words_and_numbers(town: Network):
    words = str(partial(draw(town)))
    for key in ("type/actor", "sector/welfare", "tie/carries", "basis/stated", "kind/expert_group"):
        assert f'data-group="{key}"' in words
    assert words.count('aria-pressed="true"') == len(draw(town).legend)


def test_an_empty_picture_is_a_page_too():
    page = write_page(draw(Network("leer")), title="Leer", date=DAY)
    assert "Das Bild ist leer" in page


def test_the_files_that_pages_need_are_there():
    assert all((static_folder() / name).is_file() for name in (*SCRIPTS, *STYLES))
    assert (vis_folder() / VIS_SCRIPT).stat().st_size > 400_000


def test_scripts_make_no_markup_of_data():
    for name in SCRIPTS:
        words = (static_folder() / name).read_text("utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|https?://\w", words), (
            name
        )
        assert words.startswith('"use strict";')


def test_the_svg_of_a_page_shows_every_node_with_legend_and_day_and_leaves_the_sources_to_the_page(town: Network):
    picture = draw(town)
    words = to_svg(picture, DAY)
    tree = ElementTree.fromstring(words)
    spoken = "".join(tree.itertext())
    assert all(node.name in spoken for node in picture.nodes)
    assert "17. Mai 2024" in spoken
    assert "Vorlage 1" not in spoken
    assert "wirkt mit an (5)" in spoken


def test_the_svg_escapes_names_and_holds_no_script():
    network = builders.network(builders.actor("a", BAD))
    words = to_svg(draw(network))
    ElementTree.fromstring(words)
    assert "<script" not in words


def test_an_svg_of_nothing_is_sound():
    ElementTree.fromstring(to_svg(draw(Network("leer"))))
