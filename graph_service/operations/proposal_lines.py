"""What a proposal would change, in words: field by field what was recorded, what is proposed, what is recorded now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph_service.model.errors import AkteursnetzError
from graph_service.model.naming import called
from graph_service.model.network import Network
from graph_service.model.nodes import NodeBase
from graph_service.model.provenance import Citation
from graph_service.model.text import Label, Text, Value, text
from graph_service.model.vocabulary import vocabulary
from graph_service.operations.deciding import compared
from graph_service.operations.editing import plan
from graph_service.operations.editing_conflicts import Clash, State, Version
from graph_service.operations.editing_planning import new_record
from graph_service.operations.editing_values import checked_values, shown
from graph_service.operations.edits import Edits, Make
from graph_service.operations.fields import field_of, type_of
from graph_service.operations.proposals import Proposal
from graph_service.operations.service import Service
from graph_service.operations.wording_change import record_words

_DONE = {
    "make": text("Neu: {what}"),
    "change": text("Ändern: {what}"),
    "end": text("Beenden: {what}"),
    "remove": text("Als Fehler entfernen: {what}"),
}


@dataclass(frozen=True)
class Line:
    """One field: what stood there when it was proposed, what is proposed, what stands there by now."""

    field: str
    label: Label
    before: Value
    proposed: Value
    now: Value
    state: State


@dataclass(frozen=True)
class Piece:
    """One edit of a proposal in words; `problem` is why it cannot be taken as things are, `changed` where only for a
    removal somebody has to say that it is still meant."""

    what: Text
    record: str
    there: bool
    lines: tuple[Line, ...]
    source: Citation | None
    problem: Text | None = None
    changed: bool = False

    @property
    def clashes(self) -> tuple[Line, ...]:
        """The fields of which a coordinator has to choose a version."""
        return tuple(line for line in self.lines if line.state == "clash")


def pieces(service: Service, proposal: Proposal) -> tuple[Piece, ...]:
    """Each edit of a proposal: an open one against the newest revision, a closed one as it was made."""
    at = service.info(proposal.network).revision if proposal.is_open else proposal.base
    problems = _problems(service, proposal) if proposal.is_open else {}
    return tuple(_piece(service, proposal, place, at, problems.get(place)) for place in range(len(proposal.records)))


def _piece(service: Service, proposal: Proposal, place: int, at: int, problem: Text | None) -> Piece:
    edit, record_id = proposal.edits.edits[place], proposal.records[place]
    now, before = service.network(proposal.network, at), service.network(proposal.network, proposal.base)
    name = name_of(proposal, place, now if _is_in(now, record_id) else before)
    gone = changed = False
    if isinstance(edit, Make):
        lines = tuple(_new(edit, now))
    else:
        found = compared(service, proposal, edit, at)
        gone, changed = found.gone, edit.action == "remove" and bool(found.versions)
        lines = tuple(_line(record_id, version, now) for version in found.versions if version.state != "theirs")
    return Piece(
        what=Text(_DONE[edit.action].template, {"what": name}),
        record=record_id,
        there=_is_in(service.network(proposal.network), record_id),
        lines=lines,
        source=edit.source or proposal.edits.source,
        problem=text("Inzwischen entfernt; es lässt sich nicht mehr übernehmen.") if gone else problem,
        changed=changed,
    )


def _problems(service: Service, proposal: Proposal) -> dict[int, Text]:
    """Why edits cannot be taken as things are, by their places; what clashes is a matter of choice, not a problem."""
    try:
        plan(service, proposal.network, proposal.edits)
    except Clash:
        return _alone(service, proposal)
    except AkteursnetzError as error:
        return _alone(service, proposal) or {0: error.message}
    return {}


def _alone(service: Service, proposal: Proposal) -> dict[int, Text]:
    """What is wrong with each edit by itself."""
    found: dict[int, Text] = {}
    for place, edit in enumerate(proposal.edits.edits):
        try:
            plan(service, proposal.network, Edits(**{**dict(proposal.edits), "edits": (edit,)}))
        except Clash:
            continue
        except AkteursnetzError as error:
            found[place] = error.message
    return found


def _new(edit: Make, network: Network) -> Iterator[Line]:
    """The fields of a new record of which something is said."""
    for name, value in checked_values(edit.type, edit.values).items():
        field = field_of(edit.type, name)
        if value not in (None, "", []) and value != field.empty:
            words = _words(field.name, edit.type, value, network)
            yield Line(name, field.label, "", words, "", "mine")


def _line(record_id: str, version: Version, network: Network) -> Line:
    record_type = type_of(record_id)
    before, mine, theirs = (
        _words(version.field, record_type, value, network) for value in (version.base, version.mine, version.theirs)
    )
    return Line(version.field, version.label, before, mine, theirs, version.state)


def _words(name: str, record_type: str, value: object, network: Network) -> Value:
    return shown(field_of(record_type, name), value, network)  # type: ignore[arg-type]


def name_of(proposal: Proposal, place: int, network: Network) -> Value:
    """What readers call the record that an edit is about, or will."""
    edit, record_id = proposal.edits.edits[place], proposal.records[place]
    if _is_in(network, record_id):
        return record_words(network, record_id)
    if not isinstance(edit, Make):
        return record_id
    if edit.type == "tie":
        ends = {end: str(edit.values.get(end, "")) for end in ("origin", "target")}
        words = {end: record_words(network, one) if one in network.nodes else one for end, one in ends.items()}
        kind = vocabulary().tie_kinds[str(edit.values.get("kind"))].forward
        return text("{way} → {words} → {name}", way=words["origin"], words=kind, name=words["target"])
    source = edit.source or proposal.edits.source
    made = new_record(edit, checked_values(edit.type, edit.values), (source,) if source else ())
    return called(network, made) if isinstance(made, NodeBase) else record_id


def _is_in(network: Network, record_id: str) -> bool:
    return record_id in network.nodes or record_id in network.ties
