"""What is no paper is refused with place and remedy; what is hard to read is read."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import loaders
from graph_service.model.errors import UnreadableFile
from graph_service.model.network import Network
from loaders.vorlage import load_paper, read_paper
from loaders.vorlage.persons import find_private
from loaders.vorlage.text import LIMIT, Line, cells_of, lines_of, shorten

PAPER = Path(loaders.__file__).parent / "data" / "leverkusen" / "vorlage-2017-1900.txt"


def refused(path: Path) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        load_paper(path)
    assert caught.value.remedy is not None
    assert caught.value.place
    return caught.value


def written(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "vorlage.txt"
    path.write_bytes(data)
    return path


def test_a_letter_that_is_no_paper_is_refused(tmp_path: Path) -> None:
    letter = "Liebe Oma,\n\nheute war ich im Stadtrat. Wir haben über das Fest gesprochen.\n\nDein Paul\n"
    error = refused(written(tmp_path, letter.encode()))
    assert str(error.message).startswith("Das ist keine Ratsvorlage")


@pytest.mark.parametrize("data", [b"", b" \n\t \r\n", b"\xef\xbb\xbf \n", " \n".encode("utf-16")])
def test_an_empty_paper_is_refused(tmp_path: Path, data: bytes) -> None:
    assert str(refused(written(tmp_path, data)).message) == "Die Datei ist leer."


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "PDF"),
        (b"\n%PDF-1.4", "PDF"),
        (b"PK\x03\x04\x14\x00", "ZIP/DOCX/XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "DOC/XLS"),
        (b"{\\rtf1\\ansi", "RTF"),
    ],
)
def test_a_file_of_another_format_is_refused_by_its_name(tmp_path: Path, data: bytes, name: str) -> None:
    error = refused(written(tmp_path, data))
    assert str(error.message) == f"Das ist eine Datei im Format {name}, kein Text."
    assert ".txt" in str(error.remedy)
    assert error.place == "vorlage.txt"


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 8, b"\x00\x01\x02\x03" * 50, b"text \x81\x8d", b"\xff\xfe\x00\xd8\x41", b"\x01a" * 90]
)
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, data: bytes) -> None:
    assert str(refused(written(tmp_path, data)).message) == "Die Datei enthält keinen lesbaren Text."


def test_fifty_megabytes_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "gross.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    started = time.monotonic()
    error = refused(path)
    assert time.monotonic() - started < 1
    assert str(error.message) == "Die Datei ist mit 50,0 MB zu groß für eine Vorlage."
    assert str(error.remedy) == "Erlaubt sind bis zu 2 MB Text."
    assert error.place == "gross.txt"


def test_a_text_that_is_too_long_is_refused_too() -> None:
    with pytest.raises(UnreadableFile, match="zu groß"):
        read_paper("a" * (LIMIT + 1), "x.txt")
    with pytest.raises(UnreadableFile, match="leer"):
        read_paper(" \n ", "x.txt")


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    assert str(refused(tmp_path).message) == "Das ist ein Ordner, keine Datei."
    assert str(refused(tmp_path / "fehlt.txt").message) == "Diese Datei gibt es nicht."
    assert str(refused(Path("/dev/zero")).message) == "Das ist keine gewöhnliche Datei."


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(*_: object, **__: object) -> None:
        raise PermissionError

    path = written(tmp_path, b"Text")
    monkeypatch.setattr(Path, "open", deny)
    assert str(refused(path).message) == "Die Datei lässt sich nicht öffnen."


@pytest.mark.parametrize(
    ("encoding", "noted"),
    [
        ("windows-1252", "windows-1252"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_a_paper_in_another_encoding_gives_the_same_records(tmp_path: Path, encoding: str, noted: str) -> None:
    path = written(tmp_path, PAPER.read_text("utf-8").encode(encoding))
    loaded = load_paper(path)
    assert loaded.records == load_paper(PAPER).records
    assert any(f"Der Text wurde als {noted} gelesen." in str(f.message) for f in loaded.report.findings)


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_other_line_ends_give_the_same_records(ending: str) -> None:
    whole = PAPER.read_text("utf-8")
    assert read_paper(whole.replace("\n", ending), PAPER.name).records == load_paper(PAPER).records


@pytest.mark.parametrize(
    ("words", "joined"),
    [
        ("Kinder- und Jugendhilfeaus- schuss", "Kinder- und Jugendhilfeausschuss"),
        ("Ausschuss für Gesund- heit", "Ausschuss für Gesundheit"),
        ("Stadt- bezirk I", "Stadtbezirk I"),
        ("Steuerungs- und Koordinierungsgruppe", "Steuerungs- und Koordinierungsgruppe"),
        ("kurz- bis mittelfristige", "kurz- bis mittelfristige"),
        ("Auf- bzw. Abbau", "Auf- bzw. Abbau"),
        ("Jugendhilfeaus-\nschuss", "Jugendhilfeausschuss"),
        ("Online-\nBefragungen", "Online-Befragungen"),
        ("Bildungs-\nSport- und Kultur", "Bildungs-|Sport- und Kultur"),
        ("Kinder-\nund Jugend", "Kinder-|und Jugend"),
        ("Aus-\n\nschuss", "Aus-||schuss"),
        ("aus-\nge-\nzeichnet", "ausgezeichnet"),
        ("Goetheplatz 1 – 4", "Goetheplatz 1 – 4"),
        ("Wort - anderes", "Wort - anderes"),
        ("Aus\u00adschuss\u00a0I", "Ausschuss I"),
        ("Gemu\u0308se\x07", "Gemüse"),
    ],
)
def test_words_broken_at_a_line_end_are_joined_and_real_hyphens_stay(words: str, joined: str) -> None:
    assert "|".join(line.words for line in lines_of(words)) == joined


def test_lines_keep_the_numbers_that_they_have_in_the_file() -> None:
    assert lines_of("eins\nzwei aus-\nschuss\nvier") == (
        Line(1, "eins"),
        Line(2, "zwei ausschuss"),
        Line(4, "vier"),
    )


def test_cells_are_parted_by_bars_tabulators_or_several_spaces() -> None:
    assert cells_of("| a | b c |") == cells_of("a\tb c") == cells_of("a   b c") == ["a", "b c"]
    assert cells_of("a b") == ["a b"]


def test_long_words_are_shortened_at_a_space() -> None:
    assert shorten("kurz", 10) == "kurz"
    assert shorten("eins zwei drei", 10) == "eins…"


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (["gez. Uwe Beispiel"], {"Uwe", "Beispiel"}),
        (["gezeichnet:", "", "Beispiel"], {"Beispiel"}),
        (["In Vertretung", "Beigeordnete Anna Muster"], {"Anna", "Muster"}),
        (["In Vertretung des Oberbürgermeisters sprach jemand."], set()),
        (["gez. Stadt Musterhausen"], set()),
        (["Ansprechpartnerin: Maria Muster / Jugendamt / Zimmer 3"], {"Muster"}),
        (["Kontakt: Frau Muster"], {"Muster"}),
        (["Bearbeitet von:", "Max Muster"], {"Muster"}),
        (["Bearbeitet von:", "Begründung:"], set()),
    ],
)
def test_names_are_found_in_signatures_and_contacts(lines: list[str], names: set[str]) -> None:
    numbered = [Line(number, words) for number, words in enumerate(lines, start=1)]
    assert find_private(numbered).names == names


def repeated(words: str, size: int = 60_000) -> str:
    return (words * (size // len(words) + 1))[:size]


@pytest.mark.parametrize(
    "words",
    [
        "a",
        "A",
        "A-",
        " ",
        "\t",
        "| ",
        "1.",
        "aus- ",
        "aus-\n",
        "Ausschuss für Soziales, ",
        "Aausschuss",
        "Kinder- und ",
        "Frau Dr. ",
        "a@",
        "Tel. 0",
        "„",
        "voran gestellt Themen „abc“ ",
        "Unter Federführung des Dezernats III mit dem ",
        "Steuerungs- und Koordinierungsgruppe Integration ",
        "Steuerung durch das ",
        "Am 01.02.2017 hat der Rat der Stadt X das beschlossen ",
        "Fachgruppe Integration (KI) KI ",
        "Betreff:\n",
        "Handlungsfelder:\n",
        "gez. Meier\n",
        "Beratungsfolge Datum Behandlung\n",
        "Rat und\t01.02.2017\tBeratung\nfür\n",
        "Workshop\t01.02.2017\n",
    ],
)
def test_adverse_text_is_read_in_time_that_grows_with_its_length(words: str) -> None:
    started = time.process_time()
    Network("x", read_paper("Text " + repeated(words), "x.txt").records)
    assert time.process_time() - started < 10


def test_a_very_long_single_line_is_read() -> None:
    line = " ".join(PAPER.read_text("utf-8").split()) + " und weiter" * 50_000
    network = Network("x", read_paper(line, "x.txt").records)
    assert "actor/institut-fuer-soziale-innovation" in network.nodes
    assert all(len(source.quote or "") <= 300 for record in network.records() for source in record.sources)
