"""Erasing a person (Art. 17 GDPR): in every revision, and in what the service keeps; a tombstone stays.

The tombstone has an id of its own and no word of the person; ties to it stay where they say something about others
(a seat is filled, a measure has somebody who leads it), without their words. History stays readable: revisions keep
their numbers, and whoever they name is marked as erased.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from graph_service.access.assembly import Access
from graph_service.access.audit import COMMAND_LINE, Event
from graph_service.model.errors import BadValue, NotFound
from graph_service.model.identity import prefix_of
from graph_service.model.nodes import Actor
from graph_service.model.provenance import Record
from graph_service.model.text import text
from graph_service.model.ties import AnyRecord, Judgement, Tie
from graph_service.operations.administering import Administering
from graph_service.operations.persons import ERASED, Named
from graph_service.operations.privacy import Report, Sought, ends_of, report, spans_of, strings_of
from graph_service.operations.service import Service, today

_R = TypeVar("_R", bound=Record)
_BRIEF = "–"  # where the usual mark would make a text longer than it may be
_WHOLE = frozenset({"contact", "website", "address"})  # what names somebody is about them altogether, or no address
_OF_TIES = ("note", "original", "internal_note", "form", "frequency", "reason")


@dataclass(frozen=True)
class Erased:
    """What was erased, or would be: what was found before, how many records of each network, what still may be."""

    found: Report
    records: Mapping[str, int]
    left: Report | None


@dataclass(frozen=True)
class Erasing:
    """How what was recorded reads without a person; with `ties_too` the ties to the person go as well."""

    named: Named
    own: frozenset[str]
    kept: frozenset[str]
    reason: str
    ties_too: bool = False
    _new: dict[str, str] = field(default_factory=dict)

    def words(self, words: str) -> str:
        return self.named.taken_out_of(words)

    def record(self, record: AnyRecord) -> AnyRecord | None:
        if record.id in self.kept:
            return record
        is_of_person = not self.own.isdisjoint(ends_of(record))
        if is_of_person and self.ties_too:
            return None
        if record.id in self.own and isinstance(record, Actor):
            return self._tombstone(record)
        return self._told_without(record, bare=is_of_person)

    def _tombstone(self, record: Actor) -> Actor:
        """What stays of the person's record: that there was somebody, and which documents told of it."""
        sources = tuple(
            source.model_copy(update={"quote": None, "person": source.person and ERASED}) for source in record.sources
        )
        known = {"id": self.id_of(record.id), "kind": record.kind, "name": "Gelöschte Person", "sources": sources}
        made = Actor.model_validate({**known, "note": f"Angaben gelöscht: {self.reason}"})
        return self._told_without(made, bare=False)

    def id_of(self, record_id: str) -> str:
        """The id from now on; another one where the old one names the person."""
        if record_id in self.kept or prefix_of(record_id) in ("tie", "judgement"):
            return record_id
        if record_id not in self.own and not self.named.surely_in(record_id):
            return record_id
        return self._new.setdefault(record_id, f"{prefix_of(record_id)}/geloescht-{secrets.token_hex(4)}")

    def _told_without(self, record: _R, *, bare: bool) -> _R:
        whole = values = record.model_dump(mode="json", exclude_none=True)
        if bare:
            values = {name: part for name, part in whole.items() if name not in _OF_TIES}
            values["sources"] = [{name: one[name] for name in one if name != "quote"} for one in values["sources"]]
        told = self._without(values, ERASED)
        if told == whole:
            return record
        if isinstance(record, Tie | Judgement):
            del told["id"]  # it follows from the ends
        try:
            return type(record).model_validate(told)
        except BadValue:
            brief = self._without(values, _BRIEF)
            return type(record).model_validate({**brief, "id": told["id"]} if "id" in told else brief)

    def _without(self, said: Any, mark: str, name: str = "") -> Any:
        if isinstance(said, dict):
            told = {part: self._without(value, mark, part) for part, value in said.items()}
            return {part: value for part, value in told.items() if value is not None}
        if isinstance(said, list):
            told_parts = [self._without(part, mark, name) for part in said]
            return [part for part in told_parts if part is not None]
        return self._words_without(said, mark, name) if isinstance(said, str) else said

    def _words_without(self, said: str, mark: str, name: str) -> str | None:
        if "/" in said and self.id_of(said) != said and " " not in said and not said.startswith("http"):
            return self.id_of(said)
        if not self.named.surely_in(said):
            return said
        if name in _WHOLE or name == "links":
            return None
        return self.named.taken_out_of(said, mark)


def erase(
    service: Service, access: Access, who: Sought, *, reason: str, ties_too: bool = False, dry_run: bool = False
) -> Erased:
    """Erases somebody everywhere; NotFound where nothing names them for sure.

    Networks one after the other, each in all its revisions at once; done again, it goes on where it was cut short.
    """
    _check_reason(reason, who.named)
    found = report(service.store, access.registry, who)
    if not found.sure and not found.records:
        raise NotFound(
            text("Zu dieser Person ist nichts erfasst."),
            remedy=text("Bitte Schreibweise prüfen oder mit „--also“ weitere Wörter angeben."),
        )
    counts: dict[str, int] = {}
    for info in service.store.networks():
        own = frozenset(found.records.get(info.id, ()))
        erasing = Erasing(who.named, own, who.kept, f"{today():%d.%m.%Y}, {reason.strip()}", ties_too)
        if dry_run:
            counts[info.id] = _counted(service, info.id, erasing)
        else:
            counts[info.id] = service.store.rewrite(info.id, erasing)
            service.view(info.id)  # answers that are kept of before go
            _note(access, info.id, counts[info.id])
    if dry_run:
        return Erased(found, counts, None)
    _erase_in_registry(service, access, who.named)
    return Erased(found, counts, report(service.store, access.registry, who))


def _check_reason(reason: str, named: Named) -> None:
    if not reason.strip() or len(reason) > 200 or named.surely_in(reason) or named.perhaps_in(reason):
        raise BadValue(
            text("Der Grund fehlt, ist zu lang oder nennt die Person."),
            place="reason",
            remedy=text("Er bleibt beim gelöschten Eintrag stehen; zum Beispiel „Antrag nach Art. 17 DSGVO“."),
        )


def _counted(service: Service, network: str, erasing: Erasing) -> int:
    """How many records would read otherwise."""
    spans = spans_of(service.store, network).values()
    return sum(any(erasing.record(span.record) != span.record for span in those) for those in spans)


def _note(access: Access, network: str, count: int) -> None:
    if count:
        access.audit.note(Event.PERSON_ERASED, COMMAND_LINE, network=network, what=f"records:{count}")


def _erase_in_registry(service: Service, access: Access, named: Named) -> None:
    """Accounts that sign in under the name go; functions, purposes and proposals are told without it."""
    acting = Administering(service, access, COMMAND_LINE)
    for account in access.accounts.all():
        if account.name and named.surely_in(account.name):
            acting.remove(account.id)
        elif named.surely_in(account.function):
            acting.set_function(account.id, named.taken_out_of(account.function))
    registry = access.registry
    with registry.contents() as contents:
        rows = [(row.kind, row.key, row.value) for row in contents.entries if row.kind not in ("account", "login")]
    for kind, key, value in rows:
        if any(named.surely_in(words) for _, words in strings_of(json.loads(value))):
            entry = registry.get(kind, key)
            if entry is not None:
                told = _told(entry.value, named)
                registry.put(kind, key, told, expected=entry.version, expires=entry.expires)


def _told(value: Any, named: Named) -> Any:
    if isinstance(value, str):
        mark = "geloescht" if re.fullmatch(r"[a-z_]+/\S+", value) else ERASED  # an id stays one
        told = named.taken_out_of(value, mark)
        return told if len(told) <= len(value) or mark != ERASED else named.taken_out_of(value, _BRIEF)
    if isinstance(value, dict):
        return {name: _told(part, named) for name, part in value.items()}
    return [_told(part, named) for part in value] if isinstance(value, list) else value
