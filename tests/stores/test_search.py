"""Finding by words: what finds "Flüchtlingsrat", what comes first, and what does no harm."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from graph_service.model.errors import BadValue
from graph_service.stores.base import Selection, Store, View
from tests.builders import actor, concept, document, field, measure
from tests.stores.acts import begin, ids, put, town

# Filling a store takes longer than many searches: what one filling can show is looked for in one test.


def found(view: View, words: Iterable[str]) -> dict[str, list[str]]:
    return {one: ids(view.search(one)) for one in words}


def test_the_name_is_found_however_it_is_written(store: Store) -> None:
    ways = (
        *("Flüchtlingsrat", "Fluchtlingsrat", "Fluechtlingsrat", "FLÜCHTLINGSRAT", "flüchtlings", "fluechtlings"),
        *("lingsrat", "Leverkusen Flüchtlingsrat", "  rat   e.v. ", "Flu\u0308chtlingsrat"),
    )
    assert found(town(store), ways) == {words: ["actor/fr"] for words in ways}


def test_parts_of_words_and_short_words_are_found(store: Store) -> None:
    view = town(store)
    assert ids(view.search("D"))[:1] == ["field/D"]
    assert ids(view.search("Wohn"))[:2] == ["measure/m2", "field/D"]
    assert found(view, ("Moschee", "ki", "zentrum integration", "Rat Moschee", "xyzzy")) == {
        "Moschee": ["actor/moschee"],
        "ki": ["actor/ki"],
        "zentrum integration": ["actor/ki"],
        "Rat Moschee": [],
        "xyzzy": [],
    }


def test_letters_of_this_and_other_languages_are_found_however_they_are_written(store: Store) -> None:
    names = {"s": "Straße 5", "o": "Bündnis Öl", "t": "Frau Şahin", "r": "Ответ e.V."}
    begin(store, *(actor(local, name) for local, name in names.items()))
    view = store.view("stadt")
    for local, ways in {
        "s": ("Straße", "Strasse", "STRASSE", "straße 5", "ße", "ss"),
        "o": ("Öl", "Ol", "oel"),
        "t": ("Şahin", "Sahin", "sahin"),
        "r": ("ответ", "ОТВЕТ", "твет"),
    }.items():
        assert found(view, ways) == {words: [f"actor/{local}"] for words in ways}
    assert ids(view.search("ö", ("actor",))) == ["actor/o"]


def test_nothing_and_signs_and_very_long_words_find_nothing(store: Store) -> None:
    nothing = ("", "   ", "\t\n", "\x00", "\u0301", "\ud800")
    signs = (
        *('"', "'", "*", "-", "NOT ki", "OR NOT", "ki OR fr", 'rat" OR "ki', "NEAR(a b)", "name:rat", "^rat", "%", "_"),
        *("\\", "((", "rat*", "x\x00y", "; DROP TABLE texts"),
    )
    long = ("ü" * 300, "a" * 2000, " ".join(f"wort{number}" for number in range(400)), "*" * 300)
    assert found(town(store), nothing + signs + long) == {words: [] for words in nothing + signs + long}


def test_words_of_query_languages_are_words(store: Store) -> None:
    assert ids(town(store).search("AND")) == ["actor/awo"]  # Kreisverband
    assert ids(town(store, "andere").search("AND kreis")) == ["actor/awo"]


def test_signs_find_themselves(store: Store) -> None:
    begin(store, actor("a", 'Haus "Sonne" (100% *neu*) a_b'), actor("b", "Haus Sonne 100 axb"))
    view = store.view("stadt")
    for words in ('"Sonne"', "100%", "*neu*", "(100", "a_b", "%", "_"):
        assert ids(view.search(words)) == ["actor/a"]


def test_every_field_with_words_is_searched(store: Store) -> None:
    begin(
        store,
        actor("a", "Erster", names=("Zweitname",)),
        measure("m", "Dritter", note="steht in der Notiz"),
        concept("phase", "IV", "Phase", name_en="Fourth"),
        document("d", "Vierter"),
    )
    view = store.view("stadt")
    for words, found in (
        ("zweitname", "actor/a"),
        ("notiz steht", "measure/m"),
        ("IV", "phase/IV"),
        ("fourth", "phase/IV"),
        ("vierter", "document/d"),
        ("dritter notiz", "measure/m"),
    ):
        assert ids(view.search(words)) == [found]


def test_the_best_hit_comes_first(store: Store) -> None:
    begin(
        store,
        actor("g", "Haus", note="Notiz zum Rat"),
        actor("f", "Gremium", names=("Der kleine Rat",)),
        actor("e", "Beirat"),
        actor("d", "Der Rat"),
        actor("c", "Ratschlag"),
        actor("b", "Rathaus"),
        actor("a", "Rat"),
        actor("a2", "Stadtrat Leverkusen", names=("Rat",)),
    )
    expected = ["a", "a2", "b", "c", "d", "e", "f", "g"]
    assert ids(store.view("stadt").search("rat")) == [f"actor/{local}" for local in expected]


def test_equal_hits_come_by_length_and_id(store: Store) -> None:
    begin(store, actor("z", "Amt A"), actor("y", "Amt B"), actor("a", "Amt BC"))
    assert ids(store.view("stadt").search("amt")) == ["actor/y", "actor/z", "actor/a"]


def test_a_search_can_be_for_some_types_only(store: Store) -> None:
    begin(store, actor("a", "Wohnen"), measure("m", "Wohnen"), field("D", "Wohnen"))
    view = store.view("stadt")
    assert ids(view.search("wohnen", ("measure",))) == ["measure/m"]
    assert set(ids(view.search("wohnen", ("actor", "concept")))) == {"actor/a", "field/D"}


def test_no_more_are_found_than_asked_for(store: Store) -> None:
    begin(store, *(actor(f"a{number}", f"Amt {number}") for number in range(30)))
    view = store.view("stadt")
    assert len(view.search("amt")) == 20
    assert ids(view.search("amt", limit=2)) == ["actor/a0", "actor/a1"]
    with pytest.raises(BadValue):
        view.search("amt", limit=0)


def test_a_new_name_is_found_and_the_old_one_is_not(store: Store) -> None:
    begin(store, actor("a", "Jugendamt"), actor("b", "Sozialamt"))
    put(store, actor("a", "Fachbereich Kinder"), remove=["actor/b"])
    view = store.view("stadt")
    assert view.search("Jugendamt") == view.search("Sozialamt") == ()
    assert ids(view.search("Fachbereich")) == ["actor/a"]
    assert ids(store.view("stadt", revision=1).search("Jugendamt")) == ["actor/a"]


def test_a_selection_finds_by_the_same_words(store: Store) -> None:
    view = town(store)
    for words in ("Fluechtlingsrat", "rat e.v.", "K", '"'):
        selected = view.select(Selection("actor", text=words))
        assert set(selected.nodes) == set(view.search(words, ("actor",)))


ADDRESS = "https://example.org/" + "".join(f"{number:04}-" for number in range(200))


def test_any_part_of_a_very_long_word_is_found(store: Store) -> None:
    begin(store, actor("a", note=f"Siehe {ADDRESS} dort"), actor("b", note="Siehe https://example.org/ dort"))
    view = store.view("stadt")
    for start in (0, 150, 185, 199, 200, 240, 255, 511, 980, len(ADDRESS) - 12):
        assert ids(view.search(ADDRESS[start : start + 30])[:1]) == ["actor/a"]
        assert ids(view.search(ADDRESS[start:])) == ["actor/a"]
