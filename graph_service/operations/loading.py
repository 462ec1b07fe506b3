"""Loading: a source is read, joined with what is there, checked as a whole, and becomes one revision or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from graph_service.model.change import ChangeSet, Revision
from graph_service.model.errors import BadInput, NotFound, Problem, UnreadableFile
from graph_service.model.identity import check_network_id, fold
from graph_service.model.network import Network
from graph_service.model.nodes import Document
from graph_service.model.text import text
from graph_service.model.ties import AnyRecord
from graph_service.operations.joining import Joined, join
from graph_service.operations.service import Service
from loaders.base import Finding, Loaded, Report
from loaders.vorlage import load_paper
from loaders.workbook import load_folder

SHIPPED = "leverkusen"
SHIPPED_NAME = "Leverkusen"
SHIPPED_PAPER = "vorlage-2017-1900.txt"


@dataclass(frozen=True)
class Preview:
    """What a load would change: numbers of records and what was recognised as already known."""

    new: int
    changed: int
    unchanged: int
    joined: tuple[Joined, ...]
    ambiguous: tuple[Joined, ...]


@dataclass(frozen=True)
class LoadResult:
    """The report on a source, what it changes, and the revision that it made (None on a dry run)."""

    network: str
    report: Report
    preview: Preview
    revision: Revision | None


def load_source(
    service: Service,
    network: str,
    path: Path,
    *,
    author: str,
    dry_run: bool = False,
    skip_bad_rows: bool = False,
) -> LoadResult:
    """Loads a folder of tables or a council paper into a network, which is made if it is not there yet.

    Nothing is written on a dry run, nor where the source has errors (unless bad rows are to be skipped) or
    its records do not hold together with the network.
    """
    check_network_id(network)
    known = known_network(service, network)
    loaded = read_source(path, known, skip_bad_rows=skip_bad_rows)
    _refuse_errors(loaded.report, skip_bad_rows=skip_bad_rows)
    if not path.is_dir():
        _refuse_other_town(known, loaded)
    result = join(known, loaded.records, newer=path.is_dir())
    preview = _preview(known, result.records, result.joined, result.ambiguous)
    change = ChangeSet(put=result.records)
    known.apply(change)
    if dry_run:
        return LoadResult(network, loaded.report, preview, None)
    name = loaded.suggested_name or network.replace("-", " ").title()
    reason = render_reason(path)
    # The network is made with its first revision, so that no interruption leaves it empty.
    revision = service.store.commit(network, change, author=author, reason=reason, expected=known.revision, create=name)
    return LoadResult(network, loaded.report, preview, revision)


def render_reason(path: Path) -> str:
    return f"Geladen aus {path.name}"


def read_source(path: Path, known: Network, *, skip_bad_rows: bool = False) -> Loaded:
    """The records of a folder of tables or of a text file with a council paper."""
    if path.is_dir():
        return load_folder(path, known=known.nodes, skip_bad_rows=skip_bad_rows)
    if not path.exists():
        raise UnreadableFile(
            text("Diese Datei oder diesen Ordner gibt es nicht."),
            place=str(path),
            remedy=text("Bitte den Pfad prüfen."),
        )
    if path.suffix.lower() != ".txt":
        raise BadInput(
            text("Dateien mit der Endung „{suffix}“ können noch nicht geladen werden.", suffix=path.suffix or "–"),
            place=str(path),
            value=path.suffix,
            remedy=text("Möglich sind ein Ordner mit CSV-Tabellen oder eine Ratsvorlage als Textdatei (.txt)."),
        )
    return load_paper(path)


def known_network(service: Service, network: str) -> Network:
    """The network as it is, or an empty one under a new name."""
    try:
        return service.network(network)
    except NotFound:
        return Network(network)


def _refuse_errors(report: Report, *, skip_bad_rows: bool) -> None:
    if report.errors and not skip_bad_rows:
        raise BadInput(
            text("Die Quelle hat Fehler, deshalb wurde nichts übernommen."),
            place=report.source,
            problems=[_problem(finding) for finding in report.errors],
            remedy=text("Bitte die genannten Stellen berichtigen und die Quelle noch einmal laden."),
        )


def _refuse_other_town(known: Network, loaded: Loaded) -> None:
    """A paper belongs to the network only if a paper of the same town is there, or none that names its town."""
    there = [paper.publisher for paper in known.documents if paper.kind == "council_paper" and paper.publisher]
    papers = [r for r in loaded.records if isinstance(r, Document) and r.kind == "council_paper" and r.publisher]
    towns = {_folded(town) for town in there}
    for paper in papers:
        if there and _folded(paper.publisher or "") not in towns:
            raise BadInput(
                text(
                    "Die Vorlage kommt von „{town}“, das Netzwerk „{network}“ enthält aber Vorlagen von {known}.",
                    town=paper.publisher or "",
                    network=known.id,
                    known=tuple(dict.fromkeys(there)),
                ),
                place=loaded.report.source,
                value=paper.publisher or "",
                remedy=text("Bitte in ein eigenes Netzwerk laden: --network KENNUNG; es wurde nichts übernommen."),
            )


def _folded(town: str) -> str:
    return " ".join(fold(town).split())


def _problem(finding: Finding) -> Problem:
    return Problem(finding.message, finding.place, finding.value, finding.near)


def _preview(
    known: Network, records: tuple[AnyRecord, ...], joined: tuple[Joined, ...], ambiguous: tuple[Joined, ...]
) -> Preview:
    new = sum(1 for record in records if known.get(record.id) is None)
    unchanged = sum(1 for record in records if known.get(record.id) == record)
    return Preview(new, len(records) - new - unchanged, unchanged, joined, ambiguous)


def shipped_folder() -> Path:
    """Where the shipped network lies in the installed package."""
    import loaders  # noqa: PLC0415 - only its place is wanted

    return Path(loaders.__file__).parent / "data" / SHIPPED


def lacks_shipped(service: Service) -> bool:
    """Whether the shipped network is still to be loaded: nothing is there, or a first load was interrupted.

    What somebody began under this id with a source of their own is left alone, and so is a paper that was removed.
    """
    there = [info.id for info in service.store.networks()]
    if there != [SHIPPED]:
        return not there
    revisions = service.store.revisions(SHIPPED)
    if revisions and revisions[0].reason != render_reason(shipped_folder()):
        return False
    # The tables name the paper; only the paper itself brings its stations.
    return not any(revision.reason == render_reason(shipped_folder() / SHIPPED_PAPER) for revision in revisions)


def load_shipped(service: Service) -> Mapping[str, LoadResult]:
    """The shipped Leverkusen network: its tables, then the council paper that it starts from."""
    folder = shipped_folder()
    return {
        path.name: load_source(service, SHIPPED, path, author="Akteursnetz")
        for path in (folder, folder / SHIPPED_PAPER)
    }
