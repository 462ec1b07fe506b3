"""Networks arrive in another store with their whole past, or nothing is said to have arrived."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_service.model.canonical import checksum, history_checksum
from graph_service.model.change import ChangeSet, Revision
from graph_service.model.errors import Conflict, LockedStore, NotFound, StoreError
from graph_service.model.ties import AnyRecord
from graph_service.operations.moving import Move, Step, networks_to_move
from graph_service.stores import open_store
from graph_service.stores.base import Store
from tests.builders import PAPER, actor
from tests.operations.moves import lived, moved, told
from tests.stores.acts import begin, put
from tests.stores.test_same_answers import answer, change, commit, whole


class Meddling:
    """A store in which something happens to the revisions that are replayed."""

    def __init__(self, store: Store) -> None:
        self.store, self.replayed = store, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def replay(self, revision: Revision, change: ChangeSet) -> None:
        self.store.replay(*self.meddled(revision, change))
        self.replayed += 1

    def meddled(self, revision: Revision, change: ChangeSet) -> tuple[Revision, ChangeSet]:
        return revision, change


class Ending(Meddling):
    """Ends with this error when so many revisions were made."""

    def __init__(self, store: Store, after: int, error: BaseException) -> None:
        super().__init__(store)
        self.after, self.error = after, error

    def meddled(self, revision: Revision, change: ChangeSet) -> tuple[Revision, ChangeSet]:
        if self.replayed == self.after:
            raise self.error
        return revision, change


class Misspelling(Meddling):
    """Writes another name than the one it was given into one actor of revision 2."""

    def meddled(self, revision: Revision, change: ChangeSet) -> tuple[Revision, ChangeSet]:
        wrong = [actor("b", "Verein, meu") if record.id == "actor/b" else record for record in change.put]
        return revision, ChangeSet(put=tuple(wrong), remove=change.remove) if revision.number == 2 else change


class Misattributing(Meddling):
    """Writes another author under revision 3."""

    def meddled(self, revision: Revision, change: ChangeSet) -> tuple[Revision, ChangeSet]:
        return revision.model_copy(update={"author": "Jemand"}) if revision.number == 3 else revision, change


@pytest.fixture
def memory() -> Store:
    return open_store("memory:")


@pytest.fixture
def other() -> Store:
    return open_store("memory:")


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(f"sqlite:{tmp_path / 'netz.sqlite'}")) as store:
        yield store


@pytest.fixture(params=["to_embedded", "to_memory"])
def way(request: pytest.FixtureRequest, memory: Store, embedded: Store) -> tuple[Store, Store]:
    """A source and a target, each of the two stores in turn."""
    return (memory, embedded) if request.param == "to_embedded" else (embedded, memory)


class TestArriving:
    def test_every_revision_arrives_as_it_was(self, way: tuple[Store, Store]) -> None:
        source, target = way
        lived(source)
        (report,) = moved(source, target, every=True)
        assert told(target) == told(source)
        assert (report.network, report.name, report.revision) == ("stadt", "Stadt", 4)
        assert (report.new, report.made, report.compared, report.newer) == (True, 4, 4, 0)
        assert target.check() == ()

    def test_the_report_tells_the_checksums_of_both_sides(self, way: tuple[Store, Store]) -> None:
        source, target = way
        lived(source)
        (report,) = moved(source, target)
        assert report.state == checksum(target.view("stadt").load().records()) == told(source)[2][-1]
        assert report.history == history_checksum(target.revisions("stadt"))
        assert report.compared == 1

    def test_what_came_back_is_what_went(self, memory: Store, embedded: Store, other: Store) -> None:
        lived(memory)
        moved(memory, embedded)
        moved(embedded, other)
        assert told(other) == told(memory)

    def test_an_empty_network_arrives_too(self, way: tuple[Store, Store]) -> None:
        source, target = way
        source.create("stadt", "Stadt Öhringen")
        (report,) = moved(source, target, every=True)
        assert (report.new, report.revision, report.made, report.compared) == (True, 0, 0, 1)
        assert told(target) == told(source)

    def test_all_networks_are_moved_where_none_is_named(self, memory: Store, other: Store) -> None:
        for network in ("eins", "zwei"):
            lived(memory, network)
        assert [report.network for report in moved(memory, other)] == ["eins", "zwei"]
        assert [told(other, network) for network in ("eins", "zwei")] == [told(memory, n) for n in ("eins", "zwei")]

    def test_only_those_that_are_named_are_moved_and_others_stay(self, memory: Store, other: Store) -> None:
        for network in ("eins", "zwei", "drei"):
            lived(memory, network)
        begin(other, actor("eigen"), network="vier")
        before = told(other, "vier")
        assert [report.network for report in moved(memory, other, "zwei", "eins", "zwei")] == ["zwei", "eins"]
        assert [info.id for info in other.networks()] == ["eins", "vier", "zwei"]
        assert told(other, "vier") == before

    def test_an_unknown_network_is_not_found(self, memory: Store) -> None:
        lived(memory)
        with pytest.raises(NotFound) as caught:
            networks_to_move(memory, ["stad"])
        assert caught.value.near == ("stadt",)

    def test_a_source_without_a_network_is_said_to_be_one(self, memory: Store) -> None:
        with pytest.raises(NotFound, match="In der Quelle ist kein Netzwerk"):
            networks_to_move(memory)

    def test_steps_tell_revision_and_records(self, memory: Store, other: Store) -> None:
        begin(memory, actor("a"), actor("b"))
        put(memory, remove=["actor/b"])
        heard: list[Step] = []
        list(Move(memory, other, tell=heard.append).run(memory.networks()))
        assert [(str(step.words), step.done, step.total) for step in heard] == [
            ("„stadt“: Revision 1 von 2 wird übertragen", 0, 4),
            ("„stadt“: Revision 2 von 2 wird übertragen", 3, 4),
            ("„stadt“: Revision 2 wird verglichen", 2, 2),
        ]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(change, max_size=5), st.integers(0, 6))
def test_any_history_arrives_there_and_back_however_often_it_is_interrupted(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[list[AnyRecord], list[str]]], after: int
) -> None:
    path = tmp_path_factory.mktemp("moving") / "netz.sqlite"
    source, back = open_store("memory:"), open_store("memory:")
    whole(source)
    for put_records, drop in changes:
        answer(lambda: commit(source, put_records, drop))  # noqa: B023
    with closing(open_store(f"sqlite:{path}")) as between:
        interrupted(source, between, after)
        interrupted(between, back, after)
        assert told(between) == told(source)
        assert between.check() == ()
    assert told(back) == told(source)


def interrupted(source: Store, target: Store, after: int) -> None:
    """Moves with an interruption after so many revisions, if there are as many, and then once more."""
    ending: Any = Ending(target, after, KeyboardInterrupt())
    newest = source.network("stadt").revision
    if after < newest:
        with pytest.raises(KeyboardInterrupt):
            moved(source, ending)
        assert told(target)[1] == source.revisions("stadt")[:after]
    (report,) = moved(source, target, every=True)
    assert report.made == (newest - after if after < newest else newest)


class TestGoingOn:
    @pytest.mark.parametrize("after", [0, 1, 3])
    @pytest.mark.parametrize("error", [KeyboardInterrupt(), LockedStore("weg")])  # type: ignore[arg-type]
    def test_what_was_finished_stays_and_the_rest_follows(
        self, way: tuple[Store, Store], after: int, error: BaseException
    ) -> None:
        source, target = way
        lived(source)
        ending: Any = Ending(target, after, error)
        with pytest.raises(type(error)):
            moved(source, ending)
        assert target.network("stadt").revision == after
        (report,) = moved(source, target)
        assert (report.new, report.made, report.revision) == (False, 4 - after, 4)
        assert told(target) == told(source)

    def test_networks_that_are_finished_are_not_made_again(self, memory: Store, other: Store) -> None:
        for network in ("eins", "zwei"):
            lived(memory, network)
        ending: Any = Ending(other, 6, KeyboardInterrupt())
        with pytest.raises(KeyboardInterrupt):
            moved(memory, ending)
        assert [(report.network, report.made) for report in moved(memory, other)] == [("eins", 0), ("zwei", 2)]

    def test_a_second_time_there_is_nothing_to_do(self, way: tuple[Store, Store]) -> None:
        source, target = way
        lived(source)
        (first,) = moved(source, target)
        watching: Any = Meddling(target)
        (second,) = moved(source, watching)
        assert (second.new, second.made, watching.replayed) == (False, 0, 0)
        assert (second.state, second.history) == (first.state, first.history)

    def test_nothing_to_do_can_be_proved_for_every_revision(self, memory: Store, other: Store) -> None:
        lived(memory)
        moved(memory, other)
        (report,) = moved(memory, other, every=True)
        assert (report.made, report.compared) == (0, 4)

    def test_what_comes_to_the_source_meanwhile_is_said_and_moved_next_time(self, memory: Store, other: Store) -> None:
        lived(memory)

        def also(step: Step) -> None:
            if memory.network("stadt").revision == 4:
                put(memory, actor("neu"))

        (report,) = Move(memory, other, tell=also).run(memory.networks())
        assert (report.revision, report.newer, other.network("stadt").revision) == (4, 1, 4)
        (report,) = moved(memory, other)
        assert (report.made, report.newer, report.revision) == (1, 0, 5)
        assert told(other) == told(memory)

    def test_who_writes_to_the_target_meanwhile_is_a_conflict_and_keeps_what_is_theirs(
        self, memory: Store, other: Store
    ) -> None:
        lived(memory)

        def also(step: Step) -> None:
            if step.done and other.network("stadt").revision == 1:
                put(other, actor("fremd"))

        with pytest.raises(Conflict):
            list(Move(memory, other, tell=also).run(memory.networks()))
        assert other.revisions("stadt")[0] == memory.revisions("stadt")[0]
        assert other.view("stadt").get("actor/fremd").id == "actor/fremd"


class TestAnotherHistory:
    def refused(self, source: Store, target: Store) -> Conflict:
        """The error where a network cannot be moved; nothing was written, not even of the other network."""
        begin(source, actor("a"), network="andere")
        before = told(target)
        with pytest.raises(Conflict) as caught:
            moved(source, target)
        assert told(target) == before
        assert [info.id for info in target.networks()] == ["stadt"]
        assert caught.value.place == "stadt"
        assert "es wurde nichts geschrieben" in str(caught.value.remedy)
        return caught.value

    def test_another_revision_is_named(self, way: tuple[Store, Store]) -> None:
        source, target = way
        lived(source)
        moved(source, target)
        for store in (source, target):
            put(store, actor("neu"))
        error = self.refused(source, target)
        assert (error.value, "Revision 5 gibt es so in der Quelle nicht" in str(error)) == ("5", True)

    def test_a_target_that_has_moved_on_is_refused(self, memory: Store, other: Store) -> None:
        lived(memory)
        moved(memory, other)
        put(other, actor("neu"))
        assert self.refused(memory, other).value == "5"

    def test_other_records_under_the_same_signatures_are_refused(self, memory: Store, other: Store) -> None:
        begin(memory, actor("a"))
        other.create("stadt", "Stadt")
        other.replay(memory.revisions("stadt")[0], ChangeSet(put=(PAPER, actor("a", "Anders"))))
        error = self.refused(memory, other)
        assert (error.value, "Einträge bei Revision 1" in str(error)) == ("1", True)

    def test_another_name_is_refused(self, memory: Store, other: Store) -> None:
        begin(memory)
        other.create("stadt", "Stadt Köln")
        assert "„Stadt Köln“ statt „Stadt“" in str(self.refused(memory, other))


class TestComparing:
    def test_a_record_that_arrives_otherwise_is_found(self, way: tuple[Store, Store]) -> None:
        source, target = way
        lived(source)
        wrong: Any = Misspelling(target)
        with pytest.raises(StoreError, match="Revision 4 ist am Ziel nicht so angekommen") as caught:
            moved(source, wrong)
        assert (caught.value.place, caught.value.value) == ("stadt", "4")

    def test_comparing_every_revision_finds_the_first(self, memory: Store, other: Store) -> None:
        lived(memory)
        wrong: Any = Misspelling(other)
        with pytest.raises(StoreError) as caught:
            moved(memory, wrong, every=True)
        assert caught.value.value == "2"

    def test_comparing_every_revision_finds_what_was_corrected_since(self, memory: Store, other: Store) -> None:
        lived(memory)
        put(memory, actor("b", "Ein dritter Name"))
        wrong: Any = Misspelling(other)
        assert moved(memory, wrong)[0].revision == 5
        with pytest.raises(StoreError) as caught:
            moved(memory, other, every=True)
        assert caught.value.value == "2"

    def test_another_author_is_found(self, memory: Store, other: Store) -> None:
        lived(memory)
        wrong: Any = Misattributing(other)
        with pytest.raises(StoreError) as caught:
            moved(memory, wrong)
        assert caught.value.value == "3"
