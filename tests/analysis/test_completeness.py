"""What is recorded and what is not."""

from datetime import date

from graph_service.analysis.completeness import source_uses, standing
from graph_service.analysis.scope import Scope
from graph_service.model.network import Network
from tests.builders import actor, document, measure, network, small_town

SCOPE = Scope(at=date(2026, 11, 22))


def test_the_small_town_is_counted_as_by_hand() -> None:
    state = standing(Network("stadt", small_town()), SCOPE)
    known = {part.what: (part.known, part.of) for part in state.facets}
    recorded = {what: count for what, count in state.counts.items() if count}
    assert recorded == {"actor": 5, "measure": 3, "concept": 4, "document": 1, "tie": 12}
    assert state.counts.keys() - recorded.keys() == {"need", "event", "report", "indicator", "observation"}
    assert (known["field"], known["target_group"], known["district"]) == ((3, 3), (1, 3), (0, 3))
    assert (known["carrier"], known["start"], known["end"]) == ((3, 3), (3, 3), (1, 3))
    assert (state.running, state.lacking_end) == (2, 2)
    assert [actor.id for actor in state.without_ties] == ["actor/moschee"]
    assert [(load.field, load.measures, load.carriers) for load in state.fields] == [
        ("field/A", 1, 2),
        ("field/D", 1, 1),
    ]


def test_none_is_known_and_nothing_is_unknown() -> None:
    state = standing(network(measure("m1", none_recorded=("language",)), measure("m2")), SCOPE)
    assert {part.what: part.known for part in state.facets}["language"] == 1


def test_an_empty_network_has_nothing_and_no_fault() -> None:
    state = standing(Network("leer"), SCOPE)
    assert (state.running, state.fields, state.without_ties) == (0, (), ())
    assert all(part.of == 0 for part in state.facets)


def test_a_source_counts_what_rests_on_it_alone() -> None:
    page = document("page")
    both = ({"document": page.id}, {"document": "document/paper"})
    uses = {use.document.id: use for use in source_uses(network(page, actor("a", sources=both), actor("b")))}
    assert (uses["document/paper"].nodes, uses["document/paper"].alone) == (2, 1)
    assert (uses[page.id].nodes, uses[page.id].alone) == (1, 0)
