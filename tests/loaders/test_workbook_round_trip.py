"""Whatever a network holds can be written as tables and read again without loss."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_service.model.nodes import Actor, Concept, Document, Event, Indicator, Measure, Need, Observation, Report
from graph_service.model.period import PartialDate, Period
from graph_service.model.provenance import Citation
from graph_service.model.ties import AnyRecord, Judgement, Tie
from loaders.references import Names, citations
from loaders.workbook import load_folder
from tests.builders import small_town
from tests.loaders.writing import write_folder, written

FULL = {
    "valid": Period.parse("2017-12-18/2018"),
    "basis": "assigned",
    "confirmation": "both_sides",
    "original": "Wort; der „Quelle“",
    "note": 'Zwei\nZeilen, mit "Zeichen"',
    "internal_note": 'Nur für "uns";\nintern',
    "sources": (
        Citation(
            document="document/a", locator='S. 1; "x" „y“ (2017)', quote="„a“ b; c", retrieved=PartialDate(2024, 5)
        ),
        Citation(person='Leitung; "KI" (2020) @ Büro', locator="Tür „1“", retrieved=PartialDate(2024)),
    ),
}
NODE = {**FULL, "names": ("A; B", '"C"', "D"), "links": ("https://a.example/x", "http://b.example/?a;b")}


def full_records() -> tuple[AnyRecord, ...]:
    """One record of each type with every field filled."""
    paper = Document(
        **{**NODE, "id": "document/a", "name": "A", "kind": "council_paper", "number": "2017/1", "publisher": "Stadt"},
        date=PartialDate(2017, 12),
        address="https://a.example/",
        retrieved=PartialDate(2024, 5, 3),
    )
    root = Concept(id="field/all", scheme="field", notation="Ä 1", name="Alles", sources=(Citation(document=paper.id),))
    concept = Concept(
        **{**NODE, "id": "field/D", "scheme": "field", "notation": "D", "name": "Wohnen", "name_en": "Housing"},
        broader=("field/all",),
        goals=("Ziel 1; 2", "Ziel 3"),
        approaches=("Ansatz",),
        indicators=("Indikator",),
        order=-3,
    )
    group = Concept(**{**NODE, "id": "target_group/x", "scheme": "target_group", "notation": "x", "name": "X"})
    place = Concept(**{**NODE, "id": "district/x", "scheme": "district", "notation": "x", "name": "X"})
    actor = Actor(
        **{**NODE, "id": "actor/ki", "name": "KI", "kind": "integration_centre", "contact": "Zimmer 1"},
        website="https://ki.example/",
        size=12,
    )
    group_actor = Actor(**{**NODE, "id": "actor/fg", "name": "FG", "kind": "expert_group"})
    measure = Measure(
        **{**NODE, "id": "measure/m1", "name": "Kurs", "status": "running", "funding_level": "federal"},
        status_on=PartialDate(2024),
        mandatory=False,
        funding_programme="KIM; NRW",
        amount_eur=Decimal("1234.50"),
        capacity=0,
        none_recorded=("district", "language"),
    )
    need = Need(
        **{**NODE, "id": "need/n", "name": "Bedarf", "unit": "Personen"},
        value=Decimal("1.2345"),
        field="field/D",
        target_group="target_group/x",
        district="district/x",
    )
    report = Report(
        **{**NODE, "id": "report/r", "name": "Bericht", "measure": measure.id, "status": "discontinued"},
        date=PartialDate(2024, 5),
        done="Zwei\nKurse; mit „Zeichen“",
        planned_end=PartialDate(2025),
        reported_by="Leitung; KI",
    )
    indicator = Indicator(
        **{**NODE, "id": "indicator/i", "name": "Wartezeit", "field": concept.id, "unit": "Tage", "direction": "lower"},
        target_value=Decimal("-0.5"),
        target_on=PartialDate(2027, 6),
    )
    value = Observation(
        **{**NODE, "id": "observation/o", "name": "Wert", "indicator": indicator.id, "measure": measure.id},
        value=Decimal("-12.25"),
        reported_by="Statistikstelle",
    )
    event = Event(**{**NODE, "id": "event/e", "name": "Sitzung", "kind": "meeting"})
    tie = Tie(
        **FULL,
        kind="member_of",
        origin=actor.id,
        target=group_actor.id,
        role="chair",
        form="Sitzung",
        frequency="halbjährlich",
        voting=True,
        order=2,
        public=False,
    )
    judgement = Judgement(
        **{**FULL, "sources": ()},
        kind="overlap",
        subjects=("actor/ki", "measure/m1"),
        decision="keep",
        author="Leitung",
        decided_on=PartialDate(2024, 5),
        reason="Redundanz ist gewollt",
    )
    nodes = (paper, root, concept, group, place, actor, group_actor, measure, need, event, report, indicator, value)
    return (*nodes, tie, judgement)


def as_set(records: tuple[AnyRecord, ...]) -> dict[str, AnyRecord]:
    return {record.id: record for record in records}


def test_every_field_of_every_type_round_trips_through_a_row(tmp_path: Path) -> None:
    records = full_records()
    filled = {(r.type, name) for r in records for name, value in r if value not in (None, (), "")}
    every = {(r.type, name) for r in records for name in type(r).model_fields} - {("judgement", "sources")}
    assert filled == every
    result = load_folder(write_folder(tmp_path, records))
    assert [str(error.message) for error in result.report.errors] == []
    assert as_set(result.records) == as_set(records)


_REFUSED = "\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff"
WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters=_REFUSED), min_size=1, max_size=40
).filter(lambda words: words == words.strip() and "\u2028" not in words)
DATES = st.dates().map(PartialDate.of) | st.integers(1, 9999).map(PartialDate)
SOURCES = st.builds(
    Citation,
    document=st.just("document/a"),
    locator=st.none() | WORDS,
    quote=st.none() | WORDS,
    retrieved=st.none() | DATES,
) | st.builds(Citation, person=WORDS, locator=st.none() | WORDS, quote=st.none() | WORDS, retrieved=DATES)


@given(st.lists(SOURCES, min_size=1, max_size=4).map(tuple))
def test_every_citation_round_trips_through_a_cell(sources: tuple[Citation, ...]) -> None:
    names = Names([Document(id="document/a", kind="press", name="A")])
    assert citations(written(sources), names) == sources


@given(
    name=WORDS, names=st.lists(WORDS, max_size=3).map(tuple), note=WORDS, amount=st.decimals(0, 10**12 - 1, places=2)
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
def test_any_words_and_numbers_round_trip(
    tmp_path: Path, name: str, names: tuple[str, ...], note: str, amount: Decimal
) -> None:
    paper = Document(id="document/a", kind="press", name="A")
    cited = (Citation(document=paper.id),)
    measure = Measure(id="measure/m", name=name, names=names, note=note, amount_eur=amount, sources=cited)
    assert as_set(load_folder(write_folder(tmp_path, (paper, measure))).records) == as_set((paper, measure))


def test_a_whole_network_round_trips(tmp_path: Path) -> None:
    assert as_set(load_folder(write_folder(tmp_path, small_town())).records) == as_set(small_town())
