"""Routes that bring data in by files, with a dry run, and take revisions back."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi import Path as Place

from graph_service.api.errors import documented
from graph_service.api.schemas import NetworkOut, RevisionOut, Word
from graph_service.api.schemas_imports import (
    FindingOut,
    ImportOut,
    ImportRowOut,
    JoinedOut,
    MissingOut,
    NetworkIn,
    UndoIn,
    UndoneOut,
)
from graph_service.language import render
from graph_service.model.checking import check_words
from graph_service.model.errors import BadValue
from graph_service.model.functions import check_function
from graph_service.model.identity import check_network_id
from graph_service.model.network import Network
from graph_service.model.text import Label, Language, Value, text
from graph_service.model.ties import AnyRecord
from graph_service.operations import wording_loading as wording
from graph_service.operations.beginning import empty_network
from graph_service.operations.field_labels import PART_LABELS
from graph_service.operations.joining import Joined
from graph_service.operations.loading import LoadResult, Options
from graph_service.operations.previewing import Row
from graph_service.operations.undoing import plan_undo, undo
from graph_service.operations.updating import Missing
from graph_service.operations.uploading import MAX_FILES, Wanted, keep_files, load_sent
from graph_service.operations.wording_change import record_words
from graph_service.operations.wording_matching import already_recorded
from graph_service.serving.acting import known_only
from graph_service.serving.days import SomeDay
from graph_service.serving.reading import API, LanguageOf, NetworkId, ServiceOf, refuse_unknown
from graph_service.serving.receiving import ReceivedOf
from graph_service.serving.who import Person, PersonOf
from graph_service.serving.writing import OwnFilesOnly, OwnPagesOnly, Writing, WritingOf, writing_at
from loaders.base import Finding

files = APIRouter(tags=["Daten / data"], route_class=OwnFilesOnly)
router = APIRouter(tags=["Daten / data"], route_class=OwnPagesOnly)

SHOWN = 200
MOST_SHOWN = 5_000
_LONGEST_AUTHOR = 200
_REFUSALS = documented(HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED)
FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {
                            "type": "array",
                            "items": {"type": "string", "format": "binary"},
                            "minItems": 1,
                            "maxItems": MAX_FILES,
                            "description": "eine Datei oder mehrere / one file or several, at most 50 MB together",
                        },
                        "mapping": {
                            "type": "string",
                            "format": "binary",
                            "description": "Zuordnung der Spalten einer eigenen Liste / mapping of a list (YAML)",
                        },
                        "author": {
                            "type": "string",
                            "maxLength": _LONGEST_AUTHOR,
                            "description": "wer lädt; nur zum Prüfen nicht nötig / who loads; needless for a dry run",
                        },
                    },
                }
            }
        },
    }
}


@dataclass(frozen=True)
class Importing:
    """How files are to be taken: only looked at, without bad rows, with an end for what they do not name, as what."""

    dry_run: Annotated[bool, Query(description="nur prüfen, nichts schreiben / write nothing")] = False
    skip_bad_rows: Annotated[bool, Query(description="gute Zeilen übernehmen / take the good rows")] = False
    end_missing: Annotated[SomeDay, Query(description="Tag, an dem Fehlendes endet / day on which it ends")] = None
    name: Annotated[str | None, Query(max_length=100, description="Name eines neuen Netzwerks / of a new one")] = None
    kind: Annotated[
        str | None, Query(max_length=40, description="als was / as what: tables, list, paper, oparl, hsds, graph")
    ] = None
    limit: Annotated[int, Query(ge=0, le=MOST_SHOWN, description="Länge der Listen / length of lists")] = SHOWN

    def wanted(self, network: str, person: Person, author: str, mapping: Path | None) -> Wanted:
        options = Options(self.skip_bad_rows, self.end_missing, self.kind, mapping)
        needless = self.dry_run and not author.strip()
        return Wanted(network, "" if needless else signed_by(person, author), options, self.name)


ImportingOf: TypeAlias = Annotated[Importing, Depends()]


def importing(
    request: Request,
    service: ServiceOf,
    language: LanguageOf,
    n: NetworkId,
    person: PersonOf,
    asked: ImportingOf,
    lang: Annotated[Literal["de", "en"] | None, Query(description="Sprache / language")] = None,
    if_match: Annotated[str | None, Header(description="ETag, den die Daten noch haben müssen / ETag read")] = None,
) -> Writing:
    """The writing that an import asks for; only where `name` is given may its network be a new one."""
    refuse_unknown(request)
    check_network_id(n)
    if asked.name and if_match is None and all(info.id != n for info in service.store.networks()):
        return Writing(service, n, lang or language, None, person)
    return writing_at(service, n, lang or language, if_match, person, "If-Match")


@files.post("/networks/{n}/imports", responses=_REFUSALS, openapi_extra=FORM)
def load(
    writing: Annotated[Writing, Depends(importing)], response: Response, asked: ImportingOf, form: ReceivedOf
) -> ImportOut:
    """Loads files into the network, all or none, or with `dry_run` says row by row what that would do."""
    files = form.sent()
    with tempfile.TemporaryDirectory(prefix="akteursnetz-") as folder:
        mapping = Path(folder) / "mapping.yaml" if form.mapping else None
        if mapping:
            mapping.write_bytes(form.mapping)
        wanted = asked.wanted(writing.network_id, writing.person, form.fields.get("author", ""), mapping)
        inside = Path(folder) / "files"
        inside.mkdir()
        paths = keep_files(inside, files)
        result = load_sent(writing.service, wanted, paths, dry_run=asked.dry_run, expected=writing.expected)
    if result.revision and result.revision.number:
        writing.reading(response, result.revision.number)
    return shown(result, writing.language, asked.limit)


router.include_router(files)


@router.post(
    "/networks",
    status_code=HTTPStatus.CREATED,
    responses=documented(HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT),
    dependencies=[Depends(known_only)],
)
def make_network(service: ServiceOf, response: Response, wanted: NetworkIn) -> NetworkOut:
    """Makes an empty network; 409 where its id is taken."""
    new = empty_network(wanted.name, wanted.id)
    made = service.store.create(new.id, new.name)
    response.headers.update({"Location": f"{API}/networks/{made.id}", "Cache-Control": "no-store"})
    return NetworkOut(**made.model_dump())


@router.post("/networks/{n}/revisions/{number}/undo", status_code=HTTPStatus.CREATED, responses=_REFUSALS)
def take_back(
    writing: WritingOf,
    response: Response,
    number: Annotated[int, Place(ge=1, le=2**53, description="Revision, die zurückgenommen wird / to take back")],
    wanted: UndoIn,
) -> UndoneOut:
    """Takes one revision back by a new one, or what it did with some records; refused with names where later ones
    built on it."""
    done = undone(writing, number, wanted.author or "", wanted.records)
    writing.reading(response, done.revision)
    return done


def undone(writing: Writing, number: int, author: str, records: Collection[str] = ()) -> UndoneOut:
    """What the undoing of a revision did, or of what it did with some records."""
    author = signed_by(writing.person, author)
    plan = plan_undo(writing.service, writing.network_id, number, writing.expected, records)
    made = undo(writing.service, writing.network_id, number, author=author, expected=plan.now.revision, records=records)
    return UndoneOut(
        sentence=render(wording.undone_sentence(plan, made.number), writing.language),
        network=writing.network_id,
        revision=made.number,
        undone=number,
        removed=len(plan.removed),
        restored=len(plan.restored),
    )


def signed_by(person: Person, typed: str) -> str:
    """Under what a change is signed; what was typed counts only where nobody signs in."""
    return person.signature() if person.account else given_author(typed)


def given_author(words: str) -> str:
    """The author as given; BadValue where there is none, or none that can be read."""
    if not words.strip():
        raise BadValue(
            text("Bitte die Funktion oder Stelle angeben."),
            place="author",
            remedy=text("Die Angabe steht im Verlauf bei der Änderung, damit man nachfragen kann."),
        )
    if len(words) > _LONGEST_AUTHOR:
        raise BadValue(text("Das ist zu lang; höchstens {limit} Zeichen.", limit=_LONGEST_AUTHOR), place="author")
    check_function(words, "author")
    try:
        return check_words(words.strip())
    except BadValue as error:
        raise BadValue(error.message, place="author", value=error.value, remedy=error.remedy) from error


def shown(result: LoadResult, language: Language, limit: int = SHOWN) -> ImportOut:
    """What a load would do or has done, in words, with lists of at most this length."""
    told, preview = _Told(result, language), result.preview
    # What changes comes first: it is what a person looks at.
    rows = sorted(preview.rows, key=lambda row: row.action == "unchanged")
    each = [_Told(part, language) for part in result.parts] or [told]
    near = [words for one in each for words in one.near()]
    joined, ambiguous = ([found for one in each for found in one.names(kind)] for kind in ("joined", "ambiguous"))
    return ImportOut(
        state=_state(result),
        sentence=told.words(wording.load_sentence(result)),
        caveats=[told.words(one) for one in wording.load_caveats(result)],
        network=result.network,
        source=result.source,
        revision=result.revision.number if result.revision else result.known.revision,
        made=_made(result),
        new=preview.new,
        changed=preview.changed,
        unchanged=preview.unchanged,
        rows=[told.row(row) for row in rows[:limit]],
        rows_total=len(rows),
        reopened=len(preview.reopened),
        joined=joined[:limit],
        joined_total=len(joined),
        ambiguous=ambiguous[:limit],
        ambiguous_total=len(ambiguous),
        near=near[:limit],
        near_total=len(near),
        missing=[told.missing(one) for one in preview.missing[:limit]],
        missing_total=len(preview.missing),
        ended=len(preview.ended),
        errors=len(result.report.errors),
        findings=[told.finding(one) for one in _by_weight(result.report.findings)[:limit]],
        findings_total=len(result.report.findings),
        needs_mapping=any(part.is_foreign_list for part in (result, *result.parts)),
        files=[shown(part, language, limit) for part in result.parts],
    )


def _state(result: LoadResult) -> Literal["checked", "refused", "taken", "unchanged"]:
    if result.refused:
        return "refused"
    if result.revision is None:
        return "checked"
    return "taken" if result.made else "unchanged"


def _made(result: LoadResult) -> RevisionOut | None:
    if result.revision is None or not result.made:
        return None
    return RevisionOut(**result.revision.model_dump(exclude={"network"}))


def _by_weight(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: list(wording.LEVEL_LABELS).index(finding.level))


@dataclass(frozen=True)
class _Told:
    """Puts the parts of a load into words of one language."""

    result: LoadResult
    language: Language

    def words(self, words: Value) -> str:
        return render(words, self.language)

    def label(self, word: str, labels: Mapping[str, Label]) -> Word:
        return Word(id=word, label=labels[word].in_language(self.language))

    def record(self, network: Network, record_id: str) -> Word:
        return Word(id=record_id, label=self.words(record_words(network, record_id)))

    def type(self, record: AnyRecord) -> Word:
        return Word(id=record.type, label=self.words(wording.type_label(record)))

    def row(self, row: Row) -> ImportRowOut:
        return ImportRowOut(
            place=self.words(row.place),
            record=self.record(self.result.after, row.record.id),
            type=self.type(row.record),
            action=self.label(row.action, wording.ACTION_LABELS),
            parts=[self.label(part, PART_LABELS) for part in row.parts],
            known_as=row.known_as,
            written=row.written,
            reopened=row.reopened,
        )

    def near(self) -> list[str]:
        """New names that are like known ones."""
        after, known = self.result.after.nodes, self.result.known.nodes
        return [self.words(already_recorded(one, after, known)) for one in self.result.preview.near]

    def names(self, kind: Literal["joined", "ambiguous"]) -> list[JoinedOut]:
        """The known entries that each name fits, in the order of the source."""
        found: tuple[Joined, ...] = getattr(self.result.preview, kind)
        by_name: dict[tuple[str, str], list[str]] = {}
        for one in found:
            by_name.setdefault((one.incoming, one.name), []).append(one.existing)
        return [
            JoinedOut(id=incoming, name=name, known=[self.record(self.result.known, one) for one in known])
            for (incoming, name), known in by_name.items()
        ]

    def missing(self, missing: Missing) -> MissingOut:
        return MissingOut(
            record=self.record(self.result.known, missing.record.id),
            type=self.type(missing.record),
            loaded_on=missing.loaded_on,
            state=self.label(wording.missing_state(self.result, missing), wording.MISSING_LABELS),
        )

    def finding(self, finding: Finding) -> FindingOut:
        place = self.words(finding.place)
        return FindingOut(
            level=self.label(finding.level, wording.LEVEL_LABELS),
            # Where a file lies on this machine concerns nobody who sent it.
            place=self.result.source if place == self.result.report.source else place,
            value=finding.value,
            message=self.words(finding.message),
            near=list(finding.near),
        )
