"""One promise, every store: what base.py says, for each backend."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from graph_service.model.change import ChangeSet
from graph_service.model.errors import BadValue, Conflict, LooseEnds, NotFound, StoreError
from graph_service.stores import open_store
from graph_service.stores.base import Selection, Store
from tests.builders import (
    PAPER,
    actor,
    addresses,
    field,
    measure,
    member_of,
    small_town,
    tie,
)
from tests.stores.acts import WHO, WHY, begin, everything, ids, judgement, put, records


class TestNetworks:
    def test_a_new_network_is_empty_and_at_revision_0(self, store: Store) -> None:
        info = store.create("stadt", "Stadt Leverkusen")
        assert (info.id, info.name, info.revision) == ("stadt", "Stadt Leverkusen", 0)
        assert store.view("stadt").load().nodes == {}
        assert store.revisions("stadt") == ()

    def test_networks_come_in_the_order_of_their_ids(self, store: Store) -> None:
        for name in ("b", "c", "a"):
            store.create(name, name)
        assert [info.id for info in store.networks()] == ["a", "b", "c"]

    def test_a_network_knows_its_newest_revision(self, store: Store) -> None:
        begin(store)
        assert store.network("stadt").revision == 1

    def test_an_id_that_is_taken_is_a_conflict(self, store: Store) -> None:
        store.create("stadt", "Stadt")
        with pytest.raises(Conflict):
            store.create("stadt", "Noch eine")
        assert store.network("stadt").name == "Stadt"

    def test_an_id_that_is_no_id_is_refused(self, store: Store) -> None:
        with pytest.raises(BadValue):
            store.create("Große Stadt", "Stadt")

    def test_an_unknown_network_names_the_nearest(self, store: Store) -> None:
        store.create("leverkusen", "Leverkusen")
        with pytest.raises(NotFound) as caught:
            store.network("leverkuse")
        assert caught.value.near == ("leverkusen",)

    def test_an_unknown_network_among_none_says_that_there_is_none(self, store: Store) -> None:
        with pytest.raises(NotFound, match="Noch ist keines geladen"):
            store.view("stadt")

    @pytest.mark.parametrize("asked", ["revisions", "view", "network"])
    def test_every_question_about_an_unknown_network_says_so(self, store: Store, asked: str) -> None:
        with pytest.raises(NotFound):
            getattr(store, asked)("stadt")

    def test_writing_to_an_unknown_network_says_so(self, store: Store) -> None:
        with pytest.raises(NotFound):
            put(store, PAPER)
        with pytest.raises(NotFound):
            store.writer("stadt", author=WHO, reason=WHY)
        with pytest.raises(NotFound):
            store.history("stadt", PAPER.id)

    def test_networks_do_not_see_each_other(self, store: Store) -> None:
        begin(store, *small_town(), network="eins")
        begin(store, actor("fremd", "Fremdes Amt"), field("D", "Ganz anderes"), network="zwei")
        view = store.view("zwei")
        assert set(records(view.load())) == {PAPER.id, "actor/fremd", "field/D"}
        assert view.counts()["measure"] == 0
        assert ids(view.select(Selection("actor")).nodes) == ["actor/fremd"]
        assert view.search("Flüchtlingsrat") == view.search("KI") == ()
        assert set(view.field_excerpt("field/D").nodes) == {"field/D", PAPER.id}
        assert set(view.neighbourhood("actor/fremd", 3).nodes) == {"actor/fremd", PAPER.id}
        assert view.unrecorded("field") == 0
        with pytest.raises(NotFound) as caught:
            view.get("actor/awo")
        assert "actor/awo" not in caught.value.near
        with pytest.raises(NotFound):
            store.history("zwei", "actor/awo")
        with pytest.raises(LooseEnds):
            put(store, member_of("fremd", "fg"), network="zwei")


class TestCommit:
    def test_what_was_put_is_there_as_it_was(self, store: Store) -> None:
        begin(store, *everything())
        assert records(store.view("stadt").load()) == {record.id: record for record in everything()}

    def test_a_revision_says_who_why_when_and_how_much(self, store: Store) -> None:
        begin(store, actor("a"), actor("b"))
        before = datetime.now(UTC)
        revision = put(store, actor("a", "Neu"), actor("c"), remove=["actor/b"])
        assert (revision.network, revision.number, revision.author, revision.reason) == ("stadt", 2, WHO, WHY)
        assert (revision.added, revision.changed, revision.removed) == (1, 1, 1)
        assert before <= revision.time <= datetime.now(UTC)
        assert revision.time.utcoffset() == timedelta(0)
        assert store.revisions("stadt")[1] == revision

    def test_what_equals_the_present_state_is_left_out(self, store: Store) -> None:
        begin(store, actor("a"), actor("b"))
        revision = put(store, actor("a"), actor("b", "Neu"))
        assert (revision.added, revision.changed) == (0, 1)
        assert len(store.history("stadt", "actor/a")) == 1

    def test_an_amount_written_otherwise_is_still_equal(self, store: Store) -> None:
        begin(store, measure("m", amount_eur=Decimal("1.0")))
        assert put(store, measure("m", amount_eur=Decimal("1.00"))).number == 1

    def test_a_change_of_nothing_makes_no_revision(self, store: Store) -> None:
        begin(store, actor("a"))
        newest = store.revisions("stadt")[-1]
        assert put(store, actor("a")) == newest
        assert store.revisions("stadt") == (newest,)

    def test_a_change_of_nothing_in_an_empty_network_leaves_it_empty(self, store: Store) -> None:
        store.create("stadt", "Stadt")
        assert put(store).number == 0
        assert store.network("stadt").revision == 0

    def test_the_last_of_two_records_with_one_id_counts(self, store: Store) -> None:
        begin(store, actor("a", "Erst"), actor("a", "Dann"))
        assert store.view("stadt").get("actor/a") == actor("a", "Dann")

    def test_a_record_removed_and_put_at_once_is_changed(self, store: Store) -> None:
        begin(store, actor("a"))
        revision = put(store, actor("a", "Neu"), remove=["actor/a"])
        assert (revision.added, revision.changed, revision.removed) == (0, 1, 0)

    def test_a_record_removed_and_put_as_it_was_is_no_change(self, store: Store) -> None:
        begin(store, actor("a"))
        assert put(store, actor("a"), remove=["actor/a"]).number == 1

    def test_a_record_named_twice_for_removal_is_removed_once(self, store: Store) -> None:
        begin(store, actor("a"))
        assert put(store, remove=["actor/a", "actor/a"]).removed == 1

    def test_removing_what_is_not_there_names_the_nearest(self, store: Store) -> None:
        begin(store, actor("amt"))
        with pytest.raises(NotFound) as caught:
            put(store, actor("neu"), remove=["actor/amtt"])
        assert caught.value.near == ("actor/amt",)
        assert store.network("stadt").revision == 1

    def test_a_change_for_another_revision_is_a_conflict(self, store: Store) -> None:
        begin(store, actor("a"))
        with pytest.raises(Conflict):
            store.commit("stadt", ChangeSet(put=(actor("b"),)), author=WHO, reason=WHY, expected=0)
        assert "actor/b" not in store.view("stadt").load().nodes

    def test_a_change_for_the_newest_revision_is_taken(self, store: Store) -> None:
        begin(store)
        change = ChangeSet(put=(actor("b"),))
        assert store.commit("stadt", change, author=WHO, reason=WHY, expected=1).number == 2

    @pytest.mark.parametrize(("author", "reason"), [("", WHY), (" ", WHY), (WHO, ""), (WHO, "\t"), ("x" * 201, WHY)])
    def test_author_and_reason_must_be_given_and_short(self, store: Store, author: str, reason: str) -> None:
        store.create("stadt", "Stadt")
        with pytest.raises(BadValue):
            store.commit("stadt", ChangeSet(put=(PAPER,)), author=author, reason=reason)
        with pytest.raises(BadValue):
            store.writer("stadt", author=author, reason=reason)
        assert store.network("stadt").revision == 0


class TestRevisions:
    def test_a_view_keeps_its_revision_while_others_write(self, store: Store) -> None:
        begin(store, actor("a", "Alt"))
        view = store.view("stadt")
        put(store, actor("a", "Neu"), actor("b", "Alt"))
        assert view.revision == 1
        assert view.get("actor/a") == actor("a", "Alt")
        assert ids(view.search("Alt")) == ["actor/a"]
        assert view.select(Selection("actor")).total == 1
        assert view.counts()["actor"] == 1

    def test_an_old_revision_is_as_it_was(self, store: Store) -> None:
        begin(store, actor("a", "Erst"), actor("fg", kind="expert_group"), member_of("a", "fg"))
        first = store.view("stadt").load()
        put(store, actor("a", "Dann"), remove=[member_of("a", "fg").id])
        put(store, remove=["actor/fg"])
        assert records(store.view("stadt", revision=1).load()) == records(first)
        assert set(store.view("stadt", revision=2).neighbourhood("actor/fg").nodes) == {"actor/fg", PAPER.id}
        assert store.view("stadt", revision=3).load().revision == 3

    def test_a_revision_that_is_not_there_is_not_found(self, store: Store) -> None:
        begin(store)
        for number in (-1, 2):
            with pytest.raises(NotFound, match="neueste Revision ist 1"):
                store.view("stadt", revision=number)

    def test_revision_0_is_the_empty_network(self, store: Store) -> None:
        begin(store, actor("a"))
        assert store.view("stadt", revision=0).load().nodes == {}

    def test_a_view_at_a_recorded_moment_shows_what_was_known_then(self, store: Store) -> None:
        begin(store)
        first = store.revisions("stadt")[0].time
        put(store, actor("a"))
        second = store.revisions("stadt")[1].time
        assert store.view("stadt", recorded=first).revision == 1
        assert store.view("stadt", recorded=second).revision == 2
        assert store.view("stadt", recorded=first - timedelta(seconds=1)).revision == 0
        assert store.view("stadt", recorded=datetime(2999, 1, 1)).revision == 2  # noqa: DTZ001

    def test_a_revision_and_a_moment_at_once_are_refused(self, store: Store) -> None:
        begin(store)
        with pytest.raises(BadValue):
            store.view("stadt", revision=1, recorded=datetime.now(UTC))

    def test_times_never_go_back(self, store: Store) -> None:
        begin(store)
        for number in range(5):
            put(store, actor("a", f"Name {number}"))
        times = [revision.time for revision in store.revisions("stadt")]
        assert times == sorted(times)

    def test_history_tells_what_became_of_a_record(self, store: Store) -> None:
        begin(store, actor("a", "Eins"))
        put(store, actor("a", "Zwei"))
        put(store, actor("b"))
        put(store, remove=["actor/a"])
        put(store, actor("a", "Drei"))
        entries = store.history("stadt", "actor/a")
        assert [(entry.revision.number, entry.action) for entry in entries] == [
            (1, "added"),
            (2, "changed"),
            (4, "removed"),
            (5, "added"),
        ]
        assert [entry.record.name if entry.record else None for entry in entries] == ["Eins", "Zwei", None, "Drei"]

    def test_ties_and_judgements_have_a_history_too(self, store: Store) -> None:
        begin(store, actor("a"), actor("b"), tie("advises", "actor/a", "actor/b"), judgement("actor/a", "actor/b"))
        put(store, judgement("actor/a", "actor/b", "different"), remove=[tie("advises", "actor/a", "actor/b").id])
        actions = [entry.action for entry in store.history("stadt", tie("advises", "actor/a", "actor/b").id)]
        assert actions == ["added", "removed"]
        decided = [entry.record for entry in store.history("stadt", judgement("actor/a", "actor/b").id)]
        assert [record.decision for record in decided] == ["same", "different"]

    def test_a_record_that_never_was_has_no_history(self, store: Store) -> None:
        begin(store, actor("amt"))
        with pytest.raises(NotFound) as caught:
            store.history("stadt", "actor/ampt")
        assert caught.value.near == ("actor/amt",)


class TestWriter:
    def test_everything_is_there_as_one_revision_when_the_block_ends(self, store: Store) -> None:
        store.create("stadt", "Stadt")
        with store.writer("stadt", author=WHO, reason=WHY) as writer:
            for record in reversed(small_town()):
                writer.put([record])
            assert writer.revision is None
        assert writer.revision == store.revisions("stadt")[0]
        assert records(store.view("stadt").load()) == {record.id: record for record in small_town()}

    def test_records_are_taken_from_a_stream(self, store: Store) -> None:
        store.create("stadt", "Stadt")
        with store.writer("stadt", author=WHO, reason=WHY) as writer:
            writer.put([PAPER])
            writer.put(actor(f"a{number}") for number in range(2500))
        assert store.view("stadt").counts()["actor"] == 2500

    def test_nothing_is_there_when_the_block_fails(self, store: Store) -> None:
        begin(store)

        def broken():  # type: ignore[no-untyped-def]
            yield from (actor(f"a{number}") for number in range(1500))
            raise RuntimeError("the stream breaks off")

        with pytest.raises(RuntimeError), store.writer("stadt", author=WHO, reason=WHY) as writer:
            writer.put(broken())
        assert writer.revision is None
        assert store.network("stadt").revision == 1
        assert store.view("stadt").load().actors == ()
        assert put(store, actor("a")).number == 2

    def test_loose_ends_show_when_the_block_ends(self, store: Store) -> None:
        begin(store)
        with pytest.raises(LooseEnds), store.writer("stadt", author=WHO, reason=WHY) as writer:
            writer.put([addresses("none", "D")])
        assert store.network("stadt").revision == 1

    def test_a_writer_that_changes_nothing_makes_no_revision(self, store: Store) -> None:
        begin(store, actor("a"))
        with store.writer("stadt", author=WHO, reason=WHY) as writer:
            writer.put([actor("a", "Anders")])
            writer.put([actor("a")])
        assert writer.revision == store.revisions("stadt")[-1]
        assert store.network("stadt").revision == 1

    def test_the_last_word_counts(self, store: Store) -> None:
        begin(store, actor("a"), actor("b"), actor("c"))
        with store.writer("stadt", author=WHO, reason=WHY) as writer:
            writer.put([actor("a", "Eins"), actor("d"), actor("b", "Neu")])
            writer.remove(["actor/a", "actor/d", "actor/c"])
            writer.put([actor("c", "Wieder da")])
        assert writer.revision is not None
        assert (writer.revision.added, writer.revision.changed, writer.revision.removed) == (0, 2, 1)
        assert set(records(store.view("stadt").load())) == {PAPER.id, "actor/b", "actor/c"}

    @pytest.mark.parametrize("gone", ["actor/none", "actor/a"])
    def test_removing_what_is_not_there_any_more_is_an_error(self, store: Store, gone: str) -> None:
        begin(store, actor("a"))
        with store.writer("stadt", author=WHO, reason=WHY) as writer:
            writer.remove(["actor/a"])
            with pytest.raises(NotFound):
                writer.remove([gone])


class TestManyThreads:
    def test_readers_see_whole_revisions_while_one_writes(self, store: Store) -> None:
        begin(store, *(actor(f"a{number}", "Stand 1") for number in range(20)))
        wrong: list[object] = []
        done = threading.Event()

        def read() -> None:
            while not done.is_set():
                view = store.view("stadt")
                names = {found.name for found in view.load().actors}
                if names != {f"Stand {view.revision}"} or view.select(Selection("actor")).total != 20:
                    wrong.append((view.revision, names))

        readers = [threading.Thread(target=read) for _ in range(6)]
        for reader in readers:
            reader.start()
        for revision in range(2, 12):
            put(store, *(actor(f"a{number}", f"Stand {revision}") for number in range(20)))
        done.set()
        for reader in readers:
            reader.join()
        assert wrong == []

    def test_writers_take_turns(self, store: Store) -> None:
        begin(store)
        writers = [threading.Thread(target=put, args=(store, actor(f"a{number}"))) for number in range(8)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        assert [revision.number for revision in store.revisions("stadt")] == list(range(1, 10))
        assert store.view("stadt").counts()["actor"] == 8


class TestKeeping:
    def test_a_sound_store_has_no_findings(self, store: Store) -> None:
        begin(store, *everything())
        put(store, actor("a", "Neu"), remove=["need/n"])
        assert store.check() == ()

    def test_a_backup_holds_every_revision_of_every_network(self, store: Store, tmp_path: Path) -> None:
        begin(store, *small_town(), network="eins")
        begin(store, actor("a"), network="zwei")
        put(store, actor("a", "Neu"), network="zwei")
        put(store, remove=["actor/a"], network="zwei")
        store.backup(tmp_path / "backup.sqlite")
        copy = open_store(f"sqlite:{tmp_path / 'backup.sqlite'}")
        assert copy.networks() == store.networks()
        for network in ("eins", "zwei"):
            assert copy.revisions(network) == store.revisions(network)
            assert records(copy.view(network).load()) == records(store.view(network).load())
        assert copy.history("zwei", "actor/a") == store.history("zwei", "actor/a")
        copy.close()

    def test_a_backup_never_writes_over_anything(self, store: Store, tmp_path: Path) -> None:
        target = tmp_path / "there"
        target.write_text("wichtig")
        with pytest.raises(Conflict):
            store.backup(target)
        assert target.read_text() == "wichtig"

    def test_a_backup_into_no_folder_is_refused(self, store: Store, tmp_path: Path) -> None:
        with pytest.raises(StoreError):
            store.backup(tmp_path / "none" / "backup.sqlite")
