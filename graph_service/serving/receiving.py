"""A form with files, read from a request piece by piece, so that neither its size nor its parts can surprise."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated, TypeAlias
from urllib.parse import parse_qsl

from fastapi import Depends, Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from graph_service.model.errors import BadInput, TooLarge
from graph_service.model.text import text
from graph_service.operations.uploading import MAX_FILES, MAX_UPLOAD, Sent, check_size, too_big
from graph_service.serving.who import CSRF_FIELD, CSRF_HEADER, check_csrf, person_of
from loaders.mapping import MAX_BYTES

LONGEST_FORM = 16_000_000  # of a form about records, which may hold a long text
_ENVELOPE = 100_000  # what the other parts of the form and its boundaries may take
_DRAINED = 20 * MAX_UPLOAD  # so much of a body that is too big is read on, because a browser listens only afterwards
_MOST_FIELDS = 20
_MOST_TYPED = 1_000
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
        if request.headers.get(CSRF_HEADER) is None:  # else the guard has looked at it
            check_csrf(person_of(request), found.fields.get(CSRF_FIELD, ""))
        yield found


ReceivedOf: TypeAlias = Annotated[Received, Depends(received)]


async def typed_form(request: Request, longest: int) -> list[tuple[str, str]]:
    """The names and values of a plain form, in their order; BadInput for one that is too long or cannot be read."""
    body = await whole_body(request, longest)
    try:
        return parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_TYPED)
    except ValueError as error:
        raise unreadable() from error


async def whole_body(request: Request, longest: int) -> bytes:
    """The body of a request; one that is too long is read on for a while without being kept, then refused."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size <= longest:
            parts.append(part)
        elif size > _DRAINED:
            break
    if size > longest:
        raise TooLarge(
            text("Dieses Formular ist zu groß; es wurde nichts gespeichert."),
            remedy=text("Über „Zurück“ im Browser steht der Text noch da; bitte kürzen."),
        )
    return b"".join(parts)


def unreadable() -> BadInput:
    """The refusal of what is no form of ours."""
    return BadInput(text("Dieses Formular ist nicht lesbar."))


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
