"""The vocabulary is data; here it is held to what the code and design/domain.md expect of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

import pytest
import yaml

from graph_service.language import explain
from graph_service.model.errors import UnknownWord
from graph_service.model.text import Label
from graph_service.model.vocabulary import Named, vocabulary

WORDS = vocabulary()
RAW: dict[str, Any] = yaml.safe_load(files("graph_service.model").joinpath("vocabulary.yaml").read_text("utf-8"))

EXPECTED_ACTOR_KINDS = {
    "Rat", "Ausschuss", "Bezirksvertretung", "Integrationsrat", "Oberbürgermeisteramt", "Dezernat", "Fachbereich",
    "Kommunales Integrationszentrum", "Steuerungsgruppe", "Koordinierungsgruppe", "Controllinggruppe", "Fachgruppe",
    "Arbeitskreis oder Netzwerk", "Fraktion", "Wohlfahrtsverband", "Migrantenorganisation", "Verein", "Initiative",
    "Religionsgemeinschaft", "Bildungsträger", "Schule oder Kita", "Kammer", "Unternehmen", "Jobcenter",
    "Agentur für Arbeit", "Landesbehörde", "Bundesbehörde", "Gesundheitsdienst", "Wohnungsunternehmen",
    "Forschung oder Beratung", "Stiftung oder Fördergeber", "Person in einer Funktion",
}  # fmt: skip
EXPECTED_BODIES = {
    "council", "committee", "district_council", "integration_council", "steering_group", "coordination_group",
    "controlling_group", "expert_group", "network",
}  # fmt: skip
EXPECTED_SECTORS = {
    "politics", "administration", "coordination", "welfare", "civil_society", "education", "economy", "health",
    "housing", "higher_authority", "research", "funder",
}  # fmt: skip
EXPECTED_TIES = {
    "part_of", "member_of", "steers", "advises", "reports_to", "coordinates_with", "carries", "addresses", "serves",
    "located_in", "offers", "responsible_for", "funds", "refers_to", "depends_on", "takes_part_in", "consults",
    "decides", "concerns", "follows",
}  # fmt: skip
NODE_TYPES = {
    "actor",
    "measure",
    "concept",
    "need",
    "document",
    "event",
    "report",
    "indicator",
    "observation",
}
LATIN_SPELLINGS = re.compile(r"(?<![aeoqu])[aou]e", re.IGNORECASE)
TRUE_DIPHTHONGS = ("Israel", "Poesie", "aktuell", "manuell")


def labels(entry: Any, path: str = "") -> Iterator[tuple[str, Label]]:
    """Every label below an entry of the vocabulary, with its place."""
    if isinstance(entry, Label):
        yield path, entry
    elif isinstance(entry, Mapping):
        for name, part in entry.items():
            yield from labels(part, f"{path}.{name}")
    elif hasattr(type(entry), "model_fields"):
        for name in type(entry).model_fields:
            yield from labels(getattr(entry, name), f"{path}.{name}")


LABELS = dict(labels(WORDS))
TABLES = [name for name in RAW if name != "tie_kinds"]


def main_labels(table: str) -> list[Label]:
    """The one label of each entry that stands for it in lists."""
    entries = getattr(WORDS, table).values()
    return [entry if isinstance(entry, Label) else entry.one for entry in entries]


def keys(entry: object) -> Iterator[str]:
    if isinstance(entry, dict):
        for key, part in entry.items():
            yield key
            yield from keys(part)


@pytest.mark.parametrize("place", LABELS)
def test_a_label_has_words_in_german_and_english_without_space_around(place: str) -> None:
    label = LABELS[place]
    assert label.de.strip() == label.de != ""
    assert label.en.strip() == label.en != ""


def test_there_is_a_label_for_singular_and_plural_of_every_kind_of_actor_and_node() -> None:
    for table in (WORDS.actor_kinds, WORDS.node_types, WORDS.schemes):
        assert all(isinstance(entry, Named) and entry.one and entry.many for entry in table.values())


@pytest.mark.parametrize("place", LABELS)
def test_umlauts_are_written_as_umlauts(place: str) -> None:
    words = LABELS[place].de
    for word in TRUE_DIPHTHONGS:
        words = words.replace(word, "")
    assert not LATIN_SPELLINGS.search(words), f"{place}: {LABELS[place].de}"


@pytest.mark.parametrize("key", sorted(set(keys(RAW))))
def test_a_key_is_in_snake_case(key: str) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", key)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("language", ["de", "en"])
def test_no_two_entries_of_a_table_have_the_same_label(table: str, language: str) -> None:
    found = Counter(getattr(label, language) for label in main_labels(table))
    assert [words for words, count in found.items() if count > 1] == []


@pytest.mark.parametrize("way", ["forward", "backward"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_no_two_kinds_of_tie_from_the_same_ends_read_the_same(way: str, language: str) -> None:
    words = Counter(
        (getattr(getattr(kind, way), language), end)
        for kind in WORDS.tie_kinds.values()
        for end in (kind.target if way == "forward" else kind.origin)
    )
    assert [key for key, count in words.items() if count > 1] == []


def test_a_directed_tie_reads_differently_both_ways_and_an_undirected_one_the_same() -> None:
    for kind in WORDS.tie_kinds.values():
        assert (kind.forward.de == kind.backward.de) is not kind.directed
        assert (kind.forward.en == kind.backward.en) is not kind.directed


def test_every_kind_of_actor_of_the_design_is_there() -> None:
    assert {kind.one.de for kind in WORDS.actor_kinds.values()} >= EXPECTED_ACTOR_KINDS


def test_the_kinds_that_convene_others_are_bodies() -> None:
    assert {name for name, kind in WORDS.actor_kinds.items() if kind.body} >= EXPECTED_BODIES


def test_every_sector_of_the_design_is_there() -> None:
    assert WORDS.sectors.keys() >= EXPECTED_SECTORS


def test_every_kind_of_actor_has_a_sector_and_every_sector_a_kind() -> None:
    assert {kind.sector for kind in WORDS.actor_kinds.values()} == WORDS.sectors.keys()


def test_every_kind_of_tie_of_the_design_is_there() -> None:
    assert WORDS.tie_kinds.keys() >= EXPECTED_TIES


def test_the_types_of_nodes_are_those_of_the_design() -> None:
    assert WORDS.node_types.keys() == NODE_TYPES


def test_the_ends_of_ties_are_types_of_nodes_schemes_or_body() -> None:
    allowed = (NODE_TYPES - {"concept"}) | WORDS.schemes.keys() | {"body"}
    for kind in WORDS.tie_kinds.values():
        assert kind.origin
        assert kind.target
        assert {*kind.origin, *kind.target} <= allowed


def test_an_undirected_tie_has_the_same_ends_both_ways() -> None:
    assert all(kind.origin == kind.target for kind in WORDS.tie_kinds.values() if not kind.directed)


def test_every_role_that_a_tie_uses_exists_and_every_role_is_used() -> None:
    assert {role for kind in WORDS.tie_kinds.values() for role in kind.roles} == WORDS.roles.keys()


@pytest.mark.parametrize("kind", WORDS.tie_kinds)
def test_the_ranks_of_the_roles_of_a_tie_are_all_different(kind: str) -> None:
    ranks = [WORDS.roles[role].rank for role in WORDS.tie_kinds[kind].roles]
    assert len(ranks) == len(set(ranks))


def test_lead_carrier_coordinator_and_partner_carry_and_nobody_else() -> None:
    assert WORDS.carrying_roles() == {"lead", "carrier", "coordinator", "partner"}


def test_the_channels_of_coordination_are_ties_between_actors_and_joint_measures() -> None:
    channels = {name for name, kind in WORDS.tie_kinds.items() if kind.channel}
    assert channels == {
        "part_of", "member_of", "steers", "advises", "reports_to", "coordinates_with", "carries",
    }  # fmt: skip


def test_every_scheme_that_describes_measures_has_exactly_one_kind_of_tie() -> None:
    ties = [(kind, end) for kind, words in WORDS.tie_kinds.items() if "measure" in words.origin for end in words.target]
    facets = [(kind, end) for kind, end in ties if end in WORDS.schemes]
    assert {end: kind for kind, end in facets} == WORDS.facet_kinds()
    assert len(facets) == len(WORDS.schemes)


def test_target_groups_and_places_have_an_entry_that_stands_for_all() -> None:
    assert (WORDS.scheme("target_group").root, WORDS.scheme("district").root) == ("alle", "stadtweit")


def test_an_unknown_kind_is_refused_with_the_nearest_words() -> None:
    with pytest.raises(UnknownWord) as refused:
        WORDS.actor_kind("comittee")
    assert refused.value.near[0] == "committee"
    assert explain(refused.value).startswith("Akteursart: „comittee“ ist nicht bekannt.\nGemeint ist vielleicht: ")


def test_a_word_without_near_ones_is_refused_with_all_that_are_allowed() -> None:
    with pytest.raises(UnknownWord) as refused:
        WORDS.scheme("xyz")
    words = "Ort (district), Handlungsfeld (field), Sprache (language), Angebotsart (offering_type), phase"
    assert str(refused.value.remedy) == f"Erlaubt: {words}, Zielgruppe (target_group)."
