"""What two actors share in words, and why a name stands on a list of invitations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

from graph_service.analysis.coordination import CoordinationPair
from graph_service.analysis.recommendation import (
    ClosedPair,
    RecommendedInvitations,
    RecommendedTable,
    RecommendedTies,
)
from graph_service.model.network import Network
from graph_service.model.nodes import Concept
from graph_service.model.text import Text, Value, counted, text
from graph_service.model.vocabulary import vocabulary
from graph_service.operations.wording import field_name
from graph_service.operations.wording_findings import CHANNEL_LABELS, cell_words

Cell = tuple[str, ...]
_NAMED = 3


def widest(network: Network, cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """The cells that lie within no other of them: a measure for refugees serves every narrower group as well."""
    known = dict.fromkeys(cells)
    return tuple(
        cell
        for cell in known
        if not any(other != cell and other in known for other in product(*map(network.broader, cell)))
    )


def reason(network: Network, pair: CoordinationPair, actor: str) -> Text:
    """Why one of a pair should talk with the other."""
    other = pair.second if actor == pair.first else pair.first
    return text("Mit „{other}“: {what}", other=network.node(other).name, what=shared_words(network, pair, actor))


def shared_words(network: Network, pair: CoordinationPair, seen_from: str) -> Text:
    """The measures of two actors, the people that both reach, and what is recorded between the two."""
    sides = (0, 1) if seen_from == pair.first else (1, 0)
    return text(
        "{measures} erreichen dieselben Menschen ({cells}); {channel}.",
        measures=tuple(name for side in sides for name in _quoted(network, pair.measures[side])),
        cells=_cells(network, pair),
        channel=_recorded(pair),
    )


def _quoted(network: Network, nodes: Sequence[str]) -> tuple[Value, ...]:
    return tuple(text("„{name}“", name=network.node(node).name) for node in nodes)


def _cells(network: Network, pair: CoordinationPair) -> Value:
    """The widest of what they share; the others as a number."""
    found = widest(network, pair.cells)
    names: tuple[Value, ...] = tuple(cell_words(network, cell) for cell in found[:_NAMED])
    if len(found) <= _NAMED:
        return names
    more = counted("eine weitere Kombination", "{n} weitere Kombinationen", len(found) - _NAMED)
    return (*names, more)


def _recorded(pair: CoordinationPair) -> Text:
    if pair.channel != "third_party":
        return text("ein Weg der Abstimmung ist nicht erfasst")
    return counted("erfasst ist nur ein gemeinsamer Partner", "erfasst sind nur {n} gemeinsame Partner", pair.partners)


def about_fields(fields: Sequence[Concept], sentence: Text) -> Text:
    """A sentence with the fields that it keeps to; as it is where it keeps to none."""
    if not fields:
        return sentence
    names = tuple(map(field_name, fields))
    return counted("Im {fields}: {sentence}", "In {fields}: {sentence}", len(fields), fields=names, sentence=sentence)


def invitation_list(
    network: Network,
    advice: tuple[RecommendedTies, RecommendedInvitations, RecommendedTable],
    fields: Sequence[Concept],
    carrying: frozenset[str],
) -> tuple[Value, ...]:
    """Whom to invite to what and why, line by line, to be put into a letter; empty where nothing is open.

    Its head and foot name the day, the fields that it keeps to, and what was counted.
    """
    ties, invitations, table = advice
    lines = [*_seats(network, invitations), *_table(network, table), *_ties(network, ties)]
    if not lines:
        return ()
    head = text("Einladungsliste, Stand {day}:", day=ties.basis.scope.at)
    if fields:
        names = tuple(map(field_name, fields))
        head = text("Einladungsliste zu {fields}, Stand {day}:", fields=names, day=ties.basis.scope.at)
    foot = text(
        "Nach den erfassten Angaben (Revision {n}); was nicht erfasst ist, ist nicht berücksichtigt.",
        n=str(ties.basis.revision),
    )
    found = ties.coordination
    return (head, *lines, "", foot, *settings_words(found.accepted, found.channels.max_body, carrying))


def settings_words(accepted: frozenset[str], max_body: int, carrying: frozenset[str] | None) -> tuple[Text, Text]:
    """Which channels counted as coordination, and which roles as carrying a measure, for a file that leaves here."""
    words = vocabulary()
    counted_roles = words.carrying_roles() if carrying is None else carrying
    return (
        text(
            "Als Weg der Abstimmung zählt: {channels}; ein Gremium mit höchstens {n} Mitgliedern.",
            channels=tuple(label for channel, label in CHANNEL_LABELS.items() if channel in accepted),
            n=max_body,
        )
        if "common_body" in accepted
        else text(
            "Als Weg der Abstimmung zählt: {channels}; Gremien zählen nicht.",
            channels=tuple(label for channel, label in CHANNEL_LABELS.items() if channel in accepted),
        ),
        text(
            "Als Träger zählt, wer mitwirkt als: {roles}.",
            roles=tuple(label for role, label in words.roles.items() if role in counted_roles),
        ),
    )


def _table(network: Network, table: RecommendedTable) -> list[Value]:
    if not table.seats:
        return []
    lines: list[Value] = ["", text("Neuer runder Tisch:")]
    for seat in table.seats:
        lines += _named(network, seat.actor, seat.pairs, table)
    return lines


def _seats(network: Network, invitations: RecommendedInvitations) -> list[Value]:
    lines: list[Value] = []
    for row in invitations.rows:
        lines += ["", text("Einladung in „{body}“:", body=network.node(row.body).name)]
        lines += _named(network, row.actor, (*row.pairs, *row.repeated), invitations)
    return lines


def _ties(network: Network, ties: RecommendedTies) -> list[Value]:
    lines: list[Value] = []
    for row in ties.rows:
        names = _quoted(network, (row.pair.first, row.pair.second))
        lines += ["", text("Gespräch zwischen {names}:", names=names)]
        lines.append(text("– {reason}", reason=shared_words(network, row.pair, row.pair.first)))
    return lines


def _named(
    network: Network, actor: str, pairs: Iterable[ClosedPair], found: RecommendedTable | RecommendedInvitations
) -> list[Value]:
    """A name, and a line for each pair that its presence closes."""
    reasons = (reason(network, found.explain(pair), actor) for pair in pairs)
    return [network.node(actor).name, *(text("– {reason}", reason=one) for one in reasons)]
