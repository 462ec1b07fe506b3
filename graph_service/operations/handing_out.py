"""A whole network as a file for others: the workbook, tables, graphs, directories of services, linked data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from graph_service.exports.canonical_json import as_json
from graph_service.exports.exported import Exported, Loss
from graph_service.exports.graphs import as_cytoscape, as_gexf, as_graphml
from graph_service.exports.hsds import as_hsds_json, as_hsds_zip
from graph_service.exports.kumu import as_kumu
from graph_service.exports.rdf import as_turtle
from graph_service.exports.template import template
from graph_service.exports.workbook import as_csv_zip, as_workbook
from graph_service.model.identity import slug
from graph_service.model.network import Network
from graph_service.model.restricted import open_network, restricted_parts
from graph_service.model.text import Label, Language, Text, counted, text
from graph_service.model.vocabulary import look_up
from graph_service.operations.service import Service

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_JSON, _ZIP = "application/json", "application/zip"
_FORM = Label(de="Form", en="form")
_RESTRICTED = {"contact": text("Kontakte"), "internal_note": text("Interne Notizen")}


@dataclass(frozen=True)
class Form:
    """The ending and the media type of a form, what it is called, and how a network is written in it."""

    ending: str
    media_type: str
    name: Label
    write: Callable[[Network, Language], Exported]


def _plain(write: Callable[[Network, Language], bytes]) -> Callable[[Network, Language], Exported]:
    """A form that carries everything."""
    return lambda network, language: Exported(write(network, language))


def _with_contacts(write: Callable[..., Exported]) -> Callable[[Network, Language], Exported]:
    """Contacts are taken out before, where they are not to leave."""
    return lambda network, language: write(network, language, contacts=True)


def _silent(write: Callable[..., Exported], **more: bool) -> Callable[[Network, Language], Exported]:
    """A form without words for readers."""
    return lambda network, _language: write(network, **more)


def _same(name: str) -> Label:
    return Label(de=name, en=name)


FORMS: Mapping[str, Form] = {
    "xlsx": Form("xlsx", _XLSX, Label(de="Arbeitsmappe (Excel)", en="workbook (Excel)"), _plain(as_workbook)),
    "csv": Form("zip", _ZIP, Label(de="CSV-Tabellen (zip)", en="CSV tables (zip)"), _plain(as_csv_zip)),
    "json": Form(
        "json", _JSON, Label(de="JSON, alle Angaben", en="JSON, all records"), _silent(as_json, contacts=True)
    ),
    "graphml": Form("graphml", "application/graphml+xml", _same("GraphML"), _with_contacts(as_graphml)),
    "gexf": Form(
        "gexf", "application/gexf+xml", Label(de="GEXF mit Zeiten", en="GEXF with time"), _with_contacts(as_gexf)
    ),
    "cytoscape": Form("cyjs", _JSON, _same("Cytoscape JSON"), _with_contacts(as_cytoscape)),
    "kumu": Form("kumu.json", _JSON, _same("Kumu JSON"), _silent(as_kumu, contacts=True)),
    "hsds": Form("hsds.zip", _ZIP, Label(de="HSDS-Tabellen (zip)", en="HSDS tables (zip)"), _silent(as_hsds_zip)),
    "hsds-json": Form("hsds.json", _JSON, _same("HSDS JSON"), _silent(as_hsds_json)),
    "turtle": Form("ttl", "text/turtle", _same("RDF/Turtle"), _silent(as_turtle)),
}


@dataclass(frozen=True)
class HandedOut:
    """A file with its name and media type, of which revision it tells, and what its form could not carry."""

    name: str
    media_type: str
    content: bytes
    revision: int
    losses: tuple[Loss, ...]


def hand_out(
    service: Service,
    network: str,
    form: str,
    language: Language,
    revision: int | None = None,
    *,
    contacts: bool = False,
) -> HandedOut:
    """The whole network in a form; contacts and internal notes leave only where they are asked for."""
    made = look_up(form, FORMS, _FORM, "format")
    whole = service.network(network, revision)
    shown, kept_back = (whole, ()) if contacts else (open_network(whole), _held_back(whole))
    written = made.write(shown, language)
    name = f"akteursnetz-{slug(network)}-revision-{whole.revision}.{made.ending}"
    return HandedOut(name, made.media_type, written.content, whole.revision, (*kept_back, *written.losses))


def _held_back(network: Network) -> tuple[Loss, ...]:
    """What is restricted in a network, as losses of a file without it."""
    held = [(record.id, restricted_parts(record)) for record in network.records()]
    found = [(what, tuple(one for one, parts in held if name in parts)) for name, what in _RESTRICTED.items()]
    return tuple(Loss(what, len(ids), ids[:5]) for what, ids in found if ids)


def losses_told(handed: HandedOut) -> tuple[Text, ...]:
    """What the form could not carry, one line each."""
    return tuple(
        counted("{what}: bei {n} Eintrag", "{what}: bei {n} Einträgen", loss.count, what=loss.what)
        for loss in handed.losses
    )


def empty_workbook(lists_of: Network | None, language: Language) -> bytes:
    """The workbook without rows, to be filled in; with the lists of a network where one is given."""
    return template(lists_of, language)
