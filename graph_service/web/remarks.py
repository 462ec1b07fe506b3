"""What a page says of its address: parts that it does not know, and parts that change nothing on it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from fastapi import Request

from graph_service.model.nearness import nearest
from graph_service.model.text import Text, text
from graph_service.questions import understand
from graph_service.serving.labels import LABELS, label_of
from graph_service.serving.reading import Reading, parameters_of

_OF_SCRIPTS = re.compile(r"(?:filter|sort)(?:-.*)?|done|undone")
_OF_FORMS = ("judgement", "data", "editing")
_LONGEST = 80
_OFFERS = "measures.html"

TIMELESS = frozenset(f"{name}.html" for name in ("sources", "source", "search", "question", "data"))
"""The pages that show what was ever recorded, whatever the day."""


def remarks(request: Request, reading: Reading, template: str, passed_on: Collection[str]) -> tuple[Text, ...]:
    """Sentences on the parts of an address that have no effect; forms that are sent describe themselves."""
    if template.startswith(_OF_FORMS) and template != "data.html":
        return ()
    untimely = _without_day(reading) if template in TIMELESS else ()
    return (*_unknown(request, passed_on), *untimely, *(_exchanged(request, reading) if template == _OFFERS else ()))


def _exchanged(request: Request, reading: Reading) -> Iterator[Text]:
    """That another word is looked for than the one in the question that led here."""
    asked, wanted = (request.query_params.get(name, "") for name in ("asked", "q"))
    found = understand(reading.service, reading.network_id, asked, reading.language) if asked and wanted else None
    if found and found.exchange and found.wanted == wanted:
        yield found.exchange


def _unknown(request: Request, passed_on: Collection[str]) -> Iterator[Text]:
    known = parameters_of(request) | {"lang"}
    spelt = {said: name for name in known & LABELS.keys() for said in (LABELS[name].de, LABELS[name].en)}
    for name in dict.fromkeys(request.query_params):
        if name in known or name in passed_on or _OF_SCRIPTS.fullmatch(name):
            continue
        near = nearest(name, {**spelt, **{one: one for one in known}}, limit=1)
        if near:
            yield text(
                "„{name}“ kennt diese Seite nicht, es ändert hier nichts. Gemeint ist vielleicht „{label}“ ({near}).",
                name=name[:_LONGEST],
                label=label_of(near[0]),
                near=near[0],
            )
        else:
            yield text("„{name}“ kennt diese Seite nicht, es ändert hier nichts.", name=name[:_LONGEST])


def _without_day(reading: Reading) -> Iterator[Text]:
    if reading.dated:
        yield text("{what} ({value}) wirkt auf dieser Seite nicht.", what=label_of("at"), value=reading.scope.at)
    if reading.scope.documented:
        yield text("„{what}“ wirkt auf dieser Seite nicht.", what=label_of("documented"))
