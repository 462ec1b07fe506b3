"""Signed judgements: who may judge what, what the history keeps, and what a new load leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from graph_service.language import render
from graph_service.model.change import ChangeSet
from graph_service.model.errors import AkteursnetzError, BadValue, Conflict, LooseEnds, NotFound, UnknownWord
from graph_service.model.period import PartialDate
from graph_service.model.provenance import Citation
from graph_service.model.text import Text
from graph_service.model.ties import AnyRecord, Judgement
from graph_service.operations.judging import (
    Verdict,
    judge,
    judgement_on,
    judgement_state,
    judgement_states,
    judgements_of,
    reason_words,
    subject_id,
    withdraw,
)
from graph_service.operations.loading import load_shipped
from graph_service.operations.service import Service, today
from graph_service.stores import open_store
from graph_service.stores.base import Store
from tests.builders import addresses, measure, small_town, tie
from tests.stores.conftest import store  # noqa: F401 - the fixture that runs each test on every store

KEEP = Verdict("overlap", ("measure/m2", "measure/m1"), "keep", "Koordination", "Beide werden gebraucht.")
TALKS = Verdict("coordination", ("actor/ki", "actor/awo"), "coordinated", "KI", "Monatliche Runde.")


@pytest.fixture
def town(store: Store) -> Service:  # noqa: F811 - as pytest names fixtures
    service = Service(store)
    store.create("stadt", "Stadt")
    change(service, *small_town())
    return service


def change(service: Service, *put: AnyRecord, remove: tuple[str, ...] = ()) -> int:
    wanted = ChangeSet(put=put, remove=remove)
    return service.store.commit("stadt", wanted, author="Test", reason="Änderung").number


def kept(service: Service) -> list[Judgement]:
    return list(judgements_of(service.network("stadt")))


def changed_since(service: Service, judgement: Judgement) -> tuple[str, ...]:
    return judgement_state(service, "stadt", judgement, service.info("stadt").revision).changed_since


def test_a_judgement_is_kept_with_all_that_was_said(town: Service) -> None:
    source = Citation(document="document/paper", locator="S. 3")
    day = PartialDate.parse("2024-05")
    judgement, revision = judge(town, "stadt", replace(KEEP, decided_on=day, sources=(source,)))
    assert kept(town) == [judgement]
    assert (judgement.subjects, judgement.decision) == (("measure/m1", "measure/m2"), "keep")
    assert (judgement.author, judgement.reason) == ("Koordination", "Beide werden gebraucht.")
    assert (judgement.decided_on, judgement.sources) == (day, (source,))
    assert (revision.number, revision.author) == (2, "Koordination")
    assert revision.reason == (
        "Urteil: Überschneidung von „Deutschkurs“ und „Wohnraumvermittlung“: behalten. Beide werden gebraucht."
    )


def test_without_a_date_a_judgement_is_of_today(town: Service) -> None:
    assert judge(town, "stadt", KEEP)[0].decided_on == PartialDate.of(today())


def test_a_second_judgement_takes_the_place_of_the_first_and_the_history_tells_of_both(town: Service) -> None:
    first, _ = judge(town, "stadt", KEEP)
    second, _ = judge(town, "stadt", replace(KEEP, subjects=KEEP.subjects[::-1], decision="merge", author="Rat"))
    assert kept(town) == [second]
    entries = town.store.history("stadt", first.id)
    told = [(entry.action, entry.record.decision) for entry in entries if isinstance(entry.record, Judgement)]
    assert told == [("added", "keep"), ("changed", "merge")]
    assert [entry.revision.author for entry in entries] == ["Koordination", "Rat"]
    assert town.store.revisions("stadt")[0].time <= entries[0].revision.time <= entries[1].revision.time


def test_a_withdrawn_judgement_is_gone_but_its_history_says_who_and_why(town: Service) -> None:
    judgement, _ = judge(town, "stadt", KEEP)
    withdraw(town, "stadt", judgement.id, author="Rat", reason="Irrtum.")
    assert kept(town) == []
    last = town.store.history("stadt", judgement.id)[-1]
    assert (last.action, last.revision.author) == ("removed", "Rat")
    assert last.revision.reason.startswith("Urteil zurückgenommen: Überschneidung von „Deutschkurs“")
    assert last.revision.reason.endswith("Irrtum.")


@pytest.mark.parametrize(
    ("verdict", "error", "named"),
    [
        (replace(KEEP, kind="overlaps"), UnknownWord, "overlaps"),
        (replace(KEEP, decision="coordinated"), UnknownWord, "coordinated"),
        (replace(KEEP, subjects=("measure/m1", "measure/m9")), NotFound, "measure/m9"),
        (replace(KEEP, subjects=("measure/m1", "actor/ki")), BadValue, "actor/ki"),
        (replace(TALKS, subjects=("measure/m1", "measure/m2")), BadValue, "measure/m1"),
        (replace(KEEP, kind="same_as", decision="same", subjects=("actor/ki", "measure/m1")), BadValue, "measure/m1"),
        (replace(KEEP, kind="same_as", decision="same", subjects=("field/A", "target_group/alle")), BadValue, ""),
        (replace(KEEP, subjects=("measure/m1", "measure/m1")), BadValue, "measure/m1"),
        (replace(KEEP, author=" "), BadValue, "author"),
        (replace(KEEP, author="Herr Otto Muster"), BadValue, "author"),
        (replace(KEEP, reason="\n"), BadValue, "reason"),
        (replace(KEEP, reason="x\x07"), BadValue, "Steuerzeichen"),
        (replace(KEEP, decided_on=PartialDate.of(today() + timedelta(days=1))), BadValue, "decided_on"),
        (replace(KEEP, sources=(Citation(document="document/fehlt"),)), LooseEnds, "document/fehlt"),
    ],
)
def test_what_cannot_be_judged_is_refused_and_nothing_is_written(
    town: Service, verdict: Verdict, error: type[AkteursnetzError], named: str
) -> None:
    with pytest.raises(error) as caught:
        judge(town, "stadt", verdict)
    assert named in str(caught.value)
    assert town.info("stadt").revision == 1


def test_an_unknown_subject_names_the_nearest(town: Service) -> None:
    with pytest.raises(NotFound) as caught:
        judge(town, "stadt", replace(TALKS, subjects=("actor/ki", "actor/awoo")))
    assert "actor/awo" in caught.value.near


@pytest.mark.parametrize(("author", "reason", "named"), [(" ", "Irrtum", "author"), ("Rat", "", "reason")])
def test_nobody_withdraws_without_name_and_reason(town: Service, author: str, reason: str, named: str) -> None:
    judgement, _ = judge(town, "stadt", KEEP)
    with pytest.raises(BadValue) as caught:
        withdraw(town, "stadt", judgement.id, author=author, reason=reason)
    assert caught.value.place == named
    assert kept(town) == [judgement]


def test_withdrawing_what_was_never_judged_is_not_found(town: Service) -> None:
    with pytest.raises(NotFound):
        withdraw(town, "stadt", "judgement/fehlt", author="Rat", reason="Irrtum")


@pytest.mark.parametrize(
    "act",
    [
        lambda town, judgement: judge(town, "stadt", TALKS, expected=1),
        lambda town, judgement: withdraw(town, "stadt", judgement.id, author="Rat", reason="Irrtum", expected=1),
    ],
)
def test_a_network_that_moved_on_is_not_judged_blindly(
    town: Service, act: Callable[[Service, Judgement], object]
) -> None:
    judgement, _ = judge(town, "stadt", KEEP)
    with pytest.raises(Conflict):
        act(town, judgement)
    assert kept(town) == [judgement]


def test_judgements_are_listed_by_kind_and_the_last_decision_comes_first(town: Service) -> None:
    old, _ = judge(town, "stadt", replace(KEEP, decided_on=PartialDate.parse("2019")))
    new, _ = judge(town, "stadt", replace(TALKS, decided_on=PartialDate.parse("2021-03")))
    network = town.network("stadt")
    assert judgements_of(network) == (new, old)
    assert judgements_of(network, "overlap") == (old,)
    with pytest.raises(UnknownWord):
        judgements_of(network, "overlaps")


def test_a_judgement_is_found_by_kind_and_subjects_in_any_order(town: Service) -> None:
    judgement, _ = judge(town, "stadt", KEEP)
    network = town.network("stadt")
    assert judgement_on(network, "overlap", ("measure/m2", "measure/m1")) == judgement
    with pytest.raises(NotFound, match="measure/m3"):
        judgement_on(network, "overlap", ("measure/m1", "measure/m3"))


@pytest.mark.parametrize(
    ("kind", "written", "meant"),
    [
        ("overlap", "m1", "measure/m1"),
        ("coordination", "ki", "actor/ki"),
        ("same_as", "ki", "actor/ki"),
        ("same_as", "measure/m1", "measure/m1"),
    ],
)
def test_a_subject_may_be_written_without_its_type(kind: str, written: str, meant: str) -> None:
    assert subject_id(kind, written) == meant


def test_what_was_not_touched_is_not_called_different(town: Service) -> None:
    judgement, _ = judge(town, "stadt", KEEP)
    change(town, measure("m3", "Umgezogen", "2010/2015"))
    state = judgement_states(town, "stadt", town.info("stadt").revision)[judgement.id]
    assert (state.judgement, state.revision, state.changed_since) == (judgement, 2, ())


@pytest.mark.parametrize(
    ("put", "remove", "changed"),
    [
        ((measure("m1", "Deutschkurs B2", "2020/"),), (), ("measure/m1",)),
        ((addresses("m2", "A"),), (), ("measure/m2",)),
        ((addresses("m2", "D", note="Beschluss"),), (), ("measure/m2",)),
        ((), (addresses("m1", "A").id,), ("measure/m1",)),
    ],
    ids=["record", "new tie", "changed tie", "removed tie"],
)
def test_a_judgement_survives_a_change_of_its_subject_and_says_which_one_is_different(
    town: Service, put: tuple[AnyRecord, ...], remove: tuple[str, ...], changed: tuple[str, ...]
) -> None:
    judgement, _ = judge(town, "stadt", KEEP)
    change(town, *put, remove=remove)
    assert kept(town) == [judgement]
    assert changed_since(town, judgement) == changed


def test_a_judgement_made_again_is_about_the_data_of_now(town: Service) -> None:
    judge(town, "stadt", KEEP)
    change(town, measure("m1", "Deutschkurs B2", "2020/"))
    judgement, revision = judge(town, "stadt", replace(KEEP, decision="interlock"))
    assert judgement_state(town, "stadt", judgement, revision.number).changed_since == ()


def test_an_old_revision_shows_a_judgement_as_it_stood_then(town: Service) -> None:
    first, made = judge(town, "stadt", KEEP)
    change(town, measure("m1", "Deutschkurs B2", "2020/"))
    judge(town, "stadt", replace(KEEP, decision="merge"))
    state = judgement_states(town, "stadt", made.number)[first.id]
    assert (state.judgement.decision, state.revision, state.changed_since) == ("keep", 2, ())


def test_a_judged_measure_is_not_removed_behind_the_judgements_back(town: Service) -> None:
    judgement, _ = judge(town, "stadt", KEEP)
    ties = tuple(tie.id for tie in town.network("stadt").ties_of("measure/m1"))
    with pytest.raises(LooseEnds) as caught:
        change(town, remove=("measure/m1", *ties))
    assert [(problem.place, problem.value) for problem in caught.value.problems] == [(judgement.id, "measure/m1")]


@pytest.mark.parametrize("address", ["memory:", "sqlite:{folder}/netz.sqlite"])
def test_a_new_load_of_changed_data_leaves_judgements_alone(tmp_path: Path, address: str) -> None:
    with closing(open_store(address.format(folder=tmp_path))) as opened:
        service = Service(opened)
        load_shipped(service)
        verdict = replace(KEEP, subjects=("measure/m01", "measure/m02"))
        judgement, _ = judge(service, "leverkusen", verdict)
        before = service.network("leverkusen").node("measure/m01")
        renamed = before.model_copy(update={"name": "Früherer Name"})
        changed = opened.commit("leverkusen", ChangeSet(put=(renamed,)), author="Test", reason="Änderung")
        load_shipped(service)
        after = service.network("leverkusen")
        assert (after.revision > changed.number, after.node("measure/m01").name) == (True, before.name)
        assert judgements_of(after) == (judgement,)


def test_the_history_tells_a_judgement_in_the_language_of_the_reader() -> None:
    made = "Urteil: Überschneidung von „Café Welt“ und „Café und Kuchen“: behalten. Beide werden gebraucht."
    told = reason_words(made)
    assert render(told, "de") == made
    assert isinstance(told, Text)
    assert render(told.values["decision"], "en") == "keep"
    assert told.values["why"] == "Beide werden gebraucht."
    taken = reason_words("Urteil zurückgenommen: Abstimmung von „A“ und „B“: nicht nötig. Neue Lage.")
    assert isinstance(taken, Text)
    assert render(taken.values["kind"], "en") == "coordination"


@pytest.mark.parametrize(
    "reason", ["Leverkusen", "Urteil: ganz frei geschrieben.", "Urteil: Fremdes von „A“ und „B“: x. y"]
)
def test_what_people_wrote_stays_as_it_is(reason: str) -> None:
    assert reason_words(reason) == reason


PART = Verdict("part_of", ("actor/ki", "actor/awo"), "part", "Koordination", "Ein Fachdienst.")


def test_a_tie_that_followed_from_another_judgement_is_no_news_about_its_subjects(town: Service) -> None:
    first, _ = judge(town, "stadt", TALKS)
    part, _ = judge(town, "stadt", PART)
    assert changed_since(town, first) == ()
    assert changed_since(town, part) == ()
    withdraw(town, "stadt", part.id, author="KI", reason="Irrtum")
    assert changed_since(town, first) == ()


def test_a_tie_that_somebody_changed_after_it_followed_from_a_judgement_is_news(town: Service) -> None:
    first, _ = judge(town, "stadt", TALKS)
    judge(town, "stadt", PART)
    [made] = [tie for tie in town.network("stadt").ties.values() if tie.kind == "part_of"]
    change(town, made.model_copy(update={"note": "seit 2020"}))
    assert changed_since(town, first) == ("actor/awo", "actor/ki")


def test_a_part_that_was_recorded_without_a_judgement_is_news_and_stays_it(town: Service) -> None:
    first, _ = judge(town, "stadt", TALKS)
    change(town, tie("part_of", "actor/ki", "actor/awo"))
    second, _ = judge(town, "stadt", replace(TALKS, reason="Neu"))
    judge(town, "stadt", PART)
    assert changed_since(town, second) == ()
    assert judgement_state(town, "stadt", first, 3).changed_since == ("actor/awo", "actor/ki")
