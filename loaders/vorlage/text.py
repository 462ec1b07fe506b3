"""From the bytes of a file to lines of words: decoding, and joining what a line end broke."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from graph_service.model.errors import UnreadableFile
from graph_service.model.text import Text, text

LIMIT = 2_000_000
_FORMATS = ((b"%PDF", "PDF"), (b"PK\x03\x04", "ZIP/DOCX/XLSX"), (b"\xd0\xcf\x11\xe0", "DOC/XLS"), (b"{\\rtf", "RTF"))
_CONJUNCTIONS = "und|oder|bzw|beziehungsweise|sowie|bis|als|wie|noch|statt|aber|nicht|u"
_BROKEN = re.compile(rf"(?<=[^\W\d_]{{2}})-[ ](?=[a-zäöüß])(?!(?:{_CONJUNCTIONS})\b)")
_BROKEN_END = re.compile(r"[^\W\d_]{2}-$")
_GOES_ON_SMALL = re.compile(rf"(?!(?:{_CONJUNCTIONS})\b)[a-zäöüß]")
_GOES_ON_LARGE = re.compile(r"[A-ZÄÖÜ]\w{1,60}(?![\w,-])")
_WORD = re.compile(r"[^\W\d_]{3}")
_CONTROL = re.compile(r"[^\S \t\n]|[\x00-\x08\x0e-\x1b\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_ODD_SPACE = str.maketrans({"\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u00ad": "", "\u200b": "", "\ufeff": ""})


@dataclass(frozen=True)
class Line:
    """A line of the paper: its number in the file and its words."""

    number: int
    words: str


def read_text(path: Path) -> tuple[str, str]:
    """The text of a file and the encoding in which it is written."""
    return decode(bytes_of(path, LIMIT), path.name)


def bytes_of(path: Path, limit: int) -> bytes:
    """The bytes of a file, unless they are more than any such file has."""
    if path.is_dir():
        raise _unreadable(text("Das ist ein Ordner, keine Datei."), str(path))
    if not path.exists():
        raise _unreadable(text("Diese Datei gibt es nicht."), str(path))
    if not path.is_file():
        raise _unreadable(text("Das ist keine gewöhnliche Datei."), str(path))
    try:
        check_size(path.stat().st_size, path.name, limit)
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise _unreadable(text("Die Datei lässt sich nicht öffnen."), str(path)) from error
    check_size(len(data), path.name, limit)
    return data


def check_size(size: int, source: str, limit: int = LIMIT) -> None:
    """Refuse what is larger than any council paper is."""
    if size > limit:
        raise UnreadableFile(
            text("Die Datei ist mit {size} MB zu groß für eine Vorlage.", size=f"{size / 1e6:.1f}".replace(".", ",")),
            place=source,
            remedy=text("Erlaubt sind bis zu {limit} MB Text.", limit=LIMIT // 1_000_000),
        )


def decode(data: bytes, source: str) -> tuple[str, str]:
    """The text of these bytes, in UTF-8, UTF-16 or Windows-1252, and which of them it was."""
    if not data.strip():
        raise empty(source)
    for magic, name in _FORMATS:
        if data.lstrip()[:1024].startswith(magic):
            raise _unreadable(text("Das ist eine Datei im Format {name}, kein Text.", name=name), source)
    encoding = _encoding_of(data)
    try:
        decoded = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _unreadable(text("Die Datei enthält keinen lesbaren Text."), source) from error
    if _looks_binary(decoded):
        raise _unreadable(text("Die Datei enthält keinen lesbaren Text."), source)
    return decoded, encoding


def _encoding_of(data: bytes) -> str:
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = data[:2000]
    for encoding, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if zeros.count(0) > 0.4 * len(sample) / 2 and zeros.count(0) == sample.count(0):
            return encoding
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"


def _looks_binary(decoded: str) -> bool:
    odd = sum(1 for letter in decoded if letter < " " and letter not in "\t\n\r\f\v")
    return "\0" in decoded or odd > len(decoded) / 100


def empty(source: str) -> UnreadableFile:
    """The error for a file without a word."""
    return _unreadable(text("Die Datei ist leer."), source)


def _unreadable(message: Text, place: str) -> UnreadableFile:
    remedy = text("Bitte die Vorlage als Textdatei (.txt) speichern und diese Datei angeben.")
    return UnreadableFile(message, place=place, remedy=remedy)


def lines_of(whole: str) -> tuple[Line, ...]:
    """The lines of a text, with words joined that a hyphen at a line end broke."""
    ended = whole.translate(_ODD_SPACE).replace("\r\n", "\n").replace("\r", "\n")
    settled = unicodedata.normalize("NFC", _CONTROL.sub(" ", ended))
    found: list[tuple[int, list[str]]] = []
    for number, words in enumerate(settled.split("\n"), start=1):
        part = _BROKEN.sub("", words.rstrip())
        before = found[-1][1] if found else []
        kept = glue(before[-1] if before else "", part.lstrip())
        if kept is None:
            found.append((number, [part]))
        else:
            before[-1] = kept
            before.append(part.lstrip())
    return tuple(Line(number, "".join(parts)) for number, parts in found)


def joined(before: str, after: str) -> str:
    """Two parts of one cell or line as one, a word that a hyphen broke put together."""
    kept = glue(before, after)
    return f"{before} {after}" if kept is None else kept + after


def glue(before: str, after: str) -> str | None:
    """What is left of the line before, if the word that it breaks off goes on in the line after."""
    if not _BROKEN_END.search(before[-3:]):
        return None
    if _GOES_ON_SMALL.match(after):
        return before[:-1]
    return before if _GOES_ON_LARGE.match(after) else None


def plain(words: str) -> str:
    """The words with single spaces between them."""
    return " ".join(words.split())


def shorten(words: str, limit: int) -> str:
    """The words, or as many whole ones of them as fit, with an ellipsis."""
    if len(words) <= limit:
        return words
    return words[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;") + "…"


def cells_of(words: str) -> list[str]:
    """The cells of a row whose columns a bar, a tabulator or several spaces part; else the one cell that it is."""
    if "|" in words:
        return [plain(cell) for cell in words.strip().strip("|").split("|")]
    if "\t" in words.strip():
        return [plain(cell) for cell in words.strip().split("\t")]
    return [plain(cell) for cell in re.split(r"[ ]{2,}", words.strip())]


def has_words(passage: str) -> bool:
    """Whether there is a word in it, and not signs and numbers alone."""
    return bool(_WORD.search(passage))
