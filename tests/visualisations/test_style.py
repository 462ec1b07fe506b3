from itertools import combinations

import pytest

from graph_service.model.vocabulary import vocabulary
from tests import builders
from visualisations.imprint import LINE_WORDS, line_style
from visualisations.legend import SUMMED_UP
from visualisations.shapes import path
from visualisations.style import (
    DASHES,
    PAPER,
    SECTOR_FILLS,
    SHAPES,
    TIE_LOOKS,
    TONES,
    TYPE_FILLS,
    contrast,
    dashes_of,
    look_of,
    look_type,
    mark_of,
    paint,
    sector_mark,
    size_of,
    tie_look,
)

LOOKS = [*SECTOR_FILLS, *TYPE_FILLS]


def test_every_sector_type_scheme_and_basis_of_the_vocabulary_has_a_look():
    words = vocabulary()
    types = {kind for kind in words.node_types if kind != "concept"} | set(words.schemes)
    assert set(SECTOR_FILLS) == set(words.sectors)
    assert types | {"body"} == set(SHAPES)
    assert types - {"actor"} == set(TYPE_FILLS)
    assert set(DASHES) == set(words.bases)
    assert set(TIE_LOOKS) <= {*words.tie_kinds, *SUMMED_UP}


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("look", LOOKS)
def test_what_is_written_on_a_colour_can_be_read_and_its_outline_stands_out(look: str, mode: str):
    found = paint(look, mode)
    assert contrast(found.ink, found.fill) >= 4.5
    assert contrast(found.border, PAPER[mode]) >= 3


@pytest.mark.parametrize("column", [0, 1])
def test_no_two_sectors_share_a_colour_or_a_number(column: int):
    assert len({fills[column] for fills in SECTOR_FILLS.values()}) == 13
    assert len({sector_mark(sector) for sector in SECTOR_FILLS}) == 13


def test_the_shapes_of_the_overview_differ_without_colour():
    drawn = [
        path(SHAPES[kind], 10) for kind in ("actor", "body", "measure", "field", "target_group", "district", "event")
    ]
    assert all(one != other for one, other in combinations(drawn, 2))


def test_lines_of_important_ties_stand_out_in_light_and_dark():
    for tone in ("strong", "plain", "accent"):
        assert contrast(TONES[tone][0], PAPER["light"]) >= 3
        assert contrast(TONES[tone][1], PAPER["dark"]) >= 3


def test_each_pattern_of_dashes_means_one_thing():
    patterns = [*DASHES.values(), TIE_LOOKS["lacks_channel"].dashes, TIE_LOOKS["settled"].dashes]
    assert len({line_style(dashes or ()) for dashes in patterns}) == len(patterns)
    assert {line_style(dashes or ()) for dashes in patterns} == set(LINE_WORDS)
    assert line_style(TIE_LOOKS["lacks_channel"].dashes or ()) == "dashed"
    assert line_style(DASHES["assigned"]) == "dotted"


def test_a_wide_line_has_longer_dashes_so_that_the_gaps_stay_seen():
    assert dashes_of("lacks_channel", "inferred", 1.4) == (9, 6)
    assert dashes_of("lacks_channel", "inferred", 4.8) == (27, 18)
    assert dashes_of("carries", "assigned", 1.2) == DASHES["assigned"]


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_a_body_is_a_diamond_and_has_the_number_of_its_sector():
    body = builders.actor("fg", kind="expert_group")
    assert SHAPES[look_type(body)] == "diamond"
    assert (look_of(body), mark_of(body)) == ("coordination", "3")


def test_a_field_bears_its_notation_and_a_measure_nothing():
    assert mark_of(builders.field("D")) == "D"
    assert mark_of(builders.measure("m")) == ""


def test_size_grows_with_the_measure_and_fields_are_hubs():
    assert size_of("actor", 9) > size_of("actor", 1) > size_of("measure", 1)
    assert size_of("field", 0) > size_of("actor", 20)


def test_a_kind_without_a_look_of_its_own_is_drawn_all_the_same():
    assert tie_look("refers_to").arrow
