"""The texts that stand in code and templates, and the English catalogue that must have them all.

`make catalogue` adds what is new, with the translation left empty, and drops what is no longer there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any, BinaryIO

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("graph_service", "loaders", "visualisations")
ENGLISH = ROOT / "graph_service" / "locale" / "en.po"
HEADER = """\
# English texts of Akteursnetz; the German ones stand in the code.
msgid ""
msgstr ""
"Language: en\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
TEXTS_OF = {"text": 1, "counted": 2, "_": 1, "many": 2}
PASSED_ON = {"graph_service/web/rendering.py"}  # what templates say goes through here


@dataclass(frozen=True)
class Spoken:
    """A text where it stands: its one form, or singular and plural; None for a form that is no literal."""

    place: str
    forms: tuple[str | None, ...]
    values: frozenset[str]

    @property
    def is_literal(self) -> bool:
        return None not in self.forms

    @property
    def literals(self) -> tuple[str, ...]:
        return tuple(form for form in self.forms if form)

    @property
    def message(self) -> str | tuple[str, ...]:
        """The message id in the catalogue."""
        return self.literals[0] if len(self.literals) == 1 else self.literals


def spoken() -> tuple[Spoken, ...]:
    """Every text for people in code and templates."""
    return tuple(found for path in sorted(_sources()) for found in _spoken_in(path))


def _sources() -> Iterator[Path]:
    for package in PACKAGES:
        yield from (ROOT / package).rglob("*.py")
        yield from (ROOT / package).rglob("*.html")


def _spoken_in(path: Path) -> Iterator[Spoken]:
    words, name = path.read_text("utf-8"), path.relative_to(ROOT).as_posix()
    if name not in PASSED_ON:
        yield from _in_code(words, name) if path.suffix == ".py" else _in_template(words, name)


def _in_code(words: str, name: str) -> Iterator[Spoken]:
    for call in ast.walk(ast.parse(words)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("text", "counted"):
            forms = tuple(
                part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else None
                for part in call.args[: TEXTS_OF[call.func.id]]
            )
            yield Spoken(f"{name}:{call.lineno}", forms, frozenset(part.arg for part in call.keywords if part.arg))


def _in_template(words: str, name: str) -> Iterator[Spoken]:
    """In templates the words are called `_`, and `_.many` says singular and plural."""
    for call in Environment(autoescape=True).parse(words).find_all(nodes.Call):
        said = _name_of(call.node)
        if said:
            forms = tuple(
                part.value if isinstance(part, nodes.Const) and isinstance(part.value, str) else None
                for part in call.args[: TEXTS_OF[said]]
            )
            yield Spoken(f"{name}:{call.lineno}", forms, frozenset(part.key for part in call.kwargs))


def _name_of(node: nodes.Expr) -> str | None:
    if isinstance(node, nodes.Getattr) and node.attr == "many":
        return "many" if _name_of(node.node) == "_" else None
    return "_" if isinstance(node, nodes.Name) and node.name == "_" else None


def english() -> Catalog:
    with ENGLISH.open("rb") as lines:
        return read_po(lines, locale="en", abort_invalid=True)


def forms_of(words: Any) -> tuple[str, ...]:
    """Singular and plural of a message or translation, or the one form that it has."""
    return (words,) if isinstance(words, str) else tuple(words)


def places(words: str) -> frozenset[str]:
    """The names of the places `{name}` in a text."""
    return frozenset(name for _, name, _, _ in Formatter().parse(words) if name is not None)


def update() -> Catalog:
    """The catalogue with exactly the texts that are in use, keeping the translations that it has."""
    template = Catalog(locale="en")
    for found in spoken():
        if found.literals:
            template.add(found.message)
    catalogue = english()
    catalogue.update(template, no_fuzzy_matching=True)
    return catalogue


def write(catalogue: Catalog, lines: BinaryIO) -> None:
    """The catalogue as a file that stays the same while its texts do: no dates, no line numbers, sorted."""
    lines.write(HEADER.encode())
    write_po(lines, catalogue, width=0, omit_header=True, no_location=True, sort_output=True, ignore_obsolete=True)


def main() -> None:
    catalogue = update()
    with ENGLISH.open("wb") as lines:
        write(catalogue, lines)
    missing = [entry for entry in catalogue if entry.id and not all(forms_of(entry.string or ""))]
    print(f"{len(catalogue)} texts in {ENGLISH.relative_to(ROOT)}, {len(missing)} still without English words")


if __name__ == "__main__":
    main()
