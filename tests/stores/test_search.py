"""Finding by words: what finds "Flüchtlingsrat", what comes first, and what does no harm."""

from __future__ import annotations

import pytest

from graph_service.model.errors import BadValue
from graph_service.stores.base import Selection, Store
from tests.builders import actor, concept, document, field, measure
from tests.stores.acts import begin, ids, put, town


@pytest.mark.parametrize(
    "words",
    [
        "Flüchtlingsrat",
        "Fluchtlingsrat",
        "Fluechtlingsrat",
        "FLÜCHTLINGSRAT",
        "flüchtlings",
        "fluechtlings",
        "lingsrat",
        "Leverkusen Flüchtlingsrat",
        "  rat   e.v. ",
        "Flu\u0308chtlingsrat",
    ],
)
def test_the_name_is_found_however_it_is_written(store: Store, words: str) -> None:
    assert ids(town(store).search(words)) == ["actor/fr"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Moschee", ["actor/moschee"]),
        ("ki", ["actor/ki"]),
        ("D", ["field/D"]),
        ("Wohn", ["measure/m2", "field/D"]),
        ("Rat Moschee", []),
        ("zentrum integration", ["actor/ki"]),
        ("xyzzy", []),
    ],
)
def test_parts_of_words_and_short_words_are_found(store: Store, words: str, expected: list[str]) -> None:
    assert ids(town(store).search(words))[: len(expected) or None] == expected


@pytest.mark.parametrize("words", ["Straße", "Strasse", "STRASSE", "straße 5", "ße", "ss"])
def test_sharp_s_is_two_letters(store: Store, words: str) -> None:
    begin(store, actor("a", "Straße 5"))
    assert ids(store.view("stadt").search(words)) == ["actor/a"]


@pytest.mark.parametrize("words", ["Öl", "Ol", "oel", "ö"])
def test_short_words_with_umlauts_are_found(store: Store, words: str) -> None:
    begin(store, actor("a", "Bündnis Öl"))
    assert ids(store.view("stadt").search(words, ("actor",))) == ["actor/a"]


@pytest.mark.parametrize("words", ["Şahin", "Sahin", "sahin"])
def test_marks_of_other_languages_do_not_matter(store: Store, words: str) -> None:
    begin(store, actor("a", "Frau Şahin"))
    assert ids(store.view("stadt").search(words)) == ["actor/a"]


@pytest.mark.parametrize("words", ["ответ", "ОТВЕТ", "твет"])
def test_other_scripts_are_found(store: Store, words: str) -> None:
    begin(store, actor("a", "Ответ e.V."))
    assert ids(store.view("stadt").search(words)) == ["actor/a"]


@pytest.mark.parametrize("words", ["", "   ", "\t\n", "\x00", "\u0301", "\ud800"])
def test_nothing_finds_nothing(store: Store, words: str) -> None:
    assert town(store).search(words) == ()


@pytest.mark.parametrize(
    "words",
    ['"', "'", "*", "-", "NOT ki", "OR NOT", "ki OR fr", 'rat" OR "ki', "NEAR(a b)", "name:rat", "^rat", "%", "_", "\\",
     "((", "rat*", "x\x00y", "; DROP TABLE texts"],
)  # fmt: skip
def test_signs_are_only_signs(store: Store, words: str) -> None:
    assert town(store).search(words) == ()


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


@pytest.mark.parametrize(
    "words", ["ü" * 300, "a" * 2000, " ".join(f"wort{number}" for number in range(400)), "*" * 300]
)
def test_however_long_a_search_is_it_is_answered(store: Store, words: str) -> None:
    assert town(store).search(words) == ()


ADDRESS = "https://example.org/" + "".join(f"{number:04}-" for number in range(200))


@pytest.mark.parametrize("start", [0, 150, 185, 199, 200, 240, 255, 511, 980, len(ADDRESS) - 12])
def test_any_part_of_a_very_long_word_is_found(store: Store, start: int) -> None:
    begin(store, actor("a", note=f"Siehe {ADDRESS} dort"), actor("b", note="Siehe https://example.org/ dort"))
    view = store.view("stadt")
    assert ids(view.search(ADDRESS[start : start + 30])[:1]) == ["actor/a"]
    assert ids(view.search(ADDRESS[start:])) == ["actor/a"]
