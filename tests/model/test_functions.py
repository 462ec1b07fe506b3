"""People are called by their function: a name with a salutation or a title is refused."""

from __future__ import annotations

import pytest

from graph_service.model.errors import BadValue
from graph_service.model.functions import check_function


@pytest.mark.parametrize(
    "words",
    [
        "Frau Erika Mustermann",
        "Leitung Fachbereich 50, Herr Muster",
        "an Herrn Dr. Otto Muster",
        "Fr. Müller-Weiß",
        "Hr. Öztürk",
        "Dr. Erika Muster",
        "Prof. Dr. med. Muster",
        "Dr.Muster",
        "Frau E. Mustermann",
        "FRAU MUSTERMANN",
        "Mrs Smith",
        "Ms. Smith",
        "Mr. Smith",
        "Frau <i>Prüferin</i>",
        "<b>Frau</b> Prüferin",
        "**Frau** _Prüferin_",
        "Frau „Prüferin“",
        "Frau (Prüferin)",
        "_Frau_&nbsp;Dr. <i>Prüferin</i>",
        "Frau\u200bPrüferin",
        "Leitung (Frau Muster)",
        "Leitung/Frau Muster",
        "Leitung; Dr. Muster",
        "geprüft von Frau Muster",
        "Kita Frau Holle, geleitet durch <b>Frau</b> Muster",
        "Kita Frau Holle von Frau Muster",
    ],
)
def test_a_salutation_or_a_title_before_a_name_is_refused(words: str) -> None:
    with pytest.raises(BadValue, match="nennt eine Person") as refused:
        check_function(words, "author")
    assert refused.value.place == "author"


@pytest.mark.parametrize(
    "words",
    [
        "Leitung Fachbereich 50",
        "Koordination im KI",
        "Fachstelle Frau und Beruf",
        "Beauftragte für Frauen",
        "Referat Frau, Familie, Jugend",
        "Leitung der Dr.-Ernst-Straße 3",
        "Herrmann-Stiftung",
        "MS Teams Administration",
        "Drogenberatung",
        "FRAUENHAUS",
        "Kita Frau Holle",
        "Kita „Frau Holle“",
        "Leitung der Dr. Friedrich Schule",
        "Projekt „Frau“ Leitung",
        "Fachstelle Frau & Beruf",
        "Anlaufstelle (Frau) Beratung",
        "Sprechstunde Mo. bis Fr. 9 Uhr",
        "",
    ],
)
def test_a_function_stays_as_it_is(words: str) -> None:
    assert check_function(words, "author") == words


@pytest.mark.parametrize("words", ["e.muster@stadt.de", "Leitung <e.muster@stadt.de>", "Leitung, e@stadt"])
def test_an_address_is_no_function(words: str) -> None:
    with pytest.raises(BadValue, match="ist eine Adresse") as refused:
        check_function(words, "source")
    assert refused.value.place == "source"
    assert refused.value.remedy is not None
