"""What a harvest brought, on disk: one file for each answer, and one that says how far the harvest came."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from graph_service.model.errors import BadInput, UnreadableFile
from graph_service.model.text import text
from loaders.oparl import quirks

STATE = "harvest.json"
PAGES = "pages"

# What a person in OParl is to us: memberships. Names, addresses and the like are not even written down.
_OF_PERSONS = ("id", "type", "body", "membership", "created", "modified", "deleted")
_CONTACTS = frozenset({"contactEmail", "contactName", "email", "phone", "resolutionText"})


class Gap(BaseModel):
    """What did not come: from where and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str
    reason: str


class State(BaseModel):
    """How far a harvest came. `run` marks what was asked in it; `finished` is None until all was asked."""

    model_config = ConfigDict(extra="forbid")

    form: int = 1
    url: str
    run: str
    since: str | None = None
    finished: str | None = None
    gaps: list[Gap] = []


class Page(BaseModel):
    """One answer: from where, which kind of object it lists, when it came, in which run it was last asked for."""

    model_config = ConfigDict(extra="forbid")

    url: str
    kind: str | None
    run: str
    retrieved: str
    etag: str | None = None
    last_modified: str | None = None
    body: Any

    def marks(self) -> dict[str, str]:
        """How to ask whether there is something newer."""
        given = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in given.items() if value}


class Recording:
    """The folder of one harvest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: list[Path] = []

    def begin(self, url: str, since: str | None) -> tuple[State, bool]:
        """The state of this harvest, and whether it goes on with one that was interrupted."""
        before = read_state(self.folder) if (self.folder / STATE).exists() else None
        if before is not None and before.url != url:
            raise UnreadableFile(
                text("In diesem Ordner liegt schon die Ernte von {other}.", other=before.url),
                place=str(self.folder),
                remedy=text("Bitte einen anderen Ordner angeben."),
            )
        goes_on = before is not None and before.finished is None and before.since == since
        run = before.run if before is not None and goes_on else datetime.now(UTC).isoformat()
        state = State(url=url, run=run, since=since)
        self._made = [path for path in (self.folder, *self.folder.parents) if not path.exists()]
        self.save(state)
        return state, goes_on

    def withdraw(self) -> None:
        """Leaves nothing behind of a harvest that brought no answer; what an earlier one brought stays."""
        pages = self.folder / PAGES
        if any(pages.glob("*.json")):
            return
        with suppress(OSError):  # what else lies there is not ours, and stays
            (self.folder / STATE).unlink(missing_ok=True)
            for path in (pages, *self._made):
                if path.exists():
                    path.rmdir()

    def save(self, state: State) -> None:
        _write(self.folder / STATE, state.model_dump())

    def page(self, url: str) -> Page | None:
        """The answer that is at hand for this address; a damaged one counts as none."""
        try:
            return Page.model_validate_json(self._path(url).read_bytes())
        except (OSError, ValidationError):
            return None

    def keep(self, page: Page) -> Page:
        """Writes an answer down without what it says about persons."""
        kept = page.model_copy(update={"body": without_persons(page.body, page.kind)})
        _write(self._path(page.url), kept.model_dump())
        return kept

    def forget(self, url: str) -> None:
        self._path(url).unlink(missing_ok=True)

    def forget_others(self, run: str) -> int:
        """Removes answers that a whole new run did not meet any more; says how many."""
        stale = [path for path in (self.folder / PAGES).glob("*.json") if _run_of(path) != run]
        for path in stale:
            path.unlink()
        return len(stale)

    def _path(self, url: str) -> Path:
        return self.folder / PAGES / f"{hashlib.sha256(url.encode()).hexdigest()[:24]}.json"


def _run_of(path: Path) -> str | None:
    try:
        return Page.model_validate_json(path.read_bytes()).run
    except ValidationError:
        return None


def read_state(folder: Path) -> State:
    """How far the harvest in this folder came; UnreadableFile where that cannot be told."""
    try:
        return State.model_validate_json((folder / STATE).read_bytes())
    except (OSError, ValidationError) as error:
        raise UnreadableFile(
            text("Der Stand der Ernte ist nicht lesbar."),
            place=str(folder / STATE),
            remedy=text("Bitte in einen leeren Ordner neu ernten."),
        ) from error


def _write(path: Path, values: Mapping[str, Any]) -> None:
    """Writes a file whole or not at all."""
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise BadInput(
            text(
                "Der Ordner für die Ernte lässt sich nicht beschreiben: {reason}.", reason=error.strerror or str(error)
            ),
            place=str(path.parent),
            remedy=text("Bitte Ordner, Rechte und freien Platz prüfen."),
        ) from error


def without_persons(value: Any, kind: str | None = None) -> Any:
    """An answer without what it says about persons but their memberships, and without contacts."""
    if isinstance(value, list):
        return [without_persons(part, kind) for part in value]
    if not isinstance(value, dict):
        return value
    is_page = isinstance(value.get("data"), list)
    if not is_page and _is_person(value, kind):
        return {name: value[name] for name in _OF_PERSONS if name in value}
    return {
        name: without_persons(part, kind if is_page and name == "data" else _KINDS.get(name))
        for name, part in value.items()
        if name not in _CONTACTS
    }


_KINDS = {"person": "Person", "participant": "Person", "originatorPerson": "Person"}


def _is_person(values: Mapping[str, Any], kind: str | None) -> bool:
    return quirks.type_of(values, kind) == "Person" or "familyName" in values or "givenName" in values
