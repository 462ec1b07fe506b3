"""What a form about records sends: its body, the source, who signs, where it leads back to, what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, TypeAlias
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

from fastapi import Depends, Request

from graph_service.language import render
from graph_service.model.errors import AkteursnetzError, BadInput, BadValue, Outdated, Problem
from graph_service.model.functions import check_function
from graph_service.model.identity import fold, local_of, prefix_of
from graph_service.model.period import PartialDate
from graph_service.model.provenance import Citation
from graph_service.model.text import Language, Text, text
from graph_service.operations.picturing import PAGES, page_address
from graph_service.operations.service import today
from graph_service.serving.reading import Reading, ReadingOf, is_state
from graph_service.serving.receiving import LONGEST_FORM, unreadable, whole_body
from graph_service.web.editing_parts import Naming, written_day

_LONGEST_PART = 200_000  # no more of a part comes back, so that a text far too long is not sent to and fro
_MOST_PARTS = 5_000
SOURCE_PARTS = ("src", "src_document", "src_locator", "src_quote", "src_person", "src_retrieved")
_STATES = ("base", "was")
_HALF = re.compile("(?:%[89A-Fa-f][0-9A-Fa-f]){0,4}(?:%.?)?$")
_CUT = text("Das ist viel zu lang: Hier steht nur der Anfang; über „Zurück“ im Browser steht der Text noch ganz da.")
_LONGEST = {"src_locator": 200, "src_quote": 300, "src_person": 200, "author": 200, "why": 900}


@dataclass(frozen=True)
class Sent:
    """What was typed into a form, or what an address says of it; of parts that were `cut` only how they begin."""

    given: Mapping[str, tuple[str, ...]]
    cut: tuple[str, ...] = ()

    def one(self, name: str) -> str:
        """The first value of a part, "" where there is none."""
        return next(iter(self.given.get(name, ())), "")

    def all(self, name: str) -> tuple[str, ...]:
        return self.given.get(name, ())

    def but(self, **changed: str) -> Sent:
        """The same form with some parts changed."""
        return replace(self, given={**self.given, **{name: (value,) for name, value in changed.items()}})

    @property
    def base(self) -> int | None:
        """The revision that the form was made from; `fitting` has looked whether it is still that one."""
        number = self.one("base").partition(".")[0]
        return int(number) if number else None


class Stale(Outdated):
    """A form about data that were replaced since, or of which somebody was erased: it would bring back what is gone."""

    def __init__(self, reading: Reading, sent: Sent) -> None:
        self.reading, self.sent = reading, sent
        super().__init__(
            text("Dieses Formular gilt nicht mehr: Seit es geöffnet wurde, wurden die Daten ersetzt oder Angaben"
                 " zu einer Person gelöscht. Gespeichert ist davon nichts."),
            place="base",
            value=sent.one("base")[:80],
            remedy=text("Bitte das Formular neu öffnen und die eigenen Änderungen noch einmal eintragen."),
        )  # fmt: skip


async def sent(request: Request) -> Sent:
    """The form of a request, or the one that an address describes."""
    if request.method != "POST":
        return gathered_parts(request.query_params.multi_items())
    return _parsed(await whole_body(request, LONGEST_FORM))


def fitting(request: Request, reading: ReadingOf, sent: Annotated[Sent, Depends(sent)]) -> Sent:
    """The same; Stale where the revisions that a form was made from are not the same any more.

    What an address says is about the revision that it shows.
    """
    if request.method != "POST":
        return replace(sent, given={name: values for name, values in sent.given.items() if name not in _STATES})
    states = [state for name in _STATES for state in sent.all(name) if state]
    if not all(is_state(reading.service, reading.network_id, state) for state in states):
        raise Stale(reading, sent)
    return sent


SentOf: TypeAlias = Annotated[Sent, Depends(fitting)]


def gathered_parts(parts: Iterable[tuple[str, str]]) -> Sent:
    """Names and values as a form."""
    found: dict[str, tuple[str, ...]] = {}
    for name, value in parts:
        found[name] = (*found.get(name, ()), value)
    return Sent(found)


def _parsed(body: bytes) -> Sent:
    if body.count(b"&") >= _MOST_PARTS:
        raise unreadable()
    try:
        sent = body.decode("utf-8").split("&")
    except ValueError as error:
        raise unreadable() from error
    cut = tuple(unquote_plus(part.partition("=")[0][:100]) for part in sent if len(part) > _LONGEST_PART)
    parts = parse_qsl("&".join(map(_beginning, sent)), keep_blank_values=True)
    return replace(gathered_parts(parts), cut=cut)


def _beginning(part: str) -> str:
    """A part of a form as it is sent; of one that is far too long how it begins, without half a character."""
    if len(part) <= _LONGEST_PART:
        return part
    return _HALF.sub("", part[:_LONGEST_PART])


def gathered(*tries: Callable[[], Any]) -> list[Any]:
    """What each of these gives; BadInput with every problem of all of them."""
    problems: list[Problem] = []
    found = []
    for attempt in tries:
        try:
            found.append(attempt())
        except BadInput as error:
            problems += problems_of(error)
    if problems:
        raise incomplete(problems)
    return found


def incomplete(problems: Iterable[Problem]) -> BadInput:
    """The refusal of a form, with what is wrong in which part."""
    return BadInput(text("Das Formular ist noch nicht vollständig."), problems=tuple(problems))


def problems_of(error: AkteursnetzError) -> tuple[Problem, ...]:
    """What is wrong, each with its place; where one thing is, then with what helps."""
    if error.problems:
        return error.problems
    told: Text = error.message
    if error.remedy:
        told = text("{message} {remedy}", message=error.message, remedy=error.remedy)
    return (Problem(told, place=error.place, value=error.value, near=error.near),)


def faults_of(error: AkteursnetzError | None, language: Language) -> dict[str, str]:
    """What is wrong, by the part of the form at which it stands; several things at one place in one text."""
    found: dict[str, str] = {}
    for problem in problems_of(error) if error else ():
        place = str(problem.place).rpartition(".")[2]
        words = render(problem.message, language)
        found[place] = f"{found[place]} {words}" if place in found else words
    return found


def source_of(reading: Reading, sent: Sent, *, needed: bool) -> Citation | None:
    """The source that a form names; BadInput with what is missing in it."""
    chosen = sent.one("src")
    if chosen == "document":
        return _cited(reading, sent)
    if chosen == "own":
        return _own(reading, sent)
    if needed:
        raise BadValue(text("Bitte sagen, woher diese Angaben stammen."), place="src")
    return None


def _cited(reading: Reading, sent: Sent) -> Citation:
    words = sent.one("src_document")
    naming = Naming(reading.network, reading.language)
    found = naming.find(words, ("document",)) if words.strip() else None
    problems = list(_too_long(sent, ("src_locator", "src_quote")))
    if not words.strip():
        problems.append(Problem(text("Bitte eine erfasste Quelle wählen."), place="src_document"))
    elif found is None:
        problems.append(naming.unknown(words, ("document",), "src_document"))
    if problems:
        raise incomplete(problems)
    return Citation(
        document=found, locator=sent.one("src_locator").strip() or None, quote=sent.one("src_quote").strip() or None
    )


def _own(reading: Reading, sent: Sent) -> Citation:
    account = reading.person.account
    person = sent.one("src_person").strip() or (account.function if account else sent.one("author"))
    problems = list(_too_long(sent, ("src_person",)))
    if not person.strip():
        problems.append(Problem(text("Bitte die Funktion der Person nennen, die es weiß."), place="src_person"))
    problems += _named(person)
    try:
        day = PartialDate.written(sent.one("src_retrieved")) if sent.one("src_retrieved").strip() else None
        if day and day.first > today():
            problems.append(Problem(text("Das Datum {value} liegt in der Zukunft.", value=day), place="src_retrieved"))
    except BadValue as error:
        problems += [Problem(one.message, place="src_retrieved") for one in problems_of(error)]
        day = None
    if problems:
        raise incomplete(problems)
    return Citation(person=person, retrieved=day or PartialDate.of(today()))


def _named(person: str) -> tuple[Problem, ...]:
    try:
        check_function(person, "src_person")
    except BadValue as error:
        return problems_of(error)
    return ()


def _too_long(sent: Sent, names: Iterable[str]) -> Iterable[Problem]:
    for name in names:
        if len(sent.one(name)) > _LONGEST[name]:
            yield Problem(text("Das ist zu lang; höchstens {limit} Zeichen.", limit=_LONGEST[name]), place=name)


def author_of(reading: Reading, sent: Sent) -> str:
    """Under what the change is signed; BadInput where that is missing or too long, or not all of the form is here."""
    person = reading.person
    problems = list(_too_long(sent, ("author",))) if person.account is None else []
    problems += [Problem(_CUT, place=name) for name in sent.cut]
    if problems:
        raise incomplete(problems)
    return " ".join(person.signature(sent.one("author")).split())


def why_of(sent: Sent, *, needed: bool = False) -> str:
    """Why the change is made; BadInput where it has to be said and is not."""
    problems = list(_too_long(sent, ("why",)))
    if needed and not sent.one("why").strip():
        problems.append(Problem(text("Bitte sagen, warum das ein Fehler war."), place="why"))
    if problems:
        raise incomplete(problems)
    return " ".join(sent.one("why").split())


def first_source(reading: Reading, sent: Sent) -> dict[str, str]:
    """What stands in the part about the source: as typed, else today and the signing function."""
    found = {name: sent.one(name) for name in SOURCE_PARTS}
    if not any(found.values()):
        found["src_retrieved"] = written_day(today().isoformat(), reading.language)
        account = reading.person.account
        found["src_person"] = account.function if account else ""
    return found


def document_names(reading: Reading) -> list[str]:
    """What to choose a source from while typing."""
    return sorted(Naming(reading.network, reading.language).labels(("document",)).values(), key=fold)


def address_of(reading: Reading, record_id: str) -> str:
    """The page about a record, whatever its kind."""
    if prefix_of(record_id) in PAGES:
        return page_address(reading.network_id, record_id, reading.language)
    tail = "?lang=en" if reading.language == "en" else ""
    return f"/{reading.network_id}/eintrag/{prefix_of(record_id)}/{local_of(record_id)}{tail}"


def back_of(reading: Reading, sent: Sent, usual: str) -> str:
    """Where a form leads back to, if that is one of this network's own pages; always at the newest revision."""
    wanted = sent.one("back")
    own = (
        wanted.startswith((f"/{reading.network_id}/", f"/{reading.network_id}?")) or wanted == f"/{reading.network_id}"
    )
    address = urlsplit(wanted if own and "\\" not in wanted and wanted.isprintable() else usual)
    query = [(name, value) for name, value in parse_qsl(address.query) if name not in ("done", "revision", "lang")]
    query += [("lang", "en")] if reading.language == "en" else []
    return f"{address.path}?{urlencode(query)}" if query else address.path


def with_done(address: str, done: str) -> str:
    """An address that says on its page what was done."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'done': done})}"
