"""Changes and ways as a person asks for them, and the sentences that answer."""

from __future__ import annotations

from datetime import date

import pytest

from graph_service.analysis.change import (
    ChangedRecord,
    RecordChange,
    TypeChange,
    WorldChange,
    record_change,
    world_change,
)
from graph_service.analysis.governance import Paths, paths
from graph_service.analysis.scope import Scope
from graph_service.language import render
from graph_service.model.errors import BadValue, NotFound
from graph_service.model.nodes import Actor, Concept, Document, Event, Measure, Need
from graph_service.model.period import Period
from graph_service.model.text import Text
from graph_service.model.ties import AnyRecord, Judgement, Tie
from graph_service.operations import wording_change as wording
from graph_service.operations.changing import changes_between, record_changes
from graph_service.operations.pathfinding import paths_between
from graph_service.operations.service import Service, scope, today
from tests.builders import actor, carries, measure, network, tie

EARLY, LATE = date(2015, 1, 1), date(2020, 1, 1)
TODAY = Scope(at=date(2026, 11, 22))


def world(*records: AnyRecord, start: date = EARLY, end: date = LATE, **more: object) -> WorldChange:
    before, after = (Scope.model_validate({"at": day, **more}) for day in (start, end))
    return world_change(network(*records), before, after)


def way(*records: AnyRecord, **more: object) -> Paths:
    return paths(network(*records), "actor/a", "actor/z", TODAY, **more)  # type: ignore[arg-type]


def said(texts: tuple[Text, ...]) -> str:
    return "\n".join(render(words) for words in texts)


def test_leverkusen_between_2015_and_2020_is_as_read_from_its_records(leverkusen: Service) -> None:
    found = changes_between(leverkusen, "leverkusen", EARLY, LATE, scope())
    assert found.measures.ended == ("measure/m64", "measure/m71")
    assert found.actors.ended == ("actor/kog", "actor/stg")
    assert {"measure/m01", "measure/m15"} <= set(found.measures.new)
    assert found.passing == tuple(f"measure/m{n}" for n in (29, 30, 69, 70, 93))


def test_the_day_of_the_scope_does_not_matter_for_a_change(leverkusen: Service) -> None:
    one, other = (changes_between(leverkusen, "leverkusen", EARLY, LATE, scope(day)) for day in (EARLY, LATE))
    assert one is other


def test_what_the_council_paper_brought_is_told_by_its_revision(leverkusen: Service) -> None:
    found = record_changes(leverkusen, "leverkusen", 1, 2)
    revision = leverkusen.store.revisions("leverkusen")[1]
    counts = (sum(len(getattr(one, part)) for one in found.types) for part in ("added", "changed", "removed"))
    assert tuple(counts) == (revision.added, revision.changed, revision.removed)
    assert record_changes(leverkusen, "leverkusen", 1, 2) is found


def test_a_revision_that_does_not_exist_is_refused(leverkusen: Service) -> None:
    with pytest.raises(NotFound):
        record_changes(leverkusen, "leverkusen", 1, 99)


def test_revisions_in_the_wrong_order_are_refused(leverkusen: Service) -> None:
    with pytest.raises(BadValue):
        record_changes(leverkusen, "leverkusen", 2, 1)


@pytest.mark.parametrize("ki", ["actor/ki", "ki", "KI", "Actor/KI"])
def test_an_actor_may_be_named_by_the_local_part_of_its_id_in_any_letters(leverkusen: Service, ki: str) -> None:
    found = paths_between(leverkusen, "leverkusen", ki, "stg", scope(date(2016, 6, 1)))
    assert [[node.id for node in path.nodes] for path in found.paths] == [["actor/ki", "actor/dez3", "actor/stg"]]


def test_the_same_question_is_answered_once(leverkusen: Service) -> None:
    one, other = (paths_between(leverkusen, "leverkusen", ki, "dez3", scope(LATE)) for ki in ("ki", "actor/KI"))
    assert one is other


def test_an_unknown_end_is_refused_with_what_may_be_meant(leverkusen: Service) -> None:
    with pytest.raises(NotFound) as caught:
        paths_between(leverkusen, "leverkusen", "kii", "stg", scope(LATE))
    assert "actor/ki" in caught.value.near


def test_other_kinds_of_ties_lead_through_measures(leverkusen: Service) -> None:
    found = paths_between(leverkusen, "leverkusen", "ki", "fr", scope(LATE), kinds=["carries"])
    assert {path.nodes[1].type for path in found.paths} == {"measure"}


def test_a_change_is_told_in_one_sentence() -> None:
    town = [measure("n1", when="2016/"), measure("n2", when="2017/"), measure("e", when="/2016"), measure("k")]
    assert render(wording.world_sentence(world(*town))) == (
        "Zwischen dem 1. Januar 2015 und dem 1. Januar 2020 sind 2 Maßnahmen dazugekommen, eine ist ausgelaufen, "
        "eine blieb."
    )


def test_today_is_called_today() -> None:
    found = world(measure("n", when="2017/"), end=today())
    assert render(wording.world_sentence(found)) == (
        "Zwischen dem 1. Januar 2015 und heute ist eine Maßnahme dazugekommen, keine ist ausgelaufen, keine blieb."
    )


def test_where_only_others_changed_the_measures_are_said_to_have_stayed() -> None:
    found = world(actor("new", valid=Period.parse("2017/")), measure("k"))
    assert render(wording.world_sentence(found)) == (
        "Zwischen dem 1. Januar 2015 und dem 1. Januar 2020 ist keine Maßnahme dazugekommen, keine ist ausgelaufen, "
        "eine blieb."
    )


@pytest.mark.parametrize(
    ("records", "end", "sentence"),
    [
        ([], LATE, "Für die Zeit zwischen dem 1. Januar 2015 und dem 1. Januar 2020 ist nichts erfasst."),
        ([measure("k")], LATE, "Zwischen dem 1. Januar 2015 und dem 1. Januar 2020 ist keine Änderung erfasst."),
        ([measure("k")], EARLY, "Beide Tage sind der 1. Januar 2015; dazwischen ändert sich nichts."),
    ],
)
def test_where_nothing_changed_that_is_said(records: list[AnyRecord], end: date, sentence: str) -> None:
    assert render(wording.world_sentence(world(*records, end=end))) == sentence


def test_every_recorded_group_has_its_line() -> None:
    town = [actor("a"), measure("n", when="2017/"), measure("k"), carries("a", "n")]
    assert said(wording.world_details(world(*town))) == (
        "Akteure: 0 neu, 0 beendet, 1 geblieben\n"
        "Maßnahmen: 1 neu, 0 beendet, 1 geblieben\n"
        "Beziehungen: 1 neu, 0 beendet, 0 geblieben"
    )


def test_a_sure_comparison_only_says_on_which_revision_it_stands() -> None:
    found = world(measure("k", when="2010/2030"))
    assert said(wording.world_caveats(found)) == (
        "Verglichen sind zwei Tage nach Revision 1, nicht zwei Stände der Angaben."
    )


def test_thin_dates_are_said() -> None:
    found = world(actor("a"), measure("k", when="2010/"), measure("u"), carries("a", "k"))
    words = said(wording.world_caveats(found))
    assert "2 Maßnahmen zählen nur deshalb als geblieben, weil ihr Beginn oder ihr Ende nicht erfasst ist." in words
    assert "2 Akteure, Beziehungen und Merkmale zählen nur deshalb als geblieben" in words


@pytest.mark.parametrize(
    ("records", "more", "words"),
    [
        ([measure("m", when="2016/")], {}, "Der 1. Januar 2015 liegt vor dem frühesten erfassten Beginn (2016)"),
        ([measure("m")], {}, "Im Netzwerk ist kein Beginn erfasst"),
        ([measure("m", status="discontinued")], {}, "Eine Maßnahme fehlt an beiden Tagen, weil sie als geplant"),
        ([measure("m", when="2016/2017")], {}, "Eine Maßnahme hat zwischen den beiden Tagen begonnen und geendet"),
        ([measure("m")], {"certain": True}, "weil ihre Daten dort nicht sicher sind"),
    ],
)
def test_what_a_comparison_cannot_tell_is_said(records: list[AnyRecord], more: dict[str, object], words: str) -> None:
    assert words in said(wording.world_caveats(world(*records, **more)))


def test_a_change_of_the_records_is_told_apart_from_one_in_the_world() -> None:
    old = network(actor("gone"), actor("a", "Alt"), actor("same"), revision=1)
    new = network(actor("a", "Neu", note="Seit 2020."), actor("same"), measure("m"), measure("n"), revision=3)
    found = record_change(old, new)
    assert render(wording.record_sentence(found)) == (
        "Von Revision 1 zu Revision 3 sind 2 Einträge dazugekommen, einer wurde geändert, einer wurde entfernt, "
        "2 blieben gleich."
    )
    assert said(wording.record_details(found)) == (
        "Akteure: 0 neu, 1 geändert, 1 entfernt; geändert: Name und Notiz\nMaßnahmen: 2 neu, 0 geändert, 0 entfernt"
    )
    assert "ob sich auch in der Stadt etwas geändert hat, sagen sie nicht" in said(wording.record_caveats(found))


def test_records_that_did_not_change_are_said_to_be_the_same() -> None:
    found = record_change(network(revision=1), network(revision=2))
    assert render(wording.record_sentence(found)) == (
        "Zwischen Revision 1 und Revision 2 hat sich an den Angaben nichts geändert."
    )
    assert (wording.record_details(found), wording.record_caveats(found)) == ((), ())


@pytest.mark.parametrize("model", [Actor, Measure, Concept, Need, Document, Event, Tie, Judgement])
def test_every_part_that_can_change_has_a_name(model: type[AnyRecord]) -> None:
    """The id and what it follows from never change: another id is another record."""
    settled = {"id", "type"} | (
        {"kind", "origin", "target", "role", "subjects"} if model in (Tie, Judgement) else set()
    )
    for part in model.model_fields.keys() - settled:
        changed = TypeChange(model.model_fields["type"].default, (), (ChangedRecord("x/x", (part,)),), (), ())
        [line] = wording.record_details(RecordChange("stadt", 1, 2, (changed,)))
        assert render(line).partition("geändert: ")[2]


def test_a_way_is_told_in_the_words_of_its_ties() -> None:
    town = [actor("a", "KI"), actor("d", "Dezernat III"), actor("z", "Steuerungsgruppe")]
    found = way(*town, tie("part_of", "actor/a", "actor/d"), tie("reports_to", "actor/d", "actor/z"))
    assert [render(words) for words in wording.path_words(found.paths[0])] == [
        "KI",
        "ist Teil von",
        "Dezernat III",
        "berichtet an",
        "Steuerungsgruppe",
    ]
    assert render(wording.paths_sentence(found)) == (
        "Von „KI“ zu „Steuerungsgruppe“ führt am 22. November 2026 ein kürzester Weg mit 2 Schritten: "
        "KI → ist Teil von → Dezernat III → berichtet an → Steuerungsgruppe"
    )


def test_a_step_by_several_ties_says_them_all_as_read_along_the_way() -> None:
    ties = [tie("part_of", "actor/a", "actor/z"), tie("steers", "actor/z", "actor/a", "lead")]
    found = way(actor("a", "Fachgruppe"), actor("z", "KI"), *ties)
    assert render(wording.path_text(found.paths[0])) == (
        "Fachgruppe → ist Teil von und wird gesteuert von (Federführung) → KI"
    )


def test_several_ways_are_counted_and_the_first_is_an_example() -> None:
    ties = [
        tie("advises", *ends) for name in "bc" for ends in (("actor/a", f"actor/{name}"), (f"actor/{name}", "actor/z"))
    ]
    found = way(*(actor(name) for name in "abcz"), *ties, limit=1)
    assert render(wording.paths_sentence(found)) == (
        "Von „a“ zu „z“ führen am 22. November 2026 2 kürzeste Wege mit 2 Schritten, zum Beispiel: "
        "a → berät → b → berät → z"
    )
    assert "Gezeigt: 1 von 2 Wegen." in said(wording.paths_caveats(found))


def test_where_no_way_is_recorded_the_search_is_told() -> None:
    found = way(actor("a"), actor("b"), actor("z"), tie("part_of", "actor/a", "actor/b"), kinds=["part_of", "steers"])
    assert render(wording.paths_sentence(found)) == (
        "Zwischen „a“ und „z“ ist für den 22. November 2026 kein Weg erfasst."
    )
    assert said(wording.paths_caveats(found)) == (
        "Gesucht wurde über diese Beziehungen: ist Teil von und steuert.\n"
        "Von „a“ aus ist auf diese Weise ein anderer Eintrag erreichbar.\n"
        "„z“ ist auf diese Weise von keinem anderen Eintrag aus erreichbar."
    )


def test_where_both_ends_lead_elsewhere_it_is_said_how_far() -> None:
    town = [
        *(actor(name) for name in "abcz"),
        tie("advises", "actor/a", "actor/b"),
        tie("advises", "actor/c", "actor/z"),
    ]
    assert "„z“ ist auf diese Weise von einem anderen Eintrag aus erreichbar." in said(
        wording.paths_caveats(way(*town))
    )


def test_where_no_way_follows_the_directions_that_is_said() -> None:
    found = way(actor("a"), actor("z"), tie("part_of", "actor/z", "actor/a"), directed=True)
    assert "der der Richtung der Beziehungen folgt" in render(wording.paths_sentence(found))
    assert "Von „a“ aus ist auf diese Weise kein anderer Eintrag erreichbar." in said(wording.paths_caveats(found))
    assert "„z“ ist auf diese Weise von keinem anderen" in said(wording.paths_caveats(found))


def test_what_does_not_hold_on_the_day_is_said() -> None:
    gone = actor("z", "Alte Runde", valid=Period.parse("/2017"))
    words = said(wording.paths_caveats(way(actor("a"), gone, tie("part_of", "actor/a", "actor/z"))))
    assert "„Alte Runde“ zählt für den 22. November 2026 nicht" in words
    assert "Eine Beziehung dieser Arten gilt an diesem Tag nicht und ist nicht mitgezählt." in words


def test_ties_without_recorded_dates_on_the_way_are_said() -> None:
    words = said(wording.paths_caveats(way(actor("a"), actor("z"), tie("part_of", "actor/a", "actor/z"))))
    assert "Eine der genannten Beziehungen gilt nur, weil ihr Beginn oder ihr Ende nicht erfasst ist." in words
