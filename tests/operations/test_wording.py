"""Sentences that stand beside other figures: worded so that the two do not contradict each other."""

from __future__ import annotations

import pytest

from graph_service.language import render
from graph_service.model.network import Network
from graph_service.operations.wording import node_sentence
from graph_service.operations.wording_coverage import none_words
from tests.builders import small_town


@pytest.mark.parametrize(
    ("none", "partly", "said"),
    [
        (9, 0, "für 9 ist keine erfasst"),
        (9, 7, "für 9 ist keine für das Ganze erfasst, für 7 davon aber Maßnahmen für Teile (engere Begriffe)"),
        (9, 1, "für 9 ist keine für das Ganze erfasst, für eine davon aber Maßnahmen für Teile (engere Begriffe)"),
        (9, 9, "für 9 ist keine für das Ganze erfasst, aber Maßnahmen für Teile (engere Begriffe)"),
        (1, 1, "für eine ist keine für das Ganze erfasst, aber Maßnahmen für Teile (engere Begriffe)"),
    ],
)
def test_what_serves_a_part_is_told_with_what_is_missing(none: int, partly: int, said: str) -> None:
    assert render(none_words(none, partly)) == said


def test_the_ties_of_an_actor_are_called_direct_as_joint_measures_connect_it_too() -> None:
    network = Network("stadt", small_town())
    assert ", dazu unmittelbare Beziehungen zu " in render(node_sentence(network, network.node("actor/ki")))
