"""What a loading has in hand: the objects, what is known already, the records so far and the report."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from graph_service.model.errors import BadValue
from graph_service.model.identity import slug
from graph_service.model.network import Network
from graph_service.model.nodes import Document
from graph_service.model.period import ALWAYS, PartialDate, Period
from graph_service.model.provenance import Citation
from graph_service.model.text import Text, text
from graph_service.model.ties import AnyRecord
from loaders.base import Report
from loaders.oparl import quirks
from loaders.oparl.objects import Found, Objects
from loaders.vorlage.persons import Private
from loaders.vorlage.text import shorten

NAME = 290
_SHOWN = 20
_READABLE = 95
_NOBODY = Private()


# A body is asked for with each of its meetings and consultations.
@lru_cache(maxsize=100_000)
def our_id(prefix: str, url: str) -> str:
    """The id of a record that an OParl object gives: from its address, so that it stays when the name changes."""
    bare = quirks.same(url)
    readable = slug(bare)
    if len(readable) < _READABLE:
        return f"{prefix}/{readable}"
    return f"{prefix}/{readable[:70].rstrip('-')}-{hashlib.sha256(bare.encode()).hexdigest()[:12]}"


def without_names(words: str, limit: int = NAME) -> str:
    """Words of an object without persons that they name by form of address or title."""
    return shorten(_NOBODY.hide(words), limit)


@dataclass
class Taking:
    """The state of one loading."""

    objects: Objects
    known: Network | None
    report: Report
    source: Document
    town: str | None
    records: dict[str, AnyRecord] = field(default_factory=dict)
    left_out: dict[str, tuple[Text, list[tuple[str, str]]]] = field(default_factory=dict)
    cited: dict[str, date] = field(default_factory=dict)
    items: dict[str, Found] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.records[self.source.id] = self.source
        for item in self.objects.all("AgendaItem"):
            self.items.update((quirks.same(url), item) for url in item.addresses("consultation"))
        for record in self.known.records() if self.known else ():
            for citation in record.sources:
                if citation.document == self.source.id and citation.locator and citation.retrieved:
                    self.cited[citation.locator] = citation.retrieved.first

    def cite(self, found: Found) -> Citation:
        """The object as the source of a fact; where it has not changed since it was cited, on the day of then."""
        known = self.cited.get(found.url)
        unchanged = known is not None and found.modified[:10] <= known.isoformat()
        day = known if unchanged else found.retrieved or known
        retrieved = PartialDate.of(day) if day else None
        return Citation(document=self.source.id, locator=found.url, retrieved=retrieved)

    def cites(self, found: Iterable[Found]) -> tuple[Citation, ...]:
        return tuple(dict.fromkeys(self.cite(one) for one in found))

    def take(self, found: Found, make: Callable[[], AnyRecord]) -> AnyRecord | None:
        """The record that is made of an object; where it cannot be, the report says why."""
        try:
            record = make()
        except BadValue as error:
            self.report.error(error.message, found.url, error.value[:80])
            return None
        self.records[record.id] = record
        return record

    def leave(self, why: Text, found: Found, words: str = "") -> None:
        """Notes that an object was not taken over, to be told together with others of the same reason."""
        self.left_out.setdefault(str(why), (why, []))[1].append((words, found.url))

    def tell_what_was_left(self) -> None:
        for why, cases in self.left_out.values():
            counts = Counter(words for words, _ in cases if words)
            shown = ", ".join(f"{words} ({n})" if n > 1 else words for words, n in counts.most_common(_SHOWN))
            more = " …" if len(counts) > _SHOWN else ""
            message = text("{why} ({n})", why=why, n=len(cases))
            self.report.warning(message, cases[0][1] if len(cases) == 1 else self.source.name, shown + more)

    def day(self, found: Found, name: str) -> PartialDate | None:
        """The day that a property holds; what is no day is told and unknown."""
        try:
            return quirks.day_of(found.values.get(name))
        except BadValue:
            self.leave(text("Das Datum ist nicht verständlich; geführt als unbekannt."), found, _short(found, name))
            return None

    def period(self, found: Found) -> Period:
        """From startDate to endDate; ends in the wrong order are told and unknown."""
        start, end = self.day(found, "startDate"), self.day(found, "endDate")
        try:
            return Period(start=start, end=end) if start or end else ALWAYS
        except BadValue:
            why = text("Das Ende liegt vor dem Anfang; die Zeit ist als unbekannt geführt.")
            self.leave(why, found, f"{start}/{end}")
            return ALWAYS


def _short(found: Found, name: str) -> str:
    return str(found.values.get(name))[:40]


def source_of(objects: Objects, place: str) -> tuple[Document, str | None]:
    """The information system as a document that facts cite, and the name of the municipality if it is said."""
    bodies = list(objects.all("Body"))
    if len(bodies) > 1:
        names = tuple(str(quirks.name_of(body.values.get("name")) or body.url) for body in bodies[:_SHOWN])
        raise BadValue(
            text("Die Quelle enthält mehrere Körperschaften: {names}.", names=names),
            place=place,
            remedy=text("Ein Netzwerk gehört zu einer Kommune; bitte jede für sich ernten und laden."),
        )
    address = bodies[0].url if bodies else _common_body(objects)
    host = urlsplit(address).hostname or place
    town = quirks.name_of(bodies[0].values.get("name")) if bodies else None
    values: dict[str, Any] = {"publisher": town, "address": address if "://" in address else None}
    name = f"Ratsinformationssystem {town or host} (OParl)"
    return Document(id=our_id("document", address), kind="collection", name=shorten(name, NAME), **values), town


def _common_body(objects: Objects) -> str:
    """The body that the objects name; where they name none, the server of the first."""
    for kind in ("Organization", "Paper", "Meeting", "AgendaItem", "Consultation", "Membership"):
        for found in objects.all(kind):
            named = found.addresses("body")
            if named:
                return named[0]
    first = next((found for kind in objects.by_kind for found in objects.all(kind)), None)
    if first is None:
        raise BadValue(
            text("Die Quelle enthält keine OParl-Objekte."),
            remedy=text("Bitte den Ordner einer Ernte oder Dateien mit OParl-Objekten (.json) angeben."),
        )
    parts = urlsplit(first.url)
    return f"{parts.scheme}://{parts.netloc}/"
