"""How far a long load has come, on a terminal; elsewhere nothing is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from graph_service.commands.shared import State

if TYPE_CHECKING:
    from graph_service.operations.loading import Stage
    from graph_service.operations.loading_several import Telling


@contextmanager
def stages(total: int) -> Iterator[Telling]:
    """A bar that goes on with each stage of each file that is told, for as long as the block lasts."""
    from rich.console import Console  # noqa: PLC0415 - each command loads only what it needs
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    from graph_service.operations.loading_several import Telling  # noqa: PLC0415
    from graph_service.operations.wording_loading import STAGE_LABELS  # noqa: PLC0415

    console = Console(stderr=True)
    words = TextColumn("{task.description}", markup=False)
    columns = (SpinnerColumn(), words, BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=total, completed=-1)
        file = ""

        def begin(name: str, number: int, files: int) -> None:
            nonlocal file
            file = f"{number}/{files} {name}: " if files > 1 else ""

        def tell(stage: Stage) -> None:
            named = "" if stage == "writing" else file
            bar.update(task, description=named + STAGE_LABELS[stage].in_language(State.language), advance=1)

        yield Telling(tell, begin)


@contextmanager
def fetching() -> Iterator[Callable[[str, int], None]]:
    """The kind of thing that is fetched and how many there are, for as long as the block lasts."""
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)
        yield lambda kind, number: bar.update(task, description=f"{kind} {number}")
