"""The same thing from two sources becomes one record with two sources."""

import pytest

from graph_service.model.change import ChangeSet
from graph_service.model.network import Network
from graph_service.model.nodes import Actor, Observation, Report
from graph_service.operations.joining import join, name_key
from tests.builders import (
    actor,
    carries,
    document,
    field,
    indicator,
    measure,
    network,
    observation,
    report,
    tie,
)

OTHER = document("other", "Zweite Quelle")
ELSEWHERE = ({"document": OTHER.id},)


def known() -> Network:
    ki = actor("ki", "Kommunales Integrationszentrum (KI)", "integration_centre", names=("KI",))
    return network(ki, measure("m1", "Integrationskonzept"), field("A", "Sprache"), carries("ki", "m1", "lead"))


def test_a_body_known_under_another_name_is_joined_and_keeps_both_sources() -> None:
    incoming = actor("kommunales-integrationszentrum", "KI", "integration_centre", sources=ELSEWHERE)
    result = join(known(), [OTHER, incoming], newer=False)
    [joined] = [record for record in result.records if isinstance(record, Actor)]
    assert joined.id == "actor/ki"
    assert joined.name == "Kommunales Integrationszentrum (KI)"
    assert [source.document for source in joined.sources] == ["document/paper", "document/other"]
    assert [(one.incoming, one.existing) for one in result.joined] == [
        ("actor/kommunales-integrationszentrum", "actor/ki")
    ]


def test_ties_follow_the_joined_record_and_become_one_tie() -> None:
    incoming = actor("ki-neu", "KI", "integration_centre", sources=ELSEWHERE)
    lead = tie("carries", "actor/ki-neu", "measure/m1", "lead", sources=ELSEWHERE)
    result = join(known(), [OTHER, incoming, lead], newer=False)
    after = known().apply(ChangeSet(put=result.records))
    [carried] = after.ties_to("measure/m1", "carries")
    assert [source.document for source in carried.sources] == ["document/paper", "document/other"]


def test_what_is_about_a_joined_record_follows_it() -> None:
    incoming = [
        OTHER,
        measure("neu", "Integrationskonzept", sources=ELSEWHERE),
        indicator("zahl-neu", "A", "Teilnehmende", sources=ELSEWHERE),
        report("neu", "2024-03-01", sources=ELSEWHERE),
        observation("zahl-neu", "2024", "12", measure="measure/neu", sources=ELSEWHERE),
    ]
    joining = join(known(), incoming, newer=False)
    assert joining.ids["measure/neu"] == "measure/m1"
    after = known().apply(ChangeSet(put=joining.records))
    assert [one.measure for one in (*after.of_type(Report), *after.of_type(Observation))] == ["measure/m1"] * 2


def test_joining_twice_changes_nothing() -> None:
    incoming = [OTHER, actor("ki-neu", "KI", "integration_centre", sources=ELSEWHERE, website="https://ki.example")]
    once = known().apply(ChangeSet(put=join(known(), incoming, newer=False).records))
    again = join(once, incoming, newer=False)
    assert all(once.get(record.id) == record for record in again.records)


def cited(*locators: str | None) -> tuple[dict[str, str | None], ...]:
    return tuple({"document": OTHER.id, "locator": locator} for locator in locators)


def test_a_bare_source_goes_where_the_same_document_is_cited_exactly() -> None:
    bare = network(OTHER, actor("ki", "KI", "integration_centre", sources=cited(None)))
    exact = [actor("ki", "KI", "integration_centre", sources=cited("Zeile 3"))]
    after = bare.apply(ChangeSet(put=join(bare, exact, newer=False).records))
    assert [source.locator for source in after.node("actor/ki").sources] == ["Zeile 3"]


def test_a_bare_source_stays_where_only_another_document_is_cited_exactly() -> None:
    elsewhere = ({"document": "document/paper", "locator": "Zeile 1"},)
    bare = network(OTHER, actor("ki", "KI", "integration_centre", sources=cited(None)))
    incoming = [actor("ki", "KI", "integration_centre", sources=elsewhere)]
    [record] = join(bare, incoming, newer=False).records
    assert [source.locator for source in record.sources] == [None, "Zeile 1"]


def test_a_source_with_both_bare_and_exact_places_settles_with_the_first_load() -> None:
    incoming = [OTHER, actor("neu", "Neu", sources=cited(None, "Zeile 3"))]
    once = known().apply(ChangeSet(put=join(known(), incoming, newer=True).records))
    assert all(once.get(record.id) == record for record in join(once, incoming, newer=True).records)


def test_a_name_that_fits_two_records_is_not_joined_but_said() -> None:
    two = network(actor("a", "Verein"), actor("b", "Treff", names=("Verein",)))
    result = join(two, [OTHER, actor("neu", "Verein", sources=ELSEWHERE)], newer=False)
    assert result.joined == ()
    assert [one.existing for one in result.ambiguous] == ["actor/a", "actor/b"]
    assert "actor/neu" in {record.id for record in result.records}


@pytest.mark.parametrize(("name", "joined"), [("Muster e.V.", True), ("Muster", True), ("Muster gGmbH", False)])
def test_an_association_is_not_its_company(name: str, *, joined: bool) -> None:
    there = network(actor("verein", "Muster e. V."))
    result = join(there, [OTHER, actor("neu", name, sources=ELSEWHERE)], newer=False)
    assert bool(result.joined) is joined
    assert result.ambiguous == ()


def test_an_actor_and_a_measure_of_the_same_name_stay_apart() -> None:
    result = join(known(), [OTHER, actor("x", "Integrationskonzept", sources=ELSEWHERE)], newer=False)
    assert result.joined == ()


def test_a_newer_source_replaces_values_and_an_older_one_only_fills() -> None:
    incoming = actor("ki", "KI Leverkusen", "integration_centre", website="https://ki.example", sources=ELSEWHERE)
    [newer] = [r for r in join(known(), [OTHER, incoming], newer=True).records if isinstance(r, Actor)]
    [older] = [r for r in join(known(), [OTHER, incoming], newer=False).records if isinstance(r, Actor)]
    assert (newer.name, older.name) == ("KI Leverkusen", "Kommunales Integrationszentrum (KI)")
    assert older.website == newer.website == "https://ki.example"
    assert "Kommunales Integrationszentrum (KI)" in newer.names
    assert "KI Leverkusen" in older.names


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Flüchtlingsrat Leverkusen e. V.", "FLUCHTLINGSRAT  Leverkusen"),
        ("Suchthilfe Leverkusen gGmbH", "Suchthilfe Leverkusen"),
        ("Straßenfest e.V.", "Strassenfest"),
    ],
)
def test_case_marks_and_a_legal_form_at_the_end_do_not_tell_names_apart(left: str, right: str) -> None:
    assert name_key(left) == name_key(right)


@pytest.mark.parametrize(
    ("left", "right"), [("Verein für Sport", "Sport"), ("AWO Kreis", "AWO Ort"), ("AG", "AG AG x")]
)
def test_words_within_a_name_count(left: str, right: str) -> None:
    assert name_key(left) != name_key(right)


PAPER = document("vorlage-2017-1900", "Integrationskonzept", "council_paper", number="2017/1900", date="2017-10-27")


def same_as_paper(**more: str) -> bool:
    incoming = document("neu", **{"name": "Integrationskonzept", "kind": "council_paper", **more})
    return [one.existing for one in join(network(PAPER), [incoming], newer=False).joined] == [PAPER.id]


@pytest.mark.parametrize(
    "values",
    [
        {"number": "Vorlage Nr. 2017 / 1900", "name": "Ganz anderer Titel"},
        {},
        {"date": "2017"},
    ],
    ids=["its number", "its title", "its title and year"],
)
def test_a_paper_is_recognised_by(values: dict[str, str]) -> None:
    assert same_as_paper(**values)


@pytest.mark.parametrize(
    "values",
    [{"number": "2018/2001"}, {"kind": "press"}, {"date": "2018"}, {"number": "2017/1900", "kind": "press"}],
    ids=["another number", "another kind", "another date", "a number of another kind"],
)
def test_a_title_does_not_make_one_paper_of_two_with(values: dict[str, str]) -> None:
    assert not same_as_paper(**values)


@pytest.mark.parametrize(("town", "same"), [("Stadt Leverkusen", True), ("Stadt Köln", False)])
def test_a_number_counts_in_one_town_only(town: str, *, same: bool) -> None:
    there = network(document("a", "Konzept", "council_paper", number="7/2017", publisher="Stadt Leverkusen"))
    incoming = document("b", "Bericht", "council_paper", number="7/2017", publisher=town)
    assert bool(join(there, [incoming], newer=False).joined) is same


def test_papers_of_one_title_and_two_numbers_are_named() -> None:
    incoming = document("neu", "Integrationskonzept", "council_paper", number="2018/2001")
    [told] = join(network(PAPER), [incoming], newer=False).namesakes
    assert (told.incoming, told.existing) == ("document/neu", PAPER.id)
