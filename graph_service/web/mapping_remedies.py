"""What to do about a list, in the words of the page: the remedies of the loaders name parts of the mapping file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from graph_service.model.text import Text, text
from graph_service.operations.loading import LoadResult
from loaders.mapping_files import SAY_SHEET
from loaders.mapping_rows import ONE_MEASURE, SAY_ID, SAY_KIND, SAY_WHO, TWO_MEASURES

_WHO = text("Bitte bei „Zuordnung der Spalten ändern“ unter „Einzeln“ wählen, wer gemeint ist.")
_ON_PAGE: Mapping[str, Text] = {
    SAY_KIND.template: text(
        "Bitte bei „Zuordnung der Spalten ändern“ eine Art wählen: unter „Einzeln“, oder für alle bei „Art aller, bei"
        " denen nichts anderes gewählt ist“."
    ),
    SAY_WHO.template: _WHO,
    SAY_ID.template: _WHO,
    SAY_SHEET.template: text("Bitte bei „Blatt, auf dem die Liste steht“ das richtige wählen."),
    ONE_MEASURE.template: text(
        "Sind beide eine einzige Maßnahme, dann bei „Zwei Zeilen mit demselben Titel“ wählen: „sind immer dieselbe"
        " Maßnahme“."
    ),
    TWO_MEASURES.template: text(
        "Bitte angleichen, oder bei „Zwei Zeilen mit demselben Titel“ wählen: „sind dieselbe Maßnahme nur, wenn auch"
        " der Träger derselbe ist“."
    ),
}


def for_page(result: LoadResult) -> LoadResult:
    """The same result, whose findings name the fields of the page."""
    findings = [replace(finding, message=_said(finding.message)) for finding in result.report.findings]
    report = replace(result.report, findings=findings)
    return replace(result, report=report, parts=tuple(for_page(part) for part in result.parts))


def _said(words: Text) -> Text:
    if words.template in _ON_PAGE:
        return _ON_PAGE[words.template]
    values = {name: _said(value) if isinstance(value, Text) else value for name, value in words.values.items()}
    return replace(words, values=values)
