"""What a page shows as a Word annex: the page's own address with format=docx."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from fastapi import Request
from fastapi.responses import Response

from graph_service.api.annexes import Part, annex_of, handed_out
from graph_service.api.schemas import Answer
from graph_service.language import render
from graph_service.model.text import Value, text
from graph_service.operations.picturing import Wish
from graph_service.serving.reading import Reading
from graph_service.web.forms import again
from graph_service.web.rendering import page

Parts: TypeAlias = Callable[[], Sequence[Part]]
ANNEX = {"format": "docx"}


def page_or_annex(request: Request, reading: Reading, template: str, parts: Parts, **values: Any) -> Response:
    """The page with a link to its annex; the annex itself where the address asks for it."""
    if wants_annex(request):
        return handed_out(reading, annex_of(reading, list(_without_repetitions(parts()))))
    return page(request, reading, template, annex_here=again(request, ANNEX), **values)


def _without_repetitions(parts: Sequence[Part]) -> Iterator[Part]:
    """The parts of one page, each with those warnings that no part before it gave."""
    given: dict[str, None] = {}
    for one in parts:
        fresh = [words for words in one.answer.caveats if words not in given]
        given.update(dict.fromkeys(fresh))
        yield replace(one, answer=one.answer.model_copy(update={"caveats": fresh}))


def wants_annex(request: Request) -> bool:
    """Whether the address asks for a file instead of the page."""
    return request.query_params.get("format") == ANNEX["format"]


def part(
    reading: Reading, heading: Value, answer: Answer, wish: Wish | None = None, sentence: Value | None = None
) -> Part:
    """What a page tells under a heading; all of it stands on the page of that name."""
    name = render(heading, reading.language)
    told = None if sentence is None else render(sentence, reading.language)
    return Part(name, answer, wish, text("in Akteursnetz auf der Seite „{page}“", page=name), told)
