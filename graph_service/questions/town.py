"""The town itself as the place of a question: it narrows nothing, so its name is passed over."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from graph_service.questions.words import Words, split

_BEFORE = tuple(
    split(words) for words in ("in ganz", "in der stadt", "in the city of", "in the town of", "in all of", "in")
)
_ANYWHERE = tuple(
    split(words)
    for words in ("in der ganzen stadt", "in der gesamten stadt", "stadtweit", "in the whole town", "in the whole city")
)
_SIMILAR = 80


def without_town(said: Words, town: str) -> Words | None:
    """The question without "in Leverkusen" or "in der ganzen Stadt"; None where it says neither, or nothing else."""
    named = [(*before, *split(town)) for before in _BEFORE] if split(town) else []
    for part in sorted((*named, *_ANYWHERE), key=len, reverse=True):
        for at in range(len(said) - len(part) + 1):
            if said[at : at + len(part)] == part and len(said) > len(part):
                return said[:at] + said[at + len(part) :]
    return None


def with_town(words: str, town: str) -> str | None:
    """The question with the name of the town instead of one that is much like it; None where there is none."""
    for found in re.finditer(r"(?<=\bin )[^\W_][\w-]+", words):
        if _SIMILAR <= fuzz.ratio(found[0].casefold(), town.casefold()) < 100:
            return f"{words[: found.start()]}{town}{words[found.end() :]}?"
    return None
