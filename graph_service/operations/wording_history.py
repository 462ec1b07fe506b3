"""The history of one record as sentences: who set what to what, when, and by which source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from graph_service.model.change import HistoryEntry, Revision
from graph_service.model.errors import NotFound
from graph_service.model.naming import called
from graph_service.model.network import Network
from graph_service.model.nodes import NodeBase
from graph_service.model.provenance import Citation
from graph_service.model.text import Text, Value, text
from graph_service.model.ties import AnyRecord, Judgement, Tie
from graph_service.operations.describing import tie_words
from graph_service.operations.editing_draft import around
from graph_service.operations.editing_values import Plain, shown, values_of
from graph_service.operations.field_labels import IN_A_SENTENCE
from graph_service.operations.fields import Field, Input, fields_of
from graph_service.operations.service import Service

MOST = 50
"""So many revisions of a record are told at once."""

_LOOKED_AT = 100
_BIG = 2_000  # records that a revision may have changed to be looked through for ties
_FEMININE = ("ion", "ung", "stelle", "schaft", "heit", "keit", "gruppe", "verwaltung")


@dataclass(frozen=True)
class Told:
    """What one revision did with a record and its ties, as sentences; the sources on which that rests.

    `before` is the newest earlier revision at which the record was there, on the last that is told where more is known.
    """

    revision: Revision
    sentences: tuple[Text, ...]
    sources: tuple[Citation, ...]
    record: str
    before: int | None = None


def told(
    service: Service, network: str, record_id: str, revision: int | None = None, *, restricted: bool = False
) -> tuple[Told, ...]:
    """The newest 50 revisions of a record up to one, newest first; NotFound for one that never was there.

    Of its ties are told those that it has, had when it was changed itself, or that one of the newest 100 revisions
    changed. Of restricted fields is told only that they changed, unless `restricted` is allowed.
    """
    until = service.view(network, revision).revision
    question = (network, until, "told", record_id, restricted)
    return service.answers.get(question, lambda: _told(service, network, record_id, until, restricted=restricted))


def _told(service: Service, network: str, record_id: str, until: int, *, restricted: bool) -> tuple[Told, ...]:
    every = _until(service.store.history(network, record_id), until)
    entries = every[-MOST:]
    first = entries[0].revision.number if len(every) > MOST else 0
    whole = service.network(network, until)
    by_revision: dict[int, list[tuple[Revision, list[Text], tuple[Citation, ...]]]] = defaultdict(list)
    for entry, before in tuple(_with_before(every))[-MOST:]:
        said = list(_own(entry, before, whole, restricted=restricted))
        by_revision[entry.revision.number].append((entry.revision, said, _new_sources(entry, before)))
    for tie_id in sorted(_ties_ever(service, whole, record_id, entries)):
        for entry, before in _with_before(_until(service.store.history(network, tie_id), until)):
            said = [_of_tie(entry, before, record_id, whole)]
            if entry.revision.number >= first:
                by_revision[entry.revision.number].append((entry.revision, said, _new_sources(entry, before)))
    found = [_joined(parts, record_id) for _, parts in sorted(by_revision.items(), reverse=True)]
    if first or len(found) > MOST:
        found[MOST - 1 :] = [replace(found[MOST - 1], before=_there_before(every, found[MOST - 1].revision.number))]
    return tuple(found)


def _there_before(entries: Iterable[HistoryEntry], revision: int) -> int | None:
    """The newest revision before another at which a record was there."""
    earlier = [entry for entry in entries if entry.revision.number < revision]
    if earlier and earlier[-1].record is not None:
        return revision - 1
    return max((entry.revision.number for entry in earlier if entry.record is not None), default=None)


def _until(entries: Iterable[HistoryEntry], revision: int) -> tuple[HistoryEntry, ...]:
    return tuple(entry for entry in entries if entry.revision.number <= revision)


def _with_before(entries: tuple[HistoryEntry, ...]) -> Iterator[tuple[HistoryEntry, AnyRecord | None]]:
    """Each entry with the record as it was before, newest last."""
    last: AnyRecord | None = None
    for entry in entries:
        yield entry, last
        last = entry.record or last


def _joined(parts: list[tuple[Revision, list[Text], tuple[Citation, ...]]], record_id: str) -> Told:
    sentences = tuple(one for _, said, _ in parts for one in said)
    sources = tuple(dict.fromkeys(source for _, _, found in parts for source in found))
    return Told(parts[0][0], sentences, sources, record_id)


def _new_sources(entry: HistoryEntry, before: AnyRecord | None) -> tuple[Citation, ...]:
    """The sources that an entry added; those that the record has anyway where it added none."""
    known = before.sources if before and entry.action == "changed" else ()
    found = entry.record.sources if entry.record else ()
    return tuple(one for one in found if one not in known) or found


def _ties_ever(service: Service, whole: Network, node_id: str, entries: Iterable[HistoryEntry]) -> set[str]:
    """The ties of a node: now, whenever it was changed itself, and in the newest revisions."""
    if not any(isinstance(entry.record, NodeBase) for entry in entries):
        return set()
    found = {tie.id for tie in whole.ties_of(node_id)}
    numbers = {number for entry in entries for number in (entry.revision.number, entry.revision.number - 1)}
    for revision in service.store.revisions(whole.id)[: whole.revision][-_LOOKED_AT:]:
        if revision.added + revision.changed + revision.removed > _BIG:
            numbers |= {revision.number, revision.number - 1}
            continue
        put = service.store.change(whole.id, revision.number).put
        found |= {tie.id for tie in put if isinstance(tie, Tie) and node_id in (tie.origin, tie.target)}
    for number in numbers:
        found |= _ties_at(service, whole.id, node_id, number)
    return found


def _ties_at(service: Service, network: str, node_id: str, revision: int) -> set[str]:
    try:
        return {tie.id for tie in around(service.view(network, revision), node_id).ties_of(node_id)}
    except NotFound:
        return set()


# sentences


def _who(revision: Revision) -> dict[str, Value]:
    """When and by whom: a function whose gender its ending tells is told with its article."""
    first = revision.author.partition(" ")[0]
    by = text("die {author}", author=revision.author) if first.casefold().endswith(_FEMININE) else revision.author
    return {"day": revision.time.date(), "author": by}


def _own(entry: HistoryEntry, before: AnyRecord | None, network: Network, *, restricted: bool) -> Iterator[Text]:
    who = _who(entry.revision)
    if entry.record is None:
        yield text("Am {day} hat {author} den Eintrag entfernt.", **who)
    elif entry.action == "added":
        name = _called(entry.record, network)
        yield text("Am {day} hat {author} „{name}“ angelegt.", **who | {"name": name})
    elif before is not None:
        found = list(_changes(entry.record, before, network, who, restricted=restricted))
        yield from found or [text("Am {day} hat {author} eine Quelle ergänzt oder berichtigt.", **who)]


def _called(record: AnyRecord, network: Network) -> Value:
    if isinstance(record, NodeBase):
        return called(network, record)
    ends = record.subjects if isinstance(record, Judgement) else (record.origin, record.target)
    return text("{first} – {second}", first=_name(ends[0], network), second=_name(ends[1], network))


def _name(node_id: str, network: Network) -> Value:
    node = network.nodes.get(node_id)
    return called(network, node) if node else node_id


def _changes(
    record: AnyRecord, before: AnyRecord, network: Network, who: Mapping[str, Value], *, restricted: bool
) -> Iterator[Text]:
    if isinstance(record, Judgement):
        yield text("Am {day} hat {author} neu entschieden.", **who)
        return
    alone = Network(network.id, trusted=True)
    old, new = values_of(alone, before), values_of(alone, record)
    for field in fields_of(record.type):
        if old[field.name] != new[field.name]:
            hidden = field.restricted and not restricted
            yield _set(field, (old[field.name], new[field.name]), network, who, hidden=hidden)


def _set(
    field: Field, values: tuple[Plain, Plain], network: Network, who: Mapping[str, Value], *, hidden: bool
) -> Text:
    """One field that has another value."""
    told_of = {**who, "field": IN_A_SENTENCE.get(field.name, field.label)}
    old, new = (None if _is_empty(field, value) else shown(field, value, network) for value in values)
    if hidden or field.many or (old is not None and new is not None and field.input is Input.WORDS):
        return text("Am {day} hat {author} {field} geändert.", **told_of)
    if new is None:
        return text("Am {day} hat {author} {field} „{old}“ gestrichen.", **told_of | {"old": old or ""})
    if old is None:
        return text("Am {day} hat {author} {field} „{new}“ eingetragen.", **told_of | {"new": new})
    return text("Am {day} hat {author} {field} von „{old}“ auf „{new}“ gesetzt.", **told_of | {"old": old, "new": new})


def _is_empty(field: Field, value: Plain) -> bool:
    return value is None or value in ("", []) or (value == "unknown" and field.empty == value)


def _of_tie(entry: HistoryEntry, before: AnyRecord | None, node_id: str, network: Network) -> Text:
    """What became of a tie, as seen from one of its ends."""
    tie = entry.record or before
    assert isinstance(tie, Tie)  # noqa: S101 - the history of a tie holds nothing else
    other = tie.target if tie.origin == node_id else tie.origin
    said = {**_who(entry.revision), "words": tie_words(tie, node_id), "name": _name(other, network)}
    if entry.record is None:
        return text("Am {day} hat {author} die Angabe „{words}: {name}“ entfernt.", **said)
    if entry.action == "added":
        return text("Am {day} hat {author} die Angabe „{words}: {name}“ ergänzt.", **said)
    old_end = before.valid.end if before else None
    if tie.valid.end is not None and tie.valid.end != old_end:
        return text(
            "Am {day} hat {author} die Angabe „{words}: {name}“ zum {end} beendet.", **said | {"end": tie.valid.end}
        )
    return text("Am {day} hat {author} die Angabe „{words}: {name}“ geändert.", **said)
