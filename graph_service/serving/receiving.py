"""A form with a file, read from a request piece by piece, so that neither its size nor its parts can surprise."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated, BinaryIO, TypeAlias

from fastapi import Depends, Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from graph_service.model.errors import BadInput
from graph_service.model.text import text
from graph_service.operations.uploading import MAX_UPLOAD, check_size, too_big

_ENVELOPE = 100_000  # what the other parts of the form and its boundaries may take
_DRAINED = 20 * MAX_UPLOAD  # so much of a body that is too big is read on, because a browser listens only afterwards
_MOST_FIELDS = 20
_LONGEST_FIELD = 10_000


@dataclass
class Received:
    """A form that was sent: its words, and its file where one was chosen."""

    fields: dict[str, str] = field(default_factory=dict)
    file: UploadFile | None = None

    @property
    def name(self) -> str:
        return (self.file.filename or "") if self.file else ""

    def content(self) -> BinaryIO:
        """The file's bytes, to be read from the start; BadInput where there is no file, or nothing in it."""
        if self.file is None or not self.file.filename:
            raise BadInput(text("Bitte eine Datei wählen."), place="file")
        check_size(self.file.size or 0)
        self.file.file.seek(0)
        return self.file.file


async def received(request: Request) -> AsyncGenerator[Received]:
    """The form of a request; its file lies on the disk where it is big, and goes with the end of the request."""
    async with _parsed(request) as found:
        yield found


ReceivedOf: TypeAlias = Annotated[Received, Depends(received)]


@asynccontextmanager
async def _parsed(request: Request) -> AsyncIterator[Received]:
    parser = MultiPartParser(
        request.headers, _bounded(request), max_files=1, max_fields=_MOST_FIELDS, max_part_size=_LONGEST_FIELD
    )
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, UnicodeDecodeError) as error:
        raise BadInput(
            text("Dieses Formular ist nicht lesbar."),
            place="file",
            remedy=text("Erwartet wird ein Formular mit einer Datei (multipart/form-data)."),
        ) from error
    try:
        found = Received()
        for name, value in form.multi_items():
            if isinstance(value, str):
                found.fields[name] = value
            elif name == "file":
                found.file = value
        yield found
    finally:
        await form.close()


async def _bounded(request: Request) -> AsyncGenerator[bytes, None]:
    """The body as it comes; one that is too big is read on for a while without being kept, then refused."""
    size = 0
    async for part in request.stream():
        size += len(part)
        if size <= MAX_UPLOAD + _ENVELOPE:
            yield part
        elif size > _DRAINED:
            break
    if size > MAX_UPLOAD + _ENVELOPE:
        raise too_big()
