"""Drop-downs of the workbook: each column offers the entries of its own list by name, and what is chosen loads."""

from __future__ import annotations

import io
from functools import cache

import pytest
from openpyxl import load_workbook as open_workbook
from openpyxl.worksheet.datavalidation import DataValidation

from graph_service.exports.template import template
from graph_service.exports.workbook import as_workbook
from graph_service.model.network import Network
from graph_service.model.vocabulary import vocabulary
from graph_service.operations.service import Service
from loaders.references import Names
from tests.builders import actor, concept, indicator, measure, network, small_town

LISTS = {
    ("Maßnahmen", "Handlungsfelder"): "field",
    ("Maßnahmen", "Zielgruppen"): "target_group",
    ("Maßnahmen", "Orte"): "district",
    ("Akteure", "Orte"): "district",
    ("Akteure", "Gehört zu"): "actor",
    ("Bedarf", "Handlungsfeld"): "field",
    ("Bedarf", "Zielgruppe"): "target_group",
    ("Bedarf", "Ort"): "district",
    ("Berichte", "Maßnahme"): "measure",
    ("Indikatoren", "Handlungsfeld"): "field",
    ("Werte", "Indikator"): "indicator",
    ("Werte", "Maßnahme"): "measure",
}
TYPED_IN = {"actor": "'Akteure'!$B$2", "measure": "'Maßnahmen'!$B$2", "indicator": "'Indikatoren'!$B$2"}


class Book:
    """A workbook as a person sees it: what the drop-down of a column offers."""

    def __init__(self, content: bytes) -> None:
        self._book = open_workbook(io.BytesIO(content))

    def choice(self, title: str, heading: str) -> DataValidation | None:
        sheet = self._book[title]
        letter = next(cell.column_letter for cell in sheet[1] if cell.value == heading)
        found = [one for one in sheet.data_validations.dataValidation if f"{letter}2" in str(one.sqref)]
        return found[0] if found else None

    def offers(self, title: str, heading: str) -> list[str]:
        choice = self.choice(title, heading)
        if choice is None:
            return []
        sheet, _, place = str(choice.formula1).replace("$", "").replace("'", "").partition("!")
        return [str(row[0].value) for row in self._book[sheet][place] if row[0].value is not None]


TOWN = network(*small_town(), concept("district", "nord", "Nordstadt"), indicator("i1", "D", "Teilnehmende"))


@cache
def town_template() -> Book:
    return Book(template(TOWN))


@pytest.mark.parametrize(("title", "heading", "scheme"), [(*place, scheme) for place, scheme in LISTS.items()])
def test_a_column_offers_the_names_of_its_own_list(title: str, heading: str, scheme: str) -> None:
    wanted = {node.name for node in TOWN.nodes.values() if node.id.startswith(f"{scheme}/")}
    assert set(town_template().offers(title, heading)) == wanted


def test_a_tie_leads_to_actors_measures_and_entries_of_lists() -> None:
    offered = town_template().offers("Beziehungen", "Nach")
    assert {"Fachgruppe Integration", "Deutschkurs", "Wohnen und Unterbringung", "Nordstadt"} <= set(offered)
    assert set(town_template().offers("Beziehungen", "Von")) >= {"Fachgruppe Integration", "Deutschkurs"}


def test_an_open_list_lets_people_type_several_entries() -> None:
    for title, heading in (*LISTS, ("Beziehungen", "Nach")):
        choice = town_template().choice(title, heading)
        assert choice
        assert not choice.showErrorMessage


def test_without_a_network_no_drop_down_is_empty_or_of_another_list() -> None:
    book = Book(template())
    for (title, heading), scheme in {**LISTS, ("Beziehungen", "Von"): "actor", ("Beziehungen", "Nach"): ""}.items():
        choice = book.choice(title, heading)
        assert (choice.formula1.partition(":")[0] if choice else None) == TYPED_IN.get(scheme)


def test_how_far_a_measure_is_can_be_chosen_in_a_report() -> None:
    assert town_template().offers("Berichte", "Stand") == [one.de for one in vocabulary().statuses.values()]


def test_the_workbook_says_what_its_drop_downs_offer() -> None:
    told = [list(open_workbook(io.BytesIO(made))["Lies-mich"].values)[-1][0] for made in (template(), template(TOWN))]
    assert "werden getippt" in str(told[0])
    assert "stehen dort mit Namen" in str(told[1])


def test_a_name_that_two_answer_to_or_that_a_cell_would_change_is_offered_as_id() -> None:
    given = network(
        actor("a", "Verein"),
        actor("b", "Verein"),
        actor("c", "Mal; mehr"),
        actor("d", "=1+1"),
        actor("e", "Klar"),
        measure("m", "Klar"),
    )
    book = Book(as_workbook(given))
    assert book.offers("Akteure", "Gehört zu") == ["actor/d", "Klar", "actor/c", "actor/a", "actor/b"]
    assert {"actor/e", "measure/m"} <= set(book.offers("Beziehungen", "Nach"))


def test_persons_are_not_offered_by_name() -> None:
    given = network(actor("ki"), actor("x", "Frau Muster", "person"))
    assert "Frau Muster" not in Book(template(given)).offers("Beziehungen", "Von")


def assert_every_choice_is_understood(given: Network) -> None:
    book, names = Book(as_workbook(given)), Names(given.nodes.values())
    for (title, heading), scheme in LISTS.items():
        offered = book.offers(title, heading)
        found = {names.find(word, (scheme,)) for word in offered}
        assert len(found) == len(offered)
        assert {one.partition("/")[0] for one in found} <= {scheme}
    for end, slot in (("Von", "origin"), ("Nach", "target")):
        kinds = vocabulary().tie_kinds.values()
        types = {"actor" if prefix == "body" else prefix for kind in kinds for prefix in getattr(kind, slot)}
        offered = book.offers("Beziehungen", end)
        assert len({names.find(word, types) for word in offered}) == len(offered) > 0


def test_every_choice_of_the_shipped_network_is_understood(leverkusen: Service) -> None:
    assert_every_choice_is_understood(leverkusen.network("leverkusen"))


def test_every_choice_of_a_small_town_is_understood() -> None:
    assert_every_choice_is_understood(TOWN)
