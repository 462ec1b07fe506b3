"""What every store must do alike: signatures, limits, the meaning of a selection, and what a day hides."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from graph_service.model.change import NetworkInfo, Revision
from graph_service.model.errors import BadValue, Conflict, NotFound, UnknownNetwork
from graph_service.model.identity import check_new_network_id
from graph_service.model.nodes import Concept
from graph_service.model.text import Label, Text, text
from graph_service.model.ties import AnyRecord
from graph_service.model.vocabulary import look_up, vocabulary
from graph_service.stores.base import Selection
from graph_service.stores.words import Query

# What makes a body cover a field, so that its members act there (design/analysis.md §1).
COVERING_KINDS = ("responsible_for", "steers")
MAX_AUTHOR, MAX_REASON = 200, 1000
TIMEOUT = 5.0  # seconds to wait for another writer


@dataclass(frozen=True)
class Signature:
    """Who makes a change, why, and when (UTC); `of_nothing`: a revision is made even where it changes nothing.

    Only a revision that is made again is so: what it changed may have been erased since.
    """

    author: str
    reason: str
    time: datetime
    of_nothing: bool = False

    def after(self, last: Revision | None) -> datetime:
        """Its time, never before the last revision's: a clock that was put back must not turn history around."""
        return max(self.time, last.time) if last else self.time


def sign(author: str, reason: str) -> Signature:
    """A signature made now; BadValue where author or reason is missing or too long."""
    return Signature(
        _filled("author", author, MAX_AUTHOR, text("Wer ändert, muss genannt sein.")),
        _filled("reason", reason, MAX_REASON, text("Der Grund der Änderung muss genannt sein.")),
        datetime.now(UTC),
    )


def _filled(place: str, words: str, longest: int, missing: Text) -> str:
    words = words.strip()
    if not words:
        raise BadValue(missing, place=place, remedy=text("Bitte Funktion und Grund angeben."))
    if len(words) > longest:
        raise BadValue(
            text("Der Text ist zu lang."), place=place, remedy=text("Erlaubt sind bis zu {n} Zeichen.", n=longest)
        )
    return words


def stamp_of(made: datetime | None) -> str:
    """What tells a revision from another of its number, by when it was made; empty for revision 0, which never was."""
    return f"{as_utc(made):%Y%m%d%H%M%S%f}" if made else ""


def nothing_recorded(network: str, signature: Signature) -> Revision:
    """Stands for the newest revision where a network has none yet and an empty change made none."""
    return Revision(network=network, number=0, author=signature.author, reason=signature.reason, time=signature.time)


def expect(network: str, expected: int | None, newest: int) -> None:
    """Conflict if the network is not at the revision that the change was made for."""
    if expected is not None and expected != newest:
        raise Conflict(
            text("„{network}“ wurde inzwischen geändert: Revision {newest} statt {expected}.", network=network,
                 newest=newest, expected=expected),
            place=network,
            value=str(expected),
            remedy=text("Bitte die neue Revision laden und die Änderung erneut vornehmen."),
        )  # fmt: skip


def check_replayed(revision: Revision, made: Revision) -> None:
    """Conflict if a revision that was to be made again changed nothing, so that another one is the newest."""
    if made.number != revision.number:
        raise Conflict(
            text("Revision {number} ändert am Stand davor nichts.", number=revision.number),
            place=revision.network,
            value=str(revision.number),
            remedy=text("Bitte prüfen, ob beide Speicher denselben Stand davor haben; es wurde nichts geschrieben."),
        )


def new_network_id(network: str, known: Container[str]) -> str:
    """The id itself; Conflict if it is taken."""
    if check_new_network_id(network) in known:
        raise Conflict(
            text("Ein Netzwerk „{network}“ gibt es schon.", network=network),
            value=network,
            remedy=text("Bitte eine andere Kennung wählen."),
        )
    return network


def unknown_network(network: str, known: Iterable[str]) -> UnknownNetwork:
    """The error for a network that is not there, with the nearest ids."""
    there = tuple(sorted(known))
    near = tuple(difflib.get_close_matches(network, there, n=3, cutoff=0.5))
    remedy = text("Vorhanden: {words}.", words=near or there[:10]) if there else text("Noch ist keines geladen.")
    return UnknownNetwork(
        text("Ein Netzwerk „{network}“ gibt es nicht.", network=network[:80]),
        value=network[:80],
        near=near,
        remedy=remedy,
    )


def revision_asked(
    info: NetworkInfo,
    revisions: Callable[[], Iterable[Revision]],
    revision: int | None,
    recorded: datetime | None,
) -> int:
    """The number of the revision that is meant; before the first one lies the empty network, number 0."""
    if revision is not None and recorded is not None:
        raise BadValue(
            text("Eine Revision wird entweder mit ihrer Nummer oder mit einem Zeitpunkt genannt."),
            place="revision",
            remedy=text("Bitte genau eines von beiden angeben."),
        )
    if recorded is not None:
        return max((entry.number for entry in revisions() if entry.time <= as_utc(recorded)), default=0)
    return info.revision if revision is None else known_revision(info, revision)


def known_revision(info: NetworkInfo, number: int) -> int:
    """The number itself; NotFound if the network has no such revision, where 0 is the empty network."""
    if not 0 <= number <= info.revision:
        raise NotFound(
            text("Eine Revision {value} von „{network}“ gibt es nicht.", value=number, network=info.id),
            value=str(number),
            remedy=text("Die neueste Revision ist {newest}.", newest=info.revision),
        )
    return number


def as_utc(moment: datetime) -> datetime:
    """The moment in UTC; one that names no time zone is taken as UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def check_at_least(value: int, least: int, place: str) -> int:
    """The number itself; BadValue if it is smaller than it can be."""
    if value < least:
        raise BadValue(
            text("„{value}“ ist zu klein.", value=value),
            place=place,
            value=str(value),
            remedy=text("Erlaubt ist {least} oder mehr.", least=least),
        )
    return value


def full_counts(found: Mapping[str, int]) -> dict[str, int]:
    """Counts with a zero for every type of which there is none."""
    return {name: found.get(name, 0) for name in (*vocabulary().node_types, "tie", "judgement")}


@dataclass(frozen=True)
class Criteria:
    """A selection in the terms of what is stored; None or empty does not narrow.

    `kinds` holds kinds or, of concepts, schemes; `facets` gives, for each kind of tie, the concepts of which a
    measure must have one: the selected measure itself, or one that the selected actor carries.
    """

    node_type: str
    query: Query
    kinds: frozenset[str] | None
    statuses: frozenset[str]
    facets: Mapping[str, frozenset[str]]
    documented: bool
    after: str
    limit: int


def criteria(selection: Selection) -> Criteria:
    """What a selection means; UnknownWord for a type or scheme that the vocabulary lacks."""
    look_up(selection.node_type, vocabulary().node_types, Label(de="Art", en="type"))
    of_measures = selection.node_type in ("measure", "actor")
    return Criteria(
        node_type=selection.node_type,
        query=Query.parse(selection.text),
        kinds=_kinds(selection),
        statuses=selection.statuses if selection.node_type == "measure" else frozenset(),
        facets=_facets(selection.concepts) if of_measures else {},
        documented=selection.documented,
        after=selection.after or "",
        limit=check_at_least(selection.limit, 1, "limit"),
    )


def _kinds(selection: Selection) -> frozenset[str] | None:
    if selection.node_type == "concept":
        return None if selection.scheme is None else frozenset({selection.scheme})
    if selection.node_type not in ("actor", "document", "event"):
        return None
    kinds = selection.kinds or None
    if selection.node_type == "actor" and selection.sectors:
        of_sectors = (name for name, kind in vocabulary().actor_kinds.items() if kind.sector in selection.sectors)
        return frozenset(name for name in of_sectors if kinds is None or name in kinds)
    return kinds


def _facets(concepts: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    return {facet_kind(scheme): wanted for scheme, wanted in concepts.items() if wanted}


def facet_kind(scheme: str) -> str:
    """The kind of tie that says this facet of a measure."""
    return look_up(scheme, vocabulary().facet_kinds(), Label(de="Liste", en="list"))


def with_parents(record: AnyRecord, shown: Container[str]) -> AnyRecord:
    """A concept on a day on which only some records hold: without the parents that do not.

    A parent that does not hold is none on that day; what stands above it does not step in, because no source
    says so.
    """
    if not isinstance(record, Concept) or all(above in shown for above in record.broader):
        return record
    return record.model_copy(update={"broader": tuple(above for above in record.broader if above in shown)})
