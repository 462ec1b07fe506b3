"""A network and its first revision in one: both are there, or neither."""

from __future__ import annotations

import pytest

from graph_service.model.change import ChangeSet, Revision
from graph_service.model.errors import BadValue, Conflict, LooseEnds
from graph_service.stores.base import Store
from tests.builders import PAPER, actor
from tests.stores.acts import WHO, WHY, begin, ids


class TestCreatingWithTheFirstRevision:
    def made(self, store: Store, change: ChangeSet, **more: object) -> Revision:
        return store.commit("stadt", change, author=WHO, reason=WHY, create="Stadt Leverkusen", **more)  # type: ignore[arg-type]

    def test_network_and_revision_are_made_in_one(self, store: Store) -> None:
        assert self.made(store, ChangeSet(put=(PAPER,)), expected=0).number == 1
        info = store.network("stadt")
        assert (info.name, info.revision) == ("Stadt Leverkusen", 1)
        assert ids(store.view("stadt").load().records()) == [PAPER.id]

    def test_a_change_that_is_refused_leaves_no_network(self, store: Store) -> None:
        with pytest.raises(LooseEnds):
            self.made(store, ChangeSet(put=(actor("a"),)))
        assert store.networks() == ()

    def test_a_wrong_expectation_leaves_no_network(self, store: Store) -> None:
        with pytest.raises(Conflict):
            self.made(store, ChangeSet(put=(PAPER,)), expected=3)
        assert store.networks() == ()

    def test_an_id_that_is_no_id_is_refused(self, store: Store) -> None:
        with pytest.raises(BadValue):
            store.commit("Große Stadt", ChangeSet(put=(PAPER,)), author=WHO, reason=WHY, create="Stadt")
        assert store.networks() == ()

    def test_a_word_that_is_an_address_of_the_service_is_refused(self, store: Store) -> None:
        for word in ("konto", "api"):
            with pytest.raises(BadValue, match="eine Adresse dieses Dienstes"):
                store.commit(word, ChangeSet(put=(PAPER,)), author=WHO, reason=WHY, create="Konto")
            with pytest.raises(BadValue, match="eine Adresse dieses Dienstes"):
                store.create(word, "Konto")
        assert store.networks() == ()

    def test_a_network_that_is_there_keeps_its_name(self, store: Store) -> None:
        begin(store)
        name = store.network("stadt").name
        assert self.made(store, ChangeSet(put=(actor("a"),))).number == 2
        assert store.network("stadt").name == name

    def test_an_empty_change_makes_the_network_at_revision_0(self, store: Store) -> None:
        assert self.made(store, ChangeSet()).number == 0
        assert store.network("stadt").revision == 0
