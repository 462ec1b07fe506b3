"""Changes and paths as sentences: what was compared or searched, what was found, what is not known of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from itertools import pairwise

from graph_service.analysis.change import RecordChange, TypeChange, WorldChange
from graph_service.analysis.governance import Path, Paths, Reach, Step
from graph_service.model.naming import called
from graph_service.model.network import Network
from graph_service.model.nodes import AnyNode
from graph_service.model.text import Label, Text, Value, counted, text
from graph_service.model.ties import Judgement, Tie
from graph_service.model.vocabulary import vocabulary
from graph_service.operations.describing import label_of, tie_words
from graph_service.operations.field_labels import PART_LABELS
from graph_service.operations.service import today
from graph_service.operations.wording_findings import some

GROUP_LABELS: Mapping[str, Label] = {
    "actors": Label(de="Akteure", en="actors"),
    "measures": Label(de="Maßnahmen", en="measures"),
    "ties": Label(de="Beziehungen", en="relationships"),
    "memberships": Label(de="Mitgliedschaften", en="memberships"),
    "facets": Label(
        de="Felder, Zielgruppen, Orte und andere Merkmale", en="fields, target groups, places and the like"
    ),
}
_TYPE_LABELS: Mapping[str, Label] = {
    "tie": Label(de="Beziehungen", en="relationships"),
    "judgement": Label(de="Urteile", en="judgements"),
}


def world_sentence(change: WorldChange) -> Text:
    """How many measures are new, have ended and stayed between two days, in one sentence."""
    if change.before.at == change.after.at:
        return text("Beide Tage sind der {day}; dazwischen ändert sich nichts.", day=change.after.at)
    start, end, measures = _day(change.before.at), _day(change.after.at), change.measures
    if not any(group.facts for group in change.groups):
        return text("Für die Zeit zwischen {start} und {end} ist nichts erfasst.", start=start, end=end)
    if not any(group.hamming for group in change.groups):
        return text("Zwischen {start} und {end} ist keine Änderung erfasst.", start=start, end=end)
    return text(
        "Zwischen {start} und {end} {new}, {ended}, {kept}.",
        start=start,
        end=end,
        new=_new(len(measures.new)),
        ended=_ended(len(measures.ended)),
        kept=_kept(len(measures.kept)),
    )


def _day(day: date) -> Text:
    return text("heute") if day == today() else text("dem {day}", day=day)


def _new(n: int) -> Text:
    if not n:
        return text("ist keine Maßnahme dazugekommen")
    return counted("ist eine Maßnahme dazugekommen", "sind {n} Maßnahmen dazugekommen", n)


def _ended(n: int) -> Text:
    return counted("eine ist ausgelaufen", "{n} sind ausgelaufen", n) if n else text("keine ist ausgelaufen")


def _kept(n: int) -> Text:
    return counted("eine blieb", "{n} blieben", n) if n else text("keine blieb")


def world_details(change: WorldChange) -> tuple[Text, ...]:
    """One line for each group that is recorded on either day."""
    return tuple(
        text(
            "{group}: {new} neu, {ended} beendet, {kept} geblieben",
            group=GROUP_LABELS[group.group],
            new=len(group.new),
            ended=len(group.ended),
            kept=len(group.kept),
        )
        for group in change.groups
        if group.facts
    )


def world_caveats(change: WorldChange) -> tuple[Text, ...]:
    """What the comparison of two days does not know, each as a sentence; only what applies."""
    thin = (
        counted(
            "Eine Maßnahme zählt nur deshalb als geblieben, weil ihr Beginn oder ihr Ende nicht erfasst ist.",
            "{n} Maßnahmen zählen nur deshalb als geblieben, weil ihr Beginn oder ihr Ende nicht erfasst ist.",
            len(change.measures.undated),
        ),
        counted(
            "Ein Akteur, eine Beziehung oder ein Merkmal zählt nur deshalb als geblieben, weil Beginn oder Ende nicht"
            " erfasst ist.",
            "{n} Akteure, Beziehungen und Merkmale zählen nur deshalb als geblieben, weil Beginn oder Ende nicht"
            " erfasst ist.",
            sum(len(group.undated) for group in change.groups if group is not change.measures),
        ),
        counted(
            "Eine Maßnahme fehlt an beiden Tagen, weil sie als geplant, abgeschlossen oder eingestellt erfasst ist.",
            "{n} Maßnahmen fehlen an beiden Tagen, weil sie als geplant, abgeschlossen oder eingestellt erfasst sind.",
            len(change.by_status),
        ),
        counted(
            "Eine Maßnahme hat zwischen den beiden Tagen begonnen und geendet; sie zählt an keinem von beiden.",
            "{n} Maßnahmen haben zwischen den beiden Tagen begonnen und geendet; sie zählen an keinem von beiden.",
            len(change.passing),
        ),
        counted(
            "Eine Maßnahme fehlt an mindestens einem der Tage nur, weil ihre Daten dort nicht sicher sind.",
            "{n} Maßnahmen fehlen an mindestens einem der Tage nur, weil ihre Daten dort nicht sicher sind.",
            len(change.uncertain),
        ),
    )
    revision = text(
        "Verglichen sind zwei Tage nach Revision {n}, nicht zwei Stände der Angaben.", n=str(change.revision)
    )
    return (*_early(change), *(words for words in thin if words.count), revision)


def _early(change: WorldChange) -> tuple[Text, ...]:
    if change.earliest_start is None:
        return (text("Im Netzwerk ist kein Beginn erfasst; was neu ist, lässt sich nicht sagen."),)
    if not change.before_all_records:
        return ()
    return (
        text(
            "Der {day} liegt vor dem frühesten erfassten Beginn ({start}); aus der Zeit davor ist nichts erfasst.",
            day=change.before.at,
            start=change.earliest_start,
        ),
    )


def type_label(record_type: str) -> Label:
    """The records of a type as a word in the plural."""
    return _TYPE_LABELS.get(record_type) or vocabulary().node_types[record_type].many


def record_words(network: Network, record_id: str) -> Value:
    """A record as a person calls it: the name of a node, a tie from end to end, who is judged in which way."""
    record = network.get(record_id)
    if isinstance(record, Tie):
        origin, target = (label_of(network.node(end)) for end in (record.origin, record.target))
        return text("{way} → {words} → {name}", way=origin, words=tie_words(record, record.origin), name=target)
    if isinstance(record, Judgement):
        names = tuple(label_of(network.node(subject)) for subject in record.subjects)
        return text("{kind}: {names}", kind=vocabulary().judgement_kinds[record.kind].one, names=names)
    return called(network, record) if record else record_id


def record_sentence(change: RecordChange) -> Text:
    """How many records were added, changed and removed between two revisions, in one sentence."""
    old, new = str(change.old), str(change.new)
    if not change.hamming:
        return text(
            "Zwischen Revision {old} und Revision {new} hat sich an den Angaben nichts geändert.", old=old, new=new
        )
    added, changed, removed, kept = (
        sum(len(getattr(one, part)) for one in change.types) for part in ("added", "changed", "removed", "kept")
    )
    return text(
        "Von Revision {old} zu Revision {new} {added}, {changed}, {removed}, {kept}.",
        old=old,
        new=new,
        added=some(
            counted("ist ein Eintrag dazugekommen", "sind {n} Einträge dazugekommen", added),
            text("ist kein Eintrag dazugekommen"),
        ),
        changed=some(counted("einer wurde geändert", "{n} wurden geändert", changed), text("keiner wurde geändert")),
        removed=some(counted("einer wurde entfernt", "{n} wurden entfernt", removed), text("keiner wurde entfernt")),
        kept=some(counted("einer blieb gleich", "{n} blieben gleich", kept), text("keiner blieb gleich")),
    )


def record_details(change: RecordChange) -> tuple[Text, ...]:
    """One line for each type of record that differs, with the parts that changed, the most frequent first."""
    return tuple(_type_line(one) for one in change.types if one.hamming)


def _type_line(change: TypeChange) -> Text:
    counts = text(
        "{group}: {added} neu, {changed} geändert, {removed} entfernt",
        group=type_label(change.record_type),
        added=len(change.added),
        changed=len(change.changed),
        removed=len(change.removed),
    )
    if not change.changed:
        return counts
    parts = Counter(part for record in change.changed for part in record.parts)
    ordered = sorted(parts, key=lambda part: (-parts[part], part))
    return text("{counts}; geändert: {parts}", counts=counts, parts=tuple(PART_LABELS[part] for part in ordered))


def record_caveats(change: RecordChange) -> tuple[Text, ...]:
    """What a comparison of two revisions does not say."""
    if not change.hamming:
        return ()
    return (text("Das sind Änderungen an den Angaben; ob sich auch in der Stadt etwas geändert hat, sagen sie nicht."),)


def path_words(path: Path) -> tuple[Value, ...]:
    """The way in words, from end to end: a name, the words of the step, the next name …

    A step by several ties has a tuple of their words.
    """
    words: list[Value] = [label_of(path.nodes[0])]
    for step, (node, following) in zip(path.steps, pairwise(path.nodes), strict=True):
        words += [_step_words(step, node), label_of(following)]
    return tuple(words)


def _step_words(step: Step, seen_from: AnyNode) -> Value:
    words = tuple(dict.fromkeys(tie_words(reading.tie, seen_from.id) for reading in step.readings))
    return words[0] if len(words) == 1 else words


def path_text(path: Path) -> Value:
    """The way as one line: "KI → ist Teil von → Dezernat III"."""
    way, *more = path_words(path)
    for words, name in zip(more[::2], more[1::2], strict=True):
        way = text("{way} → {words} → {name}", way=way, words=words, name=name)
    return way


def paths_sentence(found: Paths) -> Text:
    """The shortest ways between two entries in one sentence, the first of them in words."""
    if not found.steps:
        return _no_path(found)
    return counted(
        "Von „{origin}“ zu „{target}“ führt am {day} ein kürzester Weg mit {steps}: {way}",
        "Von „{origin}“ zu „{target}“ führen am {day} {n} kürzeste Wege mit {steps}, zum Beispiel: {way}",
        found.total,
        origin=label_of(found.origin),
        target=label_of(found.target),
        day=found.scope.at,
        steps=counted("einem Schritt", "{n} Schritten", found.steps),
        way=path_text(found.paths[0]),
    )


def _no_path(found: Paths) -> Text:
    origin, target, day = label_of(found.origin), label_of(found.target), found.scope.at
    if found.directed:
        return text(
            "Von „{origin}“ zu „{target}“ ist für den {day} kein Weg erfasst, der der Richtung der Beziehungen folgt.",
            origin=origin,
            target=target,
            day=day,
        )
    return text(
        "Zwischen „{origin}“ und „{target}“ ist für den {day} kein Weg erfasst.", origin=origin, target=target, day=day
    )


def paths_caveats(found: Paths) -> tuple[Text, ...]:
    """Over which ties was searched, what is not there on the day, and how far the ends reach without a path."""
    kinds = vocabulary().tie_kinds
    searched = text(
        "Gesucht wurde über diese Beziehungen: {kinds}.",
        kinds=tuple(kind.forward for name, kind in kinds.items() if name in found.kinds),
    )
    absent = [
        text(
            "„{name}“ zählt für den {day} nicht: nach den erfassten Angaben gehört dieser Eintrag dann nicht dazu.",
            name=label_of(node),
            day=found.scope.at,
        )
        for node in found.absent
    ]
    counts = [
        counted(
            "Eine Beziehung dieser Arten gilt an diesem Tag nicht und ist nicht mitgezählt.",
            "{n} Beziehungen dieser Arten gelten an diesem Tag nicht und sind nicht mitgezählt.",
            found.left_out,
        ),
        counted(
            "Eine der genannten Beziehungen gilt nur, weil ihr Beginn oder ihr Ende nicht erfasst ist.",
            "{n} der genannten Beziehungen gelten nur, weil ihr Beginn oder ihr Ende nicht erfasst ist.",
            len(found.undated),
        ),
    ]
    reach = _reach(found, found.reach) if found.reach else ()
    return (searched, *absent, *reach, *_shown(found), *(words for words in counts if words.count))


def _shown(found: Paths) -> tuple[Text, ...]:
    if len(found.paths) == found.total:
        return ()
    return (text("Gezeigt: {shown} von {total} Wegen.", shown=len(found.paths), total=found.total),)


def _reach(found: Paths, reach: Reach) -> tuple[Text, Text]:
    return _reached_from(label_of(found.origin), reach.from_origin), _reaching(label_of(found.target), reach.to_target)


def _reached_from(name: Value, n: int) -> Text:
    if not n:
        return text("Von „{name}“ aus ist auf diese Weise kein anderer Eintrag erreichbar.", name=name)
    return counted(
        "Von „{name}“ aus ist auf diese Weise ein anderer Eintrag erreichbar.",
        "Von „{name}“ aus sind auf diese Weise {n} andere Einträge erreichbar.",
        n,
        name=name,
    )


def _reaching(name: Value, n: int) -> Text:
    if not n:
        return text("„{name}“ ist auf diese Weise von keinem anderen Eintrag aus erreichbar.", name=name)
    return counted(
        "„{name}“ ist auf diese Weise von einem anderen Eintrag aus erreichbar.",
        "„{name}“ ist auf diese Weise von {n} anderen Einträgen aus erreichbar.",
        n,
        name=name,
    )
