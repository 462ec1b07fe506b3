"""Files that people send: kept for a while under a token that nobody can guess, checked, and taken over on request.

Checking and taking over run in a thread of their own, so that a page can say how far they have come.
"""

from __future__ import annotations

import re
import secrets
import shutil
import tempfile
import time
import unicodedata
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from graph_service.model.errors import BadInput, Conflict, NotFound
from graph_service.model.identity import check_new_network_id
from graph_service.model.text import text
from graph_service.operations.loading import LoadResult, Options, Stage, known_network
from graph_service.operations.loading_several import Telling, load_files, several_named, twice
from graph_service.operations.service import Service

MAX_UPLOAD = 50_000_000  # what the loaders read at most; a workbook of 100,000 rows has 10 MB
MAX_KEPT = 20  # more than one office has open at once; each result holds the records of its file
MAX_KEPT_BYTES = 500_000_000
EXPIRY = 3600.0  # seconds: time to read a long report and to ask a colleague
MAX_FILES = 100  # each is an open file while it comes; more papers at once are for the command line
_MAPPING = "zuordnung:"  # a colon is in no safe name
_LONGEST_NAME = 150  # bytes; file systems allow 255
_AT_ONCE = 2  # loads that run side by side; more would only slow each other down
_NOT_IN_NAMES = re.compile(r"[^\w .,()+-]+")


def safe_name(given: str) -> str:
    """The name of a file without any way to other folders, unseen characters, or more than a disk can take."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    clean = _NOT_IN_NAMES.sub("_", last).strip(" .") or "datei"
    stem, dot, ending = clean.rpartition(".") if "." in clean else (clean, "", "")
    ending = ending[:10]
    room = _LONGEST_NAME - len(f"{dot}{ending}".encode())
    return f"{stem.encode()[:room].decode(errors='ignore').strip()}{dot}{ending}"


def check_size(size: int) -> None:
    """BadInput for a file without content, or one that is bigger than can be read."""
    if not size:
        raise BadInput(text("Die Datei ist leer."), place="file", remedy=text("Bitte eine Datei mit Inhalt wählen."))
    if size > MAX_UPLOAD:
        raise too_big()


def too_big() -> BadInput:
    """The refusal of a file that is bigger than can be read."""
    return BadInput(
        text("Die Datei ist größer als {limit} MB.", limit=MAX_UPLOAD // 1_000_000),
        place="file",
        remedy=text("Bitte auf mehrere Dateien aufteilen und nacheinander laden."),
    )


@dataclass(frozen=True)
class Sent:
    """One file as it was sent: what its sender calls it, and its bytes."""

    name: str
    content: BinaryIO


@dataclass(frozen=True)
class Wanted:
    """Into which network a file is to be loaded, by whom and how; `title` names a network that is made with it."""

    network: str
    author: str
    options: Options = field(default_factory=Options)
    title: str | None = None


def load_sent(
    service: Service,
    wanted: Wanted,
    paths: Sequence[Path],
    *,
    dry_run: bool,
    expected: int | None = None,
    telling: Telling | None = None,
) -> LoadResult:
    """Loads files that were sent; Conflict if `expected` is not the newest revision of their network."""
    check_new_network_id(wanted.network)
    known = known_network(service, wanted.network) if expected is None else service.network(wanted.network, expected)
    return load_files(
        service,
        known,
        paths,
        author=wanted.author,
        dry_run=dry_run,
        options=wanted.options,
        name=wanted.title,
        telling=telling,
    )


def keep_files(folder: Path, files: Iterable[Sent]) -> tuple[Path, ...]:
    """The files that were sent, under safe names; BadInput where one is empty or all of them are too big."""
    kept: list[Path] = []
    for sent in files:
        path = folder / safe_name(sent.name)
        if path in kept:
            raise twice(path.name, "file")
        with path.open("wb") as file:
            shutil.copyfileobj(sent.content, file)
        kept.append(path)
        check_size(path.stat().st_size)
    if sum(path.stat().st_size for path in kept) > MAX_UPLOAD:
        raise too_big()
    return tuple(kept)


@dataclass
class Upload:
    """Files that were sent together, how far their checking or taking over has come, and what came of it.

    `mark` is the state of the network that they were checked against; `moved`: that changed after the check, so they
    were checked once more and not taken over. `file` says which of how many files is being read.
    """

    token: str
    wanted: Wanted
    paths: tuple[Path, ...]
    size: int
    touched: float
    work: Future[LoadResult] = field(default_factory=Future)
    stage: Stage = "reading"
    file: tuple[str, int, int] | None = None
    mark: tuple[int, str] | None = None
    taking: bool = False
    moved: bool = False

    @property
    def name(self) -> str:
        """What the files are called together."""
        return several_named([path.name for path in self.paths])

    @property
    def is_done(self) -> bool:
        return self.work.done()

    @property
    def was_taken(self) -> bool:
        """Whether it was taken over, also where it said nothing new."""
        return self._came_well and self.result().revision is not None

    @property
    def was_refused(self) -> bool:
        """Whether it was found to have errors."""
        return self._came_well and self.result().refused

    @property
    def _came_well(self) -> bool:
        return self.is_done and self.work.exception() is None

    def result(self) -> LoadResult:
        """What came of it; raises what stood in the way."""
        return self.work.result()

    @property
    def telling(self) -> Telling:
        """Notes how far it has come."""
        return Telling(self._tell, self._begin)

    def _tell(self, stage: Stage) -> None:
        self.stage = stage

    def _begin(self, name: str, number: int, total: int) -> None:
        self.file = (name, number, total)


class Uploads:
    """The files that were sent lately, in a folder of their own that is removed at the end.

    Limited in number, size and time; the oldest that nobody waits for give way.
    """

    def __init__(self) -> None:
        self._kept: dict[str, Upload] = {}
        self._lock = Lock()
        self._workers = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="load")

    @cached_property
    def folder(self) -> Path:
        """Where the files lie, readable by this user only; made for the first of them."""
        return Path(tempfile.mkdtemp(prefix="akteursnetz-"))

    def close(self) -> None:
        """Waits for what is being written, then removes every file."""
        self._workers.shutdown(wait=True, cancel_futures=True)
        if "folder" in vars(self):
            shutil.rmtree(self.folder, ignore_errors=True)

    def check(self, service: Service, wanted: Wanted, files: Iterable[Sent], mapping: bytes = b"") -> Upload:
        """Keeps files, with a mapping where they are lists of one's own, and begins to check them."""
        check_new_network_id(wanted.network)
        upload = self._keep(wanted, files)
        if mapping:
            _map(upload, mapping)
        upload.work = self._workers.submit(_check, service, upload)
        return upload

    def check_as(self, service: Service, upload: Upload, mapping: bytes) -> None:
        """Begins to check a file once more, as the list that a mapping says it is; one taken over stays as it is."""
        with self._lock:
            if not upload.is_done or upload.was_taken:
                return
            _map(upload, mapping)
            upload.taking, upload.moved, upload.stage = False, False, "reading"
            upload.work = self._workers.submit(_check, service, upload)

    def take(self, service: Service, upload: Upload, author: str | None = None) -> None:
        """Begins to take over a file that was checked; once only, however often it is asked for.

        It is signed by who takes it over, where that is known, else by who sent it.
        """
        with self._lock:
            if not upload.is_done or upload.was_taken or upload.was_refused:
                return
            upload.wanted = replace(upload.wanted, author=author or upload.wanted.author)
            upload.taking, upload.moved, upload.stage = True, False, "reading"
            # In the context of who asked for it, so that the audit knows whose revision it is.
            upload.work = self._workers.submit(copy_context().run, _take, service, upload)

    def find(self, token: str, network: str) -> Upload:
        """The upload with this token; NotFound where it has expired or is of another network."""
        with self._lock:
            self._drop_old()
            upload = self._kept.get(token)
            if upload is None or upload.wanted.network != network:
                raise NotFound(
                    text("Diese Datei liegt hier nicht mehr; sie wurde vor mehr als einer Stunde geprüft."),
                    remedy=text("Bitte auf der Seite „Daten“ noch einmal hochladen; es wurde nichts übernommen."),
                )
            upload.touched = time.monotonic()
            return upload

    def _keep(self, wanted: Wanted, files: Iterable[Sent]) -> Upload:
        token = secrets.token_urlsafe(32)
        with self._lock:  # so that there is one folder
            folder = self.folder / token
        folder.mkdir()
        try:
            paths = keep_files(folder, files)
            size = sum(path.stat().st_size for path in paths)
            with self._lock:
                self._drop_old()
                self._make_room(size)
                self._kept[token] = Upload(token, wanted, paths, size, time.monotonic())
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return self._kept[token]

    def _drop_old(self) -> None:
        limit = time.monotonic() - EXPIRY
        for upload in [one for one in self._kept.values() if one.is_done and one.touched < limit]:
            self._drop(upload)

    def _make_room(self, size: int) -> None:
        idle = sorted((one for one in self._kept.values() if one.is_done), key=lambda one: one.touched)
        while len(self._kept) >= MAX_KEPT or size + sum(one.size for one in self._kept.values()) > MAX_KEPT_BYTES:
            if not idle:
                raise BadInput(
                    text("Gerade werden zu viele Dateien auf einmal geprüft."),
                    place="file",
                    remedy=text("Bitte in einigen Minuten noch einmal versuchen."),
                )
            self._drop(idle.pop(0))

    def _drop(self, upload: Upload) -> None:
        del self._kept[upload.token]
        shutil.rmtree(upload.paths[0].parent, ignore_errors=True)


def _map(upload: Upload, mapping: bytes) -> None:
    """Keeps a mapping beside the files, in a folder that no name of theirs leads to."""
    folder = upload.paths[0].parent / _MAPPING
    folder.mkdir(exist_ok=True)
    path = folder / "zuordnung.yaml"
    path.write_bytes(mapping)
    upload.wanted = replace(upload.wanted, options=replace(upload.wanted.options, mapping=path))


def _check(service: Service, upload: Upload) -> LoadResult:
    upload.mark = _mark(service, upload.wanted.network)
    return load_sent(service, upload.wanted, upload.paths, dry_run=True, telling=upload.telling)


def _take(service: Service, upload: Upload) -> LoadResult:
    """Takes a file over as it was checked; where the network was changed meanwhile, checks it once more instead."""
    if _mark(service, upload.wanted.network) == upload.mark:
        expected = upload.mark[0] if upload.mark else None
        with suppress(Conflict):
            return load_sent(
                service, upload.wanted, upload.paths, dry_run=False, expected=expected, telling=upload.telling
            )
    upload.moved = True
    return _check(service, upload)


def _mark(service: Service, network: str) -> tuple[int, str] | None:
    """What tells whether a network is still the same; None where it is not there yet."""
    try:
        view = service.view(network)
    except NotFound:
        return None
    return view.revision, view.stamp


def wait_for(upload: Upload, seconds: float) -> None:
    """Waits until it is done, but not longer than this."""
    wait([upload.work], timeout=seconds)
