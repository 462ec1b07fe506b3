"""Passwords: long, not guessed easily, without rules about signs, never kept or shown in the clear."""

from __future__ import annotations

import unicodedata

import pytest
from argon2 import PasswordHasher
from pydantic import SecretStr

from graph_service.access.passwords import LONGEST, Passwords, check_password
from graph_service.model.errors import BadValue
from tests.access.house import GOOD, quick


@pytest.mark.parametrize("words", [GOOD, "correct horse battery", "zwölfzeichen", "9f3a0c17d2e4b85x", "Ж" * 3 + GOOD])
def test_a_long_password_of_any_signs_is_good(words: str) -> None:
    check_password(SecretStr(words), "koordination")


@pytest.mark.parametrize(
    "words",
    [
        "",
        "elf Zeichen",
        "x" * (LONGEST + 1),
        "aaaaaaaaaaaaaaaa",
        "abcdefghijklmnop",
        "123456789012",
        "098765432109",
        "passwortpasswort",
        "Passwort2026!",
        "P@ssw0rd1234!",
        "Sommer2026Sommer",
        "qwertzuiop123",
        "asdfasdfasdf",
        "koordination2026!",
        "KOORDINATION-Leverkusen",
        "März-März-März-2026",
        "            ",
    ],
)
def test_a_password_that_is_short_endless_or_easily_guessed_is_refused(words: str) -> None:
    with pytest.raises(BadValue) as caught:
        check_password(SecretStr(words), "koordination", "Leitung", "leverkusen")
    assert caught.value.remedy is not None
    assert not words.strip() or words not in str(caught.value)


def test_the_words_of_an_account_may_stand_in_a_password_that_has_enough_besides() -> None:
    check_password(SecretStr("koordination braucht viel gruenen Tee"), "koordination")


def test_a_short_name_is_not_searched_for_in_a_password() -> None:
    check_password(SecretStr("kinder malen im garten"), "ki")


def test_a_password_is_known_again_and_another_is_not() -> None:
    passwords = Passwords(quick())
    kept = passwords.hashed(SecretStr(GOOD))
    assert passwords.fits(kept, SecretStr(GOOD))
    assert not passwords.fits(kept, SecretStr(GOOD + "."))


def test_the_same_password_is_kept_differently_each_time_and_not_readable() -> None:
    passwords = Passwords(quick())
    one, other = passwords.hashed(SecretStr(GOOD)), passwords.hashed(SecretStr(GOOD))
    assert one != other
    assert one.startswith("$argon2id$")
    assert GOOD not in one


def test_an_umlaut_is_the_same_however_a_keyboard_writes_it() -> None:
    passwords = Passwords(quick())
    kept = passwords.hashed(SecretStr(unicodedata.normalize("NFC", "Zwölf Köche kochen")))
    assert passwords.fits(kept, SecretStr(unicodedata.normalize("NFD", "Zwölf Köche kochen")))


@pytest.mark.parametrize("words", ["", "\ud800 half a sign", "x" * 100_000, "null\0byte"])
def test_whatever_is_typed_is_only_wrong(words: str) -> None:
    passwords = Passwords(quick())
    assert not passwords.fits(passwords.hashed(SecretStr(GOOD)), SecretStr(words))


def test_an_endless_password_does_not_pass_for_its_beginning() -> None:
    passwords = Passwords(quick())
    longest = "x" * LONGEST
    assert not passwords.fits(passwords.hashed(SecretStr(longest)), SecretStr(longest + "y"))


@pytest.mark.parametrize("kept", ["", "$argon2id$", "plain words"])
def test_a_hash_that_is_none_fits_nothing(kept: str) -> None:
    assert not Passwords(quick()).fits(kept, SecretStr(kept))


class Counting(PasswordHasher):
    """Counts how often it is asked, and with which parameters."""

    asked = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # noqa: A002
        self.asked += 1
        return super().verify(hash, password)


@pytest.mark.parametrize("words", [GOOD, "x" * 10_000])
def test_without_a_password_the_work_is_the_same(words: str) -> None:
    hasher = Counting(time_cost=1, memory_cost=8, parallelism=1)
    assert not Passwords(hasher).fits(None, SecretStr(words))
    assert hasher.asked == 1


def test_a_hash_made_with_other_parameters_is_outdated() -> None:
    kept = Passwords(quick()).hashed(SecretStr(GOOD))
    assert not Passwords(quick()).is_outdated(kept)
    assert Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)).is_outdated(kept)


def test_the_parameters_are_those_of_rfc_9106() -> None:
    assert "$argon2id$v=19$m=65536,t=3,p=4$" in Passwords().hashed(SecretStr(GOOD))
