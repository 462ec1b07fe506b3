"""Options that several commands share, each group of them a dataclass, and how a command takes a group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from graph_service.commands.shared import Json, Network, State, Store, print_json, read

if TYPE_CHECKING:
    from pydantic import BaseModel

    from graph_service.api.findings import Findings
    from graph_service.serving.filters import Facets
    from graph_service.serving.reading import Reading

Many = list[str] | None
InFields = Annotated[Many, typer.Option(help="nur im Handlungsfeld / in this field only, e.g. D")]
Limit = Annotated[int, typer.Option(min=0, max=500, help="wie viele Zeilen / how many rows")]


@dataclass(frozen=True)
class Counted:
    """Of which network a command tells, what counts as recorded and as running, and whether it prints JSON."""

    documented: Annotated[bool, typer.Option("--documented", help="nur Belegtes / documented facts only")] = False
    planned: Annotated[bool, typer.Option("--planned", help="Geplantes mitzählen / count planned measures")] = False
    certain: Annotated[bool, typer.Option("--certain", help="nur sicher Laufendes / only what certainly runs")] = False
    network: Network = None
    store: Store = None
    as_json: Json = False

    def tell(self, answer: Callable[[Reading], BaseModel]) -> None:
        """Prints what is answered to a reading of the network: as text, or as JSON just as the API has it."""
        from graph_service.reports import print_finding  # noqa: PLC0415

        with read(self.store, self.network) as whole:
            found = answer(self._seen(whole))
        if self.as_json:
            print_json(found)
        else:
            print_finding(found, State.language)

    def _seen(self, whole: Reading) -> Reading:
        counts = {"documented": self.documented, "planned": self.planned, "certain": self.certain}
        return replace(whole, scope=whole.scope.model_copy(update=counts))


@dataclass(frozen=True)
class Asked(Counted):
    """The same on a day."""

    at: Annotated[str | None, typer.Option(help="Jahr, Monat oder Tag / year, month or day; today")] = None

    def tell_findings(self, answer: Callable[[Findings], BaseModel]) -> None:
        """Prints what an analysis answers."""
        from graph_service.api.findings import findings  # noqa: PLC0415

        self.tell(lambda reading: answer(findings(reading)))

    def _seen(self, whole: Reading) -> Reading:
        return on_day(super()._seen(whole), self.at)


def on_day(reading: Reading, at: str | None) -> Reading:
    """The reading on the day that a year, a month or a day means; as it is where none is named."""
    from graph_service.model.period import PartialDate  # noqa: PLC0415
    from graph_service.operations.service import day_of  # noqa: PLC0415

    if at is None:
        return reading
    day = day_of(PartialDate.written(at))
    return replace(reading, scope=reading.scope.model_copy(update={"at": day}), dated=True)


@dataclass(frozen=True)
class Narrowed:
    """To which concepts a command keeps."""

    field: Annotated[Many, typer.Option(help="Handlungsfeld / field of action, e.g. D")] = None
    target_group: Annotated[Many, typer.Option(help="Zielgruppe / target group, e.g. frauen")] = None
    district: Annotated[Many, typer.Option(help="Ort / place, e.g. opladen")] = None

    @property
    def facets(self) -> Facets:
        from graph_service.serving.filters import Facets  # noqa: PLC0415

        return Facets(self.field, self.target_group, self.district)


def grouped(command: Callable[..., None]) -> Callable[..., None]:
    """The command with an option for each field of those of its parameters that are groups of options."""
    hints = get_type_hints(command, include_extras=True)
    groups: dict[str, Any] = {name: hint for name, hint in hints.items() if is_dataclass(hint)}

    @wraps(command)
    def run(**given: Any) -> None:
        made = {name: group(**{field: given.pop(field) for field in _names(group)}) for name, group in groups.items()}
        command(**given, **made)

    own = [
        one.replace(kind=Parameter.KEYWORD_ONLY, annotation=hints[name])
        for name, one in signature(command).parameters.items()
        if name not in groups
    ]
    shared = [one for group in reversed(groups.values()) for one in _options(group)]
    run.__dict__["__signature__"] = Signature([*own, *shared])
    return run


def _names(group: Any) -> list[str]:
    return [field.name for field in fields(group)]


def _options(group: Any) -> list[Parameter]:
    hints = get_type_hints(group, include_extras=True)
    return [
        Parameter(field.name, Parameter.KEYWORD_ONLY, default=field.default, annotation=hints[field.name])
        for field in fields(group)
    ]
