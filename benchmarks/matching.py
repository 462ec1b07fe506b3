"""Finding the same organisation under several names: all names of a country against all pairs of a few.

Names of made-up organisations in real towns; every twelfth is recorded a second time under another way to write it:
abbreviated, with or without legal form, town or umlaut, or misspelt. Ours blocks, compares and explains; the plain way
takes rapidfuzz's token_sort_ratio of every two names on all cores and can say no more than a number. It is measured on
a part, as its time grows with the square. Both work on one machine, each in a process of its own.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from benchmarks._measuring import apart, peak, row
from loaders.matching.matching import match
from loaders.matching.profiles import Profile
from loaders.matching.words import places

ALL, PART = 300_000, 10_000
"""How many names ours gets, and how many both get."""

CUTOFF = 90
"""From which similarity on the plain way calls two names the same."""

_SYLLABLES = (
    "ber",
    "lin",
    "mar",
    "tha",
    "kon",
    "rad",
    "sel",
    "ma",
    "tor",
    "ben",
    "win",
    "fre",
    "da",
    "gis",
    "hel",
    "mut",
)
_PEOPLE = (
    "Türkisch",
    "Kurdisch",
    "Alevitisch",
    "Polnisch",
    "Syrisch",
    "Russisch",
    "Griechisch",
    "Iranisch",
    "Tamilisch",
)
_CLUBS = ("Kulturverein", "Elternverein", "Frauenverein", "Sportverein", "Bildungsverein", "Jugendverein")
_HOMES = ("Kita", "Begegnungszentrum", "Nachbarschaftstreff", "Beratungsstelle", "Sprachschule", "Moschee", "Werkstatt")
_SPORTS = ("TuS", "SV", "TSV", "VfL", "SC", "FC")
_BRANCHES = (
    ("Arbeiterwohlfahrt", "AWO"),
    ("Deutsches Rotes Kreuz", "DRK"),
    ("Diakonisches Werk", "Diakonie"),
    ("Volkshochschule", "VHS"),
    ("Kommunales Integrationszentrum", "KI"),
    ("Arbeiter-Samariter-Bund", "ASB"),
)


@dataclass(frozen=True)
class Done:
    """What one way took (seconds, those of processors, MB) and found: pairs that are right, wrong, and missed."""

    seconds: float
    processor: float
    memory: float
    right: int
    wrong: int
    missed: int


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--names", type=int, default=ALL, help="how many names ours gets")
    asked.add_argument("--part", type=int, default=PART, help="how many names both get")
    given = asked.parse_args()
    row("", "ours", "all pairs", "ratio")
    ours, plain = apart(measured, _ours, given.part), apart(measured, _plain, given.part)
    tell(given.part, ours, plain)
    tell(given.names, apart(measured, _ours, given.names), None)


def tell(size: int, ours: Done, plain: Done | None) -> None:
    """Prints what both took for so many names."""
    pairs: list[tuple[str, Callable[[Done], float], str]] = [
        (f"{size:,} names: seconds", lambda done: done.seconds, ".1f"),
        ("  seconds of processors", lambda done: done.processor, ".1f"),
        ("  names per second", lambda done: size / done.seconds, ",.0f"),
        ("  peak memory (MB)", lambda done: done.memory, ",.0f"),
        ("  pairs proposed that are right", lambda done: done.right / max(done.right + done.wrong, 1), ".1%"),
        ("  pairs found of those that there are", lambda done: done.right / max(done.right + done.missed, 1), ".1%"),
    ]
    for what, value, form in pairs:
        other = value(plain) if plain else 0.0
        ratio = f"{other / value(ours):.1f}" if plain and "%" not in form else ""
        row(what, f"{value(ours):{form}}", f"{other:{form}}" if plain else "", ratio)


def measured(way: Callable[[list[str]], set[tuple[int, int]]], size: int) -> Done:
    """One way on so many names."""
    names, twins = named(size)
    began, worked = time.perf_counter(), time.process_time()
    found = way(names)
    took, processor = time.perf_counter() - began, time.process_time() - worked
    return Done(took, processor, peak(), len(found & twins), len(found - twins), len(twins - found))


def _ours(names: list[str]) -> set[tuple[int, int]]:
    profiles = [Profile(f"{place:07}", (name,)) for place, name in enumerate(names)]
    found = match(profiles).proposals
    return {(int(one.first), int(one.second)) for one in found if one.relation == "same_as"}


def _plain(names: list[str]) -> set[tuple[int, int]]:
    lowered = [name.casefold() for name in names]
    found: set[tuple[int, int]] = set()
    for start in range(0, len(lowered), 1000):
        rows = lowered[start : start + 1000]
        scores = process.cdist(
            rows, lowered, scorer=fuzz.token_sort_ratio, score_cutoff=CUTOFF, workers=-1, dtype=np.uint8
        )
        found |= {(start + int(one), int(other)) for one, other in np.argwhere(scores) if start + one < other}
    return found


def named(size: int) -> tuple[list[str], set[tuple[int, int]]]:
    """So many names in mixed order, and the places of each two that mean the same."""
    chance = random.Random(1)
    made, seen = [], set()
    for name in _organisations(chance):
        if name not in seen:
            seen.add(name)
            made += (
                [(len(seen), name), (len(seen), _otherwise(name, chance))]
                if len(seen) % 12 == 0
                else [(len(seen), name)]
            )
        if len(made) >= size:
            break
    chance.shuffle(made)
    by_organisation: dict[int, list[int]] = {}
    for place, (organisation, _) in enumerate(made):
        by_organisation.setdefault(organisation, []).append(place)
    return [name for _, name in made], {(two[0], two[1]) for two in by_organisation.values() if len(two) == 2}


def _organisations(chance: random.Random) -> Iterator[str]:
    towns = sorted(places().every - places().regions)
    for town in towns:
        yield from (f"{long} Kreisverband {town} e. V." for long, _ in _BRANCHES[:3])
        yield from (f"{long} {town}" for long, _ in _BRANCHES[3:])
    while True:
        town, word = chance.choice(towns), "".join(chance.choices(_SYLLABLES, k=4)).title()
        yield chance.choice(
            (
                f"{chance.choice(_PEOPLE)}er {chance.choice(_CLUBS)} {word} {town} e. V.",
                f"{chance.choice(_HOMES)} {word} {town}",
                f"{chance.choice(_SPORTS)} {word} {town} e.V.",
                f"Förderverein der {word}-Schule {town} e. V.",
                f"{word} gGmbH {town}",
            )
        )


def _otherwise(name: str, chance: random.Random) -> str:
    """Another way to write a name."""
    for long, short in _BRANCHES:
        if name.startswith(long):
            return name.replace(long, short).removesuffix(" e. V.")
    bare = name.removesuffix(" e. V.").removesuffix(" e.V.")
    slip = chance.randrange(3, len(bare) - 8)
    return chance.choice(
        (
            bare,
            bare.upper(),
            bare.replace("ü", "ue").replace("ö", "oe").replace("-", " "),
            bare[:slip] + bare[slip + 1 :],
            f"{bare} eingetragener Verein",
        )
    )


if __name__ == "__main__":
    main()
