"""Checksums are the same for what is equal, and for nothing else."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.model.canonical import checksum, history_checksum
from graph_service.model.change import Revision
from tests.builders import PAPER, actor, measure, small_town
from tests.stores.acts import everything, need

MOMENT = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)
amounts = st.decimals(min_value=0, max_value=999, places=2)


def revision(number: int = 1, **more: object) -> Revision:
    given = {"network": "stadt", "number": number, "author": "KI", "reason": "Erfassung", "time": MOMENT, "added": 1}
    return Revision(**{**given, **more})  # type: ignore[arg-type]


def test_the_form_of_a_record_is_one_line_of_json_without_what_is_not_recorded() -> None:
    line = (
        b'{"basis":"stated","confirmation":"documented","id":"document/paper","kind":"council_paper","links":[],'
        b'"name":"Vorlage 1","names":[],"number":"1","sources":[],"type":"document","valid":{}}\n'
    )
    assert checksum([PAPER]) == hashlib.sha256(line).hexdigest()


def test_of_nothing_it_is_the_checksum_of_nothing() -> None:
    assert checksum([]) == history_checksum([]) == hashlib.sha256(b"").hexdigest()


@given(st.permutations(everything()))
def test_the_order_of_the_records_does_not_matter(records: list[object]) -> None:
    assert checksum(records) == checksum(everything())  # type: ignore[arg-type]


@pytest.mark.parametrize(("one", "other"), [("1.0", "1.00"), ("100", "1E+2"), ("0", "-0.00"), ("0.5", ".50")])
def test_the_spelling_of_a_number_does_not_matter(one: str, other: str) -> None:
    assert need("n", value=Decimal(one)) == need("n", value=Decimal(other))
    assert checksum([need("n", value=Decimal(one))]) == checksum([need("n", value=Decimal(other))])


def test_a_number_of_any_length_counts_to_its_last_digit() -> None:
    long = "1" * 60
    assert checksum([need("n", value=Decimal(long + "1"))]) != checksum([need("n", value=Decimal(long + "2"))])


@given(amounts, amounts, st.sampled_from(["Öl", "O\u0308l", "Ol"]), st.sampled_from(["Öl", "Ol"]))
def test_checksums_are_the_same_just_where_the_records_are(one: Decimal, other: Decimal, name: str, also: str) -> None:
    first, second = measure("m", name, amount_eur=one), measure("m", also, amount_eur=other)
    assert (checksum([first]) == checksum([second])) == (first == second)


def test_a_record_more_is_another_checksum() -> None:
    assert checksum(small_town()) != checksum([*small_town(), actor("neu")])


def test_the_moment_counts_not_its_time_zone() -> None:
    elsewhere = MOMENT.astimezone(timezone(timedelta(hours=2)))
    assert history_checksum([revision(time=elsewhere)]) == history_checksum([revision()])


@pytest.mark.parametrize(
    "more",
    [
        {"number": 2},
        {"author": "AWO"},
        {"reason": "Korrektur"},
        {"time": MOMENT + timedelta(microseconds=1)},
        {"added": 2},
        {"changed": 1},
        {"removed": 1},
    ],
)
def test_everything_that_a_revision_says_counts(more: dict[str, object]) -> None:
    assert history_checksum([revision(**more)]) != history_checksum([revision()])
