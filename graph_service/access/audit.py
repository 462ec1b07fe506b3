"""The audit: who did what, in which network and when, in words of its own that leave no room for persons.

Its lines stand in the registry's journal, which only grows. They hold random ids, and words of the program; which
function an account stands for is looked up when the audit is read, so nothing has to be erased here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from itertools import islice
from typing import Any

from graph_service.model.errors import BadValue
from graph_service.model.identity import check_network_id
from graph_service.model.text import Label, Text, text
from graph_service.model.vocabulary import look_up
from graph_service.stores.registry import Line, Registry

ANYONE = "anyone"  # without an account
COMMAND_LINE = "command-line"
MACHINE = "machine"  # the person at this machine, while signing in is switched off
_WHO = re.compile(r"(account|token|link)-[0-9a-f]{12}|anyone|command-line|machine")
_WHAT = re.compile(r"[A-Za-z0-9._:/*-]{0,200}")
_AT_ONCE = 500


class Event(Enum):
    """What the audit notes."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    SESSIONS_ENDED = "sessions_ended"
    REFUSED = "refused"
    ACCOUNT_MADE = "account_made"
    ACCOUNT_REMOVED = "account_removed"
    ACCOUNT_CLOSED = "account_closed"
    ACCOUNT_REOPENED = "account_reopened"
    FUNCTION_CHANGED = "function_changed"
    ROLES_CHANGED = "roles_changed"
    ACTORS_CHANGED = "actors_changed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a word, not a password
    TOKEN_ISSUED = "token_issued"  # noqa: S105
    TOKEN_REVOKED = "token_revoked"  # noqa: S105
    LINK_MADE = "link_made"
    LINK_OPENED = "link_opened"
    LINK_REVOKED = "link_revoked"
    LINKS_REVOKED = "links_revoked"
    NETWORK_OPENED = "network_opened"
    NETWORK_CLOSED = "network_closed"
    RESTRICTED_READ = "restricted_read"
    EXPORTED = "exported"
    CHANGED = "changed"
    PROPOSED = "proposed"
    PROPOSAL_TAKEN = "proposal_taken"
    PROPOSAL_REFUSED = "proposal_refused"
    PERSON_REPORTED = "person_reported"
    PERSON_ERASED = "person_erased"
    BACKED_UP = "backed_up"
    RESTORED = "restored"
    AUDIT_READ = "audit_read"
    AUDIT_CUT = "audit_cut"

    @property
    def label(self) -> Label:
        """The event in a few words, for lists to choose from."""
        return _LABELS[self]


_KNOWN = {event.value: event for event in Event}
_LABELS = {
    Event.SIGNED_IN: Label(de="Angemeldet", en="Signed in"),
    Event.SIGN_IN_FAILED: Label(de="Anmeldung fehlgeschlagen", en="Sign-in failed"),
    Event.SIGNED_OUT: Label(de="Abgemeldet", en="Signed out"),
    Event.SESSIONS_ENDED: Label(de="Alle Sitzungen beendet", en="All sessions ended"),
    Event.REFUSED: Label(de="Abgewiesen: kein Recht", en="Refused: no right"),
    Event.ACCOUNT_MADE: Label(de="Konto angelegt", en="Account made"),
    Event.ACCOUNT_REMOVED: Label(de="Konto entfernt", en="Account removed"),
    Event.ACCOUNT_CLOSED: Label(de="Konto gesperrt", en="Account closed"),
    Event.ACCOUNT_REOPENED: Label(de="Konto wieder geöffnet", en="Account reopened"),
    Event.FUNCTION_CHANGED: Label(de="Funktion geändert", en="Function changed"),
    Event.ROLES_CHANGED: Label(de="Rollen geändert", en="Roles changed"),
    Event.ACTORS_CHANGED: Label(de="Vertretene Akteure geändert", en="Represented actors changed"),
    Event.PASSWORD_CHANGED: Label(de="Kennwort geändert", en="Password changed"),
    Event.TOKEN_ISSUED: Label(de="Zugangsschlüssel ausgestellt", en="Token issued"),
    Event.TOKEN_REVOKED: Label(de="Zugangsschlüssel widerrufen", en="Token revoked"),
    Event.LINK_MADE: Label(de="Link zum Lesen angelegt", en="Read link made"),
    Event.LINK_OPENED: Label(de="Link zum Lesen geöffnet", en="Read link opened"),
    Event.LINK_REVOKED: Label(de="Link zum Lesen zurückgezogen", en="Read link revoked"),
    Event.LINKS_REVOKED: Label(de="Alle Links zurückgezogen", en="All read links revoked"),
    Event.NETWORK_OPENED: Label(de="Öffentliches Lesen begonnen", en="Public reading opened"),
    Event.NETWORK_CLOSED: Label(de="Öffentliches Lesen beendet", en="Public reading closed"),
    Event.RESTRICTED_READ: Label(de="Interne Angaben gelesen", en="Restricted data read"),
    Event.EXPORTED: Label(de="Daten ausgegeben", en="Data exported"),
    Event.CHANGED: Label(de="Netzwerk geändert", en="Network changed"),
    Event.PROPOSED: Label(de="Vorschlag gemacht", en="Proposal made"),
    Event.PROPOSAL_TAKEN: Label(de="Vorschlag übernommen", en="Proposal accepted"),
    Event.PROPOSAL_REFUSED: Label(de="Vorschlag abgelehnt", en="Proposal rejected"),
    Event.PERSON_REPORTED: Label(de="Auskunft über eine Person", en="Report on a person"),
    Event.PERSON_ERASED: Label(de="Angaben zu einer Person gelöscht", en="Data on a person erased"),
    Event.BACKED_UP: Label(de="Sicherung gemacht", en="Backup made"),
    Event.RESTORED: Label(de="Sicherung zurückgespielt", en="Backup restored"),
    Event.AUDIT_CUT: Label(de="Protokoll gekürzt", en="Audit cut"),
    Event.AUDIT_READ: Label(de="Protokoll gelesen", en="Audit read"),
}
_EVENT = Label(de="Vorgang", en="event")

_SENTENCES: Mapping[Event, Text] = {
    Event.SIGNED_IN: text("{who} hat sich angemeldet."),
    Event.SIGN_IN_FAILED: text("{who}: Die Anmeldung ist fehlgeschlagen."),
    Event.SIGNED_OUT: text("{who} hat sich abgemeldet."),
    Event.SESSIONS_ENDED: text("{who} hat alle Sitzungen beendet: {what}."),
    Event.REFUSED: text("{who} wollte etwas, wofür das Recht fehlt: {what}."),
    Event.ACCOUNT_MADE: text("{who} hat ein Konto angelegt: {what}."),
    Event.ACCOUNT_REMOVED: text("{who} hat ein Konto entfernt: {what}."),
    Event.ACCOUNT_CLOSED: text("{who} hat ein Konto gesperrt: {what}."),
    Event.ACCOUNT_REOPENED: text("{who} hat ein Konto wieder geöffnet: {what}."),
    Event.FUNCTION_CHANGED: text("{who} hat die Funktion eines Kontos geändert: {what}."),
    Event.ROLES_CHANGED: text("{who} hat Rollen geändert: {what}."),
    Event.ACTORS_CHANGED: text("{who} hat geändert, für wen ein Konto spricht: {what}."),
    Event.PASSWORD_CHANGED: text("{who} hat ein Kennwort geändert: {what}."),
    Event.TOKEN_ISSUED: text("{who} hat einen Zugangsschlüssel ausgestellt: {what}."),
    Event.TOKEN_REVOKED: text("{who} hat einen Zugangsschlüssel widerrufen: {what}."),
    Event.LINK_MADE: text("{who} hat einen Link zum Lesen angelegt: {what}."),
    Event.LINK_OPENED: text("Ein Link zum Lesen wurde geöffnet: {what}."),
    Event.LINK_REVOKED: text("{who} hat einen Link zum Lesen zurückgezogen: {what}."),
    Event.LINKS_REVOKED: text("{who} hat alle Links zum Lesen zurückgezogen."),
    Event.NETWORK_OPENED: text("{who} hat das Netzwerk für alle zum Lesen geöffnet."),
    Event.NETWORK_CLOSED: text("{who} hat das öffentliche Lesen des Netzwerks beendet."),
    Event.RESTRICTED_READ: text("{who} hat interne Angaben gelesen: {what}."),
    Event.EXPORTED: text("{who} hat Daten ausgegeben: {what}."),
    Event.CHANGED: text("{who} hat das Netzwerk geändert: {what}."),
    Event.PROPOSED: text("{who} hat einen Vorschlag gemacht: {what}."),
    Event.PROPOSAL_TAKEN: text("{who} hat einen Vorschlag übernommen: {what}."),
    Event.PROPOSAL_REFUSED: text("{who} hat einen Vorschlag abgelehnt: {what}."),
    Event.PERSON_REPORTED: text("{who} hat eine Auskunft über eine Person erstellt."),
    Event.PERSON_ERASED: text("{who} hat die Angaben zu einer Person gelöscht: {what}."),
    Event.BACKED_UP: text("{who} hat eine Sicherung gemacht."),
    Event.RESTORED: text("{who} hat eine Sicherung zurückgespielt."),
    Event.AUDIT_READ: text("{who} hat das Protokoll gelesen."),
    Event.AUDIT_CUT: text("{who} hat Zeilen aus dem Protokoll genommen, deren Aufbewahrungsfrist abgelaufen war."),
}


@dataclass(frozen=True)
class Note:
    """One line of the audit; `via` is the token or link that was used, `event` None where a newer version wrote it."""

    number: int
    time: datetime
    event: Event | None
    who: str
    via: str | None
    network: str | None
    what: str
    line: Line

    def as_json(self) -> str:
        """The line as administrators get it for their own tools, with what proves its place in the chain."""
        proof = {"number": self.number, "time": self.time.isoformat(), "previous": self.line.previous}
        return json.dumps({**proof, **self.line.content, "hash": self.line.hash}, ensure_ascii=False)


@dataclass(frozen=True)
class Wanted:
    """Which lines are asked for; `who` takes also what was done to an account, token or link, or by means of it."""

    network: str | None = None
    event: Event | None = None
    who: str | None = None
    since: date | None = None

    def takes(self, note: Note) -> bool:
        return (
            self.network in (None, note.network)
            and self.event in (None, note.event)
            and self.who in (None, note.who, note.via, note.what)
            and (self.since is None or self.since <= note.time.astimezone().date())
        )


class Audit:
    """Writes down what happens, and reads it again."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def note(
        self, event: Event, who: str, *, network: str | None = None, what: str = "", via: str | None = None
    ) -> None:
        """Writes one line; BadValue for anything but ids and words of the program, so that no person gets in."""
        given = {"who": _fitting(_WHO, "who", who), "what": _fitting(_WHAT, "what", what)}
        parts = {
            **given,
            "via": via and _fitting(_WHO, "via", via),
            "network": network and check_network_id(network),
        }
        self._registry.append({"event": event.value, **{name: part for name, part in parts.items() if part}})

    def notes(
        self, *, network: str | None = None, after: int | None = None, limit: int = 100, newest_first: bool = True
    ) -> tuple[Note, ...]:
        """Lines from the one after this number on (or before it, if newest first), of one network if it is named."""
        return tuple(islice(self.walk(Wanted(network), after=after, newest_first=newest_first), limit))

    def walk(self, wanted: Wanted, *, after: int | None = None, newest_first: bool = False) -> Iterator[Note]:
        """All lines that are asked for, one by one, from the one after this number on (or before it)."""
        return filter(wanted.takes, map(_read, self._lines(after, newest_first)))

    def _lines(self, after: int | None, newest_first: bool) -> Iterator[Line]:
        while lines := self._registry.lines(after=after, limit=_AT_ONCE, newest_first=newest_first):
            yield from lines
            after = lines[-1].number


def sentence(note: Note, function_of: Callable[[str], str | None]) -> Text:
    """A line in words; `function_of` says which function an account stands for, None where it is not there any more."""
    template = _SENTENCES[note.event] if note.event else text("{who}: ein Vorgang, den diese Version nicht kennt.")
    return Text(template.template, {"who": called(note.who, function_of), "what": called(note.what, function_of)})


def parse_event(word: str) -> Event:
    """An event by its word in the program or in German; UnknownWord names the nearest."""
    words = _KNOWN | {event.label.de.lower(): event for event in Event}
    return look_up(word.strip().lower(), words, _EVENT, "event")


def called(word: str, function_of: Callable[[str], str | None]) -> Text | str:
    """Whoever or whatever a word of the audit stands for, as readers know it; else the word itself."""
    if word == ANYONE:
        return text("Jemand ohne Konto")
    if word == COMMAND_LINE:
        return text("Die Befehlszeile")
    if word == MACHINE:
        return text("Die Person an diesem Rechner")
    if not word.startswith("account-"):
        return word
    function = function_of(word)
    return f"{function} ({word})" if function else text("Früheres Konto ({id})", id=word)


def _read(line: Line) -> Note:
    content: Mapping[str, Any] = line.content
    return Note(
        number=line.number,
        time=line.time,
        event=_KNOWN.get(str(content.get("event"))),
        who=str(content.get("who", ANYONE)),
        via=content.get("via"),
        network=content.get("network"),
        what=str(content.get("what", "")),
        line=line,
    )


def _fitting(form: re.Pattern[str], place: str, words: str) -> str:
    if not form.fullmatch(words):
        # The words themselves may be a name or a secret: they are not repeated.
        raise BadValue(
            text("Das gehört nicht ins Protokoll."),
            place=place,
            remedy=text("Erlaubt sind Kennungen von Konten, Zugangsschlüsseln, Links, Datensätzen und Vorgängen."),
        )
    return words
