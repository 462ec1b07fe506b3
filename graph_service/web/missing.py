"""What a page offers instead of an entry that is not there, or of an address that is written otherwise."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from urllib.parse import quote

from fastapi import Request

from graph_service.model.change import NetworkInfo
from graph_service.model.errors import AkteursnetzError, NotFound
from graph_service.model.identity import fold
from graph_service.model.nearness import nearest
from graph_service.model.network import Network
from graph_service.model.text import Text, text

_MEANT = "Gemeint ist vielleicht: {words}."
_MOST = 5
_TELLING = 3
_LISTS: dict[str, tuple[str, Text]] = {
    "actor": ("akteure", text("Alle Akteure")),
    "measure": ("massnahmen", text("Alle Maßnahmen")),
    "document": ("quellen", text("Alle Quellen")),
    "field": ("felder", text("Alle Handlungsfelder")),
}


def entry_missed(error: AkteursnetzError | None) -> tuple[str, str] | None:
    """The type and the rest of the id of an entry that is not there; None where something else is wrong."""
    if not isinstance(error, NotFound):
        return None
    kind, _, local = error.value.partition("/")
    return (kind, local) if kind in _LISTS and local and error.message.values.get("value") == error.value else None


def without_ids(error: AkteursnetzError, shown: Collection[str]) -> AkteursnetzError:
    """The error as readers of a page see it: an id without its type, and no list of what is linked below it."""
    message, remedy = error.message, error.remedy
    if isinstance(error, NotFound) and error.value and message.values.get("value") == error.value:
        message = replace(message, values={**message.values, "value": error.value.rpartition("/")[2]})
    if shown and remedy and remedy.template == _MEANT:
        remedy = None
    return type(error)(
        message, remedy=remedy, place=error.place, value=error.value, near=error.near, problems=error.problems
    )


def near_entries(network: Network, error: AkteursnetzError) -> tuple[str, ...]:
    """The ids of the entries whose ids or names are near what is missed."""
    missed = entry_missed(error)
    by_id = [one for near in error.near for one in (near, f"{error.place}/{near}") if one in network.nodes]
    if not missed:
        return tuple(by_id)
    kind, local = missed
    words = fold(re.sub(r"[-_+]+", " ", local))
    alike = {
        name: node.id
        for node in network.nodes.values()
        if node.id.startswith(f"{kind}/")
        for name in (node.name, *node.names)
    }
    begun = [found for name, found in alike.items() if len(words) >= _TELLING and f" {words}" in f" {fold(name)}"]
    return tuple(dict.fromkeys((*by_id, *begun, *nearest(words, alike))))[:_MOST]


def instead(error: AkteursnetzError | None) -> tuple[tuple[str, str, Text], ...]:
    """Where else to look for an entry that is not there: page, words to search for, and what to call the link."""
    missed = entry_missed(error)
    if not missed:
        return ()
    page, label = _LISTS[missed[0]]
    return (page, "", label), ("suche", missed[1], text("Nach „{words}“ suchen", words=missed[1]))


def written_otherwise(request: Request, networks: Collection[NetworkInfo]) -> str | None:
    """The same address with the network's id as it is written, where only capitals differ."""
    first, _, rest = request.url.path.lstrip("/").partition("/")
    known = next((info.id for info in networks if info.id != first and info.id.casefold() == first.casefold()), None)
    if known is None:
        return None
    query = f"?{request.url.query}" if request.url.query else ""
    return f"/{quote(known)}{'/' + quote(rest) if rest else ''}{query}"
