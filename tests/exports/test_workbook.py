"""The workbook and the CSV tables hold a network whole: what is written is read again as the same records."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook as open_workbook

from graph_service.exports import workbook_cells, workbook_form
from graph_service.exports.template import template
from graph_service.exports.workbook import as_csv_files, as_csv_zip, as_workbook
from graph_service.model.canonical import checksum
from graph_service.model.errors import BadInput
from graph_service.model.network import Network, fits
from graph_service.model.nodes import AnyNode, Concept, Indicator, Need, Observation, Report
from graph_service.model.period import PartialDate, Period
from graph_service.model.provenance import Citation
from graph_service.model.ties import AnyRecord, Judgement, Tie
from graph_service.model.vocabulary import vocabulary
from loaders import workbook_columns
from loaders.base import Loaded
from loaders.workbook import load_workbook
from tests.builders import PAPER, SOURCE, actor, concept, document, event, measure, network, small_town, tie
from tests.loaders.test_workbook_round_trip import full_records

FORMS: tuple[tuple[Callable[[Network], bytes], str], ...] = ((as_workbook, "stadt.xlsx"), (as_csv_zip, "stadt.zip"))
each_form = pytest.mark.parametrize(("write", "name"), FORMS, ids=("xlsx", "csv"))


def read_again(written: bytes, name: str) -> Loaded:
    result = load_workbook(written, name=name)
    assert [f"{found.place}: {found.message}" for found in result.report.findings if found.level != "note"] == []
    return result


def assert_nothing_is_lost(given: Network) -> None:
    for write, name in FORMS:
        assert checksum(read_again(write(given), name).records) == checksum(given.records())


def cells(given: Network, title: str) -> list[list[Any]]:
    book = open_workbook(io.BytesIO(as_workbook(given)))
    return [[cell.value for cell in row] for row in book[title].iter_rows()]


def test_every_field_of_every_type_comes_back() -> None:
    assert_nothing_is_lost(Network("stadt", full_records(), 1))


def test_a_small_town_comes_back() -> None:
    assert_nothing_is_lost(network(*small_town()))


def test_every_word_of_the_vocabulary_comes_back() -> None:
    words = vocabulary()
    nodes: list[AnyNode] = [PAPER, event("e"), measure("m"), concept("field", "A"), concept("field", "B")]
    nodes += [document(f"d-{kind}", kind=kind) for kind in words.document_kinds]
    nodes += [event(f"e-{kind}", kind=kind) for kind in words.event_kinds]
    nodes += [actor(f"a-{kind}", kind=kind) for kind in words.actor_kinds]
    nodes += [concept(scheme, "x") for scheme in words.schemes]
    nodes += [measure(f"s-{status}", status=status) for status in words.statuses]
    nodes += [measure(f"f-{level}", funding_level=level) for level in words.funding_levels]
    nodes += [measure(f"n-{scheme}", none_recorded=(scheme,)) for scheme in words.schemes]
    nodes += [actor(f"b-{basis}", basis=basis) for basis in words.bases]
    nodes += [actor(f"c-{confirmation}", confirmation=confirmation) for confirmation in words.confirmations]
    ties = [some_tie(kind, role, nodes) for kind, form in words.tie_kinds.items() for role in form.roles or (None,)]
    pairs = iter((nodes[one].id, nodes[other].id) for one in range(20) for other in range(one))
    judgements = [
        Judgement(kind=kind, subjects=next(pairs), decision=decision, author="KI", decided_on=PartialDate(2024))
        for kind, form in words.judgement_kinds.items()
        for decision in form.decisions
    ]
    assert_nothing_is_lost(Network("stadt", [*nodes, *ties, *judgements], 1))


def some_tie(kind: str, role: str | None, nodes: list[AnyNode]) -> Tie:
    form = vocabulary().tie_kinds[kind]
    origin = next(node for node in nodes if fits(node, form.origin))
    target = next(node for node in nodes if fits(node, form.target) and node is not origin)
    return tie(kind, origin.id, target.id, role)


SEEN = st.sampled_from("aB1 ;\"„“='+-@_x0D/\\(),.äß\u00a0")
ANY = st.characters(
    exclude_categories=("Cs", "Cc"),
    exclude_characters="\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff",
)
WORDS = st.text(SEEN | st.sampled_from("\t\n\r") | ANY, max_size=12)
LINE = st.text(SEEN | ANY.filter(lambda letter: letter not in "\u2028\u2029"), max_size=12).map(str.strip)
NAME = LINE.filter(bool)
DATES = st.dates().map(PartialDate.of) | st.builds(PartialDate, st.integers(1, 9999), st.none() | st.integers(1, 12))
SIGNED = st.decimals(-(10**9), 10**9, places=2)
DAY, YEARS = Period.parse("2024-05-01"), Period.parse("2023/2024-06")
NUMBERS = st.decimals(0, 10**9, places=2) | st.decimals(0, 1, places=8)
LOCALS = st.lists(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,4}", fullmatch=True), min_size=2, max_size=4, unique=True)
LINKS = st.lists(st.sampled_from(("https://a.example/x", "http://b.example/?a;b", 'https://c.example/"')), max_size=2)


def citations(documents: list[str]) -> st.SearchStrategy[tuple[Citation, ...]]:
    paper = st.builds(
        Citation,
        document=st.sampled_from(documents),
        locator=st.none() | WORDS,
        quote=st.none() | WORDS,
        retrieved=st.none() | DATES,
    )
    person = st.builds(Citation, person=NAME, locator=st.none() | WORDS, quote=st.none() | WORDS, retrieved=DATES)
    return st.lists(paper | person, min_size=1, max_size=3).map(tuple)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """A small network with every type of record and every field filled now and then."""
    words = vocabulary()
    documents = [f"document/{local}" for local in draw(LOCALS)]

    def provenance(*, cited: bool = True) -> dict[str, Any]:
        start, end = sorted((draw(DATES), draw(DATES)))
        period = Period(start=draw(st.none() | st.just(start)), end=draw(st.none() | st.just(end)))
        return {
            "sources": draw(citations(documents)) if cited or draw(st.booleans()) else (),
            "basis": draw(st.sampled_from(list(words.bases))),
            "confirmation": draw(st.sampled_from(list(words.confirmations))),
            "valid": period,
            "original": draw(st.none() | WORDS),
            "note": draw(st.none() | WORDS),
        }

    def node(prefix: str, local: str, *, cited: bool = True) -> dict[str, Any]:
        names = {"name": draw(NAME), "names": tuple(draw(st.lists(NAME, max_size=2))), "links": tuple(draw(LINKS))}
        return {"id": f"{prefix}/{local}", **names, **provenance(cited=cited)}

    def named(prefix: str, table: str, maker: Callable[..., AnyNode], **more: st.SearchStrategy[Any]) -> list[AnyNode]:
        kinds = st.sampled_from(list(getattr(words, table)))
        filled = {name: draw(strategy) for name, strategy in more.items()}
        return [maker(local, kind=draw(kinds), **filled, **node(prefix, local)) for local in draw(LOCALS)]

    nodes: list[AnyNode] = [
        document(paper, **node("document", paper, cited=False), number=draw(st.none() | LINE), date=draw(DATES))
        for paper in (paper.partition("/")[2] for paper in documents)
    ]
    for scheme in words.schemes:
        above: tuple[str, ...] = ()
        for local in draw(LOCALS):
            lists = {part: tuple(draw(st.lists(WORDS, max_size=2))) for part in ("goals", "approaches", "indicators")}
            form = {
                "scheme": scheme,
                "notation": draw(NAME),
                "broader": above,
                "order": draw(st.none() | st.integers(-9, 9)),
            }
            nodes.append(Concept(**node(scheme, local), **form, **lists, name_en=draw(st.none() | NAME)))
            above = draw(st.sampled_from((above, (nodes[-1].id,), (*above, nodes[-1].id))))
    nodes += named("actor", "actor_kinds", actor, size=st.none() | st.integers(0, 10**20), contact=st.none() | WORDS)
    nodes += named("event", "event_kinds", event)
    nodes += [draw_measure(draw, local, node("measure", local)) for local in draw(LOCALS)]
    nodes += [draw_need(draw, node("need", local), nodes) for local in draw(LOCALS)]
    nodes += draw_progress(draw, node, nodes)
    ties: dict[str, Tie] = {}
    for _ in range(draw(st.integers(0, 12))):
        made = draw_tie(draw, nodes, provenance())
        if made:
            ties[made.id] = made
    return Network("stadt", [*nodes, *ties.values(), *draw_judgements(draw, nodes, provenance)], 7)


def draw_need(draw: st.DrawFn, common: dict[str, Any], nodes: list[AnyNode]) -> Need:
    cell = {scheme: [n.id for n in nodes if n.id.startswith(f"{scheme}/")] for scheme in ("field", "district")}
    where = {scheme: draw(st.none() | st.sampled_from(ids)) for scheme, ids in cell.items()}
    return Need(**common, **where, value=draw(st.none() | NUMBERS), unit=draw(st.none() | LINE))


def draw_progress(draw: st.DrawFn, node: Callable[..., dict[str, Any]], nodes: list[AnyNode]) -> list[AnyNode]:
    """Reports of measures, indicators of fields and values of these."""
    measures, fields = ([one.id for one in nodes if one.id.startswith(f"{name}/")] for name in ("measure", "field"))
    words = vocabulary()
    reports = [
        Report(
            **node("report", local),
            measure=draw(st.sampled_from(measures)),
            date=draw(DATES),
            status=draw(st.sampled_from(list(words.statuses))),
            done=draw(st.none() | WORDS),
            planned_end=draw(st.none() | DATES),
            reported_by=draw(st.none() | NAME),
        )
        for local in draw(LOCALS)
    ]
    indicators = [
        Indicator(
            **node("indicator", local),
            field=draw(st.sampled_from(fields)),
            unit=draw(st.none() | LINE),
            direction=draw(st.none() | st.sampled_from(list(words.directions))),
            target_value=draw(st.none() | SIGNED),
            target_on=draw(st.none() | DATES),
        )
        for local in draw(LOCALS)
    ]
    return [*reports, *indicators, *draw_values(draw, node, measures, [one.id for one in indicators])]


def draw_values(
    draw: st.DrawFn, node: Callable[..., dict[str, Any]], measures: list[str], indicators: list[str]
) -> list[AnyNode]:
    return [
        Observation(
            **{**node("observation", local), "valid": draw(st.sampled_from((DAY, YEARS)))},
            indicator=draw(st.sampled_from(indicators)),
            value=draw(SIGNED),
            measure=draw(st.none() | st.sampled_from(measures)),
            reported_by=draw(st.none() | NAME),
        )
        for local in draw(LOCALS)
    ]


def draw_concepts(draw: st.DrawFn, scheme: str, node: Callable[..., dict[str, Any]]) -> list[Concept]:
    """The entries of one list, some below others."""
    found: list[Concept] = []
    for local in draw(LOCALS):
        above = draw(st.sampled_from(((), *((one.id,) for one in found), tuple(one.id for one in found))))
        lists = {part: tuple(draw(st.lists(WORDS, max_size=2))) for part in ("goals", "approaches", "indicators")}
        order, english = draw(st.none() | st.integers(-9, 9)), draw(st.none() | NAME)
        form = {"scheme": scheme, "notation": draw(NAME), "broader": above, "order": order, "name_en": english}
        found.append(Concept(**node(scheme, local), **form, **lists))
    return found


def draw_measure(draw: st.DrawFn, local: str, common: dict[str, Any]) -> AnyNode:
    words = vocabulary()
    return measure(
        local,
        status=draw(st.sampled_from(list(words.statuses))),
        status_on=draw(st.none() | DATES),
        mandatory=draw(st.sampled_from((None, True, False))),
        funding_level=draw(st.none() | st.sampled_from(list(words.funding_levels))),
        funding_programme=draw(st.none() | LINE),
        amount_eur=draw(st.none() | st.decimals(0, 10**11, places=2)),
        capacity=draw(st.none() | st.integers(0, 10**20)),
        none_recorded=tuple(draw(st.lists(st.sampled_from(list(words.schemes)), max_size=3))),
        **common,
    )


def draw_tie(draw: st.DrawFn, nodes: list[AnyNode], more: dict[str, Any]) -> Tie | None:
    kind = draw(st.sampled_from(list(vocabulary().tie_kinds)))
    form = vocabulary().tie_kinds[kind]
    origins = [node for node in nodes if fits(node, form.origin)]
    targets = [node for node in nodes if fits(node, form.target)]
    if not origins or not targets:
        return None
    origin, target = draw(st.sampled_from(origins)), draw(st.sampled_from(targets))
    if origin is target or (form.acyclic and origin.id > target.id):
        return None
    plain = draw(st.booleans())
    details: dict[str, Any] = {
        "form": draw(st.none() | LINE),
        "frequency": draw(st.none() | LINE),
        "voting": draw(st.sampled_from((None, True, False))),
        "order": draw(st.none() | st.integers(-5, 5)),
        "public": draw(st.sampled_from((None, True, False))),
    }
    # Plain ties of a facet stand in the row of their record: half of all should.
    common = {**more, "valid": Period(), "note": None, "confirmation": origin.confirmation} if plain else more
    role = draw(st.sampled_from(form.roles)) if form.roles else None
    return tie(kind, origin.id, target.id, role, **common, **({} if plain else details))


def draw_judgements(
    draw: st.DrawFn, nodes: list[AnyNode], provenance: Callable[..., dict[str, Any]]
) -> tuple[Judgement, ...]:
    found: dict[str, Judgement] = {}
    for _ in range(draw(st.integers(0, 3))):
        one, other = draw(st.lists(st.sampled_from(nodes), min_size=2, max_size=2, unique_by=lambda node: node.id))
        kind = draw(st.sampled_from(list(vocabulary().judgement_kinds)))
        made = Judgement(
            kind=kind,
            subjects=(one.id, other.id),
            decision=draw(st.sampled_from(list(vocabulary().judgement_kinds[kind].decisions))),
            author=draw(NAME),
            decided_on=draw(DATES),
            reason=draw(st.none() | WORDS),
            **provenance(cited=False),
        )
        found[made.id] = made
    return tuple(found.values())


@given(networks())
@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_network_comes_back_from_both_forms(given: Network) -> None:
    assert_nothing_is_lost(given)


@given(WORDS)
@example("")
@example(" ")
@example('""')
@example('" "')
@example('"ja"')
@example("'=1")
@example("''=1")
@example("=1+1")
@example("_x000D_")
@example("_x005F_x000D_")
@example("a\r\nb")
@example("#REF!x")
@settings(deadline=None, max_examples=40)
def test_any_text_comes_back(words: str) -> None:
    assert_nothing_is_lost(network(measure("m", note=words, original=words)))


def test_words_that_are_error_values_of_a_spreadsheet_are_refused_and_not_taken_for_text() -> None:
    for write, name in FORMS:
        report = load_workbook(write(network(measure("m", note="#NV"))), name=name).report
        assert ["Fehlerwert" in str(error.message) for error in report.errors] == [True]


def test_quotation_marks_at_the_edges_of_a_list_s_entries_do_not_join_them() -> None:
    assert_nothing_is_lost(network(measure("m", names=('"a', 'b; c"', '"', '"d"', "e"))))


@each_form
def test_the_same_revision_gives_the_same_bytes(write: Callable[[Network], bytes], name: str) -> None:
    records = (PAPER, *small_town())
    assert write(Network("stadt", records, 3)) == write(Network("stadt", tuple(reversed(records)), 3))


def test_no_part_of_the_file_says_when_it_was_made() -> None:
    with zipfile.ZipFile(io.BytesIO(as_workbook(network(*small_town())))) as package:
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert set(re.findall(rb"\d{4}-\d\d-\d\dT", package.read("docProps/core.xml"))) == {b"1980-01-01T"}


def test_the_columns_are_those_that_the_loader_knows() -> None:
    read = {sheet.type: sheet for sheet in workbook_columns.sheets()}
    for sheet in workbook_form.sheets():
        headings = {name for name, _ in workbook_cells._columns(sheet)}
        assert headings == {column.name for column in read[sheet.type].columns}, sheet.title
        assert sheet.file == read[sheet.type].name


def test_the_sheets_stand_in_the_order_in_which_people_fill_them_in() -> None:
    book = open_workbook(io.BytesIO(as_workbook(network())))
    assert book.sheetnames == [
        "Lies-mich",
        "Akteure",
        "Maßnahmen",
        "Beziehungen",
        "Begriffe",
        "Bedarf",
        "Quellen",
        "Ereignisse",
        "Berichte",
        "Indikatoren",
        "Werte",
        "Urteile",
        "Auswahl",
    ]
    assert book["Auswahl"].sheet_state == "hidden"


def test_plain_facets_stand_in_the_row_of_their_measure_and_others_among_the_ties() -> None:
    both = network(
        *(concept("district", place) for place in ("nord", "west")),
        measure("m"),
        tie("located_in", "measure/m", "district/nord"),
        tie("located_in", "measure/m", "district/west", note="nur montags"),
    )
    heading, row = cells(both, "Maßnahmen")
    assert dict(zip(heading, row, strict=True))["Orte"] == "nord"
    assert [line[2] for line in cells(both, "Beziehungen")] == ["Nach", "west"]


def test_a_word_that_two_records_answer_to_is_written_as_an_id() -> None:
    twice = network(actor("nord"), concept("district", "nord"), tie("located_in", "actor/nord", "district/nord"))
    heading, row = cells(twice, "Akteure")
    assert dict(zip(heading, row, strict=True))["Orte"] == "district/nord"
    assert_nothing_is_lost(twice)


def test_keine_is_recorded_and_an_entry_of_that_name_is_not_taken_for_it() -> None:
    nobody = concept("target_group", "keine")
    given = network(
        nobody, measure("m"), measure("n", none_recorded=("target_group",)), tie("serves", "measure/m", nobody.id)
    )
    column = cells(given, "Maßnahmen")[0].index("Zielgruppen")
    assert [row[column] for row in cells(given, "Maßnahmen")[1:]] == ["target_group/keine", "keine"]
    assert_nothing_is_lost(given)


def test_a_list_that_is_too_long_for_a_cell_goes_on_in_further_columns() -> None:
    cited = tuple(Citation(document=PAPER.id, locator=f"S. {page}", quote="x" * 300) for page in range(220))
    given = network(actor("awo", sources=cited))
    assert [name for name in cells(given, "Akteure")[0] if name.startswith("Quellen")] == [
        "Quellen",
        "Quellen 2",
        "Quellen 3",
    ]
    assert_nothing_is_lost(given)


def test_a_single_text_that_is_too_long_for_a_cell_is_refused() -> None:
    given = network(concept("field", "A", goals=("x" * 33_000,)))
    with pytest.raises(BadInput, match="33000"):
        as_workbook(given)


def test_letters_that_no_workbook_can_hold_are_refused_with_the_text() -> None:
    with pytest.raises(BadInput, match="keine Arbeitsmappe"):
        as_workbook(network(measure("m").model_copy(update={"note": "a\uffffb"})))


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(0)"])
def test_no_cell_is_a_formula(start: str) -> None:
    given = network(actor("awo", name=f"{start}", names=(start,), contact=start, note=f"\t{start}"))
    row = next(iter(open_workbook(io.BytesIO(as_workbook(given)))["Akteure"].iter_rows(min_row=2)))
    assert {cell.data_type for cell in row if cell.value is not None} == {"s"}
    assert row[1].quotePrefix
    table = as_csv_files(given)["akteure.csv"].decode("utf-8-sig")
    written = [cell for line in csv.reader(io.StringIO(table), delimiter=";") for cell in line]
    assert [cell for cell in written if cell.startswith(("=", "+", "-", "@", "\t"))] == []
    assert_nothing_is_lost(given)


def test_numbers_are_numbers_where_a_spreadsheet_keeps_them_exactly() -> None:
    amounts = (Decimal("1234.50"), Decimal("0.10"), Decimal("12345678901234567"))
    given = network(*(Need(id=f"need/n{n}", name="n", value=value, sources=SOURCE) for n, value in enumerate(amounts)))
    column = cells(given, "Bedarf")[0].index("Wert")
    assert [row[column] for row in cells(given, "Bedarf")[1:]] == [1234.5, 0.1, "12345678901234567"]
    assert_nothing_is_lost(given)


def test_columns_of_words_offer_them_in_a_drop_down() -> None:
    book = open_workbook(io.BytesIO(template()))
    sheet = book["Akteure"]
    (choice,) = [found for found in sheet.data_validations.dataValidation if "D2" in str(found.sqref)]
    title, _, place = choice.formula1.partition("!")
    offered = [row[0].value for row in book[title][place.replace("$", "")]]
    assert offered == [kind.one.de for kind in vocabulary().actor_kinds.values()]
    assert choice.showErrorMessage


def test_an_empty_template_has_every_column_and_loads_as_nothing() -> None:
    result = load_workbook(template(), name="vorlage.xlsx")
    assert result.records == ()
    assert [str(found.message) for found in result.report.findings] == ["Die Tabellen enthalten keine Einträge."]
    assert template() == template()


def test_a_template_can_bring_the_controlled_lists_of_a_network() -> None:
    result = read_again(template(network(*small_town())), "vorlage.xlsx")
    assert {record.type for record in result.records} == {"concept", "document"}


def test_csv_tables_open_with_umlauts_and_columns_in_a_german_spreadsheet() -> None:
    files = as_csv_files(network(actor("ki", "Büro")))
    assert files["akteure.csv"].startswith(b"\xef\xbb\xbfKennung;Name;")
    assert set(files) == {f"{sheet.file}.csv" for sheet in workbook_form.sheets()} | {"lies-mich.md"}


def test_the_guide_comes_in_english_too() -> None:
    book = open_workbook(io.BytesIO(as_workbook(network(), "en")))
    assert book["Lies-mich"]["A1"].value


def records_of(given: Network) -> tuple[AnyRecord, ...]:
    return tuple(given.records())


def test_a_second_load_into_the_same_network_names_the_same_records() -> None:
    given = network(*small_town())
    again = load_workbook(as_workbook(given), given.nodes, name="stadt.xlsx")
    assert checksum(again.records) == checksum(records_of(given))
