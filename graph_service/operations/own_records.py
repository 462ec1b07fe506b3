"""What an account may propose to change: the records of the actors for which it speaks, and no others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graph_service.access.accounts import Account
from graph_service.model.errors import BadValue, Forbidden
from graph_service.model.network import Network
from graph_service.model.nodes import Observation, Report
from graph_service.model.text import Text, text
from graph_service.model.ties import Tie
from graph_service.operations.edits import Edit, Edits, Make, Remove
from graph_service.operations.fields import field_of, type_of

OWN_TIES = ("carries", "member_of", "coordinates_with")
"""The kinds of ties that are an actor's own at either end."""

REPORTED = ("report", "observation")
"""What is said of a measure: theirs where the measure is."""

_NEW = ("measure", *REPORTED)
_NOT_THEIRS = text("Das ist kein Eintrag, für den dieses Konto spricht.")


@dataclass(frozen=True)
class OwnRecords:
    """The records of some actors: themselves, the measures that they carry with what is said of these, their ties."""

    network: Network
    actors: frozenset[str]

    @classmethod
    def of(cls, network: Network, account: Account) -> OwnRecords:
        actors = account.actors.get(network.id, ())
        return cls(network, frozenset(one for one in actors if account.speaks_for(network.id, one)))

    def has(self, record_id: str) -> bool:
        """Whether a record is theirs; none is that is not there."""
        tie = self.network.ties.get(record_id)
        if tie is not None:
            return self.has_tie(tie)
        return record_id in self.actors or self._carries(self._measure_of(record_id))

    def has_tie(self, tie: Tie) -> bool:
        return tie.kind in OWN_TIES and bool(self.actors & {tie.origin, tie.target})

    def refuse_foreign(self, record_id: str) -> None:
        """Forbidden for a record that is not theirs."""
        if not self.has(record_id):
            raise _refused(_NOT_THEIRS, record_id)

    def check(self, edits: Edits) -> None:
        """Forbidden for the first edit of a record that is not theirs, or of a restricted field."""
        for place, edit in enumerate(edits.edits):
            if isinstance(edit, Make) and edit.type == "measure":
                self._refuse_uncarried(edit)
            elif not self._allows(edit):
                raise _refused(_NOT_THEIRS, f"edits.{place}")
            if _type(edit) in REPORTED:
                self._refuse_reporting_of_others(edit)
            _refuse_restricted(edit, f"edits.{place}")

    def _allows(self, edit: Edit) -> bool:
        if not isinstance(edit, Make):
            # What is not there is refused as what it is, by whoever plans the edit.
            return self.has(edit.id) or not (edit.id in self.network.nodes or edit.id in self.network.ties)
        if edit.type in REPORTED:
            return True  # if it is of one of their measures
        ends = {edit.values.get(end) for end in ("origin", "target") if isinstance(edit.values.get(end), str)}
        return edit.type == "tie" and edit.values.get("kind") in OWN_TIES and bool(self.actors & ends)

    def _refuse_uncarried(self, edit: Make) -> None:
        carriers: Any = edit.values.get("carriers")
        named = carriers if isinstance(carriers, list) else []
        if not any(isinstance(one, dict) and one.get("record") in self.actors for one in named):
            raise BadValue(
                text("An einer neuen Maßnahme muss ein Akteur mitwirken, für den dieses Konto spricht."),
                place="carriers",
                remedy=text("Bitte ihn als Mitwirkenden nennen."),
            )

    def _refuse_reporting_of_others(self, edit: Edit) -> None:
        """BadValue for a report or value that would be of another measure than theirs, or of none."""
        values: dict[str, Any] = getattr(edit, "values", {})
        measure = values.get("measure")
        if not isinstance(edit, Make) and "measure" not in values:
            return
        if not isinstance(measure, str) or not self._carries(measure):
            raise BadValue(
                text("Berichten lässt sich zu Maßnahmen von Akteuren, für die dieses Konto spricht."),
                place="measure",
                remedy=text("Bitte eine davon nennen."),
            )

    def _measure_of(self, record_id: str) -> str:
        """The measure that a report or a value is about; the record itself otherwise."""
        node = self.network.nodes.get(record_id)
        return (node.measure or "") if isinstance(node, Report | Observation) else record_id

    def _carries(self, measure: str) -> bool:
        if measure not in self.network.nodes:
            return False
        return any(tie.origin in self.actors for tie in self.network.ties_to(measure, "carries"))


def refuse_new(what: str) -> None:
    """Forbidden for new records that nobody proposes: a contributor has its own actors, makes measures and reports."""
    if what not in _NEW:
        raise _refused(_NOT_THEIRS, "what")


def _type(edit: Edit) -> str:
    """The type of the record that an edit makes or is about."""
    return edit.type if isinstance(edit, Make) else type_of(edit.id)


def _refuse_restricted(edit: Edit, place: str) -> None:
    """Forbidden for contacts and internal notes, which whoever proposes may not read either."""
    record_type, values = _type(edit), getattr(edit, "values", {})
    hidden = [] if isinstance(edit, Remove) else [name for name in values if field_of(record_type, name).restricted]
    if hidden:
        raise _refused(text("„{field}“ pflegt die Koordination.", field=field_of(record_type, hidden[0]).label), place)


def _refused(message: Text, place: str) -> Forbidden:
    return Forbidden(
        message,
        place=place,
        remedy=text(
            "Vorschlagen lassen sich Änderungen an eigenen Akteuren, an Maßnahmen, an denen sie mitwirken, und an ihren"
            " eigenen Beziehungen, dazu neue Maßnahmen, Berichte und Beziehungen mit ihnen. Für anderes bitte die"
            " Koordination ansprechen."
        ),
    )
