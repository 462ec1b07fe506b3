"""The way of papers through the bodies: consultations with their date, order, role and publicity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from graph_service.model.nodes import Document
from graph_service.model.period import ALWAYS, Period
from graph_service.model.text import text
from graph_service.model.ties import Tie
from loaders.oparl import quirks
from loaders.oparl.objects import Found
from loaders.oparl.records import when_of
from loaders.oparl.taking import Taking, our_id, without_names
from loaders.vorlage.words import meaning_of

_SOURCES = 10


@dataclass(frozen=True)
class Station:
    """A consultation: which body, which paper, what it does, when, in public or not."""

    found: Found
    body: str
    paper: str
    kind: str | None
    role: str | None
    when: Period
    public: bool | None


def take_stations(taking: Taking) -> None:
    """`consults` and `decides` ties; of a body's several consultations of one paper, the last one counts."""
    by_paper: dict[str, list[Station]] = defaultdict(list)
    for found in taking.objects.all("Consultation"):
        for station in _stations(taking, found):
            by_paper[station.paper].append(station)
    for stations in by_paper.values():
        ordered = sorted(stations, key=lambda one: (str(one.when.start or "9999"), one.found.url))
        groups: dict[tuple[str, str], list[tuple[int, Station]]] = defaultdict(list)
        for order, station in enumerate(ordered, start=1):
            groups[station.body, station.kind or "consults"].append((order, station))
        for (body, kind), same in groups.items():
            order, last = same[-1]
            if len(same) > 1:
                why = text("Ein Gremium beriet dieselbe Vorlage mehrmals; übernommen ist der letzte Termin.")
                taking.leave(why, last.found)
            dated = order if all(station.when.start for station in ordered) else None
            taking.take(last.found, partial(_station, taking, kind, body, same, dated))
    _tell_items_without_papers(taking)


def _stations(taking: Taking, found: Found) -> Iterator[Station]:
    # Some consultations do not name their agenda item, but it names them.
    item = _first(taking, found, "AgendaItem", "agendaItem") or taking.items.get(quirks.same(found.url))
    meeting = _first(taking, found, "Meeting", "meeting") or (
        _first(taking, item, "Meeting", "meeting") if item else None
    )
    paper = _paper_of(taking, found, item)
    if paper is None:
        taking.leave(text("Die Vorlage der Beratung ist nicht erfasst; nicht übernommen."), found)
        return
    role, kind = _role_of(taking, found)
    bodies = found.addresses("organization") or (meeting.addresses("organization") if meeting else ())
    if not bodies:
        taking.leave(text("Zur Beratung ist kein Gremium genannt; nicht übernommen."), found)
    for body in bodies:
        if our_id("actor", body) not in taking.records:
            taking.leave(text("Das Gremium der Beratung ist nicht erfasst; nicht übernommen."), found)
            continue
        when = when_of(taking, meeting) if meeting else ALWAYS
        public = quirks.truth(item.values.get("public")) if item else None
        yield Station(found, our_id("actor", body), paper, kind, role, when, public)


def _first(taking: Taking, found: Found, kind: str, name: str) -> Found | None:
    return next((hit for url in found.addresses(name) if (hit := taking.objects.get(kind, url))), None)


def _paper_of(taking: Taking, found: Found, item: Found | None) -> str | None:
    """The paper; one that is known from the agenda alone has the name that it has there."""
    for url in found.addresses("paper"):
        paper = our_id("document", url)
        if paper in taking.records:
            return paper
        name = quirks.name_of(item.values.get("name")) if item else None
        at_hand = taking.objects.by_kind.get("Paper", {}).get(quirks.same(url))
        if item and name and at_hand is None:
            taking.take(item, partial(_from_agenda, taking, paper, item, name))
            return paper
    return None


def _from_agenda(taking: Taking, paper: str, item: Found, name: str) -> Document:
    return Document(
        id=paper,
        kind="council_paper",
        name=without_names(name),
        publisher=taking.town,
        basis="inferred",
        note="Nur aus der Tagesordnung bekannt.",
        sources=(taking.cite(item),),
    )


def _role_of(taking: Taking, found: Found) -> tuple[str | None, str | None]:
    """The server's word and what it means; where it is unknown, `authoritative` says whether it decides."""
    role = quirks.name_of(found.values.get("role"))
    kind = meaning_of(role, "station_roles") if role else None
    decides = quirks.truth(found.values.get("authoritative"))
    if kind is None and decides:
        return role, "decides"
    if kind is None:
        taking.leave(text("Die Rolle der Beratung ist nicht bekannt; als Beratung erschlossen."), found, role or "–")
    elif decides is not None and decides != (kind == "decides"):
        why = text("Rolle der Beratung und „authoritative“ widersprechen sich; es gilt die Rolle.")
        taking.leave(why, found, role or "")
    return role, kind


def _station(taking: Taking, kind: str, body: str, same: Sequence[tuple[int, Station]], order: int | None) -> Tie:
    last = same[-1][1]
    return Tie.model_validate(
        {
            "kind": kind,
            "origin": body,
            "target": last.paper,
            "order": order,
            "public": last.public,
            "valid": last.when,
            "original": last.role[:400] if last.role else None,
            "basis": "stated" if last.kind else "inferred",
            "sources": taking.cites(station.found for _, station in reversed(same))[:_SOURCES],
        }
    )


def _tell_items_without_papers(taking: Taking) -> None:
    without = [item for item in taking.objects.all("AgendaItem") if not item.values.get("consultation")]
    if without:
        taking.report.note(
            text("Tagesordnungspunkte ohne Beratung einer Vorlage: {n}.", n=len(without)), taking.source.name
        )
