"""What servers do otherwise than OParl says: one function for each habit, with its reason."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import urljoin, urlsplit

from graph_service.model.errors import BadValue
from graph_service.model.period import PartialDate
from graph_service.model.text import text

Values = Mapping[str, Any]

_GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?")
_NO_DAYS = ("0000-00-00", "0001-01-01", "1899-12-30", "1900-01-01", "9999-12-31", "00.00.0000", "01.01.0001")
_NO_NAMES = frozenset({"", "-", "–", ".", "n.n.", "offen", "ohne titel", "null"})


def parse(data: bytes, place: str) -> Any:
    """The JSON of an answer. Some servers put a byte order mark before it or write Windows-1252; BadValue for no JSON.

    Many answer with a page in HTML and status 200 where the address is wrong or the service rests.
    """
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise BadValue(
            text("Der Server antwortet mit einer Internetseite (HTML) statt mit OParl-Daten."),
            place=place,
            remedy=text("Bitte die Adresse der OParl-Schnittstelle prüfen; sie steht oft unter „/oparl“."),
        )
    try:
        return json.loads(_decoded(data))
    except (ValueError, RecursionError) as error:
        raise BadValue(
            text("Die Antwort ist kein gültiges JSON."),
            place=place,
            remedy=text("Bitte später noch einmal versuchen oder den Betreiber des Servers fragen."),
        ) from error


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("windows-1252")


def items_of(page: Any) -> list[Any]:
    """The objects of a page. OParl puts them under `data`; records at hand are often a bare list or one object."""
    if isinstance(page, list):
        return page
    if not isinstance(page, dict):
        return []
    data = page.get("data")
    if isinstance(data, list):
        return data
    return [page] if "id" in page or "type" in page else []


def next_of(page: Any) -> str | None:
    """The address of the next page. OParl says `links.next`; drafts and some servers `pagination.next` or `nextPage`.

    An empty string or null means the end, as does a link to the page itself (which the walk sees).
    """
    if not isinstance(page, dict):
        return None
    for holder in (page.get("links"), page.get("pagination"), page):
        found = (holder.get("next") or holder.get("nextPage")) if isinstance(holder, dict) else None
        if isinstance(found, dict):  # JSON:API servers wrap the address.
            found = found.get("href")
        if isinstance(found, str) and found.strip():
            return found.strip()
    return None


def total_of(page: Any) -> int | None:
    """How many objects the server says there are. Often wrong (closed ones counted, pages instead): only compared."""
    holder = page.get("pagination") if isinstance(page, dict) else None
    total = holder.get("totalElements") if isinstance(holder, dict) else None
    return total if isinstance(total, int) else None


def address(value: str, base: str) -> str:
    """A whole address in the scheme of its server. Some write relative ones, some http behind an https front."""
    whole = urljoin(base, value.strip()) if base else value.strip()
    ours, theirs = urlsplit(base), urlsplit(whole)
    if ours.scheme == "https" and theirs.scheme == "http" and ours.hostname == theirs.hostname:
        port = f":{ours.port}" if ours.port else ""
        return theirs._replace(scheme="https", netloc=f"{theirs.hostname}{port}").geturl()
    return whole


def same(url: str) -> str:
    """What two spellings of one address share: servers name an object now in http, now in https."""
    return url.partition("://")[2] or url


def type_of(values: Values, expected: str | None) -> str | None:
    """The type of an object, as "Meeting". Some leave it out inside another object: then its place says it."""
    given = values.get("type")
    if isinstance(given, str) and given.strip("/ "):
        return given.strip("/ ").rpartition("/")[2]
    return expected


def as_list(value: Any) -> list[Any]:
    """A list of what should be one. Servers write a single address, an object or null where OParl wants a list."""
    if value is None or value == "":
        return []
    return [part for part in value if part not in (None, "")] if isinstance(value, list) else [value]


def truth(value: Any) -> bool | None:
    """Whether something is so. Some write "true", "ja" or 1; what is none of these is unknown."""
    words = str(value).strip().casefold()
    if words in {"true", "1", "ja", "yes"}:
        return True
    return False if words in {"false", "0", "nein", "no"} else None


def day_of(value: Any) -> PartialDate | None:
    """The day of a date or time. Some write "04.01.2013", a time where a date belongs, or a day that stands for none.

    BadValue for words that are no day; the day is the one written, in the server's own zone.
    """
    words = str(value or "").strip()
    if not words or words[:10] in _NO_DAYS:
        return None
    german, iso = _GERMAN_DAY.match(words), _ISO_DAY.fullmatch(words)
    if german:
        return PartialDate(int(german[3]), int(german[2]), int(german[1]))
    return PartialDate(int(iso[1]), int(iso[2]), int(iso[3])) if iso else PartialDate.parse(words)


def end_of_meeting(start: PartialDate | None, end: PartialDate | None) -> PartialDate | None:
    """The last day of a meeting. Some give the midnight before it began, or year 1, for an end that nobody entered."""
    return start if start and (end is None or end < start) else end


def name_of(value: Any) -> str | None:
    """A name in single spaces. Places that someone must fill carry "-", "N.N." or "Offen": these name nothing."""
    words = " ".join(value.split()) if isinstance(value, str) else ""
    return None if words.casefold() in _NO_NAMES else words


def link_of(value: Any) -> str | None:
    """A web address as it may be kept. Some write it without scheme, with spaces, or none at all."""
    words = value.strip() if isinstance(value, str) else ""
    whole = f"https://{words}" if re.match(r"www\.\S+$", words) else words
    return whole if re.fullmatch(r"https?://\S{1,1900}", whole) else None


def newest_first(versions: list[tuple[str, date | None, Values]]) -> Iterator[Values]:
    """The versions of one object, the newest first. The same object stands whole in its list and short in others."""
    ordered = sorted(versions, key=lambda version: (version[0], version[1] or date.min, len(version[2])), reverse=True)
    return (values for _, _, values in ordered)
