"""Loading: a source is read, joined with what is there, checked as a whole, and becomes one revision or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal, TypeAlias

from graph_service.model.change import ChangeSet, Revision
from graph_service.model.errors import BadInput, NotFound, Problem
from graph_service.model.identity import check_new_network_id, fold
from graph_service.model.network import Network
from graph_service.model.nodes import Document
from graph_service.model.text import text
from graph_service.operations.copies import only_what_is_new
from graph_service.operations.joining import Joined, join
from graph_service.operations.matching import near_names
from graph_service.operations.previewing import NOTHING, Preview, rows_of
from graph_service.operations.service import Service
from graph_service.operations.sources import ReadAs, read_source
from graph_service.operations.updating import ended, ending_reason, missing_since, render_reason, reopened
from graph_service.operations.yet_to_come import without_yet_to_come
from loaders.base import Finding, Loaded, Report

SHIPPED = "leverkusen"
SHIPPED_NAME = "Leverkusen"
SHIPPED_PAPER = "vorlage-2017-1900.txt"
Stage: TypeAlias = Literal["reading", "joining", "checking", "writing"]
Staged: TypeAlias = Callable[[Stage], None]


def silent(_stage: Stage) -> None:
    """Tells nobody how far a load has come."""


@dataclass(frozen=True)
class Options:
    """How a source is taken: with the good rows only, with an end for what it does not name any more, and as what.

    `kind` is a word of KINDS, else the file is taken as what it looks like; `mapping` says what the columns of a list
    mean.
    """

    skip_bad_rows: bool = False
    end_missing: date | None = None
    kind: str | None = None
    mapping: Path | None = None

    @property
    def read_as(self) -> ReadAs:
        return ReadAs(self.kind, self.mapping, self.skip_bad_rows)


@dataclass(frozen=True)
class LoadResult:
    """The report on a source, what it changes, and the revision that it made (None on a dry run).

    `source` is its name; `known` is the network before, `after` as it is or would be with the source; both are the
    same where the source is `refused` for its errors, as a dry run says. A source of several files has a result of
    its own for each of them in `parts`. `is_foreign_list`: it is refused because a mapping is missing.
    """

    network: str
    source: str
    report: Report
    preview: Preview
    revision: Revision | None
    known: Network
    after: Network
    parts: tuple[LoadResult, ...] = ()
    is_foreign_list: bool = False

    @property
    def made(self) -> bool:
        """Whether the load made a new revision; one that says nothing new makes none."""
        return self.revision is not None and self.revision.number > self.known.revision

    @property
    def refused(self) -> bool:
        """Whether nothing can be taken over, because the source has errors."""
        return bool(self.report.errors) and self.preview is NOTHING


def load_source(
    service: Service,
    network: str,
    path: Path,
    *,
    author: str,
    dry_run: bool = False,
    options: Options | None = None,
    stage: Staged = silent,
) -> LoadResult:
    """Loads a source into a network, which is made if it is not there yet.

    Nothing is written on a dry run, nor where the source has errors (unless bad rows are to be skipped) or
    its records do not hold together with the network, nor where it says nothing new.
    """
    check_new_network_id(network)
    asked, known = options or Options(), known_network(service, network)
    stage("reading")
    loaded = read_source(path, known, asked.read_as)
    return take_over(service, known, loaded, path.name, author=author, dry_run=dry_run, options=asked, stage=stage)


def take_over(
    service: Service,
    known: Network,
    loaded: Loaded,
    source: str,
    *,
    author: str,
    dry_run: bool = False,
    options: Options | None = None,
    stage: Staged = silent,
) -> LoadResult:
    """Joins what was read from a source with the network, checks it as a whole, and makes one revision or none.

    A source with errors is refused, unless its bad rows are to be skipped; a dry run says so in its result.
    """
    asked = options or Options()
    result, change = checked(service, known, loaded, source, asked, stage)
    if dry_run:
        return result
    if result.refused:
        raise refused(result.report, source)
    stage("writing")
    name = loaded.suggested_name or known.id.replace("-", " ").title()
    return written(service, result, change, author=author, end_missing=asked.end_missing, name=name)


def checked(
    service: Service, known: Network, loaded: Loaded, source: str, options: Options, stage: Staged = silent
) -> tuple[LoadResult, ChangeSet]:
    """What was read, joined with the network and checked as a whole, as on a dry run; and what it would change."""
    loaded = without_yet_to_come(loaded)
    if loaded.report.errors and not options.skip_bad_rows:
        return replace(_refusal(known, loaded.report, source), is_foreign_list=loaded.is_foreign_list), ChangeSet()
    if not loaded.current:
        _refuse_other_town(known, loaded)
    loaded = only_what_is_new(known, loaded)
    stage("joining")
    preview, change = _preview(service, known, loaded, render_reason(source), options.end_missing)
    stage("checking")
    return LoadResult(known.id, source, loaded.report, preview, None, known, known.apply(change)), change


def written(
    service: Service, result: LoadResult, change: ChangeSet, *, author: str, end_missing: date | None, name: str
) -> LoadResult:
    """What was checked, as a revision; a network that is not there yet gets the name."""
    known, reason = result.known, render_reason(result.source)
    reason = ending_reason(reason, end_missing) if result.preview.ended and end_missing else reason
    # The network is made with its first revision, so that no interruption leaves it empty.
    revision = service.store.commit(
        known.id, change, author=author, reason=reason, expected=known.revision, create=name
    )
    return replace(result, revision=revision)


def _refusal(known: Network, report: Report, source: str) -> LoadResult:
    return LoadResult(known.id, source, report, NOTHING, None, known, known)


def _preview(
    service: Service, known: Network, loaded: Loaded, reason: str, end_missing: date | None
) -> tuple[Preview, ChangeSet]:
    """What the source would change, and the change set that does it."""
    joining = join(known, loaded.records, newer=loaded.current)
    _note_namesakes(known, loaded, joining.namesakes)
    joining, back = reopened(service, known, loaded, joining)
    # Rows that were skipped may be what seems to be missing.
    tells_all = loaded.complete and not loaded.report.errors
    if end_missing and not tells_all:
        raise cannot_end(loaded.report)
    missing = missing_since(service, known, reason, set(joining.ids.values())) if tells_all else ()
    ends = ended(missing, end_missing) if end_missing else ()
    rows = rows_of(known, loaded, joining, back)
    near = near_names(known, joining.records)
    preview = Preview(rows, joining.joined, joining.ambiguous, missing, ends, near)
    return preview, ChangeSet(put=(*joining.records, *ends))


def _note_namesakes(known: Network, loaded: Loaded, namesakes: Iterable[Joined]) -> None:
    """Says of which documents only the titles are the same, so that a person can look."""
    numbers = {record.id: record.number for record in loaded.records if isinstance(record, Document)}
    for one in namesakes:
        there = known.nodes[one.existing]
        message = text(
            "„{title}“ ist der Titel von {known} und von {new}; wegen der Nummern gelten sie als zwei Papiere.",
            title=one.name,
            known=(there.number if isinstance(there, Document) else None) or one.existing,
            new=numbers.get(one.incoming) or one.incoming,
        )
        loaded.report.note(message, loaded.places.get(one.incoming, loaded.report.source), one.name)


def cannot_end(report: Report) -> BadInput:
    """The refusal to end what a source does not name, because it does not name all that it knows."""
    message = text("Diese Quelle nennt nicht alles, was sie weiß; was in ihr fehlt, kann nicht beendet werden.")
    if report.errors:
        message = text("Die Quelle hat Fehler; was in den ausgelassenen Zeilen steht, sähe aus wie fehlend.")
    return BadInput(
        message,
        place="end_missing",
        remedy=text("Bitte die Fehler berichtigen, oder Fehlendes diesmal nicht beenden; es wurde nichts übernommen."),
    )


def known_network(service: Service, network: str) -> Network:
    """The network as it is, or an empty one under a new name."""
    try:
        return service.network(network)
    except NotFound:
        return Network(network)


def refused(report: Report, source: str) -> BadInput:
    """The refusal of a source with errors, each with its place."""
    return BadInput(
        text("Die Quelle hat Fehler, deshalb wurde nichts übernommen."),
        place=source,
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
    if revisions and revisions[0].reason != render_reason(shipped_folder().name):
        return False
    # The tables name the paper; only the paper itself brings its stations.
    return not any(revision.reason == render_reason(SHIPPED_PAPER) for revision in revisions)


def load_shipped(service: Service) -> Mapping[str, LoadResult]:
    """The shipped Leverkusen network: its tables, then the council paper that it starts from."""
    folder = shipped_folder()
    return {
        path.name: load_source(service, SHIPPED, path, author="Akteursnetz")
        for path in (folder, folder / SHIPPED_PAPER)
    }
