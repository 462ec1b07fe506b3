"""What a word in a cell means: the record with this id, short form or name; sources with their place and words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from graph_service.model.errors import BadValue
from graph_service.model.identity import local_of, prefix_of
from graph_service.model.nodes import AnyNode, Concept
from graph_service.model.provenance import Citation
from graph_service.model.text import Label, text
from graph_service.model.vocabulary import vocabulary
from loaders.cells import day, items, nearest
from loaders.tables import key

_LONGEST_CITATION = 4000
_MOST_HINTS = 200  # a file that fits nothing must not take minutes to be refused
_CITATION = re.compile(
    r"""(?P<person>Person:\s*)?
        (?:"(?P<quoted_head>(?:[^"]|"")*)" | (?P<head>[^@„]+?))
        (?:\s*@\s*(?:"(?P<quoted_locator>(?:[^"]|"")*)" | (?P<locator>[^„]+?)))?
        (?:\s*„(?P<quote>.*)[“”] | \s+"(?P<straight>[^"]*)")?
        (?:\s*\((?:(?:abgerufen|stand)\s+)?(?:am\s+)?(?P<when>\d[\d./-]{3,9})\))?""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


class Names:
    """The records that cells may refer to: by full id, by local id or notation, by name, by a further name.

    A word that fits several records is refused, and so is one that only resembles a name.
    """

    def __init__(self, known: Iterable[AnyNode] = ()) -> None:
        self._ids: dict[str, str] = {}
        self._types: set[str] = set()
        self._hints = 0
        self._tiers: tuple[dict[tuple[str, str], set[str]], ...] = tuple(defaultdict(set) for _ in range(4))
        for node in known:
            short = (node.notation,) if isinstance(node, Concept) else ()
            english = (node.name_en,) if isinstance(node, Concept) and node.name_en else ()
            self.add(node.id, short, node.name, (*node.names, *english))

    def add(self, node_id: str, short: Iterable[str], name: str, others: Iterable[str]) -> None:
        """Lets cells refer to a record by these words."""
        prefix = prefix_of(node_id)
        self._ids[node_id] = name
        self._types.add(prefix)
        for word in (local_of(node_id), *short):
            self._tiers[0][prefix, word].add(node_id)
            self._tiers[1][prefix, key(word) or word].add(node_id)
        self._tiers[2][prefix, key(name) or name].add(node_id)
        for word in others:
            self._tiers[3][prefix, key(word) or word].add(node_id)

    def find(self, cell: str, prefixes: Collection[str]) -> str:
        """The id of the one record of these types that the cell names, or an error that says what is near."""
        hits = self._hits(cell, prefixes)
        if len(hits) == 1:
            return hits[0]
        if hits:
            raise BadValue(
                text("„{value}“ ist nicht eindeutig: {words}.", value=cell, words=hits),
                value=cell,
                remedy=text("Bitte die Kennung angeben."),
            )
        raise self._not_found(cell, prefixes)

    def _hits(self, cell: str, prefixes: Collection[str]) -> tuple[str, ...]:
        if cell in self._ids and prefix_of(cell) in prefixes:
            return (cell,)
        for tier, word in zip(self._tiers, (cell, *[key(cell) or cell] * 3), strict=True):
            hits = sorted({hit for prefix in prefixes for hit in tier.get((prefix, word), ())})
            if hits:
                return tuple(hits)
        return ()

    def _not_found(self, cell: str, prefixes: Collection[str]) -> BadValue:
        what = tuple(_type_label(prefix) for prefix in sorted(prefixes))
        elsewhere = self._hits(cell, self._types)
        if elsewhere:
            found = _type_label(prefix_of(elsewhere[0]))
            message = text("„{value}“ ist hier nicht möglich ({found}).", value=cell, found=found)
            return BadValue(message, value=cell, remedy=text("An dieser Stelle steht: {what}.", what=what))
        self._hints += 1
        near = nearest(cell, self._choices(prefixes)) if self._hints <= _MOST_HINTS else ()
        hint = text("Gemeint ist vielleicht: {words}.", words=near)
        remedy = hint if near else text("Bitte die Schreibweise prüfen oder den Eintrag in seiner Tabelle ergänzen.")
        message = text("„{value}“ ist nicht erfasst ({what}).", value=cell, what=what)
        return BadValue(message, value=cell, near=near, remedy=remedy)

    def _choices(self, prefixes: Collection[str]) -> Iterator[str]:
        for node_id, name in self._ids.items():
            if prefix_of(node_id) in prefixes:
                yield local_of(node_id)
                yield name


def _type_label(prefix: str) -> Label:
    words = vocabulary()
    return (words.node_types.get(prefix) or words.schemes[prefix]).one


def citations(cell: str, names: Names) -> tuple[Citation, ...]:
    """The sources in a cell, between semicolons, each as: paper @ S. 11 „its own words“ (abgerufen 2024-05-03).

    The paper is an id or title of a source; "Person: Leitung des KI (2024-05-03)" cites what a person knows.
    A part that would be misread stands in double quotes.
    """
    return tuple(_citation(part, names) for part in items(cell) if part)


def _citation(part: str, names: Names) -> Citation:
    try:
        return Citation(document=names.find(part, ("document",)))
    except BadValue as error:
        match = _CITATION.fullmatch(part) if len(part) <= _LONGEST_CITATION else None
        if match is None:
            raise error from None
    given = match.groupdict()
    head = _first(given["quoted_head"], given["head"]) or ""
    return Citation(
        document=None if given["person"] else names.find(head, ("document",)),
        person=head if given["person"] else None,
        locator=_first(given["quoted_locator"], given["locator"]),
        quote=given["straight"] if given["quote"] is None else given["quote"],
        retrieved=day(given["when"]) if given["when"] else None,
    )


def _first(quoted: str | None, plain: str | None) -> str | None:
    return plain if quoted is None else quoted.replace('""', '"')
