"""A form with files, read from a request piece by piece, so that neither its size nor its parts can surprise."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated, TypeAlias

from fastapi import Depends, Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from graph_service.model.errors import BadInput
from graph_service.model.text import text
from graph_service.operations.uploading import MAX_FILES, MAX_UPLOAD, Sent, check_size, too_big
from loaders.mapping import MAX_BYTES

_ENVELOPE = 100_000  # what the other parts of the form and its boundaries may take
_DRAINED = 20 * MAX_UPLOAD  # so much of a body that is too big is read on, because a browser listens only afterwards
_MOST_FIELDS = 20
_LONGEST_FIELD = 10_000


@dataclass
class Received:
    """A form that was sent: its words, its files where some were chosen, and the mapping of a list of one's own."""

    fields: dict[str, str] = field(default_factory=dict)
    files: list[UploadFile] = field(default_factory=list)
    mapping: bytes = b""

    def sent(self) -> list[Sent]:
        """The files, each to be read from its start; BadInput where there is none, or one without content."""
        chosen = [file for file in self.files if file.filename]
        if not chosen:
            raise BadInput(text("Bitte eine Datei wählen."), place="file")
        for file in chosen:
            check_size(file.size or 0)
            file.file.seek(0)
        return [Sent(file.filename or "", file.file) for file in chosen]


async def received(request: Request) -> AsyncGenerator[Received]:
    """The form of a request; its file lies on the disk where it is big, and goes with the end of the request."""
    async with _parsed(request) as found:
        yield found


ReceivedOf: TypeAlias = Annotated[Received, Depends(received)]


@asynccontextmanager
async def _parsed(request: Request) -> AsyncIterator[Received]:
    parser = MultiPartParser(
        request.headers,
        _bounded(request),
        max_files=MAX_FILES + 1,  # and a mapping
        max_fields=_MOST_FIELDS,
        max_part_size=_LONGEST_FIELD,
    )
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, UnicodeDecodeError) as error:
        raise BadInput(
            text("Dieses Formular ist nicht lesbar."),
            place="file",
            remedy=text(
                "Erwartet wird ein Formular mit Dateien (multipart/form-data), höchstens {most} auf einmal.",
                most=MAX_FILES,
            ),
        ) from error
    try:
        found = Received()
        for name, value in form.multi_items():
            if isinstance(value, str) and name == "mapping":
                found.mapping = value.encode()
            elif isinstance(value, str):
                found.fields[name] = value
            elif name == "file":
                found.files.append(value)
            elif name == "mapping":
                found.mapping = await value.read(MAX_BYTES + 1)
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
