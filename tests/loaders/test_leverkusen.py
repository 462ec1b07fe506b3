"""The shipped Leverkusen network holds every record of the collection that it was made from, with the same facts."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

import loaders
from graph_service.model.network import Network
from graph_service.model.nodes import Actor, Document, Measure
from graph_service.model.ties import AnyRecord, Tie
from loaders.base import Loaded
from loaders.workbook import load_folder
from tests.loaders.writing import write_folder

SHIPPED = Path(loaders.__file__).parent / "data" / "leverkusen"
COLLECTION = Path(__file__).resolve().parents[3] / "shared" / "data" / "leverkusen"
CARRYING = {"lead", "carrier", "coordinator"}

compared = pytest.mark.skipif(
    not COLLECTION.is_dir(), reason=f"the collection that the shipped network was made from is not at {COLLECTION}"
)


@cache
def shipped() -> Loaded:
    return load_folder(SHIPPED)


@cache
def network() -> Network:
    return Network("leverkusen", shipped().records)


def rows(name: str) -> list[dict[str, str]]:
    with (COLLECTION / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def address_of(source: str) -> str:
    """The address in a cell such as "http://… (Vorlage 2017/1900)"."""
    return source.partition(" ")[0]


def cited(record: AnyRecord) -> set[str | None]:
    documents = (network().nodes[source.document] for source in record.sources if source.document)
    return {document.address for document in documents if isinstance(document, Document)}


def words(origin: str, kind: str) -> list[str]:
    return sorted(tie.original or "" for tie in network().ties_from(origin, kind))


def test_it_loads_without_a_single_finding() -> None:
    assert shipped().report.findings == []
    assert shipped().suggested_name == "Leverkusen"


def test_it_holds_92_actors_98_measures_and_11_fields() -> None:
    town = network()
    assert (len(town.actors), len(town.measures), len(town.concepts("field"))) == (92, 98, 11)
    assert [field.notation for field in town.concepts("field")] == ["X1", "X2", *"ABCDEFGH", "Q"]


def test_it_holds_a_document_for_each_page_and_one_for_the_collection() -> None:
    kinds = Counter(document.kind for document in network().documents)
    assert sum(kinds.values()) == 76
    assert (kinds["collection"], kinds["council_paper"]) == (1, 2)
    paper = network().nodes["document/vorlage-2017-1900"]
    assert isinstance(paper, Document)
    assert (paper.number, str(paper.date), paper.publisher) == ("2017/1900", "2017-10-27", "Stadt Leverkusen")


def test_every_document_but_none_is_cited() -> None:
    assert {document.id for document in network().documents} == set(network().citing)


def test_what_is_not_recorded_stays_unknown() -> None:
    town = network()
    carried = {tie.target for tie in town.ties.values() if tie.kind == "carries" and tie.role in CARRYING}
    assert sum(measure.id not in carried for measure in town.measures) == 16
    assert sum(not town.facet(measure, "district").is_known for measure in town.measures) == 65
    assert all(town.facet(measure, "field").is_known for measure in town.measures)
    assert not any(measure.none_recorded for measure in town.measures)
    open_ended = [measure for measure in town.measures if measure.valid.end is None]
    assert (len(open_ended), sum(measure.valid.start is None for measure in open_ended)) == (81, 29)


def test_stated_and_assigned_fields_are_told_apart() -> None:
    bases = defaultdict(set)
    for tie in network().ties.values():
        if tie.kind == "addresses":
            bases[tie.basis].add(tie.origin)
    assert {basis: len(measures) for basis, measures in bases.items()} == {"stated": 2, "assigned": 96}
    assert bases["stated"] == {"measure/m01", "measure/m93"}


def test_target_groups_and_places_are_hierarchies_below_one_root() -> None:
    town = network()
    for scheme, root in (("target_group", "target_group/alle"), ("district", "district/stadtweit")):
        assert town.narrower(root) == {concept.id for concept in town.concepts(scheme)}
    assert {"target_group/gefluechtete", "target_group/junge-menschen"} < town.broader(
        "target_group/junge-gefluechtete"
    )
    assert "district/stadtbezirk-i" in town.broader("district/wiesdorf")
    assert town.broader("district/bebelstrasse") == {"district/bebelstrasse", "district/stadtweit"}


def test_what_the_notes_say_about_succession_and_time_is_recorded() -> None:
    town = network()
    (replaced,) = town.ties_from("measure/m84", "refers_to")
    assert (replaced.target, replaced.role) == ("measure/m04", "replaced_by")
    assert [tie.target for tie in town.ties_from("actor/ki", "follows")] == ["actor/raa"]
    periods = {local: str(town.node(f"actor/{local}").valid) for local in ("stg", "kog", "raa", "ki", "rr")}
    assert periods == {"stg": "/2017", "kog": "/2017", "raa": "/2013", "ki": "2013/", "rr": "2006/"}


def test_people_find_actors_by_the_names_they_use() -> None:
    names = {name: actor.id for actor in network().actors for name in (actor.name, *actor.names)}
    assert names["Dezernat III"] == names["Dezernat für Bürger, Umwelt und Soziales"] == "actor/dez3"
    assert names["Bezirksvertretung für den Stadtbezirk I"] == "actor/bv1"
    assert (names["KI"], names["AWO"], names["Jobcenter"]) == ("actor/ki", "actor/awo", "actor/jc")


def test_no_two_actors_share_a_name() -> None:
    names = [name.casefold() for actor in network().actors for name in {actor.name, *actor.names}]
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_it_survives_being_written_and_read_again(tmp_path: Path) -> None:
    records = shipped().records
    again = load_folder(write_folder(tmp_path, records))
    assert {record.id: record for record in again.records} == {record.id: record for record in records}


@compared
def test_every_actor_of_the_collection_is_there_with_its_facts() -> None:
    mapped: dict[tuple[str, str], str] = {}
    for row in rows("actors.csv"):
        actor = network().node(f"actor/{row['actor_id']}")
        assert isinstance(actor, Actor)
        assert (actor.name, actor.original, actor.note or "") == (row["name"], row["kind"], row["note"])
        assert words(actor.id, "located_in") == ([row["district"]] if row["district"] else [])
        assert cited(actor) == {address_of(row["source"])}
        parents = [tie.target for tie in network().ties_from(actor.id, "part_of")]
        assert parents == ([f"actor/{row['parent_actor_id']}"] if row["parent_actor_id"] else [])
        assert mapped.setdefault((row["kind"], row["actor_id"]), actor.kind) == actor.kind
    kinds = defaultdict(set)
    for (word, _), ours in mapped.items():
        kinds[word].add(ours)
    by_name = {word for word, ours in kinds.items() if len(ours) > 1}
    assert by_name == {"gremium_steuerung", "fachbereich", "behoerde_bund", "unternehmen"}
    tell("Art der Akteure", mapped)


@compared
def test_every_measure_of_the_collection_is_there_with_its_facts() -> None:
    for row in rows("measures.csv"):
        measure = network().node(f"measure/{row['measure_id']}")
        assert isinstance(measure, Measure)
        assert (measure.name, measure.note or "") == (row["title"], row["note"])
        assert (str(measure.valid.start or ""), str(measure.valid.end or "")) == (row["start"], row["end"])
        assert measure.funding_programme == (row["funding_programme"] or None)
        assert measure.amount_eur == (Decimal(row["amount_eur"]) if row["amount_eur"] else None)
        assert cited(measure) == {address_of(row["source"])}


@compared
def test_every_facet_of_the_collection_is_there_with_its_words() -> None:
    mapped: dict[tuple[str, str], str] = {}
    for row in rows("measures.csv"):
        measure = f"measure/{row['measure_id']}"
        fields = network().ties_from(measure, "addresses")
        assert sorted(tie.target for tie in fields) == sorted(f"field/{code}" for code in row["field_codes"].split(";"))
        assert {tie.basis for tie in fields} == {row["field_basis"]}
        assert all(address_of(row["source"]) in cited(tie) for tie in fields)
        assert words(measure, "located_in") == sorted(row["district"].split(";") if row["district"] else [])
        assert set(words(measure, "serves")) == set(row["target_group"].split(";"))
        for word in row["target_group"].split(";"):
            targets = sorted(tie.target for tie in network().ties_from(measure, "serves") if tie.original == word)
            ours = ", ".join(network().node(target).name for target in targets)
            assert mapped.setdefault((word, "Zielgruppe"), ours) == ours
    tell("Zielgruppen", mapped)


@compared
def test_every_tie_of_the_collection_is_exactly_one_tie_with_its_role_word() -> None:
    found: Counter[str] = Counter()
    mapped: dict[tuple[str, str], str] = {}
    for row in rows("ties.csv"):
        ends = (f"actor/{row['actor_id']}", f"{row['target_type']}/{row['target_id']}")
        (tie,) = [tie for tie in between(*ends) if tie.original == row["role"]]
        assert cited(tie) == {address_of(row["source"])}
        found[tie.id] += 1
        ours = f"{tie.kind}/{tie.role or '–'}"
        assert mapped.setdefault((row["role"], row["target_type"]), ours) == ours
    assert (len(found), set(found.values())) == (232, {1})
    tell("Rollen", mapped)


def between(one: str, other: str) -> list[Tie]:
    return [tie for tie in network().ties_of(one) if {tie.origin, tie.target} == {one, other}]


@compared
def test_every_field_of_the_collection_is_there() -> None:
    for row in rows("fields.csv"):
        field = network().node(f"field/{row['field_code']}")
        assert row["name"] in (field.name, field.original)
        assert row["note"] in (field.note or "")


@compared
def test_every_page_of_the_collection_is_a_document() -> None:
    pages = {address_of(row["source"]) for name in ("actors.csv", "measures.csv", "ties.csv") for row in rows(name)}
    assert {document.address for document in network().documents if document.address} == pages
    assert len(pages) == 75


def tell(what: str, mapped: dict[tuple[str, str], str]) -> None:
    """Prints what became what (seen with pytest -rP)."""
    for (word, where), ours in sorted(mapped.items()):
        print(f"{what}: {word} ({where}) → {ours}")
