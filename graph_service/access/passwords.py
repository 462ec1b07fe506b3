"""Passwords: which are good enough, and how they are kept (argon2id, never in the clear)."""

from __future__ import annotations

import unicodedata
from functools import cache, cached_property
from importlib.resources import files
from itertools import pairwise
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY
from pydantic import SecretStr

from graph_service.access.common import new_secret
from graph_service.model.errors import BadValue
from graph_service.model.identity import fold
from graph_service.model.text import Text, text

SHORTEST, LONGEST = 12, 256
_LEAST_DIFFERENT = 6  # letters that differ, once everything that can be guessed is taken away
_AT_ONCE = 4  # each hash takes 64 MiB


def check_password(password: SecretStr, *own: str) -> None:
    """BadValue where a password is too short, too long, or easily guessed; `own` are the account's own words.

    There are no rules about kinds of characters (NIST SP 800-63B): they make passwords alike, not strong.
    """
    words = _normal(password)
    if len(words) < SHORTEST:
        raise _refused(text("Das Kennwort ist zu kurz: mindestens {n} Zeichen.", n=SHORTEST))
    if len(words) > LONGEST:
        raise _refused(text("Das Kennwort ist zu lang: höchstens {n} Zeichen.", n=LONGEST))
    if _different(words, own) < _LEAST_DIFFERENT:
        raise _refused(
            text("Das Kennwort ist leicht zu erraten: häufige Wörter, der Name des Kontos oder fortlaufende Zeichen.")
        )


def _refused(message: Text) -> BadValue:
    return BadValue(
        message,
        place="password",
        remedy=text("Gut sind vier oder mehr Wörter, die nichts miteinander zu tun haben."),
    )


def _different(words: str, own: tuple[str, ...]) -> int:
    """How many different characters remain without names, common words, repetitions and runs like "abc" or "321"."""
    rest = fold(words)
    for known in (*(part for name in own for part in _parts(name)), *_common()):
        rest = rest.replace(known, " ")
    return len({letter for before, letter in pairwise(f"\0{rest}") if abs(ord(letter) - ord(before)) > 1} - {" "})


@cache
def _common() -> tuple[str, ...]:
    """Words that most stolen passwords are made of, the longest first, so that they are taken away whole."""
    lines = files("graph_service.access").joinpath("common_passwords.txt").read_text("utf-8").splitlines()
    words = {fold(word) for line in lines if not line.startswith("#") for word in line.split()}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def _parts(name: str) -> list[str]:
    """A name and its words, the longest first; short ones may occur anywhere by chance."""
    whole = fold(name)
    parts = {whole, *"".join(letter if letter.isalnum() else " " for letter in whole).split()}
    return sorted((part for part in parts if len(part) > 3), key=len, reverse=True)


def _normal(password: SecretStr) -> str:
    """One form for what keyboards and systems write differently (an umlaut as one sign or as two)."""
    # Half a sign, which only a made-up request holds, cannot be hashed.
    whole = password.get_secret_value().encode("utf-8", "replace").decode()
    return unicodedata.normalize("NFKC", whole)


class Passwords:
    """Makes and checks the hashes under which passwords are kept."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
        self._turns = BoundedSemaphore(_AT_ONCE)

    @cached_property
    def _nobodys(self) -> str:
        """The hash that is compared for a name that nobody has."""
        return self.hashed(new_secret())

    def prepare(self) -> None:
        """Does now what would make the first unknown name take longer than the others."""
        self._nobodys  # noqa: B018 - made when it is first read

    def hashed(self, password: SecretStr) -> str:
        with self._turns:
            return self._hasher.hash(_normal(password))

    def fits(self, kept: str | None, password: SecretStr) -> bool:
        """Whether the password is the one that is kept; where none is, the answer is no after the same time."""
        words = _normal(password)
        if kept is None or len(words) > LONGEST:
            self._verified(self._nobodys, words[:LONGEST])
            return False
        return self._verified(kept, words)

    def is_outdated(self, kept: str) -> bool:
        """Whether a hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(kept)

    def _verified(self, kept: str, words: str) -> bool:
        with self._turns:
            try:
                return self._hasher.verify(kept, words)
            except (VerificationError, InvalidHashError):
                return False
