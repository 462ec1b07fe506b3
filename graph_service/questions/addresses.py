"""Which page answers a question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from graph_service.model.identity import local_of
from graph_service.questions.asked import Understood
from graph_service.questions.forms import Topic


def page_of(base: str, asked: Understood) -> str | None:
    """The address of the page that answers, with all that was asked for; None where it is not understood."""
    make = _PAGES.get(asked.topic)
    if make is None:
        return None
    page, query, place = make(asked)
    tail = f"?{urlencode(query, doseq=True, safe='/')}" if query else ""
    return f"{base}/{page}{tail}{place}"


_Page = tuple[str, dict[str, list[str]], str]


def _record(page: str, place: str = "") -> Callable[[Understood], _Page]:
    """The page of the record that a question is about."""
    return lambda asked: (f"{page}/{local_of(asked.about or '')}", {}, place)


def _narrowed(page: str) -> Callable[[Understood], _Page]:
    """A page narrowed to the concepts of a question."""
    return lambda asked: (page, concepts(asked), "")


def concepts(asked: Understood) -> dict[str, list[str]]:
    """The fields, target groups and places of a question, as filters take them."""
    named = {scheme: asked.named(scheme) for scheme in ("field", "target_group", "district")}
    return {scheme: list(map(local_of, ids)) for scheme, ids in named.items() if ids}


def span(asked: Understood) -> dict[str, list[str]]:
    """From when, and to when if that is said."""
    return {name: [str(day)] for name, day in zip(("from", "to"), asked.span, strict=False)}


def _ends(asked: Understood) -> _Page:
    return "abstimmung/weg", {name: [one] for name, one in zip(("from", "to"), asked.ids, strict=True)}, ""


_PAGES: Mapping[Topic, Callable[[Understood], _Page]] = {
    "field": _record("felder"),
    "actor": _record("akteure"),
    "actors": lambda asked: ("akteure", {}, ""),
    "measure": _record("massnahmen"),
    "surroundings": _record("akteure", "#partner"),
    "members": _record("steuerung"),
    "offers": lambda asked: ("massnahmen", concepts(asked) | ({"q": [asked.wanted]} if asked.wanted else {}), ""),
    "gaps": _narrowed("abdeckung"),
    "overlaps": _narrowed("ueberschneidungen"),
    "coordination": lambda asked: ("abstimmung", {}, f"#{asked.part}" if asked.part else ""),
    "path": _ends,
    "changes": lambda asked: ("aenderungen", span(asked), ""),
    "progress": lambda asked: ("fortschritt", concepts(asked), f"#{asked.part}" if asked.part else ""),
    "what_if": lambda asked: ("abstimmung/was-waere-wenn", {"without": list(asked.ids)}, ""),
    "record_next": _narrowed("abdeckung/erfassen"),
    "search": lambda asked: ("suche", {"q": [asked.words]}, ""),
}
