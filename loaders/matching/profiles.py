"""What is known of an organisation when it is compared with others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from loaders.matching.names import Form, names_in, read_name
from loaders.matching.words import Places, words

_EMPTY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Profile:
    """An organisation as its records tell of it; `names` begin with its own name.

    `kind` and `sector` are words of the vocabulary; `domains` are hosts of its pages, `mail_domains` those of its
    mail, which are never shown; `districts` are where it works, `documents` the sources that name it. Two of
    the same `group` are known to be two.
    """

    id: str
    names: tuple[str, ...]
    kind: str = ""
    sector: str = ""
    body: bool = False
    domains: frozenset[str] = _EMPTY
    mail_domains: frozenset[str] = _EMPTY
    districts: frozenset[str] = _EMPTY
    measures: frozenset[str] = _EMPTY
    documents: frozenset[str] = _EMPTY
    group: str = ""


class Subject:
    """A profile with its names taken apart, and what they say together."""

    __slots__ = ("__dict__", "forms", "profile")

    def __init__(self, profile: Profile, known: Places) -> None:
        self.profile = profile
        written = dict.fromkeys(part for name in profile.names for part in names_in(name))
        self.forms: tuple[Form, ...] = tuple(read_name(name, known) for name in written)

    @property
    def main(self) -> Form:
        return self.forms[0]

    @cached_property
    def towns(self) -> frozenset[str]:
        return _EMPTY.union(*(form.towns for form in self.forms))

    @cached_property
    def regions(self) -> frozenset[str]:
        return _EMPTY.union(*(form.regions for form in self.forms))

    @cached_property
    def districts(self) -> frozenset[str]:
        """The districts that its names tell."""
        return _EMPTY.union(*(form.districts for form in self.forms))

    @cached_property
    def level(self) -> str:
        """The level that its names tell; of an association, a larger area without a town tells of the state."""
        said = next((form.level for form in self.forms if form.level), "")
        return said or ("state" if self.main.association and self.regions and not self.towns else "")

    @property
    def is_unplaced_branch(self) -> bool:
        """Whether it is a local part of an association, in a place that is not known as one."""
        return bool(self.main.association) and self.level == "local" and not self.towns | self.regions | self.districts

    @cached_property
    def legal_forms(self) -> frozenset[str]:
        return next((form.legal_forms for form in self.forms if form.legal_forms), _EMPTY)


def host_of(address: str) -> str:
    """The host of an address without "www.", or "" where many share it or where there is none."""
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    shared = any(host == one or host.endswith(f".{one}") for one in words().shared_hosts)
    return "" if shared or "." not in host else host
