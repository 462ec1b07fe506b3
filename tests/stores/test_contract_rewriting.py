"""Every store can say what it holds in other words, through all revisions: a person is erased from history as well."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph_service.model.canonical import checksum
from graph_service.model.change import ChangeSet
from graph_service.model.errors import Conflict, LooseEnds, NotFound
from graph_service.model.provenance import Citation
from graph_service.model.ties import RECORDS, AnyRecord, Judgement, Tie
from graph_service.stores import open_store
from graph_service.stores.base import Store
from graph_service.stores.copying import replay
from graph_service.stores.sqlite import SqliteStore
from tests.builders import PAPER, actor, carries, measure, member_of, small_town
from tests.stores.acts import begin, judgement, put, records

KNOWN = (Citation(person="Erika Muster, Leitung", retrieved="2024"),)


@dataclass(frozen=True)
class Renaming:
    """Another name for Erika Muster; other ids as they are given, and what goes altogether."""

    ids: tuple[tuple[str, str], ...] = ()
    gone: frozenset[str] = frozenset()

    def record(self, record: AnyRecord) -> AnyRecord | None:
        if record.id in self.gone:
            return None
        said = record.model_dump_json()
        for old, new in (*self.ids, ("Erika Muster", "Gelöscht")):
            said = said.replace(old, new)
        parts = json.loads(said)
        if isinstance(record, Tie | Judgement):
            del parts["id"]  # follows from the ends
        return RECORDS.validate_python(parts)

    def words(self, words: str) -> str:
        return words.replace("Erika Muster", "Gelöscht")


ANONYMOUS = Renaming((("actor/erika", "actor/geloescht"),))


def person(**more: object) -> AnyRecord:
    return actor("erika", "Erika Muster", "person", **more)


@pytest.fixture
def filled(store: Store) -> Store:
    """A town whose second to fifth revision tell of a person; the sixth does not."""
    begin(store, *small_town())
    put(store, person(), member_of("erika", "fg"), actor("awo", note="Ansprechpartnerin: Erika Muster"))
    put(store, actor("awo", note="Ansprechpartnerin: Erika Muster, Tel. 1"))
    put(store, person(note="in Rente"), judgement("actor/erika", "actor/ki", "different"))
    change = ChangeSet(put=(actor("verein", sources=KNOWN),))
    store.commit("stadt", change, author="Erika Muster", reason="Von Erika Muster gemeldet")
    put(store, measure("m9", "Neues Angebot"))
    return store


def told(store: Store) -> str:
    """All that a store tells of the network."""
    views = [store.view("stadt", revision=number).load() for number in range(store.network("stadt").revision + 1)]
    said = [record.model_dump_json() for view in views for record in view.records()]
    return "\n".join([*said, *map(str, store.revisions("stadt"))])


def test_nothing_tells_the_old_words_in_any_revision(filled: Store) -> None:
    assert "Erika Muster" in told(filled)
    filled.rewrite("stadt", ANONYMOUS)
    assert "Erika" not in told(filled)
    assert "erika" not in told(filled)
    assert filled.view("stadt").search("Erika") == ()
    assert [node.id for node in filled.view("stadt").search("Gelöscht")] == ["actor/geloescht", "actor/awo"]
    assert filled.check() == ()


def test_revisions_keep_their_numbers_and_what_they_did_to_others(filled: Store) -> None:
    before = filled.revisions("stadt")
    filled.rewrite("stadt", ANONYMOUS)
    after = filled.revisions("stadt")
    assert [one.number for one in after] == [one.number for one in before]
    assert [(one.added, one.changed, one.removed) for one in after] == [
        (one.added, one.changed, one.removed) for one in before
    ]
    assert (after[4].author, after[4].reason) == ("Gelöscht", "Von Gelöscht gemeldet")
    assert filled.view("stadt", revision=1).load().nodes == small_network(filled)


def small_network(store: Store) -> dict[str, AnyRecord]:
    return {record.id: record for record in (*small_town(), PAPER) if record.type not in ("tie", "judgement")}


def test_ties_and_judgements_go_to_the_new_id(filled: Store) -> None:
    filled.rewrite("stadt", ANONYMOUS)
    network = filled.view("stadt").load()
    assert [tie.target for tie in network.ties_from("actor/geloescht")] == ["actor/fg"]
    assert [one.subjects for one in network.judgements.values()] == [("actor/geloescht", "actor/ki")]
    assert [entry.action for entry in filled.history("stadt", "actor/geloescht")] == ["added", "changed"]
    with pytest.raises(NotFound):
        filled.history("stadt", "actor/erika")


def test_a_revision_that_said_nothing_else_counts_nothing_and_stays(filled: Store) -> None:
    class Silent(Renaming):
        def record(self, record: AnyRecord) -> AnyRecord | None:
            return record.model_copy(update={"note": None}) if record.id == "actor/awo" else record

    filled.rewrite("stadt", Silent())
    third = filled.revisions("stadt")[2]
    assert (third.added, third.changed, third.removed) == (0, 0, 0)
    assert filled.change("stadt", 3) == ChangeSet()
    assert [entry.revision.number for entry in filled.history("stadt", "actor/awo")] == [1, 2]
    assert filled.check() == ()


def test_what_is_to_go_altogether_never_was(filled: Store) -> None:
    link = member_of("erika", "fg")
    filled.rewrite("stadt", Renaming(gone=frozenset({link.id})))
    assert link.id not in records(filled.view("stadt", revision=2).load())
    assert filled.revisions("stadt")[1].added == 1
    assert filled.check() == ()


def test_every_stamp_is_another_one_so_that_nothing_old_is_served(filled: Store) -> None:
    before = [filled.view("stadt", revision=number).stamp for number in range(1, 7)]
    filled.view("stadt", revision=4).get("actor/erika")
    filled.rewrite("stadt", ANONYMOUS)
    after = [filled.view("stadt", revision=number).stamp for number in range(1, 7)]
    assert not set(before) & set(after)


def test_records_that_were_read_before_are_told_anew(filled: Store) -> None:
    for record_id in ("actor/awo", "actor/verein"):
        filled.view("stadt").get(record_id)
    filled.view("stadt").neighbourhood("actor/fg")
    filled.rewrite("stadt", ANONYMOUS)
    assert "Erika" not in str(filled.view("stadt").get("actor/awo"))
    assert "Erika" not in str(filled.view("stadt").get("actor/verein"))
    assert "erika" not in str(list(filled.view("stadt").neighbourhood("actor/fg").records()))


def test_it_tells_how_many_records_changed_and_writes_nothing_where_none_did(filled: Store) -> None:
    assert filled.rewrite("stadt", ANONYMOUS) == 5
    again = filled.revisions("stadt")
    assert filled.rewrite("stadt", ANONYMOUS) == 0
    assert filled.revisions("stadt") == again


def test_a_new_id_that_is_taken_changes_nothing(filled: Store) -> None:
    before = told(filled)
    with pytest.raises(Conflict):
        filled.rewrite("stadt", Renaming((("actor/erika", "actor/awo"),)))
    assert told(filled) == before


def test_what_would_not_hold_together_changes_nothing(filled: Store) -> None:
    before = told(filled)
    with pytest.raises(LooseEnds):
        filled.rewrite("stadt", Renaming(gone=frozenset({"actor/erika"})))
    assert told(filled) == before
    assert filled.check() == ()


def test_an_unknown_network_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        store.rewrite("stadt", Renaming())


def test_other_networks_are_not_touched(filled: Store) -> None:
    begin(filled, person(), network="zwei")
    filled.rewrite("stadt", ANONYMOUS)
    assert filled.view("zwei").get("actor/erika").model_dump()["name"] == "Erika Muster"


def test_one_can_go_on_writing_afterwards(filled: Store) -> None:
    filled.rewrite("stadt", ANONYMOUS)
    made = put(filled, carries("verein", "m9"))
    assert made.number == 7
    assert filled.view("stadt").get("actor/geloescht")
    assert filled.check() == ()


def test_the_rewritten_history_can_be_made_again_in_another_store(filled: Store) -> None:
    class Silent(Renaming):
        def record(self, record: AnyRecord) -> AnyRecord | None:
            return record.model_copy(update={"note": None}) if record.id == "actor/awo" else record

    filled.rewrite("stadt", Silent())
    with closing(open_store("memory:")) as other:
        replay(filled, other)
        assert other.revisions("stadt") == filled.revisions("stadt")
        for number in range(7):
            loaded = (one.view("stadt", revision=number).load().records() for one in (filled, other))
            assert len({checksum(each) for each in loaded}) == 1


def test_all_stores_tell_the_same_afterwards(filled: Store) -> None:
    with closing(open_store("memory:")) as other:
        replay(filled, other)
        for one in (filled, other):
            one.rewrite("stadt", ANONYMOUS)
        assert other.revisions("stadt") == filled.revisions("stadt")
        for number in range(1, 7):
            assert other.change("stadt", number) == filled.change("stadt", number)


def test_nothing_of_it_is_left_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with closing(SqliteStore(path)) as store:
        begin(store, *small_town())
        put(store, person(note="Erika Muster wohnt hier"), member_of("erika", "fg"))
        assert b"Erika Muster" in bytes_of(tmp_path)
        store.rewrite("stadt", ANONYMOUS)
        assert b"Erika Muster" not in bytes_of(tmp_path)
        assert b"erika" not in bytes_of(tmp_path)


def bytes_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


CUT_SHORT = """
import sys, time
from graph_service.stores import open_store
from tests.stores.test_contract_rewriting import ANONYMOUS, Renaming

class Slow(Renaming):
    asked = 0
    def words(self, words):
        Slow.asked += 1
        if Slow.asked > int(sys.argv[2]):
            print("now", flush=True)
            time.sleep(60)
        return words

open_store("sqlite:" + sys.argv[1]).rewrite("stadt", Slow(ANONYMOUS.ids))
"""


@pytest.mark.parametrize("words", [0, 3])
def test_a_kill_in_the_middle_leaves_all_as_it_was(path: Path, words: int) -> None:
    with closing(SqliteStore(path)) as store:
        put(store, person())
        before = told(store)
    command = [sys.executable, "-c", CUT_SHORT, str(path), str(words)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "now\n"
        process.kill()
    with closing(SqliteStore(path)) as store:
        assert told(store) == before
        assert store.check() == ()
