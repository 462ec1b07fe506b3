"""Which words may be meant by one that is not known: those written alike or holding it, none for nonsense."""

from __future__ import annotations

import pytest

from graph_service.model.nearness import nearest

VIEWS = {"all": "all", "wheel": "wheel", "path": "path", "Wege": "path", "Nur Akteure": "actors"}


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("wheeel", ("wheel",)),
        ("Whel", ("wheel",)),
        ("weg", ("path",)),
        ("Akteure", ("actors",)),
        ("wégé", ("path", "wheel")),
        ("quatsch", ()),
        ("zz", ()),
        ("", ()),
    ],
)
def test_only_what_is_written_alike_is_near(word: str, near: tuple[str, ...]) -> None:
    assert nearest(word, VIEWS) == near


def test_two_exchanged_letters_are_one_mistake() -> None:
    known = {name: name for name in ("rat", "rad", "raa", "car", "acr")}
    assert nearest("cra", known) == ("car", "rat", "rad")
    assert nearest("car", known)[0] == "car"


def test_the_most_alike_comes_first_and_few_are_named() -> None:
    known = {name: name for name in ("Kulturverein", "Verein", "Sportverein", "Vereine", "Rat")}
    assert nearest("verein", known, limit=2) == ("Verein", "Vereine")
