"""A whole network as GraphML, GEXF or Cytoscape JSON: every record with every field, so that it can be read again.

Nodes are the nodes of the network, edges its ties and judgements (`type` tells them apart). The fields stand as
attributes under their own names; lists and sources are JSON. `label`, `sector` and GEXF's spells are for the reader
of a picture and follow from the rest.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from graph_service.exports.canonical_json import FORM, Plain, ends, flat, kept, listed
from graph_service.exports.exported import Exported, Losses, unfit_for_xml
from graph_service.language import render
from graph_service.model.errors import BadInput
from graph_service.model.naming import called
from graph_service.model.network import Network
from graph_service.model.nodes import Actor
from graph_service.model.period import Period
from graph_service.model.text import Language, text
from graph_service.model.ties import AnyRecord, Judgement, Tie
from graph_service.model.vocabulary import vocabulary


@dataclass(frozen=True)
class _Item:
    """A node or an edge as it is written: its attributes without the id, and when it holds."""

    id: str
    label: str
    attributes: Mapping[str, Plain]
    valid: Period


@dataclass(frozen=True)
class _Edge(_Item):
    origin: str
    target: str
    kind: str


@dataclass(frozen=True)
class _Graph:
    nodes: Sequence[_Item]
    edges: Sequence[_Edge]


def as_graphml(network: Network, language: Language = "de", *, contacts: bool = False) -> Exported:
    """The network as GraphML; an id has a colon for its slash there, and its own form as attribute `id`.

    networkx refuses a graph in which some edges have no direction, so that an attribute `directed` says it.
    """
    losses = Losses()
    graph = _graph(network, language, losses, contacts=contacts)
    return _xml(_graphml(network, graph), losses)


def as_gexf(network: Network, language: Language = "de", *, contacts: bool = False) -> Exported:
    """The network as a dynamic GEXF 1.3 graph with days; a year or month is written as its first and last day.

    The dates as they were recorded stand in the attributes `start` and `end`.
    """
    losses = Losses()
    graph = _graph(network, language, losses, contacts=contacts)
    return _xml(_gexf(network, graph), losses)


def as_cytoscape(network: Network, language: Language = "de", *, contacts: bool = False) -> Exported:
    """The network as Cytoscape JSON."""
    losses = Losses()
    graph = _graph(network, language, losses, contacts=contacts)
    nodes = [{"data": {"id": node.id, "label": node.label, **node.attributes}} for node in graph.nodes]
    edges = [{"data": _cytoscape_edge(edge)} for edge in graph.edges]
    whole = {
        "format_version": "1.0",
        "generated_by": FORM,
        "target_cytoscapejs_version": "~3",
        "data": {"name": network.id, "revision": network.revision},
        "elements": {"nodes": nodes, "edges": edges},
    }
    return Exported(f"{json.dumps(whole, ensure_ascii=False, indent=1)}\n".encode(), losses.all())


def _cytoscape_edge(edge: _Edge) -> dict[str, Plain]:
    fixed: dict[str, Plain] = {"id": edge.id, "source": edge.origin, "target": edge.target, "label": edge.label}
    return {**fixed, **edge.attributes}


def _graph(network: Network, language: Language, losses: Losses, *, contacts: bool) -> _Graph:
    nodes: list[_Item] = []
    edges: list[_Edge] = []
    for record in (kept(record, losses, contacts=contacts) for record in listed(network)):
        if isinstance(record, Tie | Judgement):
            edges.append(_edge(record, language))
        else:
            nodes.append(_Item(record.id, render(called(network, record)), _attributes(record), record.valid))
    return _Graph(nodes, edges)


def _attributes(record: AnyRecord) -> dict[str, Plain]:
    attributes = flat(record)
    del attributes["id"]
    if isinstance(record, Actor):
        attributes["sector"] = record.sector
    return attributes


def _edge(record: Tie | Judgement, language: Language) -> _Edge:
    words = vocabulary()
    if isinstance(record, Tie):
        label = words.way(record.kind, record.role, forth=True)
        directed = words.tie_kind(record.kind).directed
    else:
        label, directed = words.judgement_kinds[record.kind].decisions[record.decision], False
    attributes = {**_attributes(record), "directed": directed}
    return _Edge(record.id, label.in_language(language), attributes, record.valid, *ends(record), record.kind)


def _xml(lines: Iterable[str], losses: Losses) -> Exported:
    return Exported("\n".join(('<?xml version="1.0" encoding="UTF-8"?>', *lines, "")).encode(), losses.all())


def _graphml(network: Network, graph: _Graph) -> Iterator[str]:
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    yield f"  <desc>{FORM}</desc>"
    for name, kind in {"network": "string", "revision": "long"}.items():
        yield f'  <key id="g.{name}" for="graph" attr.name="{name}" attr.type="{kind}"/>'
    for what, letter, items in (("node", "n", graph.nodes), ("edge", "e", graph.edges)):
        for name, kind in {"id": "string", "label": "string", **_types(items)}.items():
            yield f'  <key id="{letter}.{name}" for="{what}" attr.name="{name}" attr.type="{kind}"/>'
    yield f'  <graph id={_quoted(network.id)} edgedefault="directed">'
    yield f'    <data key="g.network">{_escaped(network.id)}</data><data key="g.revision">{network.revision}</data>'
    for node in graph.nodes:
        yield f"    <node id={_quoted(_token(node.id))}>{_graphml_data('n', node)}</node>"
    for edge in graph.edges:
        fixed = f"id={_quoted(_token(edge.id))} source={_quoted(_token(edge.origin))}"
        yield f"    <edge {fixed} target={_quoted(_token(edge.target))}>{_graphml_data('e', edge)}</edge>"
    yield "  </graph>"
    yield "</graphml>"


def _graphml_data(letter: str, item: _Item) -> str:
    named = {"id": item.id, "label": item.label, **item.attributes}
    return "".join(f'<data key="{letter}.{name}">{_escaped(_word(value))}</data>' for name, value in named.items())


def _gexf(network: Network, graph: _Graph) -> Iterator[str]:
    yield '<gexf xmlns="http://gexf.net/1.3" version="1.3">'
    yield f"  <meta><creator>{FORM}</creator>"
    yield f"    <description>{_escaped(network.id)}, Revision {network.revision}</description></meta>"
    yield '  <graph mode="dynamic" defaultedgetype="directed" timeformat="date">'
    for what, items in (("node", graph.nodes), ("edge", graph.edges)):
        yield f'    <attributes class="{what}">'
        for name, kind in _types(items).items():
            yield f'      <attribute id="{name}" title="{name}" type="{kind}"/>'
        yield "    </attributes>"
    yield "    <nodes>"
    for node in graph.nodes:
        yield f"      <node id={_quoted(node.id)} {_gexf_common(node)}</node>"
    yield "    </nodes>"
    yield "    <edges>"
    for edge in graph.edges:
        fixed = f"id={_quoted(edge.id)} source={_quoted(edge.origin)} target={_quoted(edge.target)}"
        way = "directed" if edge.attributes["directed"] else "undirected"
        yield f'      <edge {fixed} type="{way}" kind={_quoted(edge.kind)} {_gexf_common(edge)}</edge>'
    yield "    </edges>"
    yield "  </graph>"
    yield "</gexf>"


def _gexf_common(item: _Item) -> str:
    """The label, the spell and the attributes of a node or edge, from inside its opening tag."""
    start = f' start="{item.valid.start.first.isoformat()}"' if item.valid.start else ""
    end = f' end="{item.valid.end.last.isoformat()}"' if item.valid.end else ""
    values = "".join(
        f'<attvalue for="{name}" value={_quoted(_word(value))}/>' for name, value in item.attributes.items()
    )
    return f"label={_quoted(item.label)}{start}{end}><attvalues>{values}</attvalues>"


def _types(items: Iterable[_Item]) -> dict[str, str]:
    """The attributes that these items have, and the type of each."""
    kinds: dict[str, str] = {}
    for item in items:
        for name, value in item.attributes.items():
            if name not in kinds:
                kinds[name] = _type(value)
    return dict(sorted(kinds.items()))


def _type(value: Plain) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "long" if isinstance(value, int) else "string"


def _word(value: Plain) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _token(record_id: str) -> str:
    """The id as a name token of XML, which has no slash."""
    return record_id.replace("/", ":", 1)


def _escaped(words: str) -> str:
    return escape(_fit_for_xml(words), {"\r": "&#13;"})


def _quoted(words: str) -> str:
    return quoteattr(_fit_for_xml(words))


def _fit_for_xml(words: str) -> str:
    shown = unfit_for_xml(words)
    if shown:
        raise BadInput(
            text("„{value}“ enthält Zeichen, die keine XML-Datei aufnehmen kann.", value=shown),
            value=shown,
            remedy=text("Bitte den Text neu eingeben oder als JSON ausgeben."),
        )
    return words
