"""Ids are stable and readable, and different things have different ones."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.model.errors import BadValue
from graph_service.model.identity import (
    check_id,
    check_network_id,
    fold,
    judgement_id,
    local_of,
    node_id,
    prefix_of,
    slug,
    tie_id,
    transliterate,
)
from tests.builders import tie

NAMES = st.text(max_size=200)
PARTS = st.text(alphabet='ab/|,:"[]\\\n →', max_size=6)
LOCALS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True)


@given(NAMES)
def test_the_slug_of_a_slug_is_the_same(name: str) -> None:
    assert slug(slug(name)) == slug(name)


@given(NAMES)
def test_an_id_made_from_any_name_is_valid(name: str) -> None:
    assert check_id(node_id("actor", name)) == node_id("actor", name)


@given(NAMES)
def test_folding_twice_changes_nothing_more(words: str) -> None:
    assert fold(fold(words)) == fold(words)


@given(NAMES)
def test_folded_words_have_no_marks(words: str) -> None:
    assert not any(unicodedata.combining(letter) for letter in fold(words))


@given(NAMES)
def test_it_does_not_matter_how_an_umlaut_is_stored(name: str) -> None:
    apart, together = unicodedata.normalize("NFD", name), unicodedata.normalize("NFC", name)
    assert slug(apart) == slug(together)
    assert fold(apart) == fold(together)


@given(st.lists(st.tuples(PARTS, PARTS, PARTS, st.none() | PARTS), unique=True, max_size=8))
def test_different_ties_have_different_ids_whatever_their_parts_hold(
    ties: list[tuple[str, str, str, str | None]],
) -> None:
    assert len({tie_id(*parts) for parts in ties}) == len(ties)


@given(LOCALS, LOCALS)
def test_an_undirected_tie_is_the_same_both_ways(one: str, other: str) -> None:
    ends = f"actor/{one}", f"actor/{other}x"
    if ends[0] != ends[1]:
        assert tie("coordinates_with", *ends) == tie("coordinates_with", *reversed(ends))


def test_a_directed_tie_is_another_one_the_other_way() -> None:
    assert tie("advises", "actor/a", "actor/b").id != tie("advises", "actor/b", "actor/a").id


def test_no_role_is_not_the_role_none() -> None:
    assert tie_id("carries", "actor/a", "measure/m", None) != tie_id("carries", "actor/a", "measure/m", "None")


def test_the_ids_of_ties_and_judgements_never_change() -> None:
    assert tie_id("carries", "actor/ki", "measure/m1", "lead") == "tie/da3f1935a713248032d7"
    assert judgement_id("overlap", ("measure/m1", "measure/m2")) == "judgement/5a962988c2f2a4aba0c7"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("AWO Leverkusen e. V.", "awo-leverkusen-e-v"),
        ("Flüchtlingsrat", "fluechtlingsrat"),
        ("Fluechtlingsrat", "fluechtlingsrat"),
        ("Straße/Weg", "strasse-weg"),
        ("STRAẞE", "strasse"),
        ("Café Ömer", "cafe-oemer"),
        ("№ 1", "no-1"),
        ("--- ", ""),
        ("x" * 300, "x" * 100),
        ("x" * 99 + " y", "x" * 99),
    ],
)
def test_a_name_becomes_a_readable_slug(name: str, expected: str) -> None:
    assert slug(name) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [("Flüchtlingsrat", "fluchtlingsrat"), ("Straße", "strasse"), ("ÇELİK", "celik"), ("Ｒａｔ", "rat")],
)
def test_folding_drops_marks_and_case(words: str, expected: str) -> None:
    assert fold(words) == expected


def test_transliteration_writes_umlauts_with_two_letters() -> None:
    assert transliterate("Ärzte für Öl, Straße, Café") == "aerzte fuer oel, strasse, cafe"


def test_names_without_latin_letters_get_different_ids() -> None:
    assert node_id("actor", "Дом") != node_id("actor", "Мир")


def test_an_id_falls_into_prefix_and_local_part() -> None:
    assert (prefix_of("document/vorlage-2017-1900"), local_of("field/D")) == ("document", "D")


@pytest.mark.parametrize("record_id", ["actor/ki", "field/D", "target_group/alle", "document/vorlage-2017-1900"])
def test_ids_of_the_design_are_valid(record_id: str) -> None:
    assert check_id(record_id) == record_id


@pytest.mark.parametrize(
    "record_id",
    ["", "ki", "actor/", "/ki", "Actor/ki", "actor/-x", "actor/ä", "actor/a b", "actor/a/b", "actor/x\n",
     "actor/../x", "actor/" + "x" * 121],
)  # fmt: skip
def test_what_is_no_id_is_refused_with_how_ids_look(record_id: str) -> None:
    with pytest.raises(BadValue) as refused:
        check_id(record_id)
    assert "actor/ki" in str(refused.value.remedy)


@pytest.mark.parametrize("network", ["leverkusen", "kreis-mettmann", "51371", "x" * 60])
def test_ids_of_networks_are_plain(network: str) -> None:
    assert check_network_id(network) == network


@pytest.mark.parametrize("network", ["", "Leverkusen", "köln", "-x", "a/b", "a b", "x" * 61, "a\n"])
def test_what_is_no_id_of_a_network_is_refused(network: str) -> None:
    with pytest.raises(BadValue):
        check_network_id(network)
