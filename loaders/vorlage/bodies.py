"""The bodies and offices of a paper: which mentions mean the same one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from graph_service.model.text import Text, text
from loaders.vorlage.names import SHORT, Finder, Key, Mention
from loaders.vorlage.sections import Block, Passage
from loaders.vorlage.stations import Row
from loaders.vorlage.words import BodyWords

_PASSAGES = 10
_UNKNOWN = BodyWords(kind="committee", heads=(), tails=(), bare="name")


@dataclass
class Body:
    """A body or office: its kind, its name, other forms of the name, and the passages that name it."""

    kind: str
    name: str
    forms: list[str] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    kind_is_guessed: bool = False
    note: Text | None = None

    def add(self, forms: Iterable[str]) -> None:
        """Other forms of its name, each once."""
        self.forms += [form for form in dict.fromkeys(forms) if form != self.name and form not in self.forms]

    def cite(self, passages: Iterable[Passage]) -> None:
        """Passages that name it, each once, up to what a reader can look through."""
        self.passages = list(dict.fromkeys([*self.passages, *passages]))[:_PASSAGES]

    @property
    def is_well_cited(self) -> bool:
        return len(self.passages) >= _PASSAGES


@dataclass
class Bodies:
    """Every body that a paper names, in the order in which it names them first."""

    finder: Finder
    by_key: dict[Key, Body] = field(default_factory=dict)
    by_head: dict[str, list[Body]] = field(default_factory=dict)
    by_short: dict[str, Body] = field(default_factory=dict)
    by_cell: dict[str, Body] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Body]:
        return iter({id(body): body for body in self.by_key.values()}.values())

    def mentions_in(self, passage: str) -> list[tuple[Mention, Body]]:
        """The bodies that these words name or clearly refer to, from left to right."""
        found = [(mention, body) for mention in self.finder.mentions(passage) if (body := self._meant_by(mention))]
        return sorted([*found, *self._shorts_in(passage, found)], key=lambda hit: hit[0].start)

    def _meant_by(self, mention: Mention) -> Body | None:
        known = self.by_key.get(mention.key)
        if known or mention.is_full or not mention.after_article:
            return known
        same_head = self.by_head.get(mention.key.head, [])
        return same_head[0] if len(same_head) == 1 else None

    def _shorts_in(self, passage: str, found: Sequence[tuple[Mention, Body]]) -> list[tuple[Mention, Body]]:
        if not self.by_short:
            return []
        taken = {place for mention, _ in found for place in range(mention.start, mention.end)}
        return [
            (Mention(Key(match[0]), _UNKNOWN, *match.span(), match[0]), self.by_short[match[0]])
            for match in SHORT.finditer(passage)
            if match[0] in self.by_short and match.start() not in taken
        ]

    def take(self, mention: Mention) -> Body:
        """The body of this mention, new where it is named for the first time."""
        body = self.by_key.get(mention.key)
        if body is None:
            body = Body(mention.words.kind, mention.name)
            self.by_key[mention.key] = body
            self.by_head.setdefault(mention.key.head, []).append(body)
        body.add([mention.name, *mention.forms])
        if mention.short:
            self.by_short.setdefault(mention.short, body)
        return body

    def take_row(self, row: Row, passage: Passage) -> None:
        """The body that a row of the Beratungsfolge names; any name will do there."""
        mention = self.finder.named_by(row.body)
        named = mention or Mention(Key(row.body), _UNKNOWN, 0, len(row.body), row.body)
        body = self.take(named)
        body.cite([passage])
        body.kind_is_guessed = body.kind_is_guessed or mention is None
        body.add([row.body])
        self.by_cell[row.body] = body

    def join(self, kept: Key, other: Key) -> None:
        """Let two keys mean one body, with the names and passages of both."""
        body, absorbed = self.by_key[kept], self.by_key[other]
        body.add([absorbed.name, *absorbed.forms, f"{kept.name} {other.tail}"])
        body.cite(absorbed.passages)
        self.by_key[other] = body
        self.by_head[kept.head].remove(absorbed)
        self.by_short = {short: body if meant is absorbed else meant for short, meant in self.by_short.items()}


def find_bodies(town: str | None, rows: Sequence[tuple[Row, Passage]], blocks: Sequence[Block]) -> Bodies:
    """The bodies of the Beratungsfolge, then those that the running words name."""
    bodies = Bodies(Finder(town))
    for row, passage in rows:
        bodies.take_row(row, passage)
    mentions = [mention for block in blocks for mention in bodies.finder.mentions(block.words)]
    for mention in mentions:
        if mention.is_full:
            bodies.take(mention)
    for mention in mentions:
        if mention.words.bare == "either" and mention.key.head not in bodies.by_head:
            bodies.take(mention)
    for block in blocks:
        _cite(bodies, block)
    return bodies


def _cite(bodies: Bodies, block: Block) -> None:
    """Cite the block for the bodies that it names, each sentence once."""
    seen: set[tuple[int, int]] = set()
    for mention, body in bodies.mentions_in(block.words):
        sentence = (id(body), block.sentence_at(mention.start)[0])
        if sentence not in seen and not body.is_well_cited:
            seen.add(sentence)
            body.cite([block.passage(mention.start, mention.end)])


@dataclass(frozen=True)
class Directorates:
    """The directorate that a paper numbers and the one that it names by subject, and whether they are one."""

    numbered: str
    named: str
    joined: bool


def join_directorates(bodies: Bodies, sign: str | None) -> Directorates | None:
    """Take a directorate's number and its subject for one, if the paper comes from the only one it numbers.

    The file sign in the head names the directorate that issues the paper. Where the paper numbers this one
    directorate and names one by its subject, and no others, it speaks of its own. None where there is
    nothing to join, or where the paper itself gives number and subject together.
    """
    keys = [key for key, body in bodies.by_key.items() if body.kind == "directorate"]
    numbered = [key for key in keys if not key.tail.startswith("für ")]
    named = [key for key in keys if key.tail.startswith("für ") and not _said_together(bodies, numbered, key)]
    if len(numbered) != 1 or len(named) != 1:
        return None
    joined = numbered[0].tail == sign
    if joined:
        bodies.join(numbered[0], named[0])
        reason = text(
            "Die Vorlage nennt „{number}“ und „{subject}“; nach dem Aktenzeichen in ihrem Kopf sind sie eins.",
            number=numbered[0].name,
            subject=named[0].name,
        )
        bodies.by_key[numbered[0]].note = reason
    return Directorates(numbered[0].name, named[0].name, joined)


def _said_together(bodies: Bodies, numbered: Sequence[Key], named: Key) -> bool:
    """Whether the paper has "Dezernat III für …" somewhere; if so, the two are joined."""
    for key in numbered:
        if named.name in bodies.by_key[key].forms:
            bodies.join(key, named)
            return True
    return False
