"""Graph files as bytes: how much is read, XML without entities, JSON in bounds; what is not so is refused in words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException
from defusedxml.sax import make_parser

from graph_service.model.errors import UnreadableFile
from graph_service.model.text import text

MAX_BYTES = 50_000_000  # the network of a large city is 20 MB as GraphML; what is read takes ten times its size
MAX_NODES = 200_000  # all municipal networks of a state together
MAX_EDGES = 600_000
MAX_DEPTH = 100  # elements within elements; the deepest of ours are five
_CHUNK = 1 << 16


def content_of(source: Path | bytes, name: str) -> bytes:
    """The bytes of a file, unless it is empty or too big."""
    try:
        content = source if isinstance(source, bytes) else _bounded(source)
    except OSError as error:
        raise UnreadableFile(
            text("Die Datei lässt sich nicht öffnen."), place=name, remedy=text("Bitte Pfad und Rechte prüfen.")
        ) from error
    if len(content) > MAX_BYTES:
        raise UnreadableFile(
            text("Die Datei ist größer als {limit} MB.", limit=MAX_BYTES // 1_000_000),
            place=name,
            remedy=text("Bitte nur den Teil ausgeben, der gebraucht wird, oder die Datei aufteilen."),
        )
    if not content.strip():
        raise UnreadableFile(text("Die Datei ist leer."), place=name, remedy=text("Bitte die Datei prüfen."))
    return content


def _bounded(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def read_xml(content: bytes, name: str, handler: ContentHandler) -> None:
    """Hands the elements of an XML file to the handler, one after the other; entities are refused."""
    parser = make_parser()
    parser.setContentHandler(handler)
    handler.setDocumentLocator(parser)
    try:
        for start in range(0, len(content), _CHUNK):
            parser.feed(content[start : start + _CHUNK])
        parser.close()
    except DefusedXmlException as error:
        raise UnreadableFile(
            text("Die Datei legt eigene Ersatztexte fest (ENTITY) oder verweist auf andere Dateien."),
            place=name,
            remedy=text("So etwas wird nicht geladen; bitte die Datei ohne diese Angaben neu ausgeben."),
        ) from error
    except (SAXParseException, UnicodeDecodeError, ValueError, LookupError) as error:
        line = getattr(error, "getLineNumber", lambda: None)()
        raise _broken_xml(name, line or 1) from error


def _broken_xml(name: str, line: int) -> UnreadableFile:
    return UnreadableFile(
        text("Die Datei ist ab Zeile {number} kein gültiges XML.", number=str(line)),
        place=name,
        remedy=text("Vielleicht ist sie unvollständig oder ihr Zeichensatz falsch angegeben; bitte neu ausgeben."),
    )


def too_many(name: str, limit: int) -> UnreadableFile:
    """The refusal of a file with more nodes or edges than can be read at once."""
    return UnreadableFile(
        text("Die Datei hat mehr als {limit} Knoten oder Kanten.", limit=limit),
        place=name,
        remedy=text("Bitte nur den Teil ausgeben, der gebraucht wird, oder die Datei aufteilen."),
    )


def too_deep(name: str) -> UnreadableFile:
    """The refusal of a file whose parts are nested beyond every sensible use."""
    return UnreadableFile(
        text("Die Datei ist tiefer verschachtelt als {limit} Stufen.", limit=MAX_DEPTH),
        place=name,
        remedy=text("Bitte die Datei neu ausgeben."),
    )


def read_json(content: bytes, name: str) -> Any:
    """What a JSON file holds; a name that stands twice in one object, NaN and deep nesting are refused."""
    try:
        return json.loads(
            content.decode(json.detect_encoding(content)), object_pairs_hook=_once, parse_constant=_refused
        )
    except RecursionError as error:
        raise too_deep(name) from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            text("Die Datei ist ab Zeile {number} nicht in UTF-8 geschrieben.", number=str(line)),
            place=name,
            remedy=text("Bitte die Datei mit dem Zeichensatz UTF-8 speichern."),
        ) from error
    except json.JSONDecodeError as error:
        raise UnreadableFile(
            text("Die Datei ist ab Zeile {number} kein gültiges JSON.", number=str(error.lineno)),
            place=name,
            remedy=text("Vielleicht ist sie unvollständig; bitte neu ausgeben."),
        ) from error
    except ValueError as error:
        raise UnreadableFile(
            text("Die Datei ist kein gültiges JSON: {reason}.", reason=str(error)[:120]),
            place=name,
            remedy=text("Bitte die Datei neu ausgeben."),
        ) from error


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"„{double[:40]}“ × {names.count(double)}")
    return found


def _refused(constant: str) -> Any:
    raise ValueError(constant)
