"""Which of our places a location or a service area is: by its own id, a person's word, or exactly by its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from graph_service.model.nodes import Concept
from graph_service.model.text import text
from loaders.base import Finding, Report
from loaders.cells import nearest
from loaders.hsds.tables import Entry
from loaders.tables import key

OWN = "akteursnetz"
_SHOWN = 20


class Places:
    """The places that can be named; `said` is what a person's mapping says of locations, by key."""

    def __init__(self, places: Iterable[Concept], said: Mapping[str, str]) -> None:
        found = tuple(places)
        self._names = {key(word): one.id for one in found for word in (*one.names, one.notation, one.name)}
        self._shown = {one.id: one.name for one in found}
        self._said = said
        self._unknown: Counter[str] = Counter()

    def of_location(self, location: Entry) -> str | None:
        """The place that a location is."""
        own = location.get("external_identifier") if location.get("external_identifier_type") == OWN else ""
        return own or self._named(location, ("id", "name", "alternate_name"))

    def of_area(self, area: Entry) -> str | None:
        """The place that a service area covers; an extent in another form than words has none of our names."""
        return self._named(area, ("id", "name", "extent"))

    def _named(self, entry: Entry, parts: tuple[str, ...]) -> str | None:
        words = [entry.get(part) for part in parts if entry.get(part)]
        found = next((self._said[key(word)] for word in words if key(word) in self._said), None)
        found = found or next((self._names[key(word)] for word in words[1:] if key(word) in self._names), None)
        if found is None:
            self._unknown[(entry.get("name") or entry.id)[:80]] += 1
        return found

    def tell_unknown(self, report: Report, source: str) -> None:
        """Names the places that are none of ours, with what is near."""
        if not self._unknown:
            return
        most = self._unknown.most_common(_SHOWN)
        shown = ", ".join(f"{word} ({times})" for word, times in most)
        near = tuple(dict.fromkeys(one for word, _ in most for one in nearest(word, self._shown.values())[:1]))
        message = text("Nicht zugeordnet: {what} ({n}-mal).", what=_WHAT, n=sum(self._unknown.values()))
        more = " …" if len(self._unknown) > _SHOWN else ""
        report.findings.append(Finding("warning", message, source, shown + more, near))


_WHAT = text("Orte, die nicht in der Liste der Orte stehen")
