"""A harvest: every list of one body of an OParl server, page after page, into a folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from graph_service.model.errors import BadInput, BadValue
from graph_service.model.text import Text, text
from loaders.base import Report
from loaders.oparl import quirks
from loaders.oparl.addresses import Reach
from loaders.oparl.client import Client, Manners, NoAnswer
from loaders.oparl.recording import Gap, Page, Recording, State

LISTS = {"organization": "Organization", "person": "Person", "meeting": "Meeting", "paper": "Paper"}
# Lists of their own since 1.1; in 1.0 these objects stand inside the others, and only missing ones are asked for.
PARTS = {"membership": "Membership", "agendaItem": "AgendaItem", "consultation": "Consultation"}
# Servers that hide closed objects send empty pages between others, but not so many in a row.
BARREN_PAGES = 10

Tell = Callable[[str, int], None]


@dataclass(frozen=True)
class Harvest:
    """What a harvest brought: objects by kind, questions asked, answers that had not changed, and what is missing."""

    folder: Path
    complete: bool
    resumed: bool
    requests: int
    unchanged: int
    counts: Mapping[str, int]
    report: Report


def harvest(
    url: str,
    folder: Path,
    *,
    body: str | None = None,
    since: date | None = None,
    allowed: Iterable[str] = (),
    manners: Manners | None = None,
    tell: Tell | None = None,
) -> Harvest:
    """Records a server's System, Body or list at this address in a folder, for `load_oparl`.

    A second harvest into the same folder asks only for what is new; an interrupted one goes on. With `since`,
    the server is asked for what changed since that day only. `body` names one of several municipalities;
    `allowed`: hosts besides the server's own. Raises where nothing at all came; what did not come later is
    told in the report, and `complete` is False.
    """
    reach = Reach.around(url, allowed)
    recording = Recording(folder)
    state, resumed = recording.begin(url, since.isoformat() if since else None)
    with Client(reach, manners or Manners()) as client:
        walk = _Walk(client, recording, state, tell or (lambda kind, number: None))
        try:
            walk.start(url, body)
        except BadInput:
            recording.withdraw()
            raise
    return walk.finish(resumed)


@dataclass
class _Walk:
    """One run over a server: what was met, what refers to what, what did not come."""

    client: Client
    recording: Recording
    state: State
    tell: Tell
    report: Report = field(init=False)
    unchanged: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    met: set[str] = field(default_factory=set)
    open: list[str] = field(default_factory=list)
    wanted: dict[str, dict[str, str]] = field(default_factory=lambda: {name: {} for name in PARTS})

    def __post_init__(self) -> None:
        self.report = Report(self.state.url)

    def fetch(self, url: str, kind: str | None) -> Page:
        """The answer at an address: from this run, unchanged from an earlier one, or new."""
        at_hand = self.recording.page(url)
        if at_hand is not None and at_hand.run == self.state.run:
            return at_hand
        answer = self.client.get(url, at_hand.marks() if at_hand else None)
        if answer.unchanged and at_hand is not None:
            self.unchanged += 1
            return self.recording.keep(at_hand.model_copy(update={"run": self.state.run}))
        today = datetime.now(UTC).date().isoformat()
        marks = {"etag": answer.etag, "last_modified": answer.last_modified}
        return self.recording.keep(
            Page(url=url, kind=kind, run=self.state.run, retrieved=today, body=answer.body, **marks)
        )

    def start(self, url: str, wanted: str | None) -> None:
        """The whole walk; raises where nothing at all came, and tells what did not come later."""
        root = self.fetch(url, None)
        try:
            self.run(root, wanted)
        except NoAnswer as error:
            self.missing(error.place, error.message)
            self.broken_off()

    def run(self, root: Page, wanted: str | None) -> None:
        kind = quirks.type_of(root.body, None) if isinstance(root.body, dict) else None
        if kind == "System":
            self._body(self._chosen(root, wanted))
        elif kind == "Body":
            self._body((root.body, root.url))
        elif quirks.items_of(root.body):
            self._list(root.url, None)
            self._parts({}, root.url)
        else:
            self.recording.forget(root.url)  # so that the right address can be harvested into the same folder
            raise BadInput(
                text("Unter dieser Adresse stehen keine OParl-Objekte."),
                place=root.url,
                remedy=text("Bitte die Adresse des Systems (type …/System) oder einer Körperschaft angeben."),
            )

    def _chosen(self, root: Page, wanted: str | None) -> tuple[Mapping[str, Any], str]:
        """The one body of the system, or the one that is wanted."""
        bodies: list[tuple[Mapping[str, Any], str]] = []
        for part in quirks.as_list(root.body.get("body")):
            if isinstance(part, dict):
                bodies.append((part, root.url))
            else:
                bodies += self._bodies(quirks.address(str(part), root.url))
        fit = [entry for entry in bodies if wanted is None or wanted in (entry[0].get("id"), entry[0].get("name"))]
        if len(fit) == 1:
            return fit[0]
        raise BadInput(
            text("Der Server führt {n} Körperschaften; eine ist zu wählen.", n=len(bodies)),
            place=root.url,
            near=[str(entry[0].get("name") or entry[0].get("id")) for entry in bodies][:20],
            remedy=text("Bitte Namen oder Adresse der Körperschaft angeben."),
        )

    def _bodies(self, url: str) -> Iterator[tuple[Mapping[str, Any], str]]:
        for page in self._pages(url, "Body"):
            yield from ((item, page.url) for item in quirks.items_of(page.body) if isinstance(item, dict))

    def _body(self, chosen: tuple[Mapping[str, Any], str]) -> None:
        values, base = chosen
        self.open = [*LISTS]
        for name, kind in LISTS.items():
            for address in quirks.as_list(values.get(name)):
                if isinstance(address, str):
                    self._list(quirks.address(address, base), kind)
            self.open.remove(name)
        self._parts(values, base)

    def _list(self, url: str, kind: str | None) -> None:
        """Every page of a list; what goes wrong in it is told, and the next list goes on."""
        try:
            for page in self._pages(self._since(url), kind):
                for item in quirks.items_of(page.body):
                    self._note(item, kind, page.url)
        except NoAnswer as error:
            if error.silent:
                raise
            self.missing(error.place, error.message)
        except BadValue as error:
            self.missing(error.place or url, error.message)

    def _since(self, url: str) -> str:
        if self.state.since is None:
            return url
        mark = "&" if urlsplit(url).query else "?"
        return f"{url}{mark}{urlencode({'modified_since': f'{self.state.since}T00:00:00+00:00'})}"

    def _pages(self, url: str, kind: str | None) -> Iterator[Page]:
        seen: set[str] = set()
        objects: set[str] = set()
        barren = 0
        page: Page | None = None
        following: str | None = url
        while following is not None:
            seen.add(quirks.same(following))
            page = self.fetch(following, kind)
            fresh = _ids(page) - objects
            objects |= fresh
            self.met |= fresh
            self.tell(kind or "", len(objects))
            yield page
            barren = 0 if fresh else barren + 1
            link = quirks.next_of(page.body)
            following = quirks.address(link, page.url) if link else None
            if following is not None and quirks.same(following) in seen:
                self._stuck(page, text("Die Seiten dieser Liste führen im Kreis."))
                return
            if barren >= BARREN_PAGES:
                self._stuck(page, text("{n} Seiten nacheinander brachten nichts Neues.", n=barren))
                return
        self._compare(quirks.total_of(page.body) if page else None, len(objects), url)

    def _stuck(self, page: Page, message: Text) -> None:
        """A list that leads nowhere: the page that misleads is asked for again when the harvest goes on."""
        self.recording.forget(page.url)
        self.missing(page.url, message)

    def _compare(self, said: int | None, came: int, url: str) -> None:
        if said is not None and said != came:
            message = text("Der Server nennt {said} Objekte, gekommen sind {came}.", said=said, came=came)
            self.report.note(message, url)

    def _note(self, item: Any, kind: str | None, base: str) -> None:
        """Counts an object, and remembers to which parts it refers that do not stand in it."""
        if not isinstance(item, dict):
            return
        self.counts[quirks.type_of(item, kind) or "?"] += 1
        for name, wanted in self.wanted.items():
            for part in quirks.as_list(item.get(name)):
                if isinstance(part, str):
                    address = quirks.address(part, base)
                    wanted.setdefault(quirks.same(address), address)
                elif isinstance(part, dict):
                    self.met.add(_key(part, base))
                    self._note(part, PARTS[name], base)

    def _parts(self, body: Mapping[str, Any], base: str) -> None:
        """Memberships, agenda items and consultations that are referred to but were not sent along."""
        for name, kind in PARTS.items():
            lists = [part for part in quirks.as_list(body.get(name)) if isinstance(part, str)]
            if lists and not self.wanted[name].keys() <= self.met:
                for address in lists:
                    self._list(quirks.address(address, base), kind)
            for key, address in sorted(self.wanted[name].items()):
                if key not in self.met:
                    self._list_of_one(address, kind)

    def _list_of_one(self, url: str, kind: str) -> None:
        """One object that others name. Servers name closed ones too and keep them: that is told and no gap."""
        try:
            page = self.fetch(url, kind)
        except NoAnswer as error:
            if error.silent:
                raise
            if error.withheld:
                self.report.warning(error.message, url)
            else:
                self.missing(url, error.message)
        except BadValue as error:
            self.missing(error.place or url, error.message)
        else:
            self._note(page.body, kind, page.url)
            self.tell(kind, self.counts[kind])

    def missing(self, url: str, message: Text) -> None:
        self.state.gaps.append(Gap(url=url, reason=str(message)))
        self.report.error(message, url)

    def broken_off(self) -> None:
        """Says what was not asked for any more."""
        if self.open:
            message = text("Nicht mehr geholt oder nicht vollständig: {lists}.", lists=tuple(self.open))
            self.report.error(message, self.state.url)

    def finish(self, resumed: bool) -> Harvest:
        complete = not self.report.errors
        if complete:
            self.state.finished = datetime.now(UTC).isoformat()
            if self.state.since is None:
                self.recording.forget_others(self.state.run)
        self.recording.save(self.state)
        self.report.counts.update(self.counts)
        return Harvest(
            self.recording.folder,
            complete,
            resumed,
            self.client.requests,
            self.unchanged,
            dict(self.counts),
            self.report,
        )


def _ids(page: Page) -> set[str]:
    """The objects of a page."""
    return {_key(item, page.url) for item in quirks.items_of(page.body) if isinstance(item, dict)}


def _key(values: Mapping[str, Any], base: str) -> str:
    return quirks.same(quirks.address(str(values.get("id")), base))
