"""Rows of HSDS tables become records: organizations actors, services measures, taxonomy terms entries of our lists."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from pydantic import ValidationError

from graph_service.model.checking import bad_record
from graph_service.model.errors import BadInput, BadValue
from graph_service.model.identity import node_id, prefix_of
from graph_service.model.nodes import NODES, AnyNode, Concept
from graph_service.model.provenance import Citation
from graph_service.model.text import Label, Text, counted, text
from graph_service.model.ties import Tie
from graph_service.model.vocabulary import vocabulary
from loaders import cells
from loaders.base import Report
from loaders.graphs.records import file_as_source, report_fault
from loaders.hsds.mapping import HsdsMapping
from loaders.hsds.places import OWN, Places
from loaders.hsds.tables import Directory, Entry
from loaders.hsds.values import keyed, other, own_id, some
from loaders.placed import Placed
from loaders.tables import key

_LINKS = ("urls", "additional_urls", "additional_websites")
_STATUSES = {"active": "running", "defunct": "discontinued"}  # inactive and temporarily closed can mean anything
_USED: Mapping[str, frozenset[str]] = {
    "organizations": frozenset(
        {"id", "name", "alternate_name", "description", "website", "uri", "parent_organization_id", "legal_status"}
    ),
    "services": frozenset(
        {"id", "organization_id", "name", "alternate_name", "description", "url", "status", "assured_date", "alert"}
    ),
    "locations": frozenset(
        {
            "id",
            "name",
            "alternate_name",
            "location_type",
            "organization_id",
            "external_identifier",
            "external_identifier_type",
        }
    ),
    "service_at_locations": frozenset({"id", "service_id", "location_id"}),
    "service_areas": frozenset({"id", "service_id", "service_at_location_id", "name", "extent", "extent_type"}),
    **dict.fromkeys(_LINKS, frozenset({"id", "url", "organization_id", "service_id"})),
    "languages": frozenset({"id", "service_id", "name", "code"}),
    "taxonomies": frozenset({"id", "name", "description"}),
    "taxonomy_terms": frozenset(
        {"id", "code", "name", "description", "parent_id", "taxonomy", "language", "taxonomy_id", "term_uri"}
    ),
    "attributes": frozenset({"id", "link_id", "taxonomy_term_id", "link_entity", "link_type", "value"}),
}
_KIND = Label(de="Akteursart", en="kind of actor")
_LIST = Label(de="Liste", en="list")


def records_of(
    directory: Directory, name: str, known: Mapping[str, AnyNode], report: Report, mapping: HsdsMapping
) -> list[Placed]:
    """The records of a directory; what cannot be read is reported in its place, what has no place here by number."""
    return _Reader(directory, name, known, report, mapping).records()


class _Reader:
    """Reads one directory: which id stands for which record, and what the terms mean."""

    def __init__(
        self, directory: Directory, name: str, known: Mapping[str, AnyNode], report: Report, mapping: HsdsMapping
    ) -> None:
        self._directory, self._known, self._report = directory, known, report
        self._source = file_as_source(name)
        self._said = {part: keyed(getattr(mapping, part)) for part in type(mapping).model_fields if part[-1] == "s"}
        self._kind = mapping.organization_kind
        self._terms = {term.id: term for term in directory["taxonomy_terms"]}
        self._taxonomies = {one.id: one.get("name") for one in directory["taxonomies"]}
        self._linked: dict[str, list[Entry]] = defaultdict(list)
        for attribute in directory["attributes"]:
            self._linked[attribute.get("link_id")].append(attribute)
        self._ids: dict[tuple[str, str], str] = {}
        self._services_at = {one.id: one.get("service_id") for one in directory["service_at_locations"]}
        self._links: dict[str, list[str]] = defaultdict(list)
        for link in (one for table in _LINKS for one in directory[table]):
            self._links[link.get("service_id") or link.get("organization_id")].append(link.get("url"))
        self._locations = {one.id: one for one in directory["locations"]}
        self._tongues = {key(one.notation): one.id for one in self._concepts("language")}
        self._unmapped: dict[str, tuple[Text, int]] = {}

    def records(self) -> list[Placed]:
        found = [Placed(self._source, text("{name}", name=self._source.name))]
        for table, read in (
            ("taxonomy_terms", self._concept),
            ("organizations", self._actor),
            ("services", self._measure),
            ("languages", self._language),
        ):
            found += [placed for entry in self._single(table) for placed in self._tried(entry, read)]
        places = self._places(found)
        for table, read in (("organizations", self._parent), ("services", self._ties)):
            found += [placed for entry in self._directory[table] for placed in self._tried(entry, read)]
        for table, locate in (
            ("service_at_locations", self._at_location),
            ("locations", self._seat),
            ("service_areas", self._area),
        ):
            found += [
                one for entry in self._directory[table] for one in self._tried(entry, partial(locate, places=places))
            ]
        places.tell_unknown(self._report, self._source.name)
        self._name_losses()
        return list(_once(found))

    def _single(self, table: str) -> Iterator[Entry]:
        seen: dict[str, Text] = {}
        for entry in self._directory[table]:
            if entry.id and entry.id in seen:
                message = text(
                    "Die Kennung „{value}“ steht schon in {place}.", value=entry.id[:80], place=seen[entry.id]
                )
                self._report.error(message, entry.place, entry.id[:80])
            else:
                seen[entry.id] = entry.place
                yield entry

    def _tried(self, entry: Entry, read: Callable[[Entry], list[Placed]]) -> list[Placed]:
        try:
            return read(entry)
        except BadInput as error:
            report_fault(self._report, error, entry.place)
        except ValidationError as error:
            report_fault(self._report, bad_record(error, entry.values), entry.place)
        return []

    def _node(self, entry: Entry, record_id: str, **values: Any) -> list[Placed]:
        given = {name: value for name, value in values.items() if value not in ("", ())}
        record = NODES.validate_python({"id": record_id, "sources": self._cited(entry), **given})
        self._ids[entry.table, entry.id] = record.id
        if isinstance(record, Concept) and record.scheme == "language":
            self._tongues[key(record.notation)] = record.id
        return [Placed(record, entry.place)]

    def _tie(self, entry: Entry, kind: str, origin: str, target: str, role: str | None = None) -> Placed:
        sources = self._cited(entry)
        values = {"kind": kind, "origin": origin, "target": target, "role": role, "sources": sources}
        return Placed(Tie.model_validate(values), entry.place)

    def _cited(self, entry: Entry) -> tuple[Citation, ...]:
        return (Citation(document=self._source.id, locator=str(entry.place)[:200]),)

    def _concept(self, term: Entry) -> list[Placed]:
        if self._mapped_term(term):
            return []
        scheme = self._scheme(term)
        if scheme is None:
            taxonomy = self._taxonomy(term)
            if self._table_of(taxonomy) is None and key(taxonomy) != key(OWN):
                self._leave(text("Begriffe der Liste „{name}“", name=taxonomy or "–"))
            return []
        above = self._terms.get(term.get("parent_id"))
        name = term.get("name")
        return self._node(
            term,
            self._term_id(term, scheme),
            type="concept",
            scheme=scheme,
            notation=term.get("code") or name,
            name=name,
            broader=(self._term_id(above, scheme),) if above else (),
            note=other(term.get("description"), name),
        )

    def _taxonomy(self, term: Entry) -> str:
        return self._taxonomies.get(term.get("taxonomy_id")) or term.get("taxonomy")

    def _scheme(self, term: Entry) -> str | None:
        """Which of our lists a term belongs to: as the mapping says, or because its taxonomy is called so."""
        taxonomy = self._taxonomy(term)
        said = self._said["taxonomies"]
        word = said.get(key(taxonomy)) or said.get(key(term.get("taxonomy_id")))
        if word:
            return cells.word(word, "schemes", _LIST)
        return next((scheme for scheme, named in vocabulary().schemes.items() if _names(taxonomy, scheme, named)), None)

    def _table_of(self, taxonomy: str) -> str | None:
        tables = {"akteursart": "actor_kinds", "kind of actor": "actor_kinds", "stand": "statuses"}
        return tables.get(key(taxonomy))

    def _term_id(self, term: Entry, scheme: str) -> str:
        own = own_id(term.get("term_uri").rpartition(":")[2], scheme)
        return self._mapped_term(term) or own or node_id(scheme, term.get("code") or term.get("name"))

    def _mapped_term(self, term: Entry) -> str | None:
        said = self._said["terms"]
        return next((said[word] for part in ("id", "code", "name") if (word := key(term.get(part))) in said), None)

    def _actor(self, entry: Entry) -> list[Placed]:
        name = entry.get("name")
        return self._node(
            entry,
            self._record_id(entry, "actor", entry.get("uri").rpartition(":")[2]),
            type="actor",
            kind=self._actor_kind(entry),
            name=name,
            names=some(entry.get("alternate_name")),
            note=other(entry.get("description"), name),
            website=entry.get("website"),
            links=self._further(entry),
        )

    def _actor_kind(self, entry: Entry) -> str:
        said = self._said["organizations"]
        words = [said.get(key(entry.id)), said.get(key(entry.get("name")))]
        for term in self._terms_of(entry):
            mapped = self._mapped_term(term)
            if mapped and "/" not in mapped:
                words.append(mapped)
            elif self._table_of(self._taxonomy(term)) == "actor_kinds":
                words.append(term.get("code") or term.get("name"))
        words += [self._said["legal_statuses"].get(key(entry.get("legal_status"))), self._kind]
        word = next((word for word in words if word), None)
        if word is None:
            raise BadValue(
                text("Zur Organisation „{name}“ fehlt die Akteursart.", name=entry.get("name")),
                value=entry.get("legal_status"),
                remedy=text("HSDS kennt keine; bitte in der Zuordnung angeben (organizations, organization_kind)."),
            )
        return cells.word(word, "actor_kinds", _KIND)

    def _terms_of(self, entry: Entry) -> list[Entry]:
        attributes = self._linked.get(entry.id, [])
        return [self._terms[one.get("taxonomy_term_id")] for one in attributes if self._knows_term(one)]

    def _knows_term(self, attribute: Entry) -> bool:
        return attribute.get("taxonomy_term_id") in self._terms

    def _measure(self, entry: Entry) -> list[Placed]:
        name, status = entry.get("name"), entry.get("status")
        terms = [(self._taxonomy(term), term) for term in self._terms_of(entry)]
        exact = next((term.get("code") for taxonomy, term in terms if self._table_of(taxonomy) == "statuses"), "")
        return self._node(
            entry,
            self._record_id(entry, "measure", self._own_value(entry)),
            type="measure",
            name=name,
            names=some(entry.get("alternate_name")),
            note=other(entry.get("description"), name),
            links=tuple(dict.fromkeys((*some(entry.get("url")), *self._further(entry)))),
            status=exact or _STATUSES.get(status, "unknown"),
            original="" if exact or status in ("", "active") else status,
            status_on=entry.get("assured_date"),
        )

    def _further(self, entry: Entry) -> tuple[str, ...]:
        """The further addresses of an organization or service."""
        return tuple(link for link in self._links.get(entry.id, ()) if link)

    def _own_value(self, entry: Entry) -> str:
        for attribute in self._linked.get(entry.id, []):
            if self._knows_term(attribute):
                term = self._terms[attribute.get("taxonomy_term_id")]
                if key(self._taxonomy(term)) == key(OWN):
                    return attribute.get("value")
        return ""

    def _record_id(self, entry: Entry, prefix: str, own: str) -> str:
        return own_id(own, prefix) or own_id(f"{prefix}/{entry.id}", prefix) or node_id(prefix, entry.get("name"))

    def _language(self, entry: Entry) -> list[Placed]:
        service = self._ids.get(("services", entry.get("service_id")))
        word = entry.get("code") or entry.get("name")
        if service is None or not word:
            self._leave(text("Sprachen ohne Angebot"))
            return []
        tongue = self._tongues.get(key(word))
        if tongue:
            return [self._tie(entry, "in_language", service, tongue)]
        own_id = node_id("language", word)
        name = entry.get("name") or word
        concept = self._node(entry, own_id, type="concept", scheme="language", notation=word, name=name)
        return [*concept, self._tie(entry, "in_language", service, own_id)]

    def _concepts(self, scheme: str) -> Iterator[Concept]:
        yield from (one for one in self._known.values() if isinstance(one, Concept) and one.scheme == scheme)

    def _places(self, found: list[Placed]) -> Places:
        """The places that a location or an area may be."""
        loaded = [one.record for one in found if isinstance(one.record, Concept) and one.record.scheme == "district"]
        return Places((*self._concepts("district"), *loaded), self._said["locations"])

    def _parent(self, entry: Entry) -> list[Placed]:
        parent = entry.get("parent_organization_id")
        if not parent or ("organizations", entry.id) not in self._ids:
            return []
        target = self._ids.get(("organizations", parent))
        if target is None:
            message = text("Die übergeordnete Organisation „{value}“ ist nicht enthalten.", value=parent[:80])
            self._report.warning(message, entry.place, parent[:80])
            return []
        return [self._tie(entry, "part_of", self._ids["organizations", entry.id], target)]

    def _ties(self, entry: Entry) -> list[Placed]:
        measure = self._ids.get(("services", entry.id))
        if measure is None:
            return []
        owner = entry.get("organization_id")
        carrier = self._ids.get(("organizations", owner))
        if owner and carrier is None and not any(one.id == owner for one in self._directory["organizations"]):
            raise BadValue(
                text("Die Organisation „{value}“ gibt es in den Tabellen nicht.", value=owner[:80]),
                value=owner[:80],
                remedy=text("Bitte die Organisation ergänzen oder organization_id leeren."),
            )
        ties = [self._tie(entry, "carries", carrier, measure, "carrier")] if carrier else []
        kinds = vocabulary().facet_kinds()
        for term in self._terms_of(entry):
            mapped = self._mapped_term(term)
            concept = mapped if mapped and "/" in mapped else self._ids.get(("taxonomy_terms", term.id))
            if concept and prefix_of(concept) in kinds:
                ties.append(self._tie(entry, kinds[prefix_of(concept)], measure, concept))
        return ties

    def _at_location(self, entry: Entry, places: Places) -> list[Placed]:
        service = self._ids.get(("services", entry.get("service_id")))
        location = self._locations.get(entry.get("location_id"))
        if service is None or location is None:
            raise BadValue(
                text("Angebot oder Ort gibt es in den Tabellen nicht."),
                value=entry.get("location_id")[:80],
                remedy=text("Bitte service_id und location_id prüfen."),
            )
        return self._located(entry, service, places.of_location(location))

    def _seat(self, entry: Entry, places: Places) -> list[Placed]:
        """Where the organization of a location has its seat."""
        owner = self._ids.get(("organizations", entry.get("organization_id")))
        return self._located(entry, owner, places.of_location(entry)) if owner else []

    def _area(self, entry: Entry, places: Places) -> list[Placed]:
        at = self._services_at.get(entry.get("service_at_location_id"), "")
        service = self._ids.get(("services", entry.get("service_id") or at))
        return self._located(entry, service, places.of_area(entry)) if service else []

    def _located(self, entry: Entry, what: str, place: str | None) -> list[Placed]:
        return [self._tie(entry, "located_in", what, place)] if place else []

    def _leave(self, what: Text) -> None:
        """Counts something that nobody said what it means here."""
        self._unmapped[str(what)] = (what, self._unmapped.get(str(what), (what, 0))[1] + 1)

    def _name_losses(self) -> None:
        for what, times in self._unmapped.values():
            self._report.warning(text("Nicht zugeordnet: {what} ({n}-mal).", what=what, n=times), self._source.name)
        for table, entries in sorted(self._directory.tables.items()):
            if table not in _USED:
                message = counted(
                    "Nicht übernommen: die Tabelle „{table}“ ({n} Zeile).",
                    "Nicht übernommen: die Tabelle „{table}“ ({n} Zeilen).",
                    len(entries),
                    table=table,
                )
                self._report.note(message, table)
                continue
            filled = Counter(name for one in entries for name, value in one.values.items() if value)
            for name in sorted(filled.keys() - _USED[table]):
                column = f"{table}.{name}"
                message = text("Nicht übernommen: „{column}“ ({n}-mal).", column=column, n=filled[name])
                self._report.note(message, table, name)


def _once(found: list[Placed]) -> Iterator[Placed]:
    """A tie that two attributes say stands once."""
    seen: set[str] = set()
    for placed in found:
        if placed.record.id not in seen or not isinstance(placed.record, Tie):
            seen.add(placed.record.id)
            yield placed


def _names(taxonomy: str, scheme: str, named: Any) -> bool:
    spellings = (scheme, named.one.de, named.one.en, named.many.de, named.many.en)
    return key(taxonomy) in {key(word) for word in spellings}
