"""How people ask for all that there is, for all who act, and for who offers a thing that is no name."""

from __future__ import annotations

from graph_service.questions.words import Words, split, stem

_OFFERS = "massnahmen|angebote|projekte"
_OFFERS_EN = "measures|offers|offerings|activities|services"

EVERYTHING = (
    "was gibt es alles?",
    f"welche {_OFFERS} gibt es",
    "what is there",
    f"which|what {_OFFERS_EN} are there",
)
EVERYBODY = (
    "welche|welcher? wer|akteure|trager|organisationen|organisation handelt|handeln|arbeitet|arbeiten|wirkt|wirken",
    "welche|welcher? wer|akteure|trager|organisationen|organisation ist|sind aktiv|tatig",
    "welche|welcher akteure|akteur|trager|organisationen|organisation gibt es",
    "which|what? who|actors|organisations|organizations acts|act|works|work",
    "which|what? who|actors|organisations|organizations is|are active|working|acting",
    "which|what actors|organisations|organizations are there",
)
WHO_OFFERS = (
    "wer bietet|bieten {measure} an",
    "wer macht|organisiert|veranstaltet|gibt {measure}",
    "wo gibt es {measure}",
    "who offers|provides|runs|organises {measure}",
    "where is|are there? {measure}",
)
"""What stands at the place of the measure may be words that several measures have: "Sprachkurse"."""

_CALLED = {
    "Sprachkurse": ("Deutschkurs", "Integrationskurs"),
    "language courses": ("Sprachkurs", "Deutschkurs", "Integrationskurs"),
    "German courses": ("Deutschkurs", "Integrationskurs"),
    "counselling": ("Beratung",),
    "advice": ("Beratung",),
    "Hausaufgabenhilfe": ("Lernhilfe", "Nachhilfe", "Lernförderung"),
}


def also_called(asked: Words) -> tuple[str, ...]:
    """By which other words measures call what people ask for."""
    return _BY_STEMS.get(tuple(map(stem, asked)), ())


_BY_STEMS = {tuple(map(stem, split(asked))): called for asked, called in _CALLED.items()}
