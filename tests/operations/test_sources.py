"""What a file or folder is: by its ending, by what stands in it, or as somebody says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph_service.model.errors import BadInput, UnknownWord, UnreadableFile
from graph_service.model.network import Network
from graph_service.operations.sources import ENDINGS, KINDS, ReadAs, kind_of, read_source
from tests.loaders.folders import SMALL, folder_with
from tests.loaders.test_hsds import zipped as directory
from tests.uploads import zipped

NOBODY = Network("stadt")
OPARL = {"id": "https://ris.example/o/1", "type": "https://schema.oparl.org/1.1/Organization", "name": "Rat"}
SERVICE = {"id": "s1", "name": "Kurs", "status": "active", "organization": {"id": "o1", "name": "AWO"}}


def written(folder: Path, name: str, content: bytes | str = b"x") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *((name, "tables") for name in ("a.xlsx", "a.XLSX", "a.xlsm", "a.xls", "a.ods", "a.csv", "a.tsv")),
        *((name, "paper") for name in ("a.txt", "a.pdf", "a.docx")),
        *((name, "graph") for name in ("a.graphml", "a.gexf", "a.cyjs")),
    ],
)
def test_an_ending_says_the_kind(tmp_path: Path, name: str, kind: str) -> None:
    assert kind_of(written(tmp_path, name)) == kind


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (json.dumps(OPARL), "oparl"),
        (json.dumps([OPARL]), "oparl"),
        (json.dumps({"data": [OPARL]}), "oparl"),
        (json.dumps(SERVICE), "hsds"),
        (json.dumps({"contents": [SERVICE]}), "hsds"),
        (json.dumps({"organizations": [], "services": [SERVICE]}), "hsds"),
        (json.dumps({"elements": [], "connections": []}), "graph"),
        ("<html>", "graph"),
        ("[" * 100_000, "graph"),
        ("5", "graph"),
    ],
    ids=["object", "list", "page", "service", "page of services", "by table", "kumu", "html", "nested", "number"],
)
def test_json_is_told_by_what_stands_in_it(tmp_path: Path, content: str, kind: str) -> None:
    assert kind_of(written(tmp_path, "a.json", content)) == kind


def test_a_zip_holds_our_tables_or_a_directory(tmp_path: Path) -> None:
    assert kind_of(written(tmp_path, "a.zip", zipped())) == "tables"
    assert kind_of(written(tmp_path, "b.zip", directory())) == "hsds"
    assert kind_of(written(tmp_path, "c.zip", b"no zip")) == "tables"


def test_a_folder_is_told_by_the_names_in_it(tmp_path: Path) -> None:
    assert kind_of(folder_with(tmp_path)) == "tables"
    written(tmp_path, "x.json", json.dumps(OPARL))
    assert kind_of(tmp_path) == "oparl"
    written(tmp_path, "organizations.csv")
    assert kind_of(tmp_path) == "hsds"


@pytest.mark.parametrize("name", ["a.exe", "a.xlsb", "a.xml", "ohne"])
def test_what_nothing_here_can_read_is_refused_with_what_can_be(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match=r"\.xlsx, \.xls, \.ods") as refused:
        kind_of(written(tmp_path, name))
    assert refused.value.place == name


def test_every_ending_that_the_page_offers_has_a_kind(tmp_path: Path) -> None:
    assert {kind_of(written(tmp_path, f"a{ending}", zipped())) for ending in ENDINGS} <= KINDS.keys()


def test_what_somebody_says_counts_more_than_the_looks(tmp_path: Path) -> None:
    path = written(tmp_path, "akteure.csv", SMALL["akteure"])
    with pytest.raises(UnknownWord, match="Art der Quelle"):
        read_source(path, NOBODY, ReadAs(kind="tabelle"))
    with pytest.raises(BadInput, match="fehlt die Zuordnung"):
        read_source(path, NOBODY, ReadAs(kind="list"))


def test_tables_with_a_mapping_are_a_list_and_a_directory_stays_one(tmp_path: Path) -> None:
    mapping = written(tmp_path, "m.yaml", "columns: {Angebot: measure}\n")
    loaded = read_source(written(tmp_path, "a.csv", "Angebot\nKurs\n"), NOBODY, ReadAs(mapping=mapping))
    assert loaded.report.counts == {"document": 1, "measure": 1}
    kinds = written(tmp_path, "k.yaml", "organization_kind: Verein\n")
    loaded = read_source(written(tmp_path, "d.zip", directory()), NOBODY, ReadAs(mapping=kinds))
    assert loaded.report.counts["actor"] == 1


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="gibt es nicht"):
        read_source(tmp_path / "nichts.csv", NOBODY)
