"""The same organisation under several names: what is proposed, what never is, and how well."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.matching.comparing import PROPOSED, Proposal, compare
from loaders.matching.matching import match
from loaders.matching.names import abbreviates, is_abbreviation, normalise, read_name
from loaders.matching.profiles import Profile, Subject, host_of
from loaders.matching.spelling import sound
from loaders.matching.words import places, stem, words
from tests.loaders.labelled_names import DISTRICTS, PARTS, SAME, TOWN

HERE = places(TOWN, DISTRICTS)
GROUP_OF = {f"{group}.{place}": group for group, names in SAME.items() for place in range(len(names))}
PROFILES = [Profile(f"{group}.{place}", (name,)) for group, names in SAME.items() for place, name in enumerate(names)]
PARTS_OF_NAMES = ("AWO", "Arbeiterwohlfahrt", "e.", "V.", "eV", "Verein", "für", "Köln", "Leverkusen", "gGmbH", "KV")
PARTS_OF_NAMES += ("Kreisverband", "(KI)", "Stiftung", "a", "A", "o", "e", "r", "oe", "ü", "Ü")
NAMES = st.text(max_size=40) | st.lists(
    st.sampled_from(PARTS_OF_NAMES),
    max_size=7,
).map(" ".join)


def proposal(one: str, other: str, **more: object) -> Proposal | None:
    return compare(Subject(Profile("a", (one,), **more), HERE), Subject(Profile("b", (other,)), HERE))  # type: ignore[arg-type]


def named(*names: str) -> list[Profile]:
    return [Profile(f"{place}", (name,)) for place, name in enumerate(names)]


def relations(*names: str) -> set[tuple[str, str, str]]:
    """What is proposed for the names: relation and both names."""
    found = match(named(*names), HERE).proposals
    return {(one.relation, names[int(one.first)], names[int(one.second)]) for one in found}


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Flüchtlingsrat Leverkusen e. V.", "fluchtlingsrat leverkusen"),
        ("FLUECHTLINGSRAT  Leverkusen e.V", "fluchtlingsrat leverkusen"),
        ("Flu\u0308chtlingsrat „Leverkusen“", "fluchtlingsrat leverkusen"),
        ("Verein für Kultur", "verein fur kultur"),
        ("Verein für Kultur e. V.", "verein fur kultur"),
        ("Suchthilfe gem. GmbH", "suchthilfe"),
        ("Suchthilfe gemeinnützige GmbH", "suchthilfe"),
        ("Suchthilfe g GmbH", "suchthilfe"),
        ("Wohnen gUG (haftungsbeschränkt)", "wohnen"),
        ("Jüdische Gemeinde K. d. ö. R.", "judische gemeinde"),
        ("DFL Stiftung", "dfl"),
        ("Stiftung für Jugend", "stiftung fur jugend"),
        ("Bezirk I e. V.", "bezirk i"),
        ("G.O.E.K. e. V.", "gok"),
        ("Kommunales Integrationszentrum (KI)", "kommunales integrationszentrum"),
        ("e. V.", "ev"),
        ("(KI)", "ki"),
        ("???", ""),
    ],
)
def test_a_name_is_reduced_to_plain_words(written: str, plain: str) -> None:
    assert normalise(written) == plain


@settings(max_examples=400, deadline=None)
@given(NAMES)
def test_normalising_twice_changes_nothing(name: str) -> None:
    assert normalise(normalise(name)) == normalise(name)


@settings(max_examples=200, deadline=None)
@given(NAMES.filter(bool), NAMES.filter(bool))
def test_it_does_not_matter_which_of_two_comes_first(one: str, other: str) -> None:
    first, second = Profile("a", (one,)), Profile("b", (other,))
    there = compare(Subject(first, HERE), Subject(second, HERE))
    assert there == compare(Subject(second, HERE), Subject(first, HERE))
    swapped = compare(Subject(replace(first, id="b"), HERE), Subject(replace(second, id="a"), HERE))
    assert (there and (there.relation, there.score)) == (swapped and (swapped.relation, swapped.score))


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_organisations_changes_nothing(chance: random.Random) -> None:
    mixed = list(PROFILES[:60])
    chance.shuffle(mixed)
    assert match(mixed, HERE) == match(PROFILES[:60], HERE)


@settings(max_examples=100, deadline=None)
@given(NAMES.filter(lambda name: bool(normalise(name))))
def test_a_name_is_always_like_itself(name: str) -> None:
    found = proposal(name, name)
    assert found is not None
    assert (found.relation, found.score) == ("same_as", 1.0)


def proposed(relation: str) -> set[tuple[str, str]]:
    return {(one.first, one.second) for one in match(PROFILES, HERE).proposals if one.relation == relation}


def test_what_is_proposed_as_one_is_right_and_nearly_all_is_found() -> None:
    found = {tuple(sorted(pair)) for pair in proposed("same_as")}
    right = {tuple(sorted(pair)) for pair in combinations(GROUP_OF, 2) if GROUP_OF[pair[0]] == GROUP_OF[pair[1]]}
    assert (len(PROFILES) >= 150, len(right) >= 100) == (True, True)
    assert sorted(found - right) == []
    assert len(found & right) / len(right) >= 0.95


def test_levels_are_put_below_one_another_and_nothing_else_is() -> None:
    found = {(GROUP_OF[part], GROUP_OF[whole]) for part, whole in proposed("part_of")}
    above_the_next = {("caritas", "caritas-bund")}
    assert sorted(found - set(PARTS) - above_the_next) == []
    assert len(found & set(PARTS)) / len(PARTS) >= 0.85


def test_association_and_short_name_are_proposed_as_one() -> None:
    long = "Arbeiterwohlfahrt Kreisverband Leverkusen e. V."
    assert relations("AWO", long) == {("same_as", "AWO", long)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AWO Kreisverband Köln", "AWO Kreisverband Leverkusen"),
        ("Caritasverband Köln", "Caritas Leverkusen"),
        ("AWO Leverkusen", "DRK Leverkusen"),
        ("AWO Ortsverein Opladen", "AWO Ortsverein Wiesdorf"),
        ("Integrationsrat Leverkusen", "Integrationsamt Leverkusen"),
        ("Realschule am Stadtpark", "Hauptschule am Stadtpark"),
        ("Bezirksvertretung I", "Bezirksvertretung II"),
        ("Bayer AG", "TSV Bayer 04"),
        ("Theodor-Wuppermann-Schule", "Förderverein der Theodor-Wuppermann-Schule e. V."),
        ("DFL Stiftung", "DFL GmbH"),
        ("Evangelische Kirchengemeinde Leverkusen-Mitte", "Evangelische Kirchengemeinde Leverkusen-Süd"),
        ("Caritasverband (Fachdienst Wohnen)", "Caritasverband (Kita Sonne)"),
        ("Leverkusen", "Stadt Leverkusen"),
        ("Flüchtlingshilfe Opladen", "Flüchtlingshilfe Leverkusen"),
        ("FALS", "Frauenberatungsstelle Leverkusen"),
    ],
)
def test_look_alikes_are_not_proposed(one: str, other: str) -> None:
    assert relations(one, other) == set()


def test_levels_of_one_association_are_parts_never_one() -> None:
    town, country = "AWO Kreisverband Leverkusen", "AWO Bundesverband"
    assert relations(town, country) == {("part_of", town, country)}


def test_a_part_goes_below_the_nearest_level_only() -> None:
    names = ("AWO Ortsverein Opladen", "AWO Kreisverband Leverkusen", "AWO Bundesverband")
    assert relations(*names) == {("part_of", names[0], names[1]), ("part_of", names[1], names[2])}


def test_a_part_goes_below_a_whole_that_says_its_level_before_one_that_does_not() -> None:
    names = ("AWO Ortsverein Wiesdorf", "AWO", "AWO Kreisverband Leverkusen")
    assert ("part_of", names[0], names[2]) in relations(*names)
    assert ("part_of", names[0], names[1]) not in relations(*names)


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("AWO Ortsverein Hinterdorf", "AWO Kreisverband Leverkusen"),
        ("DRK Ortsverein Hinterdorf", "Deutsches Rotes Kreuz Kreisverband Leverkusen e.V."),
    ],
)
def test_a_local_part_in_an_unknown_place_is_proposed_less_surely(part: str, whole: str) -> None:
    [found] = match(named(part, whole), HERE).proposals
    assert (found.relation, found.first, found.second) == ("part_of", "0", "1")
    assert PROPOSED <= found.score < 0.8


def test_a_local_part_in_an_unknown_place_goes_below_the_own_town_or_below_none() -> None:
    part, here, there = "AWO Ortsverein Hinterdorf", "AWO Kreisverband Leverkusen", "AWO Kreisverband Köln"
    assert relations(part, here, there) == {("part_of", part, here)}
    assert relations(part, there, "AWO Kreisverband Bonn") == set()


def test_a_name_that_tells_neither_level_nor_place_is_less_sure() -> None:
    [found] = match(named("AWO", "AWO Bezirksverband Mittelrhein"), HERE).proposals
    assert (found.relation, found.score) == ("part_of", 0.85)
    [level] = [one for one in found.evidence if one.field == "level"]
    assert (level.weight, level.first, level.second) == (-0.15, "", "region")


@pytest.mark.parametrize("other", ["Müller-Stiftung", "Müller Stiftung", "MUELLER-STIFTUNG"])
def test_a_foundation_in_one_word_or_in_two_is_one(other: str) -> None:
    assert relations("Muellerstiftung", other) == {("same_as", "Muellerstiftung", other)}


def test_a_name_without_a_town_is_of_the_own_town_where_there_is_one() -> None:
    names = ("VHS", "VHS Leverkusen", "Volkshochschule Bergisch Gladbach")
    assert relations(*names) == {("same_as", "VHS", "VHS Leverkusen")}
    assert relations("IHK", "IHK Köln") == {("same_as", "IHK", "IHK Köln")}


def test_a_known_pair_of_two_is_not_compared() -> None:
    pair = named("AWO", "AWO Leverkusen")
    assert match([replace(one, group="known") for one in pair], HERE).proposals == ()
    assert match(pair, HERE, lambda one, other: (one, other) == ("0", "1")).proposals == ()


def test_a_proposal_says_what_decides() -> None:
    more = {"kind": "association", "sector": "civil_society"}
    one = Profile(
        "a", ("Haus der Kulturen Leverkusen e. V.",), **more, domains=frozenset({"hdk.de"}), measures=frozenset("xyz")
    )
    other = Profile(
        "b", ("Haus der Kulturen gGmbH",), **more, mail_domains=frozenset({"hdk.de"}), measures=frozenset("xy")
    )
    found = compare(Subject(one, HERE), Subject(other, HERE))
    assert found is not None
    told = {each.field: (each.weight, each.first, each.second) for each in found.evidence}
    assert told == {
        "name": (1.0, one.names[0], other.names[0]),
        "place": (-0.04, "Leverkusen", ""),
        "domain": (0.1, "", ""),
        "kind": (0.02, "association", "association"),
        "legal_form": (-0.1, "e. V.", "gGmbH"),
        "measures": (0.06, "2", "2"),
    }
    assert found.score == 1.0


def test_an_address_alone_makes_no_two_names_one() -> None:
    host = frozenset({"awo-lev.de"})
    one, other = Profile("a", ("Haus der Kulturen",), domains=host), Profile("b", ("Sprachcafé",), domains=host)
    assert match([one, other], HERE).proposals == ()


def test_a_body_and_an_association_of_one_name_are_not_proposed() -> None:
    one = Profile("a", ("Arbeitskreis Asyl",), kind="network", sector="coordination", body=True)
    other = Profile("b", ("Arbeitskreis Asyl e. V.",), kind="association", sector="civil_society")
    assert match([one, other], HERE).proposals == ()


@pytest.mark.parametrize(
    ("letters", "name", "fits"),
    [
        ("faw", "fortbildungsakademie wirtschaft", False),
        ("dkjs", "deutsche kinder jugendstiftung", False),
        ("tws", "theodor wuppermann schule", True),
        ("twx", "theodor wuppermann schule", False),
    ],
)
def test_initials_make_an_abbreviation(letters: str, name: str, fits: bool) -> None:
    assert abbreviates(letters, tuple(name.split())) is fits


def test_an_abbreviation_may_take_letters_from_inside_words() -> None:
    assert abbreviates("dkjs", ("deutsche", "kinder", "jugendstiftung"), 2)
    assert not abbreviates("dkjs", ("deutsche", "kinder", "jugend"), 2)


@pytest.mark.parametrize(
    ("word", "is_one"), [("JSL", True), ("SkF", True), ("D.K.J.S.", True), ("Caritas", False), ("A", False)]
)
def test_an_abbreviation_is_known_by_its_capitals(word: str, is_one: bool) -> None:
    assert is_abbreviation(word) is is_one


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("muller", "657"),
        ("mueller", "657"),
        ("wikipedia", "3412"),
        ("breschnew", "17863"),
        ("xanthippe", "48621"),
        ("04", "04"),
    ],
)
def test_words_that_sound_alike_have_one_code(word: str, code: str) -> None:
    assert sound(word) == code


def test_a_short_form_of_a_level_counts_beside_an_association_only() -> None:
    assert (read_name("AWO KV Leverkusen", HERE).level, read_name("BV Bergisch Neukirchen", HERE).level) == (
        "county",
        "",
    )


@pytest.mark.parametrize("town", ["Lindlar", "Nümbrecht", "Bad Sassendorf", "Übach-Palenberg", "Rommerskirchen"])
def test_branches_in_two_towns_of_the_state_are_told_apart(town: str) -> None:
    assert read_name(f"Tafel {town} e. V.", HERE).towns == {town}
    assert relations(f"Diakonie {town}", "Diakonie Leverkusen", "Diakonie") == {
        ("same_as", "Diakonie Leverkusen", "Diakonie")
    }


def test_a_district_belongs_to_the_own_town() -> None:
    form = read_name("AWO Opladen", HERE)
    assert (form.towns, form.districts) == ({"Leverkusen"}, {"Opladen"})


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://www.awo-lev.de/seite", "awo-lev.de"),
        ("https://www.facebook.com/awo", ""),
        ("https://de-de.facebook.com/awo", ""),
        ("//gmx.de", ""),
        ("ohne", ""),
    ],
)
def test_a_host_counts_where_it_is_not_shared_by_many(address: str, host: str) -> None:
    assert host_of(address) == host


def test_no_word_of_the_data_means_two_things() -> None:
    entries = (*words().associations.items(), *words().synonyms.items())
    plain = [way for name, others in entries for way in {normalise(one) for one in (name, *others)}]
    assert sorted({way for way in plain if plain.count(way) > 1}) == []


@given(st.text(alphabet="abenrsm", max_size=12))
def test_a_stem_is_its_own_stem(word: str) -> None:
    assert stem(stem(word)) == stem(word)


def test_nothing_is_proposed_below_the_threshold() -> None:
    assert all(PROPOSED <= one.score <= 1 for one in match(PROFILES, HERE).proposals)


def test_nothing_at_all_is_nothing_to_propose() -> None:
    assert match([], HERE).proposals == ()
