"""Sentences that stand beside other figures: worded so that the two do not contradict each other."""

from __future__ import annotations

from datetime import date

import pytest

from graph_service.analysis.channels import Channels
from graph_service.analysis.columns import Columns
from graph_service.analysis.completeness import standing
from graph_service.analysis.congruence import congruence
from graph_service.analysis.coordination import coordination
from graph_service.analysis.scope import Scope
from graph_service.analysis.situation import Situation
from graph_service.language import render
from graph_service.model.network import Network
from graph_service.operations.wording import network_sentence, node_sentence, sources_sentence
from graph_service.operations.wording_coordination import coordination_caveats
from graph_service.operations.wording_coverage import none_words
from graph_service.operations.wording_governance import absent_sentence
from tests.builders import PAPER, actor, field, small_town

DAY = Scope(at=date(2020, 1, 1))


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


def test_nothing_is_not_counted_as_0() -> None:
    empty = Network("stadt", [])
    assert render(network_sentence("Stadt", standing(empty, DAY))) == (
        "Im Netzwerk Stadt sind kein Akteur, keine Maßnahme und keine Beziehung aus keiner erfassten Quelle erfasst."
    )
    assert render(sources_sentence([])) == "Es ist noch keine Quelle erfasst."
    alone = node_sentence(Network("stadt", [PAPER, field("D", "Wohnen")]), field("D", "Wohnen"))
    assert render(alone) == "Wohnen: keine Beziehung ist erfasst."


def test_a_body_of_any_gender_is_not_called_es() -> None:
    rat = actor("rat", "Ausschuss", "committee")
    told = render(absent_sentence(Network("stadt", [PAPER, rat]), rat, DAY))
    assert " es " not in told
    assert "besteht dieses Gremium dann nicht" in told


def test_the_comparison_with_chance_is_told_without_figures_of_statistics() -> None:
    town = coordination(Channels(Situation(Columns.of(Network("stadt", small_town())), DAY)))
    words = " ".join(map(render, coordination_caveats(town, congruence(town.channels))))
    assert "z =" not in words
