"""Each habit of a server that OParl does not know is met by a function of its own."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from graph_service.model.errors import BadValue
from graph_service.model.period import PartialDate
from loaders.oparl import quirks

DAY = PartialDate(2013, 1, 4)


@pytest.mark.parametrize(
    "data", [b'{"name": "B\xc3\xa4r"}', b'\xef\xbb\xbf{"name": "B\xc3\xa4r"}', b'{"name": "B\xe4r"}']
)
def test_json_is_read_with_a_byte_order_mark_or_in_windows_1252(data: bytes) -> None:
    assert quirks.parse(data, "x") == {"name": "Bär"}


@pytest.mark.parametrize("data", [b"<html>", b" \n<!DOCTYPE html>", b"\xef\xbb\xbf<?xml version='1.0'?>"])
def test_a_page_in_html_is_no_answer(data: bytes) -> None:
    with pytest.raises(BadValue, match="HTML"):
        quirks.parse(data, "x")


@pytest.mark.parametrize("data", [b"", b"{", b'{"a": 1}}', b"[" * 100_000, b"\x00\x01"])
def test_what_is_no_json_is_no_answer(data: bytes) -> None:
    with pytest.raises(BadValue, match="JSON"):
        quirks.parse(data, "x")


@pytest.mark.parametrize(
    ("page", "items"),
    [
        ({"data": [1, 2]}, [1, 2]),
        ([1], [1]),
        ({"id": "x"}, [{"id": "x"}]),
        ({"type": "Meeting"}, [{"type": "Meeting"}]),
        ({"links": {}}, []),
        ("words", []),
        (None, []),
        ({"data": "words", "id": "x"}, [{"data": "words", "id": "x"}]),
    ],
)
def test_objects_stand_under_data_or_bare_or_alone(page: Any, items: list[Any]) -> None:
    assert quirks.items_of(page) == items


@pytest.mark.parametrize(
    "page",
    [
        {"links": {"next": " /2 "}},
        {"pagination": {"next": "/2"}},
        {"pagination": {"nextPage": "/2"}},
        {"nextPage": "/2"},
        {"links": {"next": ""}, "nextPage": "/2"},
        {"links": {"next": {"href": "/2"}}},
    ],
)
def test_the_next_page_is_named_in_one_of_several_places(page: Any) -> None:
    assert quirks.next_of(page) == "/2"


@pytest.mark.parametrize(
    "page", [{}, [], {"links": []}, {"links": {"next": None}}, {"links": {"next": ""}}, {"links": {"next": 2}}]
)
def test_an_empty_link_is_the_end(page: Any) -> None:
    assert quirks.next_of(page) is None


def test_a_total_is_a_number_or_unknown() -> None:
    assert quirks.total_of({"pagination": {"totalElements": 7}}) == 7
    odds: list[Any] = [{}, [], {"pagination": 7}, {"pagination": {"totalElements": "7"}}]
    for odd in odds:
        assert quirks.total_of(odd) is None


@pytest.mark.parametrize(
    ("value", "base", "whole"),
    [
        ("/oparl/2", "https://ris.example/oparl/1", "https://ris.example/oparl/2"),
        ("2", "https://ris.example/oparl/1", "https://ris.example/oparl/2"),
        ("http://ris.example/2", "https://ris.example/1", "https://ris.example/2"),
        ("http://ris.example/2", "https://ris.example:8443/1", "https://ris.example:8443/2"),
        ("https://ris.example/2", "http://ris.example/1", "https://ris.example/2"),
        ("http://other.example/2", "https://ris.example/1", "http://other.example/2"),
        (" https://ris.example/2 ", "", "https://ris.example/2"),
    ],
)
def test_addresses_are_made_whole_and_never_less_safe(value: str, base: str, whole: str) -> None:
    assert quirks.address(value, base) == whole


def test_two_spellings_of_one_address_are_the_same() -> None:
    assert quirks.same("http://ris.example/1") == quirks.same("https://ris.example/1") == "ris.example/1"
    assert quirks.same("odd") == "odd"


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"type": "https://schema.oparl.org/1.0/Paper"}, "Paper"),
        ({"type": "https://schema.oparl.org/1.1/Paper/"}, "Paper"),
        ({"type": "Paper"}, "Paper"),
        ({"type": ""}, "Meeting"),
        ({"type": None}, "Meeting"),
        ({}, "Meeting"),
    ],
)
def test_a_missing_type_follows_from_its_place(given: dict[str, Any], found: str) -> None:
    assert quirks.type_of(given, "Meeting") == found


@pytest.mark.parametrize(
    ("value", "items"), [(None, []), ("", []), ("a", ["a"]), ({"id": 1}, [{"id": 1}]), (["a", None, ""], ["a"])]
)
def test_what_should_be_a_list_is_one(value: Any, items: list[Any]) -> None:
    assert quirks.as_list(value) == items


@pytest.mark.parametrize(
    ("value", "meant"),
    [(True, True), ("true", True), (1, True), ("Nein", False), (False, False), (None, None), ("?", None)],
)
def test_yes_and_no_come_in_words(value: Any, meant: bool | None) -> None:
    assert quirks.truth(value) is meant


@pytest.mark.parametrize(
    "words", ["2013-01-04", "2013-01-04T08:00:00+01:00", "2013-01-04 08:00", "04.01.2013", "4.1.2013 08:00 Uhr"]
)
def test_days_are_read_in_the_forms_that_servers_write(words: str) -> None:
    assert quirks.day_of(words) == DAY


@pytest.mark.parametrize("words", [None, "", "0000-00-00", "1900-01-01T00:00:00", "9999-12-31"])
def test_days_that_stand_for_none_are_none(words: str | None) -> None:
    assert quirks.day_of(words) is None


@pytest.mark.parametrize("words", ["31.06.2024", "2024-02-30", "ab Herbst", "20240101", "2024-01-0x"])
def test_what_is_no_day_is_refused(words: str) -> None:
    with pytest.raises(BadValue):
        quirks.day_of(words)


def test_a_meeting_ends_no_earlier_than_it_begins() -> None:
    assert quirks.end_of_meeting(DAY, PartialDate(1, 1, 1)) == DAY
    assert quirks.end_of_meeting(DAY, None) == DAY
    assert quirks.end_of_meeting(DAY, PartialDate(2013, 1, 5)) == PartialDate(2013, 1, 5)
    assert quirks.end_of_meeting(None, DAY) == DAY


@pytest.mark.parametrize(
    ("value", "name"), [(" A \n B ", "A B"), ("-", None), ("N.N.", None), ("Offen", None), (None, None), (7, None)]
)
def test_names_that_name_nothing_are_none(value: Any, name: str | None) -> None:
    assert quirks.name_of(value) == name


@pytest.mark.parametrize(
    ("value", "link"),
    [
        ("www.rat.example", "https://www.rat.example"),
        (" http://x.example ", "http://x.example"),
        *((odd, None) for odd in ("javascript:1", "x y", None, "https://a b")),
    ],
)
def test_links_are_web_addresses_or_none(value: Any, link: str | None) -> None:
    assert quirks.link_of(value) == link


def test_the_newest_version_comes_first_and_the_fuller_of_two_alike() -> None:
    old, new, full = {"a": 1}, {"a": 2}, {"a": 2, "b": 3}
    day = date(2024, 1, 1)
    versions: list[tuple[str, date | None, quirks.Values]] = [
        ("2023", day, old),
        ("2024", day, new),
        ("2024", day, full),
    ]
    assert list(quirks.newest_first(versions)) == [full, new, old]
