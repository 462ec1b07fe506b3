"""Several files as one load: each has its own report, and all of them become one revision or none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph_service.model.errors import BadInput
from graph_service.operations.loading import SHIPPED_PAPER, LoadResult, Options, shipped_folder
from graph_service.operations.loading_several import MOST_FILES, Telling, load_sources, several_named
from graph_service.operations.service import Service
from graph_service.operations.sources import files_of
from graph_service.stores import open_store
from tests.loaders.paper_files import pdf, set_in_pages, word, written

PAPER = "Stadt {town}\n\nVorlage Nr. {n}\n\nBetreff:\n\nKonzept {n}\n\nDer Rat der Stadt {town} berät."
SOURCES = "Kennung,Titel,Art\nblatt,Tagblatt,Presse\n"
ACTORS = "Kennung,Name,Art,Quellen\nawo,AWO,Wohlfahrtsverband,blatt\n"


@pytest.fixture
def service() -> Service:
    return Service(open_store("memory:"))


def papers(folder: Path) -> list[Path]:
    """The same council in three papers, as three kinds of file."""
    return [
        written(folder, "a.txt", PAPER.format(town="Burg", n="1/2020").encode()),
        written(folder, "b.docx", word(PAPER.format(town="Burg", n="2/2020"))),
        written(folder, "c.pdf", pdf(set_in_pages(PAPER.format(town="Burg", n="3/2020")))),
    ]


def load(service: Service, paths: list[Path], *, dry_run: bool = False, options: Options | None = None) -> LoadResult:
    return load_sources(service, "burg", paths, author="KI", dry_run=dry_run, options=options)


def test_several_papers_become_one_revision_and_hold_together(service: Service, tmp_path: Path) -> None:
    result = load(service, papers(tmp_path))
    network = service.network("burg")
    assert (service.info("burg").revision, len(network.documents)) == (1, 3)
    [council] = [actor for actor in network.actors if actor.kind == "council"]
    assert [source.document for source in council.sources] == [
        *("document/vorlage-1-2020", "document/vorlage-2-2020", "document/vorlage-3-2020")
    ]
    assert service.store.revisions("burg")[0].reason == "Geladen aus a.txt, b.docx, c.pdf"
    assert service.info("burg").name == "Stadt Burg"
    assert [(part.source, part.preview.new > 0) for part in result.parts] == [
        *(("a.txt", True), ("b.docx", True), ("c.pdf", True))
    ]


def test_two_papers_of_one_title_and_two_numbers_stay_two_and_the_report_says_so(
    service: Service, tmp_path: Path
) -> None:
    words = (shipped_folder() / SHIPPED_PAPER).read_text(encoding="utf-8")
    other = words.replace("2017/1900", "2018/2001")
    files = [written(tmp_path, "a.txt", words.encode()), written(tmp_path, "b.txt", other.encode())]
    result = load(service, files)
    numbers = [one.number for one in service.network("burg").documents if one.kind == "council_paper"]
    assert {"2017/1900", "2018/2001"} <= set(numbers)
    assert any("2017/1900 und von 2018/2001" in str(finding.message) for finding in result.report.findings)


def test_what_a_file_adds_is_counted_once_though_a_later_one_changes_it(service: Service, tmp_path: Path) -> None:
    result = load(service, papers(tmp_path), dry_run=True)
    assert (result.preview.new, result.preview.changed) == (len(result.after.nodes) + len(result.after.ties), 0)
    assert str(result.preview.rows[0].place).startswith("a.txt, ")


def test_loading_them_again_changes_nothing(service: Service, tmp_path: Path) -> None:
    paths = papers(tmp_path)
    load(service, paths)
    assert not load(service, paths).made
    assert not load(service, paths[::-1]).made
    assert service.info("burg").revision == 1


def test_the_same_paper_under_two_names_is_recorded_once(service: Service, tmp_path: Path) -> None:
    first = papers(tmp_path)[0]
    copy = written(tmp_path, "copy.docx", word(first.read_text("utf-8")))
    result = load(service, [first, copy])
    assert len(service.network("burg").documents) == 1
    assert "Diese Vorlage ist schon erfasst." in [str(one.message) for one in result.parts[1].report.findings]


def test_every_bad_file_is_named_and_none_is_taken_over(service: Service, tmp_path: Path) -> None:
    bad = [written(tmp_path, "scan.pdf", pdf([[]])), written(tmp_path, "cut.docx", word("Vorlage")[:500])]
    paths = [*papers(tmp_path), *bad, tmp_path / "missing.txt"]
    tried = load(service, paths, dry_run=True)
    assert (tried.refused, [part.refused for part in tried.parts]) == (True, [False, False, False, True, True, True])
    with pytest.raises(BadInput) as caught:
        load(service, paths)
    assert [str(problem.place).partition(",")[0] for problem in caught.value.problems] == [
        *("scan.pdf", "cut.docx", "missing.txt")
    ]
    assert service.store.networks() == ()


def test_papers_of_two_towns_do_not_go_together(service: Service, tmp_path: Path) -> None:
    other = written(tmp_path, "z.txt", PAPER.format(town="Tal", n="9/2020").encode())
    with pytest.raises(BadInput, match="enthält aber Vorlagen"):
        load(service, [*papers(tmp_path), other])


def test_a_later_file_may_refer_to_what_an_earlier_one_brings(service: Service, tmp_path: Path) -> None:
    paths = [written(tmp_path, "quellen.csv", SOURCES.encode()), written(tmp_path, "akteure.csv", ACTORS.encode())]
    assert load(service, paths).preview.new == 2
    assert service.network("burg").node("actor/awo").name == "AWO"


def test_what_all_files_together_do_not_name_any_more_ends_when_asked(service: Service, tmp_path: Path) -> None:
    sources = written(tmp_path, "quellen.csv", SOURCES.encode())
    both = ACTORS + "drk,DRK,Wohlfahrtsverband,blatt\n"
    load(service, [sources, written(tmp_path, "akteure.csv", both.encode())])
    again = [sources, written(tmp_path, "akteure.csv", ACTORS.encode())]
    assert [one.record.id for one in load(service, again, dry_run=True).preview.missing] == ["actor/drk"]
    load(service, again, options=Options(end_missing=date(2026, 3, 31)))
    assert str(service.network("burg").node("actor/drk").valid.end) == "2026-03-31"


def test_papers_name_not_all_and_so_end_nothing(service: Service, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="nennt nicht alles"):
        load(service, papers(tmp_path), options=Options(end_missing=date(2026, 3, 31)))


def test_two_files_of_one_name_and_too_many_are_refused(service: Service, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(BadInput, match=r"heißen „a\.txt“"):
        load(service, [papers(tmp_path)[0], papers(other)[0]])
    with pytest.raises(BadInput, match="eine bis 500 Dateien"):
        load(service, [tmp_path / f"{number}.txt" for number in range(MOST_FILES + 1)])


def test_it_tells_which_file_is_read_and_how_far_it_is(service: Service, tmp_path: Path) -> None:
    told: list[object] = []
    telling = Telling(told.append, lambda *begun: told.append(begun))
    load_sources(service, "burg", papers(tmp_path)[:2], author="KI", telling=telling)
    stages = ["reading", "joining", "checking"]
    assert told == [("a.txt", 1, 2), *stages, ("b.docx", 2, 2), *stages, "writing"]


def test_a_folder_of_papers_is_its_files_and_a_folder_of_tables_one_source(tmp_path: Path) -> None:
    found = papers(tmp_path)
    for name in (".DS_Store", "~$b.docx", "Thumbs.db"):
        written(tmp_path, name, b"x")
    assert files_of([tmp_path]) == tuple(found)
    written(tmp_path, "akteure.csv", ACTORS.encode())
    assert files_of([tmp_path]) == (tmp_path,)
    assert files_of([tmp_path], "paper") != (tmp_path,)


def test_many_names_are_shortened() -> None:
    assert several_named(["a.pdf", "b.pdf"]) == "a.pdf, b.pdf"
    assert several_named([f"vorlage-{n}.pdf" for n in range(40)]) == (
        "vorlage-0.pdf, vorlage-1.pdf, vorlage-2.pdf und 37 weitere"
    )
