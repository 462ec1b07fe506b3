"""A name taken apart: what it is called, and what it says of legal form, level and place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from loaders.matching.spelling import joined, pieces, plain_words, reduced
from loaders.matching.words import Places, stem, words

_BRACKETS = re.compile(r"\(([^()]*)\)")
_ASSOCIATION_MARK = re.compile(r"(?<!\w)e\.?\s?V\.?(?!\w)")
_RAW_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")
_LONGEST_FORM = 8
FOUNDATION = "Stiftung"
_FOUNDATION = FOUNDATION.lower()


@dataclass(frozen=True, slots=True)
class Form:
    """One name, taken apart for comparing.

    `plain` is what `normalise` leaves. `words` are what names it, in their order, each as its stem or as the one
    word for all that mean the same; `telling` those of them that tell it from others, `key` all in alphabetical
    order. `spelt` is it as written, with places and without, which abbreviations are made of; `joined` without
    places in one piece, with the word for a foundation: "Müller-Stiftung", "Müllerstiftung". `aside` stands in
    brackets. `abbreviation` is set where the name is nothing but one.
    """

    name: str
    plain: str
    words: tuple[str, ...]
    telling: frozenset[str]
    key: str
    association: str
    level: str
    towns: frozenset[str]
    regions: frozenset[str]
    districts: frozenset[str]
    legal_forms: frozenset[str]
    aside: frozenset[str]
    abbreviation: str
    spelt: tuple[tuple[str, ...], ...]
    joined: str


def normalise(name: str) -> str:
    """A name in plain words, without what stands in brackets and without legal forms at its end.

    "Flüchtlingsrat Leverkusen e. V." and "FLUECHTLINGSRAT  Leverkusen" are the same; a name that is nothing
    but a legal form or brackets keeps its words. Normalising twice changes nothing.
    """
    return " ".join(_normalised(name)[0])


def is_foundation(form: Form) -> bool:
    """Whether a name ends by saying that it is a foundation, as a word or as the end of one."""
    return form.joined.endswith(_FOUNDATION)


def without_legal_form(name: str) -> tuple[str, frozenset[str]]:
    """A name in plain words without legal forms at its end, and these; what stands in brackets counts as any word."""
    words_left, legal_forms = _normalised(name.replace("(", " ").replace(")", " "))
    return " ".join(words_left), legal_forms


def names_in(name: str) -> tuple[str, ...]:
    """The name, and the abbreviation that stands in its brackets: "Kommunales Integrationszentrum (KI)"."""
    if "(" not in name:
        return (name,)
    return name, *(inner.strip() for inner in _BRACKETS.findall(name) if is_abbreviation(inner.strip()))


def is_abbreviation(word: str) -> bool:
    """Whether one word is written as an abbreviation: JSL, SkF, D.K.J.S."""
    bare = word.replace(".", "")
    capitals = sum(1 for letter in bare if letter.isupper())
    return bare.isalpha() and 2 <= len(bare) <= 6 and capitals >= 2 and len(bare) - capitals <= 2


def read_name(name: str, known: Places) -> Form:
    """A name taken apart, with places as the network knows them."""
    plain, legal_forms = _normalised(name)
    clean = _normalised(_ASSOCIATION_MARK.sub(" ", name))[0] if "ev" in plain else plain
    clean = tuple(word for word in clean if word not in words().left_out) or plain
    parts = _Parts(known)
    parts.take(clean)
    spelt = tuple(word for word in clean if word not in words().stop_words)
    bare = tuple(word for word in spelt if word in parts.own)
    content = tuple(dict.fromkeys(parts.words))
    return Form(
        name=name,
        plain=" ".join(plain),
        words=content,
        telling=frozenset(word for word in content if word not in words().generic_words),
        key=" ".join(sorted(content)),
        association=next((word for word in content if word in words().association_words), ""),
        level=parts.level,
        towns=frozenset(parts.towns),
        regions=frozenset(parts.regions),
        districts=frozenset(parts.districts),
        legal_forms=legal_forms,
        aside=_aside(name),
        abbreviation=_abbreviation(name, bare),
        spelt=tuple(dict.fromkeys(way for way in (spelt, bare) if len(way) > 1)),
        joined="".join(bare) + (_FOUNDATION if FOUNDATION in legal_forms else ""),
    )


class _Parts:
    """The words of a name, sorted into what they tell."""

    def __init__(self, known: Places) -> None:
        self._known = known
        self.words: list[str] = []
        self.own: set[str] = set()
        self.towns: set[str] = set()
        self.regions: set[str] = set()
        self.districts: set[str] = set()
        self.level = ""

    def take(self, plain: tuple[str, ...]) -> None:
        meant = list(words().meanings.read(plain))
        associated = any(meaning in words().association_words for _, meaning in meant)
        open_words: list[str] = []
        for written, meaning in [*meant, ("", "")]:
            if meaning is None:
                open_words.append(written)
                continue
            self._open(tuple(open_words), associated)
            open_words.clear()
            self._keep(written, meaning)

    def _open(self, written: tuple[str, ...], associated: bool) -> None:
        for word, place in self._known.phrases.read(written):
            if place is not None:
                self._place(place)
            elif not self._is_level(word, associated) and word not in words().stop_words:
                self._keep(word, stem(word))

    def _keep(self, written: str, meaning: str) -> None:
        if meaning:
            self.words.append(meaning)
            self.own.update(written.split())

    def _place(self, place: str) -> None:
        if place in self._known.regions:
            self.regions.add(place)
        elif place in self._known.districts:
            self.districts.add(place)
            self.towns.update({self._known.town} - {""})
        else:
            self.towns.add(place)

    def _is_level(self, word: str, associated: bool) -> bool:
        level = words().level_words.get(word) or (words().level_shorts.get(word) if associated else None)
        if level is None and word in words().federated_words:
            level, rest = words().federated_words[word]
            self._keep(word, words().meanings.means(rest) or stem(rest))
        self.level = self.level or level or ""
        return level is not None


def _normalised(name: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """The plain words of a name, and its legal forms."""
    written = plain_words(_BRACKETS.sub(" ", name) if "(" in name else name) or plain_words(name)
    forms: set[str] = set()
    while cut := _form_at_end(written):
        length, form = cut
        written = written[:-length]
        forms.add(form)
    return tuple(reduced(word) for word in joined(written)), frozenset(forms)


def _form_at_end(written: list[str]) -> tuple[int, str] | None:
    """How many words at the end are a legal form, and which; never all of them."""
    if not written or reduced(written[-1]) not in words().form_ends:
        return None
    for length in range(min(_LONGEST_FORM, len(written) - 1), 0, -1):
        form = words().forms.get(reduced("".join(written[-length:])))
        if form is not None:
            return length, form
    return None


def _aside(name: str) -> frozenset[str]:
    """What stands in brackets, unless it is an abbreviation of the name."""
    if "(" not in name:
        return frozenset()
    return frozenset(stem(word) for word in _asides(name) if word not in words().stop_words)


def _asides(name: str) -> Iterator[str]:
    for inner in _BRACKETS.findall(name):
        if not is_abbreviation(inner.strip()):
            yield from pieces(inner)


def _abbreviation(name: str, bare: tuple[str, ...]) -> str:
    if len(bare) != 1:
        return ""
    written = (word for word in _RAW_WORD.findall(name) if is_abbreviation(word))
    return next((word for word in map(_as_one, written) if word == bare[0]), "")


def _as_one(word: str) -> str:
    return "".join(pieces(word))


def abbreviates(letters: str, spelt: tuple[str, ...], spare: int = 0) -> bool:
    """Whether letters are the initials of the words, with up to `spare` more from inside them: BAMF, DKJS."""
    if not letters or not spelt:
        return not letters and not spelt
    if letters[0] != spelt[0][0] or len(letters) > len(spelt) + spare:
        return False
    return any(
        _inside(letters[:size], spelt[0]) and abbreviates(letters[size:], spelt[1:], spare - size + 1)
        for size in range(1, spare + 2)
    )


def _inside(letters: str, word: str) -> bool:
    rest = iter(word)
    return all(letter in rest for letter in letters)
