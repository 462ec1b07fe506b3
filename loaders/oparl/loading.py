"""Recorded OParl objects in, records and a report out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from graph_service.model.errors import BadValue, UnreadableFile
from graph_service.model.network import Network
from graph_service.model.text import text
from loaders.base import Loaded, Report
from loaders.oparl import quirks
from loaders.oparl.objects import KINDS, read_objects
from loaders.oparl.places import take_places
from loaders.oparl.records import take_meetings, take_organisations, take_papers
from loaders.oparl.seats import take_seats
from loaders.oparl.stations import take_stations
from loaders.oparl.taking import Taking, source_of

_PREFIXES = {"Organization": "actor", "Meeting": "event", "Paper": "document"}
_SHOWN = 20


def load_oparl(source: Path, known: Network | None = None, *, retrieved: date | None = None) -> Loaded:
    """The records of a harvest's folder, or of a file or folder of OParl objects, and a report.

    What is missing or wrong in the recording is an error in the report, so that nothing is taken over by default.
    `known` is the network as it is: it says what changed or was deleted since. `retrieved`: the day on which
    files that do not say so themselves were fetched.
    """
    report = Report(source.name)
    if not source.exists():
        raise UnreadableFile(
            text("Diese Datei oder diesen Ordner gibt es nicht."),
            place=str(source),
            remedy=text("Bitte den Pfad prüfen."),
        )
    objects = read_objects(source, report, retrieved)
    try:
        document, town = source_of(objects, source.name)
    except BadValue as error:
        if not report.errors:
            raise
        report.error(error.message, source.name)
        return Loaded((), report)
    taking = Taking(objects, known, report, document, town)
    take_organisations(taking)
    take_seats(taking)
    take_meetings(taking)
    take_papers(taking)
    take_stations(taking)
    take_places(taking)
    taking.tell_what_was_left()
    _tell_objects(taking)
    _tell_deleted(taking)
    _tell_modified(taking)
    report.counts.update(Counter(record.type for record in taking.records.values()))
    return Loaded(tuple(taking.records.values()), report, suggested_name=town)


def _tell_objects(taking: Taking) -> None:
    read = tuple(f"{kind} {n}" for kind in KINDS if (n := sum(1 for _ in taking.objects.every(kind))))
    taking.report.note(text("Gelesene Objekte: {read}.", read=read), taking.report.source)


def _tell_deleted(taking: Taking) -> None:
    """Objects that the server calls deleted: left out, and named where the network still has them."""
    deleted = [found for kind in KINDS for found in taking.objects.every(kind) if found.deleted]
    if deleted:
        taking.report.note(
            text("Vom Server als gelöscht gemeldet, nicht übernommen: {n}.", n=len(deleted)), taking.report.source
        )
    recorded = _recorded(taking) if deleted else {}
    for found in deleted:
        for record_id in recorded.get((_PREFIXES.get(found.kind, ""), quirks.same(found.url)), ()):
            message = text("Der Server meldet dieses Objekt als gelöscht; im Netzwerk ist es noch erfasst.")
            taking.report.warning(message, found.url, record_id)


def _recorded(taking: Taking) -> Mapping[tuple[str, str], list[str]]:
    """The nodes of the network by their type and the object that they cite."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for record in taking.known.citing.get(taking.source.id, ()) if taking.known else ():
        for citation in record.sources:
            if citation.document == taking.source.id and citation.locator:
                found[record.type, quirks.same(citation.locator)].append(record.id)
    return found


def _tell_modified(taking: Taking) -> None:
    """Objects that changed on the server since the network cited them."""
    changed = [
        found
        for kind in KINDS
        for found in taking.objects.all(kind)
        if found.url in taking.cited and found.modified[:10] > taking.cited[found.url].isoformat()
    ]
    if changed:
        shown = tuple(found.url for found in changed[:_SHOWN])
        message = text("Seit dem letzten Laden auf dem Server geändert: {n}.", n=len(changed))
        taking.report.note(message, taking.report.source, ", ".join(shown))
