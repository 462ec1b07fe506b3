import json
import math
import subprocess
import sys
from dataclasses import replace
from itertools import combinations

import pytest

from graph_service.model.errors import BadInput, NotFound
from graph_service.model.network import Network
from graph_service.model.nodes import Need
from graph_service.model.text import text
from tests import builders
from visualisations.network_view import Sizes, draw, place, short
from visualisations.picture import NEARLY, Picture, as_script_data
from visualisations.style import DOTTED
from visualisations.views import VIEWS, scene_of


@pytest.fixture(scope="module")
def town() -> Network:
    return Network("stadt", builders.small_town(), 4)


def lines(picture: Picture) -> dict[tuple[str, str], tuple[str, str]]:
    return {(edge.origin, edge.target): (edge.kind, edge.forward) for edge in picture.edges}


def test_the_overview_shows_actors_measures_and_fields_with_their_ties(town: Network):
    picture = draw(town)
    assert {node.type for node in picture.nodes} == {"actor", "body", "measure", "field"}
    assert len(picture.nodes) == 10
    assert len(picture.edges) == 11
    assert picture.summary == "Das Bild zeigt 5 Akteure, 3 Maßnahmen und 2 Handlungsfelder mit 11 Beziehungen."


def test_the_wheel_ties_actors_to_the_fields_of_the_measures_that_they_carry(town: Network):
    found = lines(draw(town, view="wheel"))
    assert found == {
        ("actor/ki", "field/A"): ("acts_in", "trägt 1 Maßnahme im Feld"),
        ("actor/awo", "field/A"): ("acts_in", "trägt 1 Maßnahme im Feld"),
        ("actor/awo", "field/D"): ("acts_in", "trägt 1 Maßnahme im Feld"),
        ("actor/fr", "field/D"): ("acts_in", "trägt 1 Maßnahme im Feld"),
        ("actor/fg", "field/D"): ("responsible_for", "ist zuständig für"),
    }


def test_the_wheel_counts_each_measure_once_and_draws_more_of_them_wider():
    records = builders.small_town()
    more = (builders.measure("m4"), builders.addresses("m4", "A"), builders.carries("ki", "m4", "lead"))
    twice = builders.carries("ki", "m4", "carrier")
    picture = draw(Network("stadt", (*records, *more, twice)), view="wheel")
    widths = {(edge.origin, edge.target): (edge.forward, edge.width) for edge in picture.edges}
    assert widths["actor/ki", "field/A"][0] == "trägt 2 Maßnahmen im Feld"
    assert widths["actor/ki", "field/A"][1] > widths["actor/awo", "field/A"][1]


def test_the_wheel_says_that_it_sums_up(town: Network):
    picture = draw(town, view="wheel")
    assert any("fassen zusammen" in note for note in picture.notes)
    assert any("zusammengefasst" in entry.words for entry in picture.legend)


def test_a_summed_up_line_is_only_stated_if_one_measure_is_stated_throughout():
    records = [r for r in builders.small_town() if r.id != builders.addresses("m1", "A").id]
    assigned = builders.addresses("m1", "A", basis="assigned")
    picture = draw(Network("stadt", (*records, assigned)), view="wheel")
    dashes = {edge.target: edge.dashes for edge in picture.edges if edge.kind == "acts_in"}
    assert dashes == {"field/A": DOTTED, "field/D": ()}


def test_actors_only_shows_ties_between_actors_and_names_those_without(town: Network):
    picture = draw(town, view="actors")
    assert {edge.kind for edge in picture.edges} == {"member_of"}
    assert [node.id for node in picture.alone] == ["actor/fr", "actor/moschee"]
    assert len(picture.drawn) == 3


def test_where_nobody_has_a_tie_all_are_drawn_in_a_grid_by_sector_and_a_note_says_why():
    kinds = ("sports_club", "welfare_association", "council")
    picture = draw(builders.network(*(builders.actor(f"a{n}", kind=kinds[n % 3]) for n in range(24))), view="actors")
    assert picture.alone == ()
    assert {node.anchor for node in picture.drawn} == {"right"}
    read = sorted(picture.drawn, key=lambda node: (node.x, node.y))
    assert [node.mark for node in read] == sorted(node.mark for node in read)
    assert len({node.x for node in read}) == 2
    assert picture.summary == "Das Bild zeigt 24 Akteure; zwischen ihnen ist keine Beziehung erfasst."


def test_the_legend_says_what_the_letters_of_fields_stand_for(town: Network):
    entries = [entry for entry in draw(town, view="wheel").legend if entry.group == "field"]
    assert [(entry.key, entry.mark, entry.words) for entry in entries] == [
        ("field/A", "A", "Sprache"),
        ("field/D", "D", "Wohnen und Unterbringung"),
    ]


def test_a_shape_grows_for_its_number_as_far_as_there_is_room(town: Network):
    node = replace(draw(town).nodes[0], size=11.0, room=29.0)
    assert node.radius(1.0, 8.0) == 11.0
    assert node.radius(0.5, 8.0) == 8.0
    assert node.radius(0.2, 8.0) == pytest.approx(29 * 0.2 * NEARLY)


def test_two_nodes_that_grow_never_touch(town: Network):
    drawn = draw(town).drawn
    for one, other in combinations(drawn, 2):
        away = math.dist((one.x, one.y), (other.x, other.y))
        assert all(one.radius(scale, 8) + other.radius(scale, 8) < away * scale for scale in (0.05, 0.1, 0.2, 0.5, 1))


def test_a_field_without_ties_keeps_its_place_on_the_wheel():
    records = (*builders.small_town(), builders.field("Z"))
    picture = draw(Network("stadt", records), view="wheel")
    assert "field/Z" in {node.id for node in picture.drawn}


def test_fields_are_named_first_then_the_most_connected(town: Network):
    picture = draw(town)
    assert [node.id for node in picture.nodes if node.rank <= 2] == ["field/D", "field/A"]
    assert {node.id for node in picture.nodes if node.prominent} >= {"field/A", "field/D", "actor/ki", "actor/awo"}


def test_around_a_focus_every_actor_is_prominent(town: Network):
    picture = draw(town, view="focus", focus="field/D")
    assert all(node.prominent for node in picture.nodes if node.type in {"actor", "body"})


def test_the_name_of_a_field_is_never_cut():
    field = builders.field("F", "Zivilgesellschaftliches/Bürgerschaftliches Engagement und Freizeit, Kultur und Sport")
    picture = draw(builders.network(field), view="wheel")
    assert picture.nodes[0].label.endswith("Sport")


def test_target_groups_are_drawn_in_the_neighbourhood_only(town: Network):
    assert "target_group/gefluechtete" not in {node.id for node in draw(town).nodes}
    picture = draw(town, view="focus", focus="measure/m2")
    found = {node.id: (node.x, node.y) for node in picture.nodes}
    assert "target_group/gefluechtete" in found
    assert found["measure/m2"] == (0.0, 0.0)
    assert "document/paper" not in found


def test_who_cannot_be_reached_from_the_focus_is_not_drawn(town: Network):
    assert "actor/moschee" not in {node.id for node in draw(town, view="focus", focus="measure/m2").nodes}


def test_a_document_is_drawn_where_it_is_the_focus(town: Network):
    picture = draw(town, view="focus", focus="document/paper")
    assert [(node.id, node.shape) for node in picture.nodes] == [("document/paper", "box")]


def test_a_need_is_drawn_with_what_it_is_about():
    need = Need(id="need/w", name="Wohnraum", value=120, unit="Plätze", field="field/D", sources=builders.SOURCE)
    network = Network("stadt", (*builders.small_town(), need))
    picture = draw(network, view="focus", focus="need/w")
    assert ("need/w", "field/D") in lines(picture)
    assert ("Wert", "120 Plätze") in picture.details["need/w"].facts


def test_an_unknown_view_is_refused_with_the_views_that_there_are(town: Network):
    with pytest.raises(BadInput) as refused:
        draw(town, view="kreis")
    assert all(view in str(refused.value) for view in VIEWS)


def test_a_neighbourhood_needs_a_focus_that_exists(town: Network):
    with pytest.raises(BadInput, match="fehlt der Eintrag"):
        draw(town, view="focus")
    with pytest.raises(NotFound, match="actor/ki"):
        draw(town, view="focus", focus="actor/kii")


def test_the_most_connected_are_kept_and_the_others_are_named(town: Network):
    picture = draw(town, limit=6)
    assert {node.id for node in picture.nodes} == {
        "actor/ki",
        "actor/awo",
        "actor/fg",
        "measure/m1",
        "measure/m2",
        "field/D",
    }
    assert picture.notes[0] == "Nicht gezeigt, weil am wenigsten verbunden: 2 Akteure, 1 Maßnahme und 1 Handlungsfeld."
    assert picture.hidden == {"actor": 2, "measure": 1, "field": 1}


def test_near_the_focus_comes_before_far_away(town: Network):
    picture = draw(town, view="focus", focus="actor/fr", limit=2)
    assert {node.id for node in picture.nodes} == {"actor/fr", "measure/m2"}
    assert "weiter entfernt" in picture.notes[0]


def test_the_legend_holds_only_what_occurs(town: Network):
    keys = {entry.key for entry in draw(town, view="measures").legend}
    assert "type/field" not in keys
    assert {"type/actor", "type/body", "type/measure", "sector/welfare", "tie/carries", "basis/stated"} <= keys
    assert not {"sector/health", "tie/steers", "basis/assigned"} & keys


def test_the_legend_counts(town: Network):
    counts = {entry.key: entry.count for entry in draw(town).legend}
    assert (counts["type/actor"], counts["type/body"], counts["tie/carries"]) == (4, 1, 5)


def test_the_panel_tells_ties_in_words_with_role_and_sources(town: Network):
    about = draw(town, href=lambda node: f"/n/{node}").details["actor/ki"]
    ties = {words: [(line.name, line.note, line.href) for line in group] for words, group in about.ties}
    assert ties["ist Mitglied in"] == [("Fachgruppe Integration", "Mitglied", "/n/actor/fg")]
    assert ties["wirkt mit an"][0] == ("Deutschkurs", "Federführung", "/n/measure/m1")
    assert about.sources == (0,)
    assert ("Weitere Namen", "KI") in about.facts


def test_the_panel_says_what_a_person_knew_and_what_was_assigned():
    known = {"person": "Leitung KI", "retrieved": "2024-05"}
    tie = builders.member_of("awo", "fg", basis="assigned", sources=(known,))
    network = builders.network(builders.actor("awo"), builders.actor("fg", kind="expert_group"), tie)
    picture = draw(network, view="actors")
    assert picture.details["actor/awo"].ties[0][1][0].note == "Mitglied · zugeordnet"
    assert ("Leitung KI", "eigene Kenntnis, Mai 2024") in {(s.title, s.detail) for s in picture.sources}


def test_the_panel_tells_of_the_whole_network_where_a_part_is_drawn(town: Network):
    part = Network("stadt", [town.node("document/paper"), town.node("actor/ki")])
    picture = draw(part, view="focus", focus="actor/ki", whole=town)
    assert len(picture.nodes) == 1
    assert sum(len(group) for _, group in picture.details["actor/ki"].ties) == 3


def test_parallel_ties_are_drawn_beside_each_other():
    records = (
        builders.actor("a"),
        builders.measure("m"),
        builders.carries("a", "m"),
        builders.carries("a", "m", "funder"),
    )
    picture = draw(builders.network(*records), view="measures")
    assert sorted(edge.bend for edge in picture.edges) == [0, 0.14]


def test_places_that_are_given_are_kept(town: Network):
    picture = draw(town, positions={"actor/ki": (5.0, 6.0), "actor/nobody": (0.0, 0.0)})
    assert [(node.x, node.y) for node in picture.nodes if node.id == "actor/ki"] == [(5.0, 6.0)]


def test_the_same_network_gives_the_same_picture(town: Network):
    again = Network("stadt", reversed(builders.small_town()), 4)
    assert draw(town).as_json() == draw(again).as_json()
    assert place(scene_of(town, "all"), "all") == place(scene_of(again, "all"), "all")


def test_size_follows_the_measure_that_is_chosen(town: Network):
    sizes = {node.id: node.size for node in draw(town, sizes=Sizes(text("Gewicht"), {"actor/moschee": 30.0})).nodes}
    assert sizes["actor/moschee"] > sizes["actor/ki"]


def test_an_empty_network_says_so():
    picture = draw(Network("leer"))
    assert picture.summary.startswith("Das Bild ist leer")
    assert picture.nodes == picture.legend == ()


def test_vis_network_gets_nodes_edges_and_options_from_pyvis(town: Network):
    picture = draw(town)
    node = next(node for node in picture.vis["nodes"] if node["id"] == "actor/fg")
    assert (node["shape"], node["label"]) == ("diamond", "Fachgruppe Integration")
    assert "title" not in node
    assert picture.options["physics"] == {"enabled": False}
    assert len(picture.vis["edges"]) == len(picture.edges)


def test_english_words_where_english_is_asked_for(town: Network):
    picture = draw(town, language="en")
    kinds = {node.id: node.kind for node in picture.nodes}
    assert kinds["actor/ki"] == "municipal integration centre"
    assert picture.title == "Actors, measures and fields"


def test_nothing_in_the_data_ends_the_script_element():
    name = "</script><script>alert(1)</script><!-- & end"
    words = str(draw(builders.network(builders.actor("x", name))).as_json())
    assert not set("<>&") & set(words)
    assert json.loads(words)["nodes"][0]["name"] == name


def test_line_separators_of_old_scripts_are_escaped():
    assert str(as_script_data({"a": "x\u2028y"})) == '{"a":"x\\u2028y"}'


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Fachgruppe", "Fachgruppe"),
        ("Sprache/Sprachförderung", "Sprache/\nSprachförderung"),
        ("Fachstelle für alle Senior/en", "Fachstelle für alle\nSenior/en"),
        ("Kommunales Integrationszentrum (KI)", "Kommunales\nIntegrationszentrum\n(KI)"),
        (
            "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn",
            "eins zwei drei vier\nfünf sechs sieben acht\nneun zehn elf zwölf …",
        ),
    ],
)
def test_names_are_broken_where_words_end(name: str, label: str):
    assert short(name) == label


def test_a_name_without_spaces_stays_short():
    assert max(len(line) for line in short("x" * 300).split("\n")) <= 34


def test_importing_the_package_does_not_import_pyvis():
    program = "import sys, visualisations.network_view, visualisations.page; sys.exit('pyvis' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
