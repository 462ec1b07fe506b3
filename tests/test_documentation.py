"""The documentation says what the program does: every word, command, setting, route, target, link and path."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
import typer

from graph_service import __version__
from graph_service.app import create_app
from graph_service.cli import app
from graph_service.model.text import Label
from graph_service.model.vocabulary import JudgementKind, Named, TieKind, vocabulary
from graph_service.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
WORDS = {page.relative_to(ROOT).as_posix(): page.read_text("utf-8") for page in PAGES}
EVERYTHING = "\n".join(WORDS.values())
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = set(re.findall(r"^([a-z][a-z0-9-]*):", MAKEFILE, re.MULTILINE))
DECISIONS = sorted(name for name in WORDS if name.startswith("docs/decisions/"))


def row(entry: Label | Named | TieKind | JudgementKind, word: str) -> str:
    """The row of the glossary for one entry of the vocabulary."""
    if isinstance(entry, Label):
        pairs = [entry]
    elif isinstance(entry, Named):
        pairs = [entry.one, entry.many]
    elif isinstance(entry, TieKind):
        pairs = [entry.forward, entry.backward]
    else:
        pairs = [entry.one]
    german, english = (" / ".join(getattr(pair, language) for pair in pairs) for language in ("de", "en"))
    return f"| {german} | {english} | `{word}` |"


def glossary_rows() -> Iterator[str]:
    words = vocabulary()
    for table in type(words).model_fields:
        for name, entry in getattr(words, table).items():
            yield row(entry, name)
            for decision, label in getattr(entry, "decisions", {}).items():
                yield row(label, f"{name}: {decision}")


def anchors(words: str) -> set[str]:
    """The anchors that the headings of a page make."""
    headings = re.findall(r"^#+ (.+)$", words, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links() -> Iterator[tuple[str, str]]:
    for name, words in WORDS.items():
        for target in re.findall(r"\]\(([^)\s]+)\)", words):
            if not re.match(r"[a-z]+:", target):
                yield name, unquote(target)


def code(words: str) -> Iterator[str]:
    """Every piece of code on a page, in lines or between backticks."""
    for block in re.findall(r"^```\w*\n(.*?)^```", words, re.MULTILINE | re.DOTALL):
        yield from block.splitlines()
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", words, flags=re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("expected", sorted(set(glossary_rows())))
def test_a_word_of_the_vocabulary_is_in_the_glossary_in_both_languages(expected: str) -> None:
    assert expected in WORDS["docs/glossary.md"].splitlines()


def test_the_glossary_has_no_word_that_the_vocabulary_has_not() -> None:
    found = [
        line for line in WORDS["docs/glossary.md"].splitlines() if re.fullmatch(r"\|[^|]+\|[^|]+\| `[^`]+` \|", line)
    ]
    assert sorted(set(found) - set(glossary_rows())) == []


def commands() -> set[str]:
    return set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def test_every_command_is_documented() -> None:
    assert [name for name in commands() if f"`akteursnetz {name}" not in EVERYTHING] == []


def test_every_documented_command_exists() -> None:
    said = {match for part in code(EVERYTHING) for match in re.findall(r"^akteursnetz ([a-z][a-z-]*)", part)}
    assert said <= commands()


def settings() -> set[str]:
    return {f"{Settings.model_config['env_prefix']}{name}".upper() for name in Settings.model_fields}


def test_every_setting_is_documented() -> None:
    assert [name for name in settings() if f"`{name}`" not in EVERYTHING] == []


def test_every_documented_setting_exists() -> None:
    assert set(re.findall(r"AKTEURSNETZ_[A-Z_]+", EVERYTHING + MAKEFILE)) <= settings()


def routes() -> set[str]:
    return set(create_app(Settings(store="memory:")).openapi()["paths"])


def test_every_route_of_the_api_is_documented() -> None:
    assert [route for route in sorted(routes()) if f"`{route}`" not in EVERYTHING] == []


def test_every_documented_route_exists() -> None:
    said = set(re.findall(r"^\| `(/[^`]+)` \|", WORDS["docs/reference.md"], re.MULTILINE))
    assert sorted(said - routes()) == []


@pytest.mark.parametrize("target", sorted(TARGETS - {"help"}))
def test_a_target_of_the_makefile_is_in_the_readme(target: str) -> None:
    assert re.search(rf"make {target}\b(?!-)", WORDS["README.md"])


def test_every_make_command_in_the_documentation_has_a_target() -> None:
    said = {match for part in code(EVERYTHING) for match in re.findall(r"^make ([a-z][a-z0-9-]*)", part)}
    assert said <= TARGETS


def test_every_target_says_what_it_does() -> None:
    explained = set(re.findall(r"^([a-z0-9-]+):.*## \S", MAKEFILE, re.MULTILINE))
    assert explained == TARGETS
    assert set(re.findall(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)[0].split()) == TARGETS


def test_make_lists_every_target_with_what_it_does() -> None:
    command = ["make", "--silent", "--no-print-directory", "help"]
    lines = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert {line.split()[0] for line in lines} == TARGETS
    assert [line for line in lines if "##" in line] == []


def test_whatever_the_service_has_a_browser_keep_is_documented() -> None:
    sources = "\n".join(path.read_text("utf-8") for path in (ROOT / "graph_service").rglob("*.py"))
    cookies = {name for pair in re.findall(r'_COOKIE = "([^"]+)", "([^"]+)"', sources) for name in pair}
    assert len(cookies) == sources.count(".set_cookie(") * 2
    scripts = [path for folder in ("graph_service", "visualisations") for path in (ROOT / folder).rglob("*.js")]
    keeping = [words for path in scripts if "localStorage" in (words := path.read_text("utf-8"))]
    keys = {key for words in keeping for key in re.findall(r'\bKEY: "([^"]+)"', words)}
    assert len(keys) == len(keeping)
    assert [name for name in sorted(cookies | keys) if f"`{name}`" not in WORDS["docs/reference.md"]] == []


@pytest.mark.parametrize(("page", "target"), list(links()))
def test_a_link_leads_somewhere(page: str, target: str) -> None:
    path, _, anchor = target.partition("#")
    file = (ROOT / page).parent / path if path else ROOT / page
    assert file.exists()
    assert not anchor or anchor in anchors(file.read_text("utf-8"))


def test_every_path_of_the_project_that_is_named_exists() -> None:
    pattern = re.compile(r"(?:graph_service|loaders|visualisations|tests|benchmarks|docs)/[\w./-]*")
    named = {part for part in code(EVERYTHING) if pattern.fullmatch(part)}
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


@pytest.mark.parametrize("name", DECISIONS)
def test_a_decision_has_context_decision_and_consequences(name: str) -> None:
    assert re.findall(r"^#+ (.+)$", WORDS[name], re.MULTILINE)[1:] == ["Context", "Decision", "Consequences"]


def test_decisions_are_numbered_without_gaps_and_listed_in_the_architecture() -> None:
    assert [Path(name).name[:4] for name in DECISIONS] == [f"{n:04d}" for n in range(1, len(DECISIONS) + 1)]
    assert all(f"(decisions/{Path(name).name})" in WORDS["docs/architecture.md"] for name in DECISIONS)


def test_the_changelog_tells_of_this_version() -> None:
    headings = re.findall(r"^## \[(.+)\]", WORDS["CHANGELOG.md"], re.MULTILINE)
    assert headings[:2] == ["Unreleased", __version__]
