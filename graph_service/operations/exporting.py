"""What leaves the service as a file: a picture, drawn for people or as a graph for other programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from graph_service.language import render
from graph_service.model.identity import local_of, slug
from graph_service.model.network import Network
from graph_service.model.text import Language, Text, text
from graph_service.operations import wording
from graph_service.operations.asking import overview
from graph_service.operations.picturing import Wish, picture
from graph_service.operations.service import Service, scope, today
from graph_service.operations.wording_sharing import settings_words
from visualisations.details import name_of
from visualisations.graph_files import to_cytoscape, to_gexf, to_graphml
from visualisations.imprint import Imprint
from visualisations.page import write_page
from visualisations.picture import Picture
from visualisations.svg import svg_file

_OF_A_DAY = frozenset({"coordination", "path"})  # these views rest on an analysis, of today where no day is named


@dataclass(frozen=True)
class Exported:
    """A file with its name and media type, and the picture that it holds."""

    name: str
    media_type: str
    content: bytes
    picture: Picture


@dataclass(frozen=True)
class Drawn:
    """A picture that is about to be written, and what was asked for."""

    service: Service
    wish: Wish
    picture: Picture
    imprint: Imprint


@dataclass(frozen=True)
class Form:
    """The ending and the media type of a form, and how its content is made."""

    ending: str
    media_type: str
    write: Callable[[Drawn], bytes]


def export(
    service: Service, network: str, wish: Wish, form: str, language: Language, revision: int | None = None
) -> Exported:
    """The picture that is wished for as one file, with heading, legend, days, revision and numbered sources."""
    service = service.open
    whole = service.network(network, revision)
    drawn = picture(service, network, wish, language, revision=whole.revision, linked=False)
    made = FORMS[form]
    content = made.write(Drawn(service, wish, drawn, imprint_of(service, whole, wish, drawn)))
    return Exported(_file_name(wish, drawn, made.ending), made.media_type, content, drawn)


def imprint_of(service: Service, whole: Network, wish: Wish, drawn: Picture) -> Imprint:
    """Where a file of the picture comes from."""
    seen = wish.scope or (scope() if wish.shown_as in _OF_A_DAY else None)
    heading = f"{service.info(whole.id).name}: {title_of(whole, wish, drawn)}"
    documented = seen is not None and seen.documented
    return Imprint(heading, today(), seen.at if seen else None, documented=documented, settings=_settings(wish))


def _settings(wish: Wish) -> tuple[Text, ...]:
    """What counted as coordinated and as carrying, for the view that rests on it."""
    if wish.shown_as != "coordination":
        return ()
    return settings_words(wish.connecting.accepted, wish.connecting.max_body, wish.carrying)


def title_of(whole: Network, wish: Wish, drawn: Picture) -> str:
    """What a picture is called: its view, or what it is around."""
    if wish.focus is None:
        return drawn.title
    one = name_of(whole.node(wish.focus), drawn.language)
    if wish.to is None or wish.shown_as != "path":
        return render(text("Umgebung von {name}", name=one), drawn.language)
    other = name_of(whole.node(wish.to), drawn.language)
    return render(text("Wege von {one} zu {other}", one=one, other=other), drawn.language)


def _file_name(wish: Wish, drawn: Picture, ending: str) -> str:
    """A name that says what is in the file: network, view, entries, revision, day."""
    ends = (local_of(node) for node in (wish.focus, wish.to) if node)
    day = f"-{wish.scope.at.isoformat()}" if wish.scope else ""
    return f"akteursnetz-{slug(' '.join((drawn.network, drawn.title, *ends)))}-revision-{drawn.revision}{day}.{ending}"


def _page(drawn: Drawn) -> bytes:
    shown, wish, imprint = drawn.picture, drawn.wish, drawn.imprint
    state = overview(drawn.service, shown.network, wish.scope or scope(), shown.revision)
    told = wording.network_sentence(drawn.service.info(shown.network).name, state)
    sentence = shown.summary if wish.focus else render(told, shown.language)
    return write_page(
        shown,
        title=f"Akteursnetz {imprint.heading}",
        sentence=sentence,
        date=imprint.made,
        as_of=imprint.as_of(shown.revision),
    ).encode("utf-8", "replace")


FORMS: Mapping[str, Form] = {
    "svg": Form("svg", "image/svg+xml", lambda drawn: svg_file(drawn.picture, drawn.imprint).encode()),
    "html": Form("html", "text/html; charset=utf-8", _page),
    "graphml": Form("graphml", "application/graphml+xml", lambda drawn: to_graphml(drawn.picture, drawn.imprint)),
    "gexf": Form("gexf", "application/gexf+xml", lambda drawn: to_gexf(drawn.picture, drawn.imprint)),
    "cytoscape": Form("cytoscape.json", "application/json", lambda drawn: to_cytoscape(drawn.picture, drawn.imprint)),
}
"""The forms in which a picture leaves the service, by the word that asks for them."""
