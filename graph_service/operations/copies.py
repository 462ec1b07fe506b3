"""A network's own export loaded again: a form that holds less than the network must not take away what it knows."""

from __future__ import annotations

from dataclasses import replace

from graph_service.model.network import Network
from graph_service.model.nodes import Document
from graph_service.model.provenance import Record
from graph_service.model.text import text
from graph_service.model.ties import AnyRecord, Judgement, Tie
from graph_service.operations.joining import merge
from loaders.base import Finding, Loaded


def only_what_is_new(known: Network, loaded: Loaded) -> Loaded:
    """What a copy of the network says beyond the network; anything else as it is.

    A record that is there is left as it is unless the copy fills something that is not known of it; so is a tie
    between the same two in another role, because the form may have only one. That the copy says them is no source.
    """
    if loaded.copy_of != known.id:
        return loaded
    told = [record for record in loaded.records if not isinstance(record, Document) and not _is_said(known, record)]
    cited = {source.document for record in told for source in record.sources}
    files = [record for record in loaded.records if isinstance(record, Document) and record.id in cited]
    report = replace(loaded.report, findings=[_note(loaded), *loaded.report.findings])
    return replace(loaded, records=(*files, *told), report=report, current=False, complete=False)


def _is_said(known: Network, record: AnyRecord) -> bool:
    before: Record | None = known.get(record.id)
    if before is None:
        return isinstance(record, Tie) and _other_role(known, record)
    if isinstance(record, Tie | Judgement):
        return True
    return merge(before, record, newer=False).model_copy(update={"sources": before.sources}) == before


def _other_role(known: Network, tie: Tie) -> bool:
    if tie.origin not in known.nodes:
        return False
    return any(other.target == tie.target for other in known.ties_from(tie.origin, tie.kind))


def _note(loaded: Loaded) -> Finding:
    words = text(
        "Diese Datei ist eine Ausgabe dieses Netzwerks in einer Form, die weniger enthält; was bekannt ist, bleibt, "
        "wie es ist, und die Datei ergänzt nur, was fehlt."
    )
    return Finding("note", words, loaded.report.source)
