"""The picture on a page: as a part of the web pages, and as one HTML file that opens without a network."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 - `date` is the argument that callers give
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TypeAlias

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from graph_service.language import render
from graph_service.model.text import Text, text
from visualisations.picture import Picture, PictureEdge, Source
from visualisations.shapes import path
from visualisations.style import TONES, paint
from visualisations.svg import to_svg
from visualisations.texts import legend_groups, words_for_page

VIS_SCRIPT = "vis-network.min.js"
STYLES = ("picture.css",)
SCRIPTS = (
    "picture-words.js",
    "picture-sizes.js",
    "picture-crossings.js",
    "picture-frame.js",
    "picture-labels.js",
    "picture-naming.js",
    "picture-tags.js",
    "picture-lines.js",
    "picture-moving.js",
    "picture-stage.js",
    "picture-search.js",
    "picture-panel.js",
    "picture-table.js",
    "picture-touch.js",
    "picture-keys.js",
    "picture-export.js",
    "picture-controls.js",
    "picture-address.js",
    "picture.js",
)
PAGE_STYLES = (*STYLES, "page.css")
_HARMLESS = re.compile(r"^(https?://|[./#?])(?!/)")


Link: TypeAlias = tuple[str, str]
Cell: TypeAlias = str | Link | tuple[Link, ...]


@dataclass(frozen=True)
class Table:
    """A table of a page; a cell is words, words and the address that they lead to, or several of these."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def static_folder() -> Path:
    """The folder of our scripts and styles, for the server to hand out."""
    return Path(str(files("visualisations"))) / "static"


@cache
def vis_folder() -> Path:
    """The folder of vis-network within the installed pyvis, found without importing pyvis."""
    spec = find_spec("pyvis")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("pyvis")
    return Path(spec.origin).parent / "templates" / "lib" / "vis-9.1.2"


def partial(picture: Picture, on: Date | None = None, table: str = "tabelle") -> Markup:
    """The picture's part of a page: summary, tools, figure, side panel, legend and data; `table` is its twin's id."""
    words = environment().get_template("picture.html").render(**_context(picture, on), table=table)
    return Markup(words)  # noqa: S704 - autoescaped


def write_page(
    picture: Picture,
    *,
    title: str,
    date: Date,
    sentence: str = "",
    table: Table | None = None,
    sources: Sequence[Source] | None = None,
    as_of: Text | None = None,
) -> str:
    """One HTML file that holds everything: picture, search, legend, side panel, tables, sources, date and revision.

    It makes no request; its policy allows only the script and the style that it carries. `as_of` says revision and
    days where they are more than the one date.
    """
    script, style = _script(), _style()
    if as_of is None:
        as_of = text("Angaben: Revision {revision}. Stand: {date}.", revision=str(picture.revision), date=date)
    tables = [table] if table else []
    listed = picture.sources if sources is None else sources
    return (
        environment()
        .get_template("page.html")
        .render(
            **_context(picture, date),
            title=title,
            sentence=sentence,
            as_of=render(as_of, picture.language),
            tables=[*tables, *twin(picture, listed)],
            sources=listed,
            script=Markup(script),  # noqa: S704 - our own files, guarded against an early end of the element
            style=Markup(style),  # noqa: S704
            policy=_policy(script, style),
        )
    )


def twin(picture: Picture, sources: Sequence[Source] | None = None) -> tuple[Table, Table]:
    """The nodes and the ties of the picture as tables: the same facts for everyone who does not see it.

    The ties lead to their sources by their numbers in the list that is given, else in the picture's own.
    """
    numbers = {source: n for n, source in enumerate(picture.sources if sources is None else sources, start=1)}
    words = words_for_page(picture.language)
    names = {node.id: node for node in picture.nodes}
    counts = {node: sum(len(lines) for _, lines in about.ties) for node, about in picture.details.items()}
    nodes = tuple(
        ((node.name, node.href) if node.href else node.name, node.kind, node.sector, str(counts[node.id]))
        for node in sorted(picture.nodes, key=lambda node: (node.type, node.name.casefold()))
    )
    ties = [
        (
            names[edge.origin].name,
            edge.forward,
            names[edge.target].name,
            edge.role,
            edge.basis,
            _proofs(edge, picture, numbers),
        )
        for edge in picture.edges
    ]
    ties.sort(key=lambda row: tuple(words.casefold() for words in row[:3]))
    return (
        Table(words["nodes_table"], tuple(words[key] for key in ("name", "kind", "sector", "ties")), nodes),
        Table(
            words["ties_table"],
            tuple(words[key] for key in ("from", "tie", "to", "role", "basis", "sources")),
            tuple(ties),
        ),
    )


def _proofs(edge: PictureEdge, picture: Picture, numbers: Mapping[Source, int]) -> tuple[Link, ...]:
    found = (numbers.get(picture.sources[index]) for index in edge.sources)
    return tuple((f"[{number}]", f"#source-{number}") for number in found if number)


@cache
def environment() -> Environment:
    """The templates of this package; everything that they print is escaped."""
    made = Environment(
        loader=PackageLoader("visualisations"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"path": path, "paint": paint, "tones": {name: light for name, (light, _) in TONES.items()}}
    made.tests["address"] = lambda words: bool(_HARMLESS.match(words))
    return made


def _context(picture: Picture, on: Date | None) -> dict[str, object]:
    return {
        "picture": picture,
        "words": words_for_page(picture.language),
        "legend_groups": legend_groups(picture.language),
        "svg": Markup(to_svg(picture, on)),  # noqa: S704 - it escapes every name itself
    }


@cache
def _script() -> str:
    vis = (vis_folder() / VIS_SCRIPT).read_text(encoding="utf-8")
    ours = [(static_folder() / name).read_text(encoding="utf-8") for name in SCRIPTS]
    whole = "\n".join([re.sub(r"//# sourceMappingURL=\S+", "", vis), *ours])
    return re.sub(r"<(?=/script|!--|script)", r"\\x3c", whole, flags=re.IGNORECASE)


@cache
def _style() -> str:
    return "\n".join((static_folder() / name).read_text(encoding="utf-8") for name in PAGE_STYLES)


def _policy(script: str, style: str) -> str:
    return (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(content: str) -> str:
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    return f"'sha256-{digest}'"
