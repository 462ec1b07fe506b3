"""Whatever is committed, every store answers as the reference does."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_service.model.change import ChangeSet
from graph_service.model.errors import AkteursnetzError, LooseEnds
from graph_service.model.period import Period
from graph_service.model.ties import AnyRecord
from graph_service.stores import open_store
from graph_service.stores.base import Selection, Store, View
from tests.builders import PAPER, actor, addresses, carries, concept, document, field, measure, member_of, tie
from tests.neo4j_servers import emptied
from tests.stores.acts import WHO, WHY, judgement, need, records
from tools.neo4j_server import Server

Answer: TypeAlias = object
Changed: TypeAlias = tuple[list[AnyRecord], list[str]]  # what is put, what is removed

LOCALS = "abc"
periods = st.sampled_from(["", "2010/2015", "2012/", "/2012", "2013-05"]).map(
    lambda words: Period.parse(words) if words else Period()
)
names = st.sampled_from(["Rat", "Beirat", "Flüchtlingsrat", "Öl", "KI (Amt)", "Straße 5", "rat e.V."])
local = st.sampled_from(LOCALS)
confirmation = st.sampled_from(["documented", "one_side"])
kinds = st.sampled_from(["association", "expert_group", "welfare_association"])


def parents(local_name: str) -> st.SearchStrategy[tuple[str, ...]]:
    others = [f"field/{other}" for other in LOCALS if other != local_name]
    return st.lists(st.sampled_from(others), max_size=1).map(tuple)


record: st.SearchStrategy[AnyRecord] = st.one_of(
    st.builds(actor, local, names, kinds, valid=periods, confirmation=confirmation),
    st.builds(measure, local, names, status=st.sampled_from(["running", "unknown"]), confirmation=confirmation),
    st.builds(measure, local, names, st.sampled_from(["2010/2015", "2013/"])),
    local.flatmap(lambda name: st.builds(field, st.just(name), names, broader=parents(name), valid=periods)),
    st.builds(concept, st.just("target_group"), local, names),
    st.builds(document, local, names, valid=periods),
    st.builds(need, local, field=st.sampled_from([None, "field/a", "field/b"])),
    st.builds(addresses, local, local, valid=periods, confirmation=confirmation),
    st.builds(carries, local, local, st.sampled_from(["lead", "funder"]), valid=periods),
    st.sampled_from([(x, y) for x in LOCALS for y in LOCALS if x != y]).map(lambda ends: member_of(*ends)),
    st.sampled_from([(x, y) for x in LOCALS for y in LOCALS if x != y]).map(
        lambda ends: tie("part_of", f"actor/{ends[0]}", f"actor/{ends[1]}")
    ),
    st.builds(tie, st.just("responsible_for"), local.map("actor/{}".format), local.map("field/{}".format)),
    st.builds(tie, st.just("decides"), local.map("actor/{}".format), local.map("document/{}".format)),
    st.builds(judgement, st.just("actor/a"), st.sampled_from(["actor/b", "need/a"])),
)
change = st.builds(
    lambda put, drop: (put, drop), st.lists(record, max_size=12), st.lists(record.map(lambda r: r.id), max_size=2)
)


def answer(ask: Callable[[], Answer]) -> Answer:
    """What is answered, or what kind of error; of loose ends each, of circles only that there is one."""
    try:
        return ask()
    except LooseEnds as error:
        circles = {p.place for p in error.problems if " → " in p.value}
        return circles, {(p.place, p.value) for p in error.problems if " → " not in p.value}
    except AkteursnetzError as error:
        return type(error), error.value, error.near


def commit(store: Store, put: list[AnyRecord], drop: list[str]) -> Answer:
    there = records(store.view("stadt").load())
    removed = tuple(record_id for record_id in drop if record_id in there)
    made = store.commit("stadt", ChangeSet(put=put, remove=removed), author=WHO, reason=WHY)
    return made.model_dump(exclude={"time"})


def whole(store: Store) -> None:
    """The records that the random ties need most, so that not every commit is refused."""
    store.create("stadt", "Stadt")
    base = [PAPER, *(make(x) for x in LOCALS for make in (actor, measure, field, document))]
    store.commit("stadt", ChangeSet(put=tuple(base)), author=WHO, reason=WHY)


def answers(view: View) -> list[Answer]:
    def network(ask: Callable[[], object]) -> Callable[[], Answer]:
        return lambda: records(ask())  # type: ignore[arg-type]

    of_field = {"field": frozenset({"field/a"})}
    asked: list[Callable[[], Answer]] = [
        network(view.load),
        view.counts,
        lambda: view.unrecorded("field"),
        *(lambda words=words: view.search(words) for words in ("rat", "oel", "KI", "e.V. rat", "5")),
        *(network(lambda x=x: view.field_excerpt(f"field/{x}")) for x in LOCALS),
        *(network(lambda x=x, n=n: view.neighbourhood(f"actor/{x}", n)) for x in LOCALS for n in (1, 3)),
        network(lambda: view.neighbourhood("document/a", 2)),
        network(lambda: view.neighbourhood("actor/a", 4, limit=3)),
        lambda: view.select(Selection("actor", concepts=of_field)),
        lambda: view.select(Selection("measure", concepts=of_field, documented=True)),
        lambda: view.select(Selection("actor", text="rat", kinds=frozenset({"association"}), limit=1)),
        lambda: view.select(Selection("measure", statuses=frozenset({"running"}), limit=1, after="measure/a")),
        *(lambda x=x: view.get(f"need/{x}") for x in LOCALS),
    ]
    return [answer(ask) for ask in asked]


CHANGES = st.lists(change, min_size=1, max_size=4)
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@settings(UNHURRIED, max_examples=15)
@given(CHANGES)
def test_the_embedded_store_gives_the_same_answers(changes: list[Changed]) -> None:
    with TemporaryDirectory() as folder, closing(open_store(f"sqlite:{Path(folder) / 'store.sqlite'}")) as embedded:
        assert_same_answers(embedded, changes)


@settings(UNHURRIED, max_examples=2)
@given(changes=CHANGES)
def test_a_server_gives_the_same_answers(neo4j_server: Server, changes: list[Changed]) -> None:
    with closing(emptied(neo4j_server)) as server:
        assert_same_answers(server, changes)


def assert_same_answers(other: Store, changes: list[Changed]) -> None:
    with closing(open_store("memory:")) as reference:
        whole(reference)
        whole(other)
        for put, drop in changes:
            assert answer(lambda: commit(other, put, drop)) == answer(lambda: commit(reference, put, drop))  # noqa: B023
        assert other.check() == ()
        for revision in range(reference.network("stadt").revision + 1):
            for at in (None, date(2011, 1, 1), date(2014, 1, 1)):
                asked = {"revision": revision, "at": at}
                assert answers(other.view("stadt", **asked)) == answers(reference.view("stadt", **asked))
        for record_id in {r.id for put, _ in changes for r in put}:
            assert answer(lambda: history(other, record_id)) == answer(lambda: history(reference, record_id))  # noqa: B023


def history(store: Store, record_id: str) -> Answer:
    return [(entry.revision.number, entry.action, entry.record) for entry in store.history("stadt", record_id)]
