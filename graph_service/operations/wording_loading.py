"""A load in words: what it would do, what it did, and what of it needs a look."""

from __future__ import annotations

from collections.abc import Mapping

from graph_service.model.nodes import AnyNode
from graph_service.model.text import Label, Text, counted, text
from graph_service.model.ties import AnyRecord
from graph_service.model.vocabulary import vocabulary
from graph_service.operations.loading import LoadResult, Stage
from graph_service.operations.undoing import Undoing
from graph_service.operations.updating import Missing
from loaders.base import Report

STAGE_LABELS: Mapping[Stage, Label] = {
    "reading": Label(de="Datei lesen", en="Reading the file"),
    "joining": Label(de="Mit dem Netzwerk verbinden", en="Joining with the network"),
    "checking": Label(de="Alles zusammen prüfen", en="Checking all of it together"),
    "writing": Label(de="Als Revision schreiben", en="Writing the revision"),
}
ACTION_LABELS: Mapping[str, Label] = {
    "new": Label(de="neu", en="new"),
    "changed": Label(de="geändert", en="changed"),
    "unchanged": Label(de="unverändert", en="unchanged"),
}
LEVEL_LABELS: Mapping[str, Label] = {
    "error": Label(de="Fehler", en="error"),
    "warning": Label(de="Warnung", en="warning"),
    "note": Label(de="Hinweis", en="note"),
}
MISSING_LABELS: Mapping[str, Label] = {
    "open": Label(de="kann beendet werden", en="can be ended"),
    "ending": Label(de="wird beendet", en="is ended"),
    "ended": Label(de="ist schon beendet", en="has ended already"),
    "told_by_others": Label(de="auch aus anderen Quellen bekannt", en="known from other sources too"),
}


def type_label(record: AnyRecord) -> Label:
    """What kind of record it is, in the singular."""
    if record.type == "tie":
        return Label(de="Beziehung", en="relationship")
    if record.type == "judgement":
        return Label(de="Urteil", en="judgement")
    node: AnyNode = record
    return vocabulary().node_types[node.type].one


def missing_state(result: LoadResult, missing: Missing) -> str:
    """What becomes of a record that the source does not name any more, as a word of `MISSING_LABELS`."""
    if missing.record.id in result.preview.ends:
        return "ending"
    if missing.record.valid.end is not None:
        return "ended"
    return "told_by_others" if missing.told_by_others else "open"


def load_sentence(result: LoadResult) -> Text:
    """What a load would change, has changed, or why it cannot, in one sentence."""
    source, preview = result.source, result.preview
    if result.refused:
        return counted(
            "„{source}“ hat einen Fehler, deshalb kann nichts übernommen werden.",
            "„{source}“ hat {n} Fehler, deshalb kann nichts übernommen werden.",
            len(result.report.errors),
            source=source,
        )
    if not preview.new and not preview.changed and not preview.ended:
        return _nothing_new(result)
    if result.revision is None:
        return text(
            "Aus „{source}“ {new}, {changed}, {kept}.",
            source=source,
            new=_would_be_new(preview.new),
            changed=_would_change(preview.changed),
            kept=_would_stay(preview.unchanged),
        )
    return text(
        "Aus „{source}“ {new}, {changed}, {kept}: Revision {revision}.",
        source=source,
        new=_is_new(preview.new),
        changed=_has_changed(preview.changed),
        kept=_has_stayed(preview.unchanged),
        revision=str(result.revision.number),
    )


def _would_be_new(n: int) -> Text:
    return counted("käme ein Eintrag dazu", "kämen {n} Einträge dazu", n) if n else text("käme kein Eintrag dazu")


def _would_change(n: int) -> Text:
    return counted("einer würde geändert", "{n} würden geändert", n) if n else text("keiner würde geändert")


def _would_stay(n: int) -> Text:
    return counted("einer bliebe gleich", "{n} blieben gleich", n) if n else text("keiner bliebe gleich")


def _is_new(n: int) -> Text:
    if not n:
        return text("ist kein Eintrag dazugekommen")
    return counted("ist ein Eintrag dazugekommen", "sind {n} Einträge dazugekommen", n)


def _has_changed(n: int) -> Text:
    return counted("einer wurde geändert", "{n} wurden geändert", n) if n else text("keiner wurde geändert")


def _has_stayed(n: int) -> Text:
    return counted("einer blieb gleich", "{n} blieben gleich", n) if n else text("keiner blieb gleich")


def _nothing_new(result: LoadResult) -> Text:
    if not result.preview.rows:
        return text("„{source}“ enthält keine Einträge; es ändert sich nichts.", source=result.source)
    return counted(
        "„{source}“ sagt nichts Neues: Der eine Eintrag steht schon so im Netzwerk, es gibt keine neue Revision.",
        "„{source}“ sagt nichts Neues: Alle {n} Einträge stehen schon so im Netzwerk, es gibt keine neue Revision.",
        result.preview.unchanged,
        source=result.source,
    )


def load_caveats(result: LoadResult) -> tuple[Text, ...]:
    """What of a load a person should look at, each as a sentence; only what applies."""
    preview = result.preview
    told = (
        *_skipped(result.report, refused=result.refused),
        counted(
            "Ein Eintrag wurde als schon bekannt erkannt.",
            "{n} Einträge wurden als schon bekannt erkannt.",
            len(preview.joined),
        ),
        counted(
            "Ein Name passt auf mehrere bekannte Einträge; er gilt als neuer Eintrag.",
            "{n} Namen passen auf mehrere bekannte Einträge; sie gelten als neue Einträge.",
            len({one.incoming for one in preview.ambiguous}),
        ),
        counted(
            "Ein Eintrag hatte ein Ende, weil er in der Quelle fehlte; sie nennt ihn wieder, darum gilt er wieder.",
            "{n} Einträge hatten ein Ende, weil sie in der Quelle fehlten; sie nennt sie wieder, darum gelten sie"
            " wieder.",
            len(preview.reopened),
        ),
        counted(
            "Ein Eintrag, den diese Quelle früher brachte, fehlt in ihr.",
            "{n} Einträge, die diese Quelle früher brachte, fehlen in ihr.",
            len(preview.missing),
        ),
        _ending(result),
    )
    return tuple(words for words in told if words.count)


def _skipped(report: Report, *, refused: bool) -> tuple[Text, ...]:
    if refused:
        return ()
    skipped = counted(
        "Eine fehlerhafte Stelle wird ausgelassen.", "{n} fehlerhafte Stellen werden ausgelassen.", len(report.errors)
    )
    return (skipped,)


def _ending(result: LoadResult) -> Text:
    n = len(result.preview.ended)
    if result.revision is None:
        return counted("Einer davon bekäme ein Ende.", "{n} davon bekämen ein Ende.", n)
    return counted("Einer davon hat jetzt ein Ende.", "{n} davon haben jetzt ein Ende.", n)


def undo_sentence(plan: Undoing) -> Text:
    """What the undoing of a revision would do, in one sentence."""
    gone, back = len(plan.removed), len(plan.restored)
    return text(
        "Wird Revision {number} zurückgenommen, {removed}, {restored}.",
        number=str(plan.revision.number),
        removed=counted("wird ein Eintrag entfernt", "werden {n} Einträge entfernt", gone)
        if gone
        else text("wird kein Eintrag entfernt"),
        restored=counted("einer wird, wie er vorher war", "{n} werden, wie sie vorher waren", back)
        if back
        else text("kein anderer ändert sich"),
    )


def undone_sentence(plan: Undoing, number: int) -> Text:
    """What was undone, and by which revision."""
    gone, back = len(plan.removed), len(plan.restored)
    return text(
        "Revision {undone} ist zurückgenommen: {removed}, {restored} (Revision {number}).",
        undone=str(plan.revision.number),
        removed=counted("ein Eintrag wurde entfernt", "{n} Einträge wurden entfernt", gone)
        if gone
        else text("kein Eintrag wurde entfernt"),
        restored=counted("einer ist, wie er vorher war", "{n} sind, wie sie vorher waren", back)
        if back
        else text("kein anderer hat sich geändert"),
        number=str(number),
    )
