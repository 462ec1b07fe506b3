"""The empty form: a workbook with every sheet, column and drop-down, and the controlled lists if they are wanted."""

from __future__ import annotations

from graph_service.exports.workbook import pack
from graph_service.exports.workbook_cells import written
from graph_service.exports.workbook_choices import choices
from graph_service.exports.workbook_guide import guide
from graph_service.model.network import Network
from graph_service.model.nodes import Concept, Document
from graph_service.model.text import Language


def template(lists_of: Network | None = None, language: Language = "de") -> bytes:
    """An empty workbook; with `lists_of` it holds that network's controlled lists and the sources that they cite.

    Its drop-downs offer the entries of those lists, and the actors and measures of that network, by name.
    """
    concepts = list(lists_of.of_type(Concept)) if lists_of else []
    cited = {source.document for concept in concepts for source in concept.sources}
    documents = _with_their_sources(lists_of, cited) if lists_of else []
    return pack(
        written(Network("vorlage", [*concepts, *documents])), guide(None, language, lists_of), choices(lists_of)
    )


def _with_their_sources(network: Network, cited: set[str | None]) -> list[Document]:
    """The documents themselves and those that they cite in turn."""
    found: dict[str, Document] = {}
    front = sorted(document for document in cited if document)
    while front:
        document = network.node(front.pop())
        if isinstance(document, Document) and document.id not in found:
            found[document.id] = document
            front += [source.document for source in document.sources if source.document]
    return list(found.values())
