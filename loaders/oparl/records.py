"""OParl's objects as our records: organisations, meetings, papers, and the way of papers through the bodies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from graph_service.model.network import circles
from graph_service.model.nodes import Actor, Document, Event
from graph_service.model.period import ALWAYS, Period
from graph_service.model.text import text
from graph_service.model.ties import Tie
from loaders.oparl import quirks
from loaders.oparl.objects import Found
from loaders.oparl.taking import Taking, our_id, without_names
from loaders.oparl.words import meaning, near

_LINKS = 20


@dataclass(frozen=True)
class Kind:
    """What an organisation is in our words, on which basis, and the server's own word."""

    word: str
    basis: str
    original: str | None


def kind_of(found: Found) -> Kind | None:
    """The kind of an organisation: by its whole name, its classification, its type, else by words in its name."""
    name = quirks.name_of(found.values.get("name")) or ""
    classified = quirks.name_of(found.values.get("classification"))
    typed = quirks.name_of(found.values.get("organizationType"))
    original = classified or typed
    stated = (
        meaning(name, "own_names")
        or (meaning(classified, "classifications") if classified else None)
        or (meaning(typed, "types") if typed else None)
    )
    if stated:
        return Kind(stated, "stated", original)
    derived = meaning(name, "name_parts")
    return Kind(derived, "inferred", original) if derived else None


def take_organisations(taking: Taking) -> None:
    """An actor for each organisation whose kind is known, and what is part of what."""
    for found in taking.objects.all("Organization"):
        name, kind = quirks.name_of(found.values.get("name")), kind_of(found)
        if name is None:
            taking.leave(text("Die Organisation hat keinen Namen; nicht übernommen."), found)
        elif kind is None:
            _leave_unknown(taking, found, name)
        else:
            taking.take(found, partial(_actor, taking, found, name, kind))
    _take_parts(taking)


def _leave_unknown(taking: Taking, found: Found, name: str) -> None:
    word = quirks.name_of(found.values.get("classification")) or quirks.name_of(found.values.get("organizationType"))
    if word is None:
        why = text("Weder Klassifikation noch Name sagen, was die Organisation ist; nicht übernommen.")
    else:
        known = near(word, "classifications")
        why = text("Die Klassifikation „{word}“ ist nicht bekannt; nicht übernommen.", word=word)
        if known:
            why = text(
                "Die Klassifikation „{word}“ ist nicht bekannt (ähnlich: {known}); nicht übernommen.",
                word=word,
                known=known,
            )
    taking.leave(why, found, without_names(name, 80))


def _actor(taking: Taking, found: Found, name: str, kind: Kind) -> Actor:
    short = quirks.name_of(found.values.get("shortName"))
    website = quirks.link_of(found.values.get("website"))
    web = quirks.link_of(found.values.get("web"))
    return Actor(
        id=our_id("actor", found.url),
        kind=kind.word,
        name=without_names(name),
        names=(without_names(short),) if short and short != name else (),
        website=website,
        links=(web,) if web else (),
        valid=taking.period(found),
        basis=kind.basis,
        original=kind.original[:400] if kind.original else None,
        sources=(taking.cite(found),),
    )


def _take_parts(taking: Taking) -> None:
    ties = [tie for found in taking.objects.all("Organization") for tie in _parts(taking, found)]
    parents: dict[str, list[str]] = defaultdict(list)
    for tie in ties:
        parents[tie.origin].append(tie.target)
    problems = list(circles(parents, "part_of"))
    for problem in problems:
        taking.report.error(problem.message, problem.place, problem.value[:200])
    taking.records.update((tie.id, tie) for tie in ties if not problems)


def _parts(taking: Taking, found: Found) -> Iterator[Tie]:
    origin = our_id("actor", found.url)
    for above in found.addresses("subOrganizationOf"):
        target = our_id("actor", above)
        if origin == target or not {origin, target} <= taking.records.keys():
            taking.leave(text("Die übergeordnete Organisation ist nicht erfasst; Zuordnung nicht übernommen."), found)
            continue
        values = {"kind": "part_of", "origin": origin, "target": target, "sources": (taking.cite(found),)}
        yield Tie.model_validate(values)


def take_meetings(taking: Taking) -> None:
    """An event for each meeting that took or takes place, and its bodies as taking part."""
    for found in taking.objects.all("Meeting"):
        if quirks.truth(found.values.get("cancelled")):
            taking.leave(text("Die Sitzung ist abgesagt; nicht übernommen."), found)
            continue
        event = taking.take(found, partial(_event, taking, found))
        for body in found.addresses("organization") if event else ():
            if our_id("actor", body) not in taking.records:
                taking.leave(text("Das Gremium der Sitzung ist nicht erfasst; Sitzung ohne Gremium geführt."), found)
                continue
            taking.take(found, partial(_taking_part, taking, found, body))


def _event(taking: Taking, found: Found) -> Event:
    name = quirks.name_of(found.values.get("name"))
    return Event(
        id=our_id("event", found.url),
        kind="meeting",
        name=without_names(name) if name else "Sitzung",
        valid=when_of(taking, found),
        links=tuple(link for link in (quirks.link_of(found.values.get("web")),) if link),
        sources=(taking.cite(found),),
    )


def when_of(taking: Taking, found: Found) -> Period:
    """The day or days of a meeting."""
    start = taking.day(found, "start")
    end = quirks.end_of_meeting(start, taking.day(found, "end"))
    return Period(start=start, end=end) if start or end else ALWAYS


def _taking_part(taking: Taking, found: Found, body: str) -> Tie:
    return Tie.model_validate(
        {
            "kind": "takes_part_in",
            "origin": our_id("actor", body),
            "target": our_id("event", found.url),
            "valid": when_of(taking, found),
            "sources": (taking.cite(found),),
        }
    )


def take_papers(taking: Taking) -> None:
    """A document for each paper; its files are links, its authors are left out."""
    for found in taking.objects.all("Paper"):
        taking.take(found, partial(_paper, taking, found))


def _paper(taking: Taking, found: Found) -> Document:
    values = found.values
    number, name = quirks.name_of(values.get("reference")), quirks.name_of(values.get("name"))
    web = quirks.link_of(values.get("web"))
    kind = quirks.name_of(values.get("paperType"))
    links = dict.fromkeys(link for link in (web, *_files(found)) if link)
    return Document(
        id=our_id("document", found.url),
        kind="council_paper",
        name=without_names(name or f"Vorlage {number or found.url.rpartition('/')[2]}"),
        number=number[:100] if number else None,
        date=taking.day(found, "date"),
        publisher=taking.town,
        address=web,
        links=tuple(links)[:_LINKS],
        original=kind[:400] if kind else None,
        sources=(taking.cite(found),),
    )


def _files(found: Found) -> Iterator[str | None]:
    for name in ("mainFile", "auxiliaryFile"):
        for file in quirks.as_list(found.values.get(name)):
            if isinstance(file, dict):
                yield quirks.link_of(file.get("accessUrl") or file.get("downloadUrl"))
