"""What leaves the service as a file: a picture as one page that opens offline."""

from __future__ import annotations

from graph_service.language import render
from graph_service.model.text import Language
from graph_service.operations import wording
from graph_service.operations.asking import overview
from graph_service.operations.picturing import Wish, picture
from graph_service.operations.service import Service, scope, today
from visualisations.page import write_page


def offline_page(service: Service, network: str, wish: Wish, language: Language, revision: int | None = None) -> str:
    """A picture with legend, search, tables and sources as one HTML file that needs no network."""
    drawn = picture(service, network, wish, language, revision=revision, linked=False)
    name = service.info(network).name
    state = overview(service, network, scope(), revision)
    sentence = drawn.summary if wish.focus else render(wording.network_sentence(name, state), language)
    return write_page(drawn, title=f"Akteursnetz {name}", sentence=sentence, date=today())
