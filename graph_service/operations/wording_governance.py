"""Bodies, seats and ways of papers as sentences: who sits where, who steers whom, what is not recorded of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from graph_service.analysis.bodies import Body, Governance, PaperWay, Place
from graph_service.analysis.scope import Scope
from graph_service.model.network import Network
from graph_service.model.nodes import Actor
from graph_service.model.text import Label, Text, Value, counted, text
from graph_service.model.ties import Tie
from graph_service.model.vocabulary import vocabulary
from graph_service.operations.describing import tie_words
from graph_service.operations.wording_findings import told

MOST_NAMED = 12
STATION_LABELS = {
    "consults": Label(de="Vorberatung", en="preliminary deliberation"),
    "decides": Label(de="Beschluss", en="decision"),
}


def governance_sentence(found: Governance) -> Text:
    """How many bodies are recorded, in how many of them who sits, and the ways of how many papers."""
    day = found.scope.at
    if not found.bodies:
        return text("Für den {day} ist kein Gremium erfasst.", day=day)
    bodies = counted(
        "Für den {day} ist ein Gremium erfasst",
        "Für den {day} sind {n} Gremien erfasst",
        len(found.bodies),
        day=day,
    )
    if not found.papers:
        return text("{bodies}; {seats}.", bodies=bodies, seats=_seats(found))
    papers = counted(
        "Von einer Vorlage ist der Weg durch die Gremien erfasst.",
        "Von {n} Vorlagen ist der Weg durch die Gremien erfasst.",
        len(found.papers),
    )
    return text("{bodies}; {seats}. {papers}", bodies=bodies, seats=_seats(found), papers=papers)


def _seats(found: Governance) -> Text:
    filled = sum(1 for body in found.bodies if body.seats)
    if not filled:
        return text("Mitglieder sind bei keinem erfasst")
    return counted(
        "bei einem davon ist erfasst, wer darin sitzt ({seats})",
        "bei {n} davon ist erfasst, wer darin sitzt ({seats})",
        filled,
        seats=counted("ein Sitz", "{n} Sitze", len(found.seats)),
    )


def governance_caveats(found: Governance) -> tuple[Text, ...]:
    """What is not recorded of bodies, seats and ways, each as a sentence; only what applies."""
    bodies = found.bodies
    above = {place.actor.id for place in found.levels.places if place.above}
    return (
        *_bodies_caveats(bodies, above),
        *told(
            [
                counted(
                    "Ein Sitz zählt nur deshalb, weil sein Beginn oder sein Ende nicht erfasst ist.",
                    "{n} Sitze zählen nur deshalb, weil ihr Beginn oder ihr Ende nicht erfasst ist.",
                    found.undated,
                )
            ]
        ),
        *_absent(found),
        *(
            text("Diese Akteure stehen nach den Angaben im Kreis übereinander: {names}.", names=_names(circle))
            for circle in found.levels.circles
        ),
    )


def _bodies_caveats(bodies: tuple[Body, ...], above: set[str]) -> tuple[Text, ...]:
    return told(
        [
            counted(
                "Zu einem Gremium ist kein Mitglied erfasst: unbekannt, nicht unbesetzt.",
                "Zu {n} Gremien ist kein Mitglied erfasst: unbekannt, nicht unbesetzt.",
                sum(1 for body in bodies if not body.seats),
            ),
            counted(
                "Zu einem Gremium mit erfassten Mitgliedern ist kein Vorsitz erfasst.",
                "Zu {n} Gremien mit erfassten Mitgliedern ist kein Vorsitz erfasst.",
                sum(1 for body in bodies if body.seats and not body.seats_as("chair")),
            ),
            counted(
                "Zu einem Gremium ist nicht erfasst, wer darüber steht; es steht deshalb oben.",
                "Zu {n} Gremien ist nicht erfasst, wer darüber steht; sie stehen deshalb oben.",
                sum(1 for body in bodies if body.actor.id not in above),
            ),
        ]
    )


def _absent(found: Governance) -> tuple[Text, ...]:
    if not found.absent:
        return ()
    return (
        counted(
            "Ein erfasstes Gremium zählt für diesen Tag nicht: {names}.",
            "{n} erfasste Gremien zählen für diesen Tag nicht: {names}.",
            len(found.absent),
            names=tuple(_with_period(actor) for actor in found.absent[:MOST_NAMED]),
        ),
    )


def _with_period(actor: Actor) -> Text:
    return text("{name} ({period})", name=actor.name, period=actor.valid)


def _names(actors: Iterable[Actor]) -> tuple[Value, ...]:
    return tuple(actor.name for actor in actors)


def body_sentence(network: Network, body: Body, scope: Scope) -> Text:
    """Who sits in a body, in one sentence: names with their roles, the most responsible first."""
    if not body.seats:
        nobody = text(
            "Für „{name}“ ist am {day} kein Mitglied erfasst: unbekannt, nicht unbesetzt.",
            name=body.actor.name,
            day=scope.at,
        )
        return _with_last_members(nobody, network, body.actor, scope)
    return counted(
        "In „{name}“ sitzt am {day} nach den erfassten Quellen ein Akteur: {names}.",
        "In „{name}“ sitzen am {day} nach den erfassten Quellen {n} Akteure: {names}.",
        len({tie.origin for tie in body.seats}),
        name=body.actor.name,
        day=scope.at,
        names=_seated(network, body.seats),
    )


def _member(network: Network, actor: str, ties: list[Tie]) -> Value:
    roles = tuple(vocabulary().roles[tie.role] for tie in ties if tie.role not in (None, "member"))
    name = network.nodes[actor].name
    return text("{name} ({roles})", name=name, roles=roles) if roles else name


def absent_sentence(network: Network, actor: Actor, scope: Scope) -> Text:
    """That a body is not there on the day, and who was the last to sit in it."""
    absent = text(
        "„{name}“ zählt für den {day} nicht: nach den erfassten Angaben besteht dieses Gremium dann nicht.",
        name=actor.name,
        day=scope.at,
    )
    return _with_last_members(absent, network, actor, scope)


def _with_last_members(words: Text, network: Network, body: Actor, scope: Scope) -> Text:
    """The words, and who sat in a body last of all whose seats are over, where that is recorded."""
    seats = [tie for tie in network.ties_to(body.id, "member_of") if _counts(tie, scope)]
    ended = [(tie.valid.end, tie) for tie in seats if tie.valid.end and tie.valid.end.last < scope.at]
    if ended:
        end = max((end for end, _ in ended), key=lambda one: one.last)
        last = [tie for when, tie in ended if when.last == end.last]
        return text("{words} Zuletzt erfasst: {names}, bis {end}.", words=words, names=_seated(network, last), end=end)
    undated = [tie for tie in seats if tie.valid.end is None and not scope.admits(body)]
    if undated:
        return text(
            "{words} Zuletzt erfasst: {names}, Ende nicht erfasst.", words=words, names=_seated(network, undated)
        )
    return words


def _counts(tie: Tie, scope: Scope) -> bool:
    """Whether a tie may be told of, whatever the day."""
    return tie.basis != "inferred" and (tie.confirmation == "documented" or not scope.documented)


def _seated(network: Network, seats: Iterable[Tie]) -> tuple[Value, ...]:
    """Who sits on these seats, with their roles, the most responsible first; many are counted."""
    by_actor: dict[str, list[Tie]] = defaultdict(list)
    for tie in sorted(seats, key=lambda one: one.rank):
        by_actor[tie.origin].append(tie)
    named = [_member(network, actor, ties) for actor, ties in list(by_actor.items())[:MOST_NAMED]]
    if len(by_actor) > MOST_NAMED:
        named.append(counted("ein weiterer Akteur", "{n} weitere Akteure", len(by_actor) - MOST_NAMED))
    return tuple(named)


def body_caveats(body: Body, scope: Scope) -> tuple[Text, ...]:
    """What is not recorded of a body, each as a sentence; only what applies."""
    undated = sum(1 for tie in body.seats if not tie.valid.certainly_covers(scope.at))
    chair = text("Ein Vorsitz ist nicht erfasst.")
    thin = counted(
        "Ein Sitz zählt nur deshalb, weil sein Beginn oder sein Ende nicht erfasst ist.",
        "{n} Sitze zählen nur deshalb, weil ihr Beginn oder ihr Ende nicht erfasst ist.",
        undated,
    )
    return (*([chair] if body.seats and not body.seats_as("chair") else []), *told([thin]))


def place_words(place: Place) -> tuple[Label, ...]:
    """Why an actor is listed under another: "wird gesteuert von", "ist Teil von"."""
    return tuple(dict.fromkeys(tie_words(tie, place.actor.id) for tie in place.ties))


def paper_sentence(network: Network, way: PaperWay) -> Text:
    """The way of a paper in one sentence: how many bodies from when to when, and which one decides."""
    deciding = tuple(network.nodes[tie.origin].name for tie in way.stations if tie.kind == "decides")
    dates = sorted((tie.valid.start for tie in way.stations if tie.valid.start), key=lambda when: when.first)
    through = counted("durch ein Gremium", "durch {n} Gremien", len({tie.origin for tie in way.stations}))
    if dates:
        through = text("{way}, {start} bis {end}", way=through, start=dates[0], end=dates[-1])
    if deciding:
        return text("Der erfasste Weg führt {way}; Beschluss: {names}.", way=through, names=deciding)
    return text("Der erfasste Weg führt {way}; ein Beschluss ist nicht erfasst.", way=through)
