"""The history of one record as sentences: who set what to what, when, and by which source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from graph_service.model.change import HistoryEntry, Revision
from graph_service.model.errors import NotFound
from graph_service.model.naming import called
from graph_service.model.network import Network
from graph_service.model.nodes import NodeBase
from graph_service.model.provenance import Citation
from graph_service.model.text import Text, Value, text
from graph_service.model.ties import AnyRecord, Judgement, Tie
from graph_service.operations.describing import tie_words
from graph_service.operations.editing_draft import around, recorded_values
from graph_service.operations.editing_values import Plain, shown, values_of
from graph_service.operations.field_labels import IN_A_SENTENCE
from graph_service.operations.fields import Field, fields_of
from graph_service.operations.service import Service
from graph_service.operations.wording_change import record_words

MOST = 50
"""So many revisions of a record are told at once."""

_LOOKED_AT = 100
_BIG = 2_000  # records that a revision may have changed to be looked through for ties
_LONG, _LEAD = 120, 40  # characters of a text that are told, and of them those before a difference
_MOST_NAMES = 10
_FEMININE = ("ion", "ung", "stelle", "schaft", "heit", "keit", "gruppe", "verwaltung")


Both: TypeAlias = tuple[Plain, Plain]
"""A value before and after."""


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
        said = list(_own(service, entry, before, whole, restricted=restricted))
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


def _own(
    service: Service, entry: HistoryEntry, before: AnyRecord | None, network: Network, *, restricted: bool
) -> Iterator[Text]:
    who = _who(entry.revision)
    if entry.record is None:
        yield text("Am {day} hat {author} den Eintrag entfernt.", **who)
    elif entry.action == "added":
        name = _called(entry.record, network)
        yield text("Am {day} hat {author} „{name}“ angelegt.", **who | {"name": name})
    elif before is not None:
        values = _values(service, network.id, entry, before)
        found = list(_changes(entry.record, values, network, who, restricted=restricted))
        yield from found or [text("Am {day} hat {author} eine Quelle ergänzt oder berichtigt.", **who)]


def _called(record: AnyRecord, network: Network) -> Value:
    if isinstance(record, NodeBase):
        return called(network, record)
    ends = record.subjects if isinstance(record, Judgement) else (record.origin, record.target)
    return text("{first} – {second}", first=record_words(network, ends[0]), second=record_words(network, ends[1]))


def _values(service: Service, network: str, entry: HistoryEntry, before: AnyRecord) -> Mapping[str, Both]:
    """The values that differ in the record itself, before and after. Ties are told apart; but where a person recorded
    that there are none, or took that back, what is recorded instead is told with it."""
    if entry.record is None or isinstance(entry.record, Judgement) or isinstance(before, Judgement):
        return {}
    alone = Network(network, trusted=True)
    old, new = values_of(alone, before), values_of(alone, entry.record)
    if any(field.tie and old[field.name] != new[field.name] for field in fields_of(before.type)):
        number = entry.revision.number
        then, now = (recorded_values(service.view(network, one), before.id) for one in (number - 1, number))
    else:
        then, now = old, new
    return {name: (then[name], now[name]) for name in old if old[name] != new[name]}


def _changes(
    record: AnyRecord, values: Mapping[str, Both], network: Network, who: Mapping[str, Value], *, restricted: bool
) -> Iterator[Text]:
    if isinstance(record, Judgement):
        yield text("Am {day} hat {author} neu entschieden.", **who)
        return
    for field in fields_of(record.type):
        if field.name in values:
            hidden = field.restricted and not restricted
            yield _set(field, values[field.name], network, who, hidden=hidden)


def _set(field: Field, values: Both, network: Network, who: Mapping[str, Value], *, hidden: bool) -> Text:
    """One field that has another value; that there is none, or that nobody knows, is told where a facet was either."""
    told_of = {**who, "field": IN_A_SENTENCE.get(field.name, field.label)}
    is_told = [bool(field.tie) or not _is_empty(field, value) for value in values]
    old, new = (words if said else None for words, said in zip(_shown(field, values, network), is_told, strict=True))
    if hidden or old == new:
        return text("Am {day} hat {author} {field} geändert.", **told_of)
    if new is None:
        return text("Am {day} hat {author} {field} „{old}“ gestrichen.", **told_of | {"old": old or ""})
    if old is None:
        return text("Am {day} hat {author} {field} „{new}“ eingetragen.", **told_of | {"new": new})
    return text("Am {day} hat {author} {field} von „{old}“ auf „{new}“ gesetzt.", **told_of | {"old": old, "new": new})


def _shown(field: Field, values: Both, network: Network) -> tuple[Value, Value]:
    """Both values as a reader sees them; of long texts the part where they begin to differ, of long lists a part."""
    old, new = (_in_words(field, value, network) for value in values)
    if isinstance(old, str) and isinstance(new, str):
        return excerpts(old, new)
    return _cut(old), _cut(new)


def _in_words(field: Field, value: Plain, network: Network) -> Value:
    return (
        "; ".join(map(str, value))
        if isinstance(value, list) and value and not field.of
        else shown(field, value, network)
    )


def _cut(words: Value) -> Value:
    if isinstance(words, str):
        return _excerpt(" ".join(words.split()), 0)
    return (*words[:_MOST_NAMES], "…") if isinstance(words, tuple) and len(words) > _MOST_NAMES else words


def excerpts(old: str, new: str) -> tuple[str, str]:
    """Two texts in one line each; of long ones the part where they begin to differ."""
    old, new = " ".join(old.split()), " ".join(new.split())
    same = next((place for place, pair in enumerate(zip(old, new, strict=False)) if len(set(pair)) > 1), len(old))
    start = old.rfind(" ", 0, max(same - _LEAD, 0)) + 1 if max(len(old), len(new)) > _LONG else 0
    return _excerpt(old, start), _excerpt(new, start)


def _excerpt(words: str, start: int) -> str:
    part = words[start:]
    if len(part) > _LONG:
        part = f"{part[:_LONG].rstrip()} …"
    return f"… {part}" if start else part


def _is_empty(field: Field, value: Plain) -> bool:
    return value is None or value in ("", []) or (value == "unknown" and field.empty == value)


def _of_tie(entry: HistoryEntry, before: AnyRecord | None, node_id: str, network: Network) -> Text:
    """What became of a tie, as seen from one of its ends."""
    tie = entry.record or before
    assert isinstance(tie, Tie)  # noqa: S101 - the history of a tie holds nothing else
    other = tie.target if tie.origin == node_id else tie.origin
    said = {**_who(entry.revision), "words": tie_words(tie, node_id), "name": record_words(network, other)}
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
