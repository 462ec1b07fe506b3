"""A network in the Human Services Data Specification 3.0: as tables (CSV in a zip) and as JSON (services, nested).

Actors are organizations, measures services, the entries of our lists taxonomy terms; places are locations as well.
Ids are UUIDs made of ours, which stand beside them, so that the file can be read again and joined.
"""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias
from uuid import NAMESPACE_URL, uuid5

from graph_service.exports.exported import Exported, Losses, called, packed, without_formulas
from graph_service.model.network import Network
from graph_service.model.nodes import Actor, Concept, Indicator, Measure, Observation, Report
from graph_service.model.text import Text, text
from graph_service.model.ties import Tie
from graph_service.model.vocabulary import vocabulary

OWN = "akteursnetz"  # the scheme of our own ids
_NAMESPACE = uuid5(NAMESPACE_URL, "urn:akteursnetz")
_STATUSES = {"running": "active", "planned": "inactive", "completed": "defunct", "discontinued": "defunct"}
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "organizations": (
        "id",
        "name",
        "alternate_name",
        "description",
        "website",
        "uri",
        "parent_organization_id",
    ),
    "services": (
        "id",
        "organization_id",
        "name",
        "alternate_name",
        "description",
        "url",
        "status",
        "assured_date",
        "alert",
    ),
    "locations": ("id", "location_type", "name", "external_identifier", "external_identifier_type"),
    "service_at_location": ("id", "service_id", "location_id"),
    "languages": ("id", "service_id", "name", "code"),
    "taxonomies": ("id", "name", "description"),
    "taxonomy_terms": (
        "id",
        "code",
        "name",
        "description",
        "parent_id",
        "taxonomy",
        "language",
        "taxonomy_id",
        "term_uri",
    ),
    "attributes": ("id", "link_id", "taxonomy_term_id", "link_entity", "value"),
}
_CARRIED = {
    "actor": frozenset({"id", "type", "name", "kind", "note", "website"}),
    "measure": frozenset({"id", "type", "name", "note", "status", "status_on"}),
    "concept": frozenset({"id", "type", "scheme", "name", "notation", "note"}),
}
_NAMED_ELSEWHERE = frozenset({"sources", "basis", "confirmation", "names", "links", "broader"})
Rows: TypeAlias = "dict[str, list[dict[str, str]]]"
Owned: TypeAlias = "defaultdict[tuple[str, str], list[dict[str, str]]]"


def as_hsds_zip(network: Network) -> Exported:
    """The network as the tables of HSDS 3.0, with their description as a data package; no cell is a formula."""
    tables, losses = _Writing(network).written()
    files = {"datapackage.json": _package(network)}
    files |= {f"{name}.csv": _csv(_COLUMNS[name], tables[name]) for name in _COLUMNS}
    return Exported(packed(files), losses.all())


def as_hsds_json(network: Network) -> Exported:
    """The services of the network as a JSON array in HSDS 3.0, each with its organization, terms and locations."""
    tables, losses = _Writing(network).written()
    by_id = {row["id"]: row for rows in tables.values() for row in rows}
    told = {row["organization_id"] for row in tables["services"]}
    for row in tables["organizations"]:
        if row["id"] not in told:
            losses.add(text("Akteure ohne Maßnahme (nur in den Tabellen enthalten)"), row["uri"].rpartition(":")[2])
    shown = {row["taxonomy_term_id"] for row in tables["attributes"]}
    for row in tables["taxonomy_terms"]:
        if row.get("term_uri") and (row["id"] not in shown or row["parent_id"]):
            what = text("Begriffe ohne Maßnahme und Oberbegriffe (nur in den Tabellen enthalten)")
            losses.add(what, row["term_uri"].rpartition(":")[2])
    owned = _by_owner(tables)
    services = [_nested(row, owned, by_id) for row in tables["services"]]
    return Exported(f"{json.dumps(services, ensure_ascii=False, indent=1)}\n".encode(), losses.all())


def _package(network: Network) -> bytes:
    resources = [
        {
            "name": name,
            "path": f"{name}.csv",
            "profile": "tabular-data-resource",
            "schema": {"fields": [{"name": column, "type": "string"} for column in columns]},
        }
        for name, columns in _COLUMNS.items()
    ]
    whole = {"name": f"{OWN}-{network.id}", "profile": "tabular-data-package", "resources": resources}
    return f"{json.dumps(whole, ensure_ascii=False, indent=1)}\n".encode()


def _csv(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(columns)
    writer.writerows(without_formulas(row.get(column, "") for column in columns) for row in rows)
    return stream.getvalue().encode()


def _nested(service: Mapping[str, str], owned: Owned, by_id: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    found: dict[str, Any] = _filled(service)
    owner = by_id.get(found.pop("organization_id", ""))
    if owner:
        found["organization"] = {**_filled(owner), "attributes": _terms(owned["attributes", owner["id"]], by_id)}
    found["attributes"] = _terms(owned["attributes", service["id"]], by_id)
    found["languages"] = [_filled(row, ("id", "name", "code")) for row in owned["languages", service["id"]]]
    found["service_at_locations"] = [
        {"id": row["id"], "location": _place(by_id[row["location_id"]], owned, by_id)}
        for row in owned["service_at_location", service["id"]]
    ]
    return found


def _place(row: Mapping[str, str], owned: Owned, by_id: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    return {**_filled(row), "attributes": _terms(owned["attributes", row["id"]], by_id)}


def _by_owner(tables: Rows) -> Owned:
    owned: Owned = defaultdict(list)
    for table in ("attributes", "languages", "service_at_location"):
        for row in tables[table]:
            owned[table, row.get("service_id") or row["link_id"]].append(row)
    return owned


def _terms(rows: Sequence[Mapping[str, str]], by_id: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for row in rows:
        term: dict[str, Any] = _filled(by_id[row["taxonomy_term_id"]])
        term["taxonomy_detail"] = _filled(by_id[term["taxonomy_id"]])
        found.append({**_filled(row, ("id", "value")), "taxonomy_term": term})
    return found


def _filled(row: Mapping[str, str], columns: Sequence[str] = ()) -> dict[str, Any]:
    always = ("id", "name", "description")
    return {name: value for name, value in row.items() if (value or name in always) and name in (columns or row)}


class _Writing:
    """Fills the tables from one network, and gathers what has no place in them."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._losses = Losses()
        self._rows: Rows = {name: [] for name in _COLUMNS}
        self._used: set[str] = set()

    def written(self) -> tuple[Rows, Losses]:
        """The tables, and what they lack."""
        self._own_terms()
        for scheme in vocabulary().schemes:
            self._scheme(scheme)
        for actor in self._network.actors:
            self._organization(actor)
        for measure in self._network.measures:
            self._service(measure)
        self._name_left_out()
        return self._rows, self._losses

    def _uuid(self, *parts: str) -> str:
        return str(uuid5(_NAMESPACE, ":".join((self._network.id, *parts))))

    def _uri(self, record_id: str) -> str:
        return f"urn:{OWN}:{self._network.id}:{record_id}"

    def _taxonomy(self, key: str, name: str) -> str:
        found = self._uuid("taxonomy", key)
        self._rows["taxonomies"].append({"id": found, "name": name, "description": name})
        return found

    def _own_terms(self) -> None:
        """Two lists that say what HSDS has no field for: our id of a service, and the kind of an organization."""
        for key, name, terms in (
            (OWN, OWN, {"id": "Kennung"}),
            ("actor_kind", "Akteursart", {kind: words.one.de for kind, words in vocabulary().actor_kinds.items()}),
            ("status", "Stand", {status: words.de for status, words in vocabulary().statuses.items()}),
        ):
            taxonomy = self._taxonomy(key, name)
            for code, label in terms.items():
                self._term(self._uuid(key, code), code, label, name, taxonomy)

    def _term(self, term_id: str, code: str, name: str, taxonomy: str, taxonomy_id: str, **more: str) -> None:
        row = {"id": term_id, "code": code, "name": name, "description": name, "language": "de"}
        self._rows["taxonomy_terms"].append({**row, "taxonomy": taxonomy, "taxonomy_id": taxonomy_id, **more})

    def _scheme(self, scheme: str) -> None:
        name = vocabulary().schemes[scheme].one.de
        concepts = self._network.concepts(scheme)
        taxonomy = self._taxonomy(scheme, name) if concepts else ""
        for concept in concepts:
            above = concept.broader[0] if concept.broader else ""
            more = {"parent_id": self._uuid(above) if above else "", "term_uri": self._uri(concept.id)}
            self._term(
                self._uuid(concept.id),
                concept.notation,
                concept.name,
                name,
                taxonomy,
                **more,
                description=concept.note or concept.name,
            )
            self._lose(concept, {"broader": len(concept.broader) > 1, "names": True, "links": True})
            if scheme == "district":
                self._location(concept)

    def _location(self, concept: Concept) -> None:
        row = {"id": self._uuid("location", concept.id), "location_type": "physical", "name": concept.name}
        self._rows["locations"].append({**row, "external_identifier": concept.id, "external_identifier_type": OWN})
        self._attribute(row["id"], "location", self._uuid(concept.id))

    def _organization(self, actor: Actor) -> None:
        if actor.kind == "person":
            self._losses.add(text("Personen in einer Funktion"), actor.id)
            return
        parents = self._network.ties_from(actor.id, "part_of")
        parent = next((tie for tie in parents if self._is_organization(tie.target)), None)
        self._use(parent)
        self._rows["organizations"].append(
            {
                "id": self._uuid(actor.id),
                "name": actor.name,
                "alternate_name": next(iter(actor.names), ""),
                "description": actor.note or actor.name,
                "website": actor.website or "",
                "uri": self._uri(actor.id),
                "parent_organization_id": self._uuid(parent.target) if parent else "",
            }
        )
        self._attribute(self._uuid(actor.id), "organization", self._uuid("actor_kind", actor.kind))
        self._lose(actor, {"names": len(actor.names) > 1, "links": True})

    def _is_organization(self, node_id: str) -> bool:
        node = self._network.nodes[node_id]
        return isinstance(node, Actor) and node.kind != "person"

    def _service(self, measure: Measure) -> None:
        carrier = self._carrier(measure)
        on = str(measure.status_on or "")
        self._rows["services"].append(
            {
                "id": self._uuid(measure.id),
                "organization_id": self._uuid(carrier.origin) if carrier else "",
                "name": measure.name,
                "alternate_name": next(iter(measure.names), ""),
                "description": measure.note or measure.name,
                "url": next(iter(measure.links), ""),
                "status": _STATUSES.get(measure.status, "inactive"),
                "assured_date": on if len(on) == len("2017-12-18") else "",
                "alert": "" if measure.status in _STATUSES else "Stand nicht erfasst",
            }
        )
        self._attribute(self._uuid(measure.id), "service", self._uuid(OWN, "id"), measure.id)
        self._attribute(self._uuid(measure.id), "service", self._uuid("status", measure.status))
        self._facets(measure)
        more = {"names": len(measure.names) > 1, "links": len(measure.links) > 1}
        self._lose(measure, {**more, "status_on": len(on) in range(1, len("2017-12-18"))})

    def _carrier(self, measure: Measure) -> Tie | None:
        """The organization that is named as its provider: the first by role, then by id."""
        roles = vocabulary().carrying_roles()
        ties = [tie for tie in self._network.ties_to(measure.id, "carries") if tie.role in roles]
        found = min((tie for tie in ties if self._is_organization(tie.origin)), key=_by_rank, default=None)
        if found is None:
            self._losses.add(text("Maßnahmen ohne erfassten Träger (HSDS verlangt einen)"), measure.id)
        elif found.role != "carrier":
            self._losses.add(text("Rolle der Organisation an einer Maßnahme"), found.id)
        self._use(found)
        return found

    def _facets(self, measure: Measure) -> None:
        for scheme, kind in vocabulary().facet_kinds().items():
            for tie in self._network.ties_from(measure.id, kind):
                self._use(tie)
                row_id = self._uuid("row", tie.id)
                concept = self._network.nodes[tie.target]
                if scheme == "district":
                    place = {"service_id": self._uuid(measure.id), "location_id": self._uuid("location", tie.target)}
                    self._rows["service_at_location"].append({"id": row_id, **place})
                elif scheme == "language" and isinstance(concept, Concept):
                    tongue = {"name": concept.name, "code": concept.notation}
                    self._rows["languages"].append({"id": row_id, "service_id": self._uuid(measure.id), **tongue})
                else:
                    self._attribute(self._uuid(measure.id), "service", self._uuid(tie.target))

    def _attribute(self, owner: str, entity: str, term: str, value: str = "") -> None:
        row = {"id": self._uuid("attribute", owner, term), "link_id": owner, "taxonomy_term_id": term}
        self._rows["attributes"].append({**row, "link_entity": entity, "value": value})

    def _use(self, tie: Tie | None) -> None:
        if tie is not None:
            self._used.add(tie.id)

    def _lose(self, record: Actor | Measure | Concept, also: Mapping[str, bool]) -> None:
        """Names the fields of a record that the tables do not have."""
        for name, value in record:
            recorded = not value.is_unknown if name == "valid" else value not in (None, ())
            lost = also.get(name, name not in _CARRIED[record.type] and name not in _NAMED_ELSEWHERE)
            if recorded and lost:
                self._losses.add(text("Angabe „{field}“", field=called(name)), record.id)

    def _name_left_out(self) -> None:
        for record in self._network.records():
            if isinstance(record, Report | Indicator | Observation):
                self._losses.add(text("{type}", type=vocabulary().node_types[record.type].many), record.id)
            elif record.type in _WHOLE:
                self._losses.add(_WHOLE[record.type], record.id)
            elif isinstance(record, Tie) and record.id not in self._used:
                self._losses.add(
                    text("Beziehungen „{kind}“", kind=vocabulary().tie_kind(record.kind).forward), record.id
                )
        cited = [record.id for record in self._network.records() if record.sources]
        for record_id in cited:
            self._losses.add(text("Quellen, Grundlage und Bestätigung"), record_id)


def _by_rank(tie: Tie) -> tuple[int, str]:
    return tie.rank, tie.origin


_WHOLE: Mapping[str, Text] = {
    "document": text("Quellen"),
    "need": text("Bedarfe"),
    "event": text("Ereignisse"),
    "judgement": text("Urteile über zwei Einträge"),
}
