"""What one revision did can be asked of every store, and done again in every other, as it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from graph_service.model.change import ChangeSet, Revision
from graph_service.model.errors import Conflict, LooseEnds, NotFound
from graph_service.stores.base import Store
from tests.builders import PAPER, actor, carries, measure, small_town, tie
from tests.stores.acts import WHO, WHY, begin, everything, judgement, put, records

MOMENT = datetime(2019, 3, 1, 8, 30, 15, 123456, tzinfo=UTC)


def revision(number: int, **more: object) -> Revision:
    given = {"network": "stadt", "number": number, "author": "KI", "reason": "Übernommen", "time": MOMENT}
    return Revision(**{**given, **more})  # type: ignore[arg-type]


def ids(change: ChangeSet) -> list[str]:
    return [record.id for record in change.put]


class TestChange:
    def test_the_first_revision_put_all_its_records_in_the_order_of_their_ids(self, store: Store) -> None:
        begin(store, *everything())
        change = store.change("stadt", 1)
        assert change.put == tuple(sorted(everything(), key=lambda record: record.id))
        assert change.remove == ()

    def test_a_later_one_put_what_is_new_or_changed_and_removed_what_is_gone(self, store: Store) -> None:
        begin(store, actor("a"), actor("b"), actor("c"), actor("d"))
        put(store, actor("e"), actor("c"), actor("a", "Neu"), remove=["actor/d", "actor/b"])
        change = store.change("stadt", 2)
        assert change == ChangeSet(put=(actor("a", "Neu"), actor("e")), remove=("actor/b", "actor/d"))

    def test_it_stays_as_it_was_when_others_follow(self, store: Store) -> None:
        begin(store, actor("a"), actor("b"))
        put(store, actor("a", "Zwei"), remove=["actor/b"])
        put(store, actor("a", "Drei"), actor("b", "Wieder da"))
        put(store, remove=["actor/a"])
        assert ids(store.change("stadt", 1)) == ["actor/a", "actor/b", PAPER.id]
        assert store.change("stadt", 2) == ChangeSet(put=(actor("a", "Zwei"),), remove=("actor/b",))
        assert store.change("stadt", 3) == ChangeSet(put=(actor("a", "Drei"), actor("b", "Wieder da")))
        assert store.change("stadt", 4) == ChangeSet(remove=("actor/a",))

    def test_ties_and_judgements_are_among_it(self, store: Store) -> None:
        begin(store, *small_town())
        put(store, carries("moschee", "m1"), judgement("actor/awo", "actor/fr"))
        put(store, remove=[carries("moschee", "m1").id, judgement("actor/awo", "actor/fr").id])
        assert set(store.change("stadt", 2).put) == {carries("moschee", "m1"), judgement("actor/awo", "actor/fr")}
        assert set(store.change("stadt", 3).remove) == set(ids(store.change("stadt", 2)))

    def test_the_empty_network_did_nothing(self, store: Store) -> None:
        begin(store)
        assert store.change("stadt", 0) == ChangeSet()

    @pytest.mark.parametrize("number", [-1, 2])
    def test_a_revision_that_is_not_there_is_not_found(self, store: Store, number: int) -> None:
        begin(store)
        with pytest.raises(NotFound, match="Die neueste Revision ist 1"):
            store.change("stadt", number)

    def test_an_unknown_network_names_the_nearest(self, store: Store) -> None:
        begin(store)
        with pytest.raises(NotFound) as caught:
            store.change("stad", 1)
        assert caught.value.near == ("stadt",)

    def test_networks_are_kept_apart(self, store: Store) -> None:
        begin(store, actor("a"), network="eins")
        begin(store, actor("b"), network="zwei")
        assert ids(store.change("zwei", 1)) == ["actor/b", PAPER.id]


class TestReplay:
    def test_a_revision_comes_with_its_author_reason_time_and_counts(self, store: Store) -> None:
        store.create("stadt", "Stadt")
        store.replay(revision(1), ChangeSet(put=(PAPER, actor("a"), actor("b"))))
        later = MOMENT + timedelta(days=1)
        store.replay(revision(2, time=later), ChangeSet(put=(actor("a", "Neu"), actor("c")), remove=("actor/b",)))
        assert store.revisions("stadt") == (
            revision(1, added=3),
            revision(2, time=later, added=1, changed=1, removed=1),
        )
        assert set(records(store.view("stadt").load())) == {PAPER.id, "actor/a", "actor/c"}

    def test_two_at_the_same_moment_keep_it(self, store: Store) -> None:
        store.create("stadt", "Stadt")
        for number, local in enumerate("ab", start=1):
            store.replay(revision(number), ChangeSet(put=(PAPER, actor(local))))
        assert [made.time for made in store.revisions("stadt")] == [MOMENT, MOMENT]

    def test_what_is_read_back_is_what_was_replayed(self, store: Store) -> None:
        store.create("stadt", "Stadt")
        change = ChangeSet(put=tuple(sorted(everything(), key=lambda record: record.id)))
        store.replay(revision(1), change)
        assert store.change("stadt", 1) == change

    def test_words_of_any_script_and_numbers_of_any_length_arrive_as_they_are(self, store: Store) -> None:
        store.create("stadt", "Stadt")
        odd = (
            actor("a", "Öffentliche Stelle – „Straße“", names=("O\u0308ffentliche", "قهوة", "🏛️ Rathaus")),
            measure("m", amount_eur=Decimal("123456789012.30"), note="erste Zeile\nzweite\tZeile"),
        )
        store.replay(revision(1), ChangeSet(put=(PAPER, *odd)))
        assert store.change("stadt", 1).put == (*odd[:1], PAPER, *odd[1:])

    @pytest.mark.parametrize("number", [0, 1, 3])
    def test_a_number_that_is_not_the_next_is_a_conflict(self, store: Store, number: int) -> None:
        begin(store)
        with pytest.raises(Conflict):
            store.replay(revision(number), ChangeSet(put=(actor("a"),)))
        assert store.network("stadt").revision == 1
        assert set(records(store.view("stadt").load())) == {PAPER.id}

    @pytest.mark.parametrize("change", [ChangeSet(), ChangeSet(put=(PAPER,))])
    def test_a_change_that_changes_nothing_is_a_conflict(self, store: Store, change: ChangeSet) -> None:
        begin(store)
        with pytest.raises(Conflict, match="ändert am Stand davor nichts"):
            store.replay(revision(2, changed=1), change)
        assert store.network("stadt").revision == 1

    def test_a_revision_that_did_nothing_is_made_as_it_was(self, store: Store) -> None:
        begin(store)
        made = revision(2, time=store.revisions("stadt")[0].time)
        store.replay(made, ChangeSet())
        assert store.revisions("stadt")[1] == made
        assert store.change("stadt", 2) == ChangeSet()
        assert store.check() == ()

    def test_loose_ends_are_refused_whole(self, store: Store) -> None:
        begin(store)
        with pytest.raises(LooseEnds):
            store.replay(revision(2), ChangeSet(put=(actor("a"), tie("advises", "actor/a", "actor/b"))))
        assert store.network("stadt").revision == 1

    def test_an_unknown_network_is_not_found(self, store: Store) -> None:
        with pytest.raises(NotFound):
            store.replay(revision(1), ChangeSet(put=(PAPER,)))

    def test_a_change_of_ones_own_follows_as_ever(self, store: Store) -> None:
        store.create("stadt", "Stadt")
        store.replay(revision(1), ChangeSet(put=(PAPER, actor("a"))))
        made = store.commit("stadt", ChangeSet(put=(actor("b"),)), author=WHO, reason=WHY, expected=1)
        assert (made.number, made.author) == (2, WHO)
