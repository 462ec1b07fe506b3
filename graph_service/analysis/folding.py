"""A network in which records that people called the same are one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from graph_service.analysis.columns import representatives
from graph_service.model.network import Network
from graph_service.model.provenance import Record
from graph_service.model.ties import Tie


def folded(network: Network) -> Network:
    """The network as analyses read it: of each group of the same the first id, with the ties of all.

    A tie keeps its id, so that it is found in the records; ties between records of one group are left out, and
    of ties that say the same the first stays, with the sources of all. Where nobody called two records the same
    this is the network itself.
    """
    same = representatives(network)
    if not same:
        return network
    nodes = (node for node_id, node in network.nodes.items() if node_id not in same)
    records = (*nodes, *_ties(network, same), *network.judgements.values())
    return Network(network.id, records, network.revision, trusted=True)


def _ties(network: Network, same: Mapping[str, str]) -> Iterator[Tie]:
    ends = same.keys() | set(same.values())
    moved: dict[Tie, list[Tie]] = {}
    for tie_id in sorted(network.ties):
        tie = network.ties[tie_id]
        if tie.origin not in ends and tie.target not in ends:
            yield tie
            continue
        here = _moved(tie, same)
        if here.origin != here.target:
            moved.setdefault(here.model_copy(update={"id": "", "sources": ()}), []).append(here)
    for alike in moved.values():
        yield alike[0].model_copy(update={"sources": _sources(alike)})


def _moved(tie: Tie, same: Mapping[str, str]) -> Tie:
    # Copied without a check: its id still names the ends that its record has.
    ends = {"origin": same.get(tie.origin, tie.origin), "target": same.get(tie.target, tie.target)}
    return tie.model_copy(update=ends)


def _sources(records: Iterable[Record]) -> tuple[object, ...]:
    return tuple(dict.fromkeys(source for record in records for source in record.sources))
