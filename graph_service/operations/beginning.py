"""A network that begins without any record."""

from __future__ import annotations

from graph_service.model.change import NetworkInfo
from graph_service.model.checking import check_words
from graph_service.model.errors import BadValue
from graph_service.model.identity import check_new_network_id, slug
from graph_service.model.text import text

LONGEST_NAME = 100
_LONGEST_ID = 60


def id_of(name: str) -> str:
    """The id that is proposed for a network of this name; "" for a name without a single Latin letter or digit."""
    return slug(name)[:_LONGEST_ID].rstrip("-")


def empty_network(name: str, network: str = "") -> NetworkInfo:
    """An empty network of this name, its id made from the name where none is given; BadValue where one cannot be."""
    called = _checked_name(name)
    return NetworkInfo(id=_checked_id(network.strip().lower() or _made_of(called)), name=called)


def _made_of(name: str) -> str:
    if made := id_of(name):
        return made
    raise BadValue(
        text(
            "Aus „{value}“ lässt sich keine Kennung bilden: Darin steht kein lateinischer Buchstabe und keine Ziffer.",
            value=name,
        ),
        place="id",
        value=name,
        remedy=text("Bitte eine Kennung eintragen, etwa „leverkusen“."),
    )


def _checked_name(name: str) -> str:
    words = " ".join(name.split())
    if not words:
        raise BadValue(text("Bitte einen Namen für das Netzwerk angeben."), place="name")
    if len(words) > LONGEST_NAME:
        raise BadValue(text("Das ist zu lang; höchstens {limit} Zeichen.", limit=LONGEST_NAME), place="name")
    try:
        return check_words(words)
    except BadValue as error:
        raise BadValue(error.message, place="name", value=error.value, remedy=error.remedy) from error


def _checked_id(network: str) -> str:
    try:
        return check_new_network_id(network)
    except BadValue as error:
        raise BadValue(error.message, place="id", value=error.value, remedy=error.remedy) from error
