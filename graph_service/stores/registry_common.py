"""What every registry must do alike: how entries and lines are written down, versions, and the journal's chain."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from graph_service.model.canonical import canonical_json
from graph_service.model.errors import BadValue, Conflict, DamagedStore, Outdated
from graph_service.model.text import Text, text
from graph_service.stores.common import as_utc, check_at_least
from graph_service.stores.registry import Entry, Head, Json, Line

BEGINNING = Head(0, "0" * 64)  # of a journal without lines
CUT = "cut"  # in a line: which one was the last that went when the journal was cut
MAX_NAME = 500  # characters of a kind or key; a server's index takes no more than some thousand bytes
_FIRST_VERSIONS = 2**48


class EntryRow(NamedTuple):
    """An entry as it is kept: the moment as text that sorts, the value as JSON."""

    kind: str
    key: str
    version: int
    expires: str | None
    value: str

    def is_there(self, now: str) -> bool:
        return self.expires is None or self.expires > now


class LineRow(NamedTuple):
    """A line as it is kept."""

    number: int
    time: str
    previous: str
    hash: str
    content: str

    def seal(self) -> str:
        """SHA-256 of the canonical JSON of everything in this line but its hash.

        Made of the texts as they are kept, so that it tells of any change to them, be it one that JSON does not mind.
        """
        sealed = (
            f'{{"content":{self.content},"number":{self.number},'
            f'"previous":{canonical_json(str(self.previous))},"time":{canonical_json(str(self.time))}}}'
        )
        return hashlib.sha256(sealed.encode()).hexdigest()


@dataclass(frozen=True)
class Contents:
    """Everything that a registry keeps, as it is written down."""

    entries: Iterable[EntryRow]
    lines: Iterable[LineRow]
    head: Head


def utc_now() -> datetime:
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """A moment as text; of two moments the later one sorts later."""
    return as_utc(moment).isoformat(timespec="microseconds")


def new_entry(kind: str, key: str, value: Json, expires: datetime | None) -> EntryRow:
    """What is to be kept, under the version of an entry that was not there before; BadValue if it cannot be."""
    # Begun anywhere, so that who still knows a version of an entry that was removed does not meet it again.
    version = 1 + secrets.randbelow(_FIRST_VERSIONS)
    return EntryRow(
        check_name("kind", kind),
        check_name("key", key),
        version,
        stamp(expires) if expires else None,
        _form(value, "value"),
    )


def is_name(name: str) -> bool:
    """Whether something may be kept under this word."""
    return 0 < len(name) <= MAX_NAME and name.isprintable()


def check_name(place: str, name: str) -> str:
    """The word itself; BadValue if nothing can be kept under it."""
    if not is_name(name):
        raise BadValue(
            text("So kann nichts heißen, was der Dienst sich merkt."),
            place=place,
            remedy=text("Erlaubt sind 1 bis {n} druckbare Zeichen.", n=MAX_NAME),
        )
    return name


def check_page(after: str, limit: int) -> None:
    """BadValue where a page of entries cannot begin after this key or cannot be so long."""
    if after:
        check_name("after", after)
    check_at_least(limit, 1, "limit")


def _form(value: Json, place: str) -> str:
    try:
        return canonical_json(value)
    except ValueError as error:
        raise BadValue(
            text("Dieser Wert lässt sich nicht als JSON aufschreiben."),
            place=place,
            remedy=text("Erlaubt sind Texte, Zahlen, Ja und Nein sowie Listen und Objekte davon."),
        ) from error


def following(new: EntryRow, present: EntryRow | None, expected: int | None, now: str) -> EntryRow:
    """What is to be kept in place of what is there; Conflict if that is not what is expected."""
    expect(present, new.kind, expected, now)
    return new if present is None else new._replace(version=present.version + 1)


def expect(present: EntryRow | None, kind: str, expected: int | None, now: str) -> None:
    """Conflict if the version that is there is not the expected one. Keys may be secrets: no message names one."""
    version = present.version if present and present.is_there(now) else 0
    if expected is None or expected == version:
        return
    if expected == 0:
        raise Conflict(text("Einen solchen Eintrag gibt es schon."), place=kind, remedy=text("Bitte anders benennen."))
    raise Outdated(
        text("Der Eintrag wurde inzwischen geändert."),
        place=kind,
        value=str(expected),
        remedy=text("Bitte ihn neu laden und die Änderung erneut vornehmen."),
    )


def entry_from(row: EntryRow, place: str) -> Entry:
    """The entry; DamagedStore, with the place of the registry, if it is not readable any more."""
    try:
        expires = datetime.fromisoformat(row.expires) if row.expires else None
        return Entry(row.kind, row.key, json.loads(row.value), row.version, expires)
    except (TypeError, ValueError) as error:
        raise damaged(place) from error


def next_line(head: Head, last: str, content: Mapping[str, Json], now: datetime) -> LineRow:
    """The line after the head; `last` is the time of the last line, empty if there is none."""
    # A clock that was put back must not turn the journal around.
    row = LineRow(head.number + 1, max(stamp(now), last), head.hash, "", _form(dict(content), "content"))
    return row._replace(hash=row.seal())


def cut_line(head: Head, last: str, gone: LineRow, content: Mapping[str, Json], now: datetime) -> LineRow:
    """The line after the head where the journal is cut: it attests the last line that went."""
    return next_line(head, last, {**content, CUT: _noted(Head(gone.number, gone.hash))}, now)


def line_from(row: LineRow, place: str) -> Line:
    """The line; DamagedStore, with the place of the registry, if it is not readable any more."""
    try:
        return Line(row.number, datetime.fromisoformat(row.time), row.previous, row.hash, json.loads(row.content))
    except (TypeError, ValueError) as error:
        raise damaged(place) from error


def damaged(place: str) -> DamagedStore:
    """The error for a registry that does not hold together any more."""
    return DamagedStore(
        text("Die Dienstdaten (Konten, Sitzungen, Protokoll) sind beschädigt."),
        place=place,
        remedy=text(
            "Bitte den Dienst anhalten, sie beiseitelegen und eine Kopie zurücklegen; ohne Kopie beginnen sie leer, "
            "und die Konten sind neu anzulegen. Die Netzwerke sind davon nicht berührt."
        ),
    )


def occupied(place: str) -> Conflict:
    """The error for a registry that is to be filled and is not empty."""
    return Conflict(
        text("Dort gibt es schon Dienstdaten (Konten, Sitzungen, Protokoll)."),
        place=place,
        remedy=text("Bitte einen Ort angeben, an dem noch keine sind; es wurde nichts geändert."),
    )


def unreadable(row: EntryRow) -> Iterator[Text]:
    """What is wrong with an entry; its key may be a secret and is not told."""
    try:
        entry_from(row, "")
    except DamagedStore:
        yield text("Ein Eintrag der Art „{kind}“ ist nicht lesbar.", kind=row.kind)


def chain_findings(rows: Iterable[LineRow], head: Head) -> Iterator[Text]:
    """What is wrong with the journal, whose lines come in the order of their numbers.

    It may begin later than with the first line, where a line that stayed attests the cut.
    """
    last, began, cuts = BEGINNING, BEGINNING, {_noted(BEGINNING)}
    for row in rows:
        if last is BEGINNING and row.number > 1:
            last = began = Head(row.number - 1, row.previous)
        cuts.add(_cut_told(row))
        yield from _line_findings(row, last)
        last = Head(row.number, row.hash)
    if _noted(began) not in cuts:
        yield text("Im Protokoll folgt auf Zeile {number} die Zeile {next}.", number=0, next=str(began.number + 1))
    if last.number != head.number:
        yield ends_otherwise(last.number, head)
    elif last != head:
        yield text("Die letzte Zeile des Protokolls ist nicht die, die zuletzt geschrieben wurde.")


def _line_findings(row: LineRow, last: Head) -> Iterator[Text]:
    if row.number != last.number + 1:
        yield text("Im Protokoll folgt auf Zeile {number} die Zeile {next}.", number=last.number, next=str(row.number))
    elif row.previous != last.hash:
        yield text("Zeile {number} des Protokolls schließt nicht an die davor an.", number=row.number)
    if row.seal() != row.hash:
        yield text("Zeile {number} des Protokolls ist nicht so, wie sie geschrieben wurde.", number=row.number)


def _noted(line: Head) -> str:
    """A line as a cut notes it."""
    return f"{line.number}:{line.hash}"


def _cut_told(row: LineRow) -> str:
    """The last line that went, as this line attests it; nothing where it attests none."""
    try:
        return str(json.loads(row.content).get(CUT, ""))
    except (AttributeError, TypeError, ValueError):
        return ""


def ends_otherwise(last: int, head: Head) -> Text:
    """What is wrong with a journal that ends with another line than was written last."""
    return text(
        "Das Protokoll endet mit Zeile {number}; zuletzt geschrieben wurde Zeile {last}.", number=last, last=head.number
    )
