"""Every answer as sentences: careful, with counts, the day, and what the answer rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from graph_service.analysis.acting import FieldActors
from graph_service.analysis.completeness import SourceUse, Standing
from graph_service.analysis.partners import Partner
from graph_service.model.network import Network
from graph_service.model.nodes import Actor, AnyNode, Concept, Document, Measure
from graph_service.model.text import Label, Text, Value, counted, text
from graph_service.model.vocabulary import vocabulary
from graph_service.operations.asking import FieldAnswer, Surroundings
from graph_service.operations.describing import label_of
from graph_service.operations.wording_findings import some


def field_name(field: Concept) -> Label:
    """ "Handlungsfeld D „Wohnen und Unterbringung“"."""
    label = field.label
    return Label(de=f"Handlungsfeld {field.notation} „{label.de}“", en=f"field of action {field.notation} “{label.en}”")


def field_sentence(result: FieldActors) -> Text:
    """The answer to "Wer handelt in Feld …?" in one sentence with counts and date."""
    field, day = field_name(result.field), result.scope.at
    if not result.acting:
        return text(
            "Im {field} ist für den {day} kein handelnder Akteur erfasst; das heißt nicht, dass es keinen gibt.",
            field=field,
            day=day,
        )
    return counted(
        "Im {field} handelt nach den erfassten Quellen am {day} ein Akteur mit {measures}: {names}.",
        "Im {field} handeln nach den erfassten Quellen am {day} {n} Akteure mit {measures}: {names}.",
        len(result.acting),
        field=field,
        day=day,
        measures=some(
            counted("einer laufenden Maßnahme", "{n} laufenden Maßnahmen", len(result.measures)),
            text("keiner laufenden Maßnahme"),
        ),
        names=_names(tuple(row.actor.name for row in result.acting)),
    )


def _names(names: tuple[str, ...], shown: int = 5) -> Value:
    if len(names) <= shown:
        return names
    return (*names[: shown - 1], counted("ein weiterer", "{n} weitere", len(names) - shown + 1))


def field_caveats(answer: FieldAnswer) -> tuple[Text, ...]:
    """What the answer does not know, each as a sentence; only what applies."""
    found = [*_doubts(answer.result), *_left_out(answer)]
    return tuple(words for words in found if words.count)


def _doubts(result: FieldActors) -> tuple[Text, ...]:
    return (
        counted(
            "Eine dieser Maßnahmen zählt nur deshalb als laufend, weil kein Ende erfasst ist.",
            "{n} dieser Maßnahmen zählen nur deshalb als laufend, weil kein Ende erfasst ist.",
            result.lacking_end,
        ),
        counted(
            "Zu einer dieser Maßnahmen ist kein Beginn erfasst; er ist als früher angenommen.",
            "Zu {n} dieser Maßnahmen ist kein Beginn erfasst; er ist als früher angenommen.",
            result.lacking_start,
        ),
        counted(
            "Zu einer Maßnahme ist die neueste datierte Quelle älter als {years} Jahre.",
            "Zu {n} Maßnahmen ist die neueste datierte Quelle älter als {years} Jahre.",
            result.unconfirmed,
            years=result.scope.stale_after,
        ),
        counted(
            "Eine Maßnahme ist dem Feld beim Erfassen zugeordnet worden, nicht von der Quelle selbst.",
            "{n} Maßnahmen sind dem Feld beim Erfassen zugeordnet worden, nicht von der Quelle selbst.",
            result.assigned,
        ),
    )


def _left_out(answer: FieldAnswer) -> tuple[Text, ...]:
    return (
        counted(
            "Zu einer laufenden Maßnahme des Feldes ist kein tragender Akteur erfasst.",
            "Zu {n} laufenden Maßnahmen des Feldes ist kein tragender Akteur erfasst.",
            len(answer.result.without_carrier),
        ),
        counted(
            "Bei einer weiteren Maßnahme ist nicht sicher, ob sie an diesem Tag läuft.",
            "Bei {n} weiteren Maßnahmen ist nicht sicher, ob sie an diesem Tag laufen.",
            len(answer.result.uncertain),
        ),
        counted(
            "Eine weitere Maßnahme des Feldes läuft an diesem Tag nicht.",
            "{n} weitere Maßnahmen des Feldes laufen an diesem Tag nicht.",
            len(answer.result.idle),
        ),
        counted(
            "Zu einer Maßnahme des Netzwerks ist kein Handlungsfeld erfasst; sie konnte nicht beurteilt werden.",
            "Zu {n} Maßnahmen des Netzwerks ist kein Handlungsfeld erfasst; sie konnten nicht beurteilt werden.",
            answer.not_judged,
        ),
    )


def actor_sentence(surroundings: Surroundings) -> Text:
    """An actor in one sentence: what it is, in how many measures it takes part, with how many actors it has ties."""
    actor, network = surroundings.node, surroundings.excerpt
    measures = len({tie.target for tie in network.ties_from(actor.id, "carries")})
    ends = {end for tie in network.ties_of(actor.id) for end in (tie.origin, tie.target)} - {actor.id}
    partners = sum(1 for end in ends if isinstance(network.nodes[end], Actor))
    kind = vocabulary().actor_kind(actor.kind).one if isinstance(actor, Actor) else ""
    if not measures and not partners:
        return text("{kind}: Zu diesem Akteur ist keine Maßnahme und kein anderer Akteur erfasst.", kind=kind)
    return text(
        "{kind}: erfasst ist die Mitwirkung an {measures}, dazu unmittelbare Beziehungen zu {partners}.",
        kind=kind,
        measures=counted("einer Maßnahme", "{n} Maßnahmen", measures) if measures else text("keiner Maßnahme"),
        partners=counted("einem anderen Akteur", "{n} anderen Akteuren", partners)
        if partners
        else text("keinem anderen Akteur"),
    )


def measure_sentence(surroundings: Surroundings) -> Text:
    """A measure in one sentence: who carries it, in which fields, for which time."""
    measure, network = surroundings.node, surroundings.excerpt
    carrying = vocabulary().carrying_roles()
    ties = sorted(network.ties_to(measure.id, "carries"), key=lambda tie: (tie.rank, tie.origin))
    who = tuple(dict.fromkeys(network.nodes[tie.origin].name for tie in ties if tie.role in carrying))
    fields = tuple(label_of(network.nodes[tie.target]) for tie in network.ties_from(measure.id, "addresses"))
    return text(
        "{name}: {who}; {fields}; {when}.",
        name=measure.name,
        who=text("getragen von {names}", names=who) if who else text("kein tragender Akteur erfasst"),
        fields=counted("Handlungsfeld {names}", "Handlungsfelder {names}", len(fields), names=fields)
        if fields
        else text("kein Handlungsfeld erfasst"),
        when=measure.valid,
    )


def network_on_day(name: str, counts: Mapping[str, int], day: date) -> Text:
    """What is in a network on one day, in one sentence."""
    return text(
        "Für den {day} sind im Netzwerk {name} {actors}, {measures} und {ties} erfasst; was ohne Zeitraum erfasst "
        "ist, zählt mit.",
        day=day,
        name=name,
        actors=_some_actors(counts.get("actor", 0)),
        measures=_some_measures(counts.get("measure", 0)),
        ties=_some_ties(counts.get("tie", 0)),
    )


def _some_ties(n: int) -> Text:
    return some(counted("eine Beziehung", "{n} Beziehungen", n), text("keine Beziehung"))


def network_sentence(name: str, state: Standing) -> Text:
    """What is in a network, in one sentence."""
    return text(
        "Im Netzwerk {name} sind {actors}, {measures} und {ties} aus {sources} erfasst.",
        name=name,
        actors=_some_actors(state.counts.get("actor", 0)),
        measures=_some_measures(state.counts.get("measure", 0)),
        ties=_some_ties(state.counts.get("tie", 0)),
        sources=some(
            counted("einer Quelle", "{n} Quellen", state.counts.get("document", 0)),
            text("keiner erfassten Quelle"),
        ),
    )


def _some_actors(n: int) -> Text:
    return some(counted("ein Akteur", "{n} Akteure", n), text("kein Akteur"))


def _some_measures(n: int) -> Text:
    return some(counted("eine Maßnahme", "{n} Maßnahmen", n), text("keine Maßnahme"))


def surroundings_sentence(surroundings: Surroundings) -> Text:
    """What is around a node, in one sentence; what had to be left out is said."""
    kinds = Counter(node.type for node in surroundings.excerpt.nodes.values() if node is not surroundings.node)
    steps = counted("einem Schritt", "{n} Schritten", surroundings.steps)
    words = text(
        "In {steps} um {name} liegen {actors} und {measures}.",
        steps=steps,
        name=label_of(surroundings.node),
        actors=_some_actors(kinds["actor"]),
        measures=_some_measures(kinds["measure"]),
    )
    if not surroundings.left_out:
        return words
    hidden = counted("Ein weiterer Eintrag ist", "{n} weitere Einträge sind", surroundings.left_out)
    return text("{words} {hidden} hier nicht gezeigt.", words=words, hidden=hidden)


def search_sentence(words: str, hits: int, limit: int) -> Text:
    """How many records hold the words; where there may be more than are shown, that is said."""
    if not words.strip():
        return text("Wonach soll gesucht werden?")
    if not hits:
        return text("Zu „{words}“ ist nichts erfasst.", words=words)
    if hits == limit:
        return text("Die ersten {n} Einträge, die zu „{words}“ erfasst sind.", n=hits, words=words)
    return counted(
        "Zu „{words}“ ist ein Eintrag erfasst.", "Zu „{words}“ sind {n} Einträge erfasst.", hits, words=words
    )


def node_sentence(network: Network, node: AnyNode) -> Text:
    """Any node in one sentence."""
    if isinstance(node, Actor):
        return actor_sentence(Surroundings(node, network, 1, 0))
    if isinstance(node, Measure):
        return measure_sentence(Surroundings(node, network, 1, 0))
    if isinstance(node, Document):
        uses = len(network.citing.get(node.id, ()))
        if not uses:
            return text("Auf „{name}“ beruht noch keine Angabe.", name=node.name)
        return counted("Auf „{name}“ beruht eine Angabe.", "Auf „{name}“ beruhen {n} Angaben.", uses, name=node.name)
    ties = len(network.ties_of(node.id))
    if not ties:
        return text("{name}: keine Beziehung ist erfasst.", name=label_of(node))
    return counted(
        "{name}: eine Beziehung ist erfasst.", "{name}: {n} Beziehungen sind erfasst.", ties, name=label_of(node)
    )


def unknown_sentence(near: tuple[str, ...], fault: Text | None = None, lacking: Sequence[Text] = ()) -> Text:
    """What is said to a question that is not understood; a date that cannot be, or a name that is not recorded, is
    said to be the fault."""
    if fault:
        return text("{fault} Bitte den Tag berichtigen und noch einmal fragen.", fault=fault)
    near = (*near[:-1], *(name.removesuffix(".") for name in near[-1:]))  # "e.V." ends the sentence by itself
    if lacking:
        return _not_recorded(lacking, near)
    if near:
        return text("Diese Frage habe ich nicht verstanden. Gemeint ist vielleicht: {words}.", words=near)
    return text("Diese Frage habe ich nicht verstanden. Die Beispiele zeigen, was gefragt werden kann.")


def _not_recorded(lacking: Sequence[Text], near: tuple[str, ...]) -> Text:
    """Each name that is not recorded, and what may be meant."""
    first, *more = lacking
    for one in more:
        first = text("{one} {other}", one=first, other=one)
    if near:
        return text("{lacking} Gemeint ist vielleicht: {words}.", lacking=first, words=near)
    return text("{lacking} Die Beispiele zeigen, was gefragt werden kann.", lacking=first)


def actors_sentence(found: int) -> Text:
    """How many actors are recorded."""
    none = text("Noch ist kein Akteur erfasst.")
    return counted("Erfasst ist ein Akteur.", "Erfasst sind {n} Akteure.", found) if found else none


def offers_sentence(about: Sequence[Label | str], found: int) -> Text:
    """How many measures are recorded for a target group, a place, a field; of none of them, how many at all."""
    names: Value = tuple(about)
    if not about:
        none = text("Noch ist keine Maßnahme erfasst.")
        return counted("Erfasst ist eine Maßnahme.", "Erfasst sind {n} Maßnahmen.", found) if found else none
    if not found:
        return text("Zu {names} ist keine Maßnahme erfasst; das heißt nicht, dass es keine gibt.", names=names)
    return counted(
        "Zu {names} ist eine Maßnahme erfasst.", "Zu {names} sind {n} Maßnahmen erfasst.", found, names=names
    )


def offers_caveats(unsure: int) -> tuple[Text, ...]:
    """How many measures might belong to it, too."""
    words = counted(
        "Eine weitere Maßnahme könnte dazugehören: bei ihr ist davon etwas nicht erfasst.",
        "{n} weitere Maßnahmen könnten dazugehören: bei ihnen ist davon etwas nicht erfasst.",
        unsure,
    )
    return (words,) if unsure else ()


def sources_sentence(uses: Sequence[SourceUse]) -> Text:
    """How many sources there are, and how many of them have no recorded date."""
    if not uses:
        return text("Es ist noch keine Quelle erfasst.")
    undated = sum(1 for use in uses if use.document.date is None and use.document.retrieved is None)
    words = counted("Das Netzwerk beruht auf einer Quelle.", "Das Netzwerk beruht auf {n} Quellen.", len(uses))
    if not undated:
        return words
    return text(
        "{words} {undated}",
        words=words,
        undated=counted("Zu einer davon ist kein Datum erfasst.", "Zu {n} davon ist kein Datum erfasst.", undated),
    )


def partners_sentence(name: str, found: Sequence[Partner]) -> Text:
    """With how many actors an actor works, and with which most."""
    if not found:
        return text("Zu {name} ist keine Zusammenarbeit mit anderen erfasst.", name=name)
    return counted(
        "{name}: erfasst ist gemeinsame Arbeit oder eine Beziehung mit einem Akteur: {names}.",
        "{name}: erfasst sind gemeinsame Maßnahmen oder Beziehungen mit {n} Akteuren: {names}.",
        len(found),
        name=name,
        names=_names(tuple(row.actor.name for row in found)),
    )
