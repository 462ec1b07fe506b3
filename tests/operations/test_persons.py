"""A person is found in words however the name is written, and nobody else is."""

from __future__ import annotations

import pytest

from graph_service.model.errors import BadValue
from graph_service.operations.persons import Named, named

ERIKA = named(["Dr. Erika Müller-Weiß"])


@pytest.mark.parametrize(
    "words",
    [
        "Erika Müller-Weiß",
        "ERIKA MUELLER-WEISS",
        "Mueller-Weiss, Erika",
        "Erika  Mu\u0308ller-Weiß",
        "actor/erika-mueller-weiss",
        "an erika.mueller-weiss@stadt.example schreiben",
        "erika_muller-weiss",
    ],
)
def test_a_whole_name_is_found_however_it_is_written(words: str) -> None:
    assert ERIKA.surely_in(words)
    assert not named(["Erika Müller-Weiß"]).surely_in(ERIKA.taken_out_of(words))


@pytest.mark.parametrize("words", ["Erika Müller", "Müller", "Erikas Müller-Weißwein", "Heike Weiß", "", "erika"])
def test_others_are_not_meant_for_sure(words: str) -> None:
    assert ERIKA.surely_in(words) == ()


@pytest.mark.parametrize("words", ["Frau Müller-Weiß", "E. Müller-Weiß", "e.mueller-weiss@stadt.example"])
def test_a_last_name_or_an_initial_may_be_somebody_else(words: str) -> None:
    assert ERIKA.surely_in(words) == ()
    assert ERIKA.perhaps_in(words)


def test_what_is_surely_meant_is_not_told_again_as_perhaps() -> None:
    assert ERIKA.perhaps_in("Erika Müller-Weiß") == ()
    assert ERIKA.perhaps_in("Erika Müller-Weiß und Otto Müller-Weiß") == ("Müller-Weiß",)


def test_an_address_goes_with_the_name_in_it() -> None:
    said = ERIKA.taken_out_of("Mail: erika.mueller-weiss@amt.stadt.example, Zimmer 3")
    assert said == "Mail: [gelöscht], Zimmer 3"


def test_a_second_given_name_may_be_left_out() -> None:
    name = named(["Erika Maria Muster"])
    assert name.surely_in("Erika Muster")
    assert name.surely_in("Muster, Erika Maria")
    assert name.surely_in("Erikas Muster") == ()


def test_other_words_count_as_they_are_given() -> None:
    name = named(["Erika Muster"], ["0214 / 99", "Frau Muster"])
    assert name.taken_out_of("Frau Muster, Tel. 0214 / 99") == "[gelöscht], Tel. [gelöscht]"


def test_a_single_word_is_meant_as_it_is() -> None:
    assert named(["Prinz"]).surely_in("der Prinz kommt")
    assert named(["Prinz"]).surely_in("Prinzip") == ()


@pytest.mark.parametrize("words", ["", "  ", "Dr.", "Li", "."])
def test_too_little_to_find_anybody_is_refused(words: str) -> None:
    with pytest.raises(BadValue, match="zu kurz"):
        named([words])


def test_signs_in_a_name_are_no_pattern() -> None:
    assert named(["Erika (Muster)"]).surely_in("Erika (Muster)")
    assert isinstance(named([".*+ [a-z]"]), Named)
    assert named(["... [a-z]"]).surely_in("irgendetwas") == ()
