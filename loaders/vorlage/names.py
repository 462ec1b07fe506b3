"""Which words of a paper name a body or office."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from loaders.vorlage.words import BodyWords, any_of, words

_ENDING = r"(?:e?s)?"
_NUMBER = r"(?:[IVX]{1,5}(?!\w)|\d{1,3}(?![\w.]))"
_ARTICLE = re.compile(r"\b(?:der|des|dem|den|das|die)\s$", re.IGNORECASE)
_ELLIPSIS = re.compile(r"(?:[A-ZÄÖÜ]\w{1,40}-(?:, | und | oder | sowie )){1,4}$")
_SHORT = r"[A-ZÄÖÜ][A-Za-zÄÖÜäöü]{0,7}[A-ZÄÖÜ]"
_SHORT_FORM = re.compile(rf"\s\(({_SHORT})\)")
SHORT = re.compile(rf"(?<![\w-]){_SHORT}(?![\w-])")
_QUOTED = re.compile(r" ([^„“”\"]{1,80})(?=[“”\"])")
_WITH_SUBJECT = re.compile(rf"({_NUMBER}) (für .+)")


@dataclass(frozen=True)
class Key:
    """What tells one body from another: the head of its name and what follows it."""

    head: str
    tail: str = ""

    @property
    def name(self) -> str:
        return f"{self.head} {self.tail}" if self.tail else self.head


@dataclass(frozen=True)
class Mention:
    """One place in running words that names a body: the name and other forms of it, and a short form if given."""

    key: Key
    words: BodyWords
    start: int
    end: int
    name: str
    forms: tuple[str, ...] = ()
    short: str | None = None
    after_article: bool = False

    @property
    def is_full(self) -> bool:
        """Whether these words alone name one body."""
        return bool(self.key.tail) or self.words.bare == "name"


@cache
def _heads() -> dict[str, BodyWords]:
    return {head: body for body in words().bodies for head in body.heads if not head.startswith("…")}


@cache
def _compounds() -> dict[str, BodyWords]:
    return {head.removeprefix("…"): body for body in words().bodies for head in body.heads if head.startswith("…")}


@cache
def _finder() -> re.Pattern[str]:
    """Every head in any case of grammar, and every compound, in one pass over the words."""
    single = any_of(head for head in _heads() if " " not in head)
    several = "|".join(_inflected(head) for head in sorted(_heads(), key=len, reverse=True) if " " in head)
    compound = rf"[A-ZÄÖÜ][\w-]{{1,60}}{any_of(_compounds())}"
    found = rf"(?P<single>{single}){_ENDING}|(?P<several>{several})|(?P<compound>{compound}){_ENDING}"
    return re.compile(rf"(?<![\w-])(?:{found})(?![\w-])")


def _inflected(head: str) -> str:
    """A pattern for a head of several words: "Kommunales Integrationszentrum" in every case."""
    *first, last = head.split(" ")
    stems = [re.sub(r"(?:es|er|en|e)$", "", word) + r"(?:es|er|en|em|e)?" for word in first]
    return " ".join([*stems, last]) + _ENDING


def _head_of(match: re.Match[str]) -> tuple[str, BodyWords]:
    if match["several"]:
        head = next(head for head in _heads() if " " in head and re.fullmatch(_inflected(head), match["several"]))
        return head, _heads()[head]
    if match["single"]:
        return match["single"], _heads()[match["single"]]
    return match["compound"], next(body for end, body in _compounds().items() if match["compound"].endswith(end))


@dataclass(frozen=True)
class Finder:
    """Finds the names of bodies in the papers of one town."""

    town: str | None = None

    @property
    def of_town(self) -> str:
        """ "der Stadt Leverkusen", or nothing where the town is not known or is not feminine."""
        return f"der {self.town}" if self.town and not self.town.startswith("Kreis ") else ""

    def mentions(self, passage: str) -> Iterator[Mention]:
        """Every name of a body, from left to right."""
        for match in _finder().finditer(passage):
            yield from self._read(passage, match)

    def _read(self, passage: str, match: re.Match[str]) -> Iterator[Mention]:
        head, entry = _head_of(match)
        start = match.start()
        tail, end = self._tail(passage, start, match.end(), entry)
        ellipsis = _ELLIPSIS.search(passage, max(0, start - 120), start)
        if ellipsis and match["compound"]:
            start, head = ellipsis.start(), ellipsis[0] + head
        elif ellipsis:
            yield from _parted(ellipsis, Key(head, tail), end)
        short = _SHORT_FORM.match(passage, end)
        name = f"{head}{passage[match.end() : end]}" if entry.forms else ""
        found = self._mention(Key(head, tail), entry, (start, short.end() if short else end), name)
        definite = bool(_ARTICLE.search(passage, max(0, start - 6), start))
        yield _with(found, short[1] if short else None, definite)

    def _mention(self, key: Key, entry: BodyWords, span: tuple[int, int], name: str) -> Mention:
        """The mention under the key that is the same for every form of the name."""
        forms = [form.format(head=key.head, tail=key.tail) for form in entry.forms] if key.tail else []
        if entry.of_town and self.of_town and key.tail in {"", self.of_town}:
            key, forms = Key(key.head), [f"{key.head} {self.of_town}"]
        both = _WITH_SUBJECT.fullmatch(key.tail)
        if both:
            forms = [f"{key.head} {both[2]}", key.name]
            key = Key(key.head, both[1])
        return Mention(key, entry, *span, name or key.name, tuple(forms))

    def _tail(self, passage: str, start: int, end: int, entry: BodyWords) -> tuple[str, int]:
        """What follows the head as part of the name, and where the name ends."""
        quoted = _QUOTED.match(passage, end) if passage[start - 1 : start] in {"„", '"', "“"} else None
        if entry.tails and quoted:
            return quoted[1].strip(), quoted.end()
        tails = []
        for kind in entry.tails:
            match = re.compile(_tail_pattern(kind, self.town)).match(passage, end)
            if match:
                tails.append(match["tail"])
                end = match.end()
        return " ".join(tails), end

    def named_by(self, cell: str) -> Mention | None:
        """What a cell names that holds nothing but the name of a body; None where no known head begins it."""
        if cell == "Rat" and self.of_town:
            cell = f"Rat {self.of_town}"
        found = next(iter(self.mentions(cell)), None)
        if found is None or found.start > 0:
            return None
        if found.end == len(cell):
            return found
        return Mention(Key(cell), found.words, 0, len(cell), cell)


def _with(mention: Mention, short: str | None, definite: bool) -> Mention:
    forms = (*mention.forms, f"{mention.name} ({short})", short) if short else mention.forms
    return Mention(
        mention.key, mention.words, mention.start, mention.end, mention.name, forms, short, after_article=definite
    )


def _parted(ellipsis: re.Match[str], key: Key, end: int) -> Iterator[Mention]:
    """The other bodies of "Steuerungs- und Koordinierungsgruppe": each part must be a kind of its own."""
    for part in re.findall(r"(\w+)-", ellipsis[0]):
        heads = (part + key.head[cut:] for cut in range(1, len(key.head)))
        head = next((head for head in heads if head in _heads()), None)
        if head:
            whole = Key(head, key.tail)
            yield Mention(whole, _heads()[head], ellipsis.start(), end, whole.name)


@cache
def _word() -> str:
    """A pattern for a capital word that may belong to the name before it."""
    stop = any_of([*words().not_in_names, *_heads()])
    compounds = any_of(_compounds())
    return rf"(?!{stop}(?:e?s|n)?\b)(?![A-ZÄÖÜ]\w{{1,40}}{compounds})[A-ZÄÖÜ][\w/-]{{1,60}}"


@cache
def _tail_pattern(kind: str, town: str | None) -> str:
    word, adjective = _word(), r"(?:[a-zäöüß]{3,30}e[nrs]? ){0,2}"
    listed = rf"{word}(?:(?:, {word}){{0,5}},? (?:und|sowie) {adjective}{word})?"
    known = rf"{re.escape(town)}|" if town else ""
    forms = {
        "town": rf"(?P<tail>der (?:{known}{any_of(words().town_kinds)} (?:Bad |Sankt )?{word}))",
        "subject": rf"(?P<tail>für (?:(?:die|den|das) )?{adjective}{listed})",
        "number": rf"(?P<tail>{_NUMBER})",
        "word": rf"(?P<tail>{word})",
        "topic": rf"(?P<tail>(?:(?:für|zum|zur) )?{word})",
        "district": rf"(?:für (?:den|die) )?(?:(?:Stadtb|B)ezirke?s? )?(?P<tail>{_NUMBER}|{word})",
    }
    return rf"\s{forms[kind]}"
