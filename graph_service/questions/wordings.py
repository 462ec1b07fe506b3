"""How people word questions, in German and English, and the words that tell no name from another."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from graph_service.questions.forms import Form, Topic
from graph_service.questions.wordings_offered import EVERYBODY, EVERYTHING, WHO_OFFERS
from graph_service.questions.wordings_progress import CHANGED_WITHIN, HOW_FAR, LATE, SILENT
from graph_service.questions.words import Words, split

_THE = "der|die|das|dem|den|des|the?"
_AREA = "feld|felde|handlungsfeld|themenfeld|bereich|thema|field|area|topic"
_NAMED_AREA = f"{_THE} {_AREA}? of? action? {_THE} {{field}}"
_IN = f"in|im|zu|zum|zur|bei|beim|fur|an|am {_NAMED_AREA}"
_WHO = "welche|welcher? wer|akteure|akteur|trager|organisationen|organisation"
_ACTS = "handelt|handeln|arbeitet|arbeiten|macht|machen|wirkt|wirken|tut"
_ACTED = "handelte|handelten|arbeitete|arbeiteten|machte|machten|wirkte|wirkten"
_ACTIVE = "aktiv|tatig|beteiligt"
_CHARGED = "zustandig|verantwortlich"
_WHO_EN = "which|what? who|actors|actor|organisations|organisation|organizations|organization"
_IN_EN = f"in|on {_NAMED_AREA} {_AREA}?"
_ACTIVE_EN = "active|working|acting|involved|engaged"

_FIELD = (
    f"{_WHO} {_ACTS} was|etwas|alles? {_IN} was|etwas?",
    f"{_WHO} ist|sind {_ACTIVE}? {_IN} {_ACTIVE}?",
    f"{_WHO} gibt es {_IN}",
    f"{_WHO} engagiert|engagieren|beteiligt|beteiligen sich {_IN}",
    f"{_WHO} kummert|kummern sich um {_NAMED_AREA}",
    f"{_WHO} befasst|beschaftigt|befassen|beschaftigen sich mit {_NAMED_AREA}",
    f"{_WHO} ist|sind fur {_NAMED_AREA} {_CHARGED}",
    f"{_WHO} ist|sind {_CHARGED} fur {_NAMED_AREA}",
    f"akteure|actors in|im {_NAMED_AREA}",
    f"{_WHO_EN} acts|act|works|work {_IN_EN}",
    f"{_WHO_EN} is|are {_ACTIVE_EN}|there? {_IN_EN}",
    f"who does what {_IN_EN}",
    f"{_WHO_EN} takes|take care of {_NAMED_AREA}",
    f"{_WHO_EN} deals|deal with {_NAMED_AREA}",
    f"{_WHO_EN} is|are responsible for {_NAMED_AREA}",
    f"{_AREA} of? action? {_THE} {{field}}",
)
_PAST_FIELD = (
    f"{_WHO} {_ACTED} was|etwas|alles? {_IN} was|etwas?",
    f"{_WHO} war|waren {_ACTIVE}? {_IN} {_ACTIVE}?",
    f"{_WHO} hat|haben {_IN} gehandelt|gearbeitet",
    f"{_WHO} gab es {_IN}",
    f"{_WHO} kummerte|kummerten sich um {_NAMED_AREA}",
    f"{_WHO} war|waren fur {_NAMED_AREA} {_CHARGED}",
    f"{_WHO_EN} acted|worked {_IN_EN}",
    f"{_WHO_EN} was|were {_ACTIVE_EN}|there? {_IN_EN}",
    f"who did what {_IN_EN}",
    f"{_WHO_EN} took care of {_NAMED_AREA}",
    f"{_WHO_EN} was|were responsible for {_NAMED_AREA}",
)
_ACTOR = (
    "was macht|machen|tut|tun {actor}",
    "was bietet|bieten {actor} an?",
    "wer ist|sind {actor}",
    "welche massnahmen|angebote hat|haben|tragt|tragen|bietet|bieten {actor} an?",
    "what does|do {actor} do|offer",
    "who is|are {actor}",
    "which|what measures does|do {actor} have|offer|carry|run",
)
_MEASURE = (
    "wer tragt|tragen|macht {measure}",
    *WHO_OFFERS,
    "von wem wird|werden {measure} getragen|angeboten",
    "was macht|machen {measure}",
    "what does {measure} do|offer",
    "who carries {measure}",
)
_AROUND = (
    "mit wem arbeitet|arbeiten {actor} zusammen",
    "wer arbeitet mit {actor} zusammen",
    "mit wem ist|sind {actor} verbunden|vernetzt",
    "wer ist|sind mit {actor} verbunden|vernetzt",
    "mit wem hat|haben {actor} zu tun",
    "wer hat mit {actor} zu tun",
    "mit wem kooperiert {actor}",
    "wer kooperiert mit {actor}",
    "mit wem stimmt|stimmen sich {actor} ab",
    "mit wem stimmt|stimmen {actor} sich ab",
    "mit wem ist|sind {actor} abgestimmt",
    "wer stimmt|stimmen sich mit {actor} ab",
    "wer ist|sind mit {actor} abgestimmt",
    "wer stimmt|stimmen sich ab mit {actor}",
    "wer koordiniert|koordinieren sich mit {actor}",
    "nachbarn|umfeld|verbindungen|partner von|vom? {actor}",
    "who works|cooperates|collaborates|coordinates together? with {actor}",
    "who does|do {actor} work|cooperate|collaborate|coordinate together? with",
    "with whom does|do {actor} work|cooperate|collaborate|coordinate",
    "who is|are {actor} connected with|to",
    "who is|are connected with|to {actor}",
    "neighbours|neighbors|connections|partners of {actor}",
)

_OFFERS = "massnahmen|angebote|massnahme|angebot|projekte|projekt"
_GROUP = f"fur {_THE} {{target_group}}"
_PLACE = f"in|im|am {_THE} stadtteil|stadtbezirk|bezirk|ort? {{district}}"
_TOPIC = f"in|im|zu|zum|zur {_THE} {_AREA} {_THE} {{field}}"
_OFFERS_EN = "measures|measure|offers|offerings|activities|services"
_GROUP_EN = "for the? {target_group}"
_PLACE_EN = "in the? district|quarter? of? {district}"
_TOPIC_EN = "in|on the? field|area|topic of? action? {field}"

_ABOUT = (
    *(_GROUP, _PLACE, _TOPIC),
    *(f"{_GROUP} {_PLACE}", f"{_PLACE} {_GROUP}", f"{_GROUP} {_TOPIC}", f"{_TOPIC} {_GROUP}"),
    *(f"{_PLACE} {_TOPIC}", f"{_TOPIC} {_PLACE}"),
)
_ABOUT_EN = (
    *(_GROUP_EN, _PLACE_EN, _TOPIC_EN),
    *(f"{_GROUP_EN} {_PLACE_EN}", f"{_PLACE_EN} {_GROUP_EN}", f"{_GROUP_EN} {_TOPIC_EN}", f"{_TOPIC_EN} {_GROUP_EN}"),
    *(f"{_PLACE_EN} {_TOPIC_EN}", f"{_TOPIC_EN} {_PLACE_EN}"),
)

_OFFERING = tuple(
    f"{asked} {about}"
    for about in _ABOUT
    for asked in (
        "was gibt es",
        f"gibt es was|etwas|{_OFFERS}",
        f"welche {_OFFERS} gibt es",
        f"welche {_OFFERS} sind erfasst",
        f"welche|welches|welcher? {_OFFERS}",
        "was wird angeboten",
    )
)
_OFFERING_EN = tuple(
    f"{asked} {about}"
    for about in _ABOUT_EN
    for asked in (
        "what is|exists there?",
        "is|are there anything|something",
        f"is|are there any? {_OFFERS_EN}",
        f"which|what {_OFFERS_EN} are|exist there?",
        f"which|what? {_OFFERS_EN}",
        "what is offered|available",
    )
)

_GAPS = (
    "wo sind|bestehen die? lucken",
    "wo? gibt es eine? lucken|lucke",
    "wo fehlt|fehlen etwas|angebote|massnahmen",
    "welche lucken gibt es",
    "welche lucken bestehen",
    "wo ist|sind nichts|keine massnahme|massnahmen|angebote? erfasst",
    "lucken",
    "where are the|there? gaps",
    "are|is there any|a? gaps|gap",
    "which|what gaps are|exist there?",
    "where is nothing|no measure|measures? recorded",
    "gaps",
)
_HAS_GAPS = (
    f"was fehlt {_IN}",
    f"welche lucken hat {_NAMED_AREA}",
    f"lucken|lucke|gaps|gap {_NAMED_AREA}",
    f"which|what gaps does|has {_NAMED_AREA} have?",
    f"what is missing {_IN_EN}",
)
_TWICE = "uberschneidungen|uberlappungen|doppelungen|dopplungen|doppelangebote|doppelstrukturen|doppelarbeit"
_OVERLAPS = (
    "wo uberschneiden|uberlappen sich angebote|massnahmen?",
    f"wo? gibt es {_TWICE}",
    f"wo sind {_TWICE}",
    f"welche {_TWICE} gibt es",
    "welche angebote|massnahmen uberschneiden|uberlappen|ahneln sich",
    "was uberschneidet|uberlappt sich",
    "wer macht|machen|leistet|leisten doppelte arbeit",
    "wer macht|machen|leistet|leisten doppelarbeit",
    "wo wird doppelt gearbeitet",
    "wer arbeitet|arbeiten doppelt",
    _TWICE,
    "where are|do there? overlaps",
    "are there any? overlaps",
    "where do offers|measures|offerings|activities overlap",
    "which|what offers|measures|offerings|activities overlap",
    "which|what overlaps are|exist there?",
    "what overlaps",
    "who does|do the? same|double|duplicate work",
    "where is there? work done? twice",
    "overlaps",
)
_COORDINATION = (
    "wer sollte|sollten|musste|mussten|soll|muss sich miteinander? abstimmen",
    "wer sollte|sollten|musste|mussten miteinander reden|sprechen",
    "wer sollte|sollten|musste|mussten|gehort|soll zusammen? an einen tisch",
    "wer stimmt sich nicht miteinander? ab",
    "wo fehlt|fehlen abstimmung|absprachen|abstimmungen",
    "who should coordinate|talk with|to? each? other?",
    "who should sit|meet|be at one|a|the? same? table",
    "where is|are coordination missing|lacking",
)
_INVITED = (
    "wen sollte|sollten|soll|sollen|mussen|muss|konnen|konnte|konnten man|wir|ich? einladen",
    "wen laden|lade|ladt wir|ich|man ein",
    "wen einladen",
    "wer soll|sollte|sollten|sollen|muss|musste|mussten|gehort|gehoren mit? an den tisch",
    "who should be invited",
    "whom|who should|shall|do we|i invite",
    "whom|who to invite",
    "who should be at the table",
)
_PATH = (
    "wie ist|sind {actor} mit {actor} verbunden|vernetzt",
    "wie hangt|hangen {actor} mit {actor} zusammen",
    "wie hangen {actor} und {actor} zusammen",
    "wie sind {actor} und {actor} miteinander? verbunden|vernetzt",
    "welcher|welche weg|wege fuhrt|fuhren von|vom {actor} zu|zum|zur {actor}",
    "weg|wege|verbindung|verbindungen von|vom {actor} zu|zum|zur {actor}",
    "verbindung|weg zwischen {actor} und {actor}",
    "welche|welcher verbindung|verbindungen|weg|wege gibt|besteht|bestehen es? zwischen {actor} und {actor}",
    "was verbindet {actor} mit|und {actor}",
    "wie kommt|kommen|kommt man von|vom {actor} zu|zum|zur {actor}",
    "how is|are {actor} connected|linked|related with|to {actor}",
    "how is|are {actor} and {actor} connected|linked|related",
    "path|paths|way|ways|connection|connections from {actor} to {actor}",
    "what connects|links {actor} and|with|to {actor}",
    "path|paths|connection|connections between {actor} and {actor}",
)
_MEMBERS = (
    "wer sitzt|sitzen in|im {body}",
    "wer sitzt|sitzen alles in|im {body}",
    "wer ist|sind alles? in|im {body}",
    "wer ist|sind die|das? mitglied|mitglieder in|im|von|vom|der|des {body}",
    "wer gehort|gehoren zu|zur|zum {body}",
    "wer gehort|gehoren dem|der {body} an",
    "wer bildet|bilden {body}",
    "welche mitglieder hat {body}",
    "mitglieder von|vom|der|des|in|im {body}",
    "zusammensetzung von|vom|der|des {body}",
    "who sits|is|are in|on {body}",
    "who is|are a|the? member|members of|in {body}",
    "who belongs|belong to {body}",
    "which|what members does|has {body} have?",
    "members of {body}",
)
_SINCE = "seit anfang|beginn? {date}"
_SINCE_EN = "since {date}"
_CHANGES = (
    f"was hat sich {_SINCE} geandert|verandert|getan",
    f"was hat sich geandert|verandert|getan {_SINCE}",
    f"was anderte|veranderte sich {_SINCE}",
    f"was ist|kam {_SINCE} neu|hinzu|hinzugekommen|dazugekommen|passiert|geschehen",
    f"was ist neu {_SINCE}",
    f"anderungen|veranderungen|neues {_SINCE}",
    "was hat sich zwischen {date} und {date} geandert|verandert|getan",
    "was hat sich von|vom {date} bis|zum {date} geandert|verandert|getan",
    "anderungen|veranderungen zwischen {date} und {date}",
    "was hat sich zuletzt|kurzlich|neulich? geandert|verandert|getan",
    "was ist neu",
    "was gibt es neues",
    "was gibt es seit {date} neues",
    "was gibt es neues seit {date}",
    "anderungen|veranderungen|neues|neuigkeiten",
    "what has? changed recently|lately?",
    "what is new",
    "changes|news",
    f"what has? changed {_SINCE_EN}",
    f"what is new {_SINCE_EN}",
    f"{_SINCE_EN} what has? changed",
    f"changes|news {_SINCE_EN}",
    "what has? changed between {date} and {date}",
    "what has? changed from {date} to|until {date}",
    "changes between {date} and {date}",
)
_STOPS = "aufhort|aufhoren|wegfallt|wegfallen|ausfallt|ausfallen|endet|enden|schliesst|schliessen|fehlt|fehlen"
_STOPPED = "aufhorte|aufhorten|wegfiele|wegfielen|ausfiele|ausfielen|schlosse|schlossen|fehlte|fehlten"
_INFINITIVES = "aufhoren|wegfallen|ausfallen|enden|schliessen|fehlen"
_IF = "was ist|ware|passiert|passierte|geschieht|geschahe? wenn"
_STOPS_EN = "stops|stop|ends|end|closes|close|shuts|shut|leaves|leave|quits|quit|stopped|ended|closed|left down?"
_WHAT_IF = (
    f"{_IF} {{actor|measure}} {_STOPS}|{_STOPPED}",
    f"{_IF} {{actor|measure}} {_INFINITIVES} wurde|wurden",
    f"{_IF} {{actor}} und {{actor}} {_INFINITIVES} wurden",
    f"{_IF} {{actor|measure}} weg ist|ware|sind|waren",
    f"{_IF} es {{actor|measure}} nicht mehr gibt|gabe",
    f"{_IF} {{actor}} und {{actor}} {_STOPS}|{_STOPPED}",
    f"was andert|anderte|verandert|veranderte sich wenn {{actor|measure}} {_STOPS}|{_STOPPED}",
    f"was bricht|fallt|fiele weg wenn {{actor|measure}} {_STOPS}|{_STOPPED}",
    "was ware|fehlt|fehlte ohne {actor|measure}",
    f"what if|happens if? {{actor|measure}} {_STOPS_EN}",
    f"what if|happens if? {{actor}} and {{actor}} {_STOPS_EN}",
    f"what would happen|be if {{actor|measure}} {_STOPS_EN}",
    "what if|happens if? we lose|lost {actor|measure}",
    "what would happen|be without {actor|measure}",
    "what is lost|missing without {actor|measure}",
)
_RECORD_NEXT = (
    "was sollten|sollte|sollen|soll|mussen|muss|konnen|kann wir|man|ich als nachstes erfassen|eintragen|nachtragen",
    "was sollten|sollte|sollen|soll|mussen|muss|konnen|kann wir|man|ich zuerst erfassen|eintragen|nachtragen",
    "was sollte|soll|muss als nachstes erfasst|eingetragen|nachgetragen werden",
    "was sollte|soll|muss zuerst erfasst|eingetragen|nachgetragen werden",
    "was erfassen wir als nachstes",
    "was als nachstes erfassen|eintragen|nachtragen",
    "was fehlt in den daten|angaben",
    "was fehlt uns? noch? an daten|angaben|informationen",
    "welche angaben|daten|informationen fehlen",
    "what should|can|must|do we|i record next|first",
    "what should|must be recorded next|first",
    "what to record next|first",
    "what is missing in|from the data|records",
    "which|what information|data|entries is|are missing",
)


def _each(
    templates: Iterable[str],
    topic: Topic | None = None,
    *,
    must_be_dated: bool = False,
    part: str = "",
    within: bool = False,
) -> tuple[Form, ...]:
    return tuple(Form(template, topic, must_be_dated, part, within) for template in templates)


def _within(templates: Iterable[str], abouts: Iterable[str]) -> tuple[str, ...]:
    """The questions as they stand, and each of them about a field, a target group or a place."""
    found = tuple(templates)
    return (*found, *(f"{template} {about}" for about in abouts for template in found))


_NARROWED = (_IN, _IN_EN, *_ABOUT, *_ABOUT_EN)

FORMS = (
    *_each(_FIELD),
    *_each(_PAST_FIELD, must_be_dated=True),
    *_each(_ACTOR),
    *_each(EVERYBODY, "actors"),
    *_each(_MEASURE),
    *_each(_AROUND, "surroundings"),
    *_each((*_OFFERING, *_OFFERING_EN, *EVERYTHING), "offers"),
    *_each((*_within(_GAPS, _NARROWED), *_HAS_GAPS), "gaps"),
    *_each((*_within(_OVERLAPS, _NARROWED), f"{_TWICE}|overlaps {_NAMED_AREA}"), "overlaps"),
    *_each(_COORDINATION, "coordination"),
    *_each(_INVITED, "coordination", part="einladen"),
    *_each(_PATH, "path"),
    *_each(_MEMBERS, "members"),
    *_each(_CHANGES, "changes"),
    *_each(CHANGED_WITHIN, "changes", within=True),
    *_each(_within(HOW_FAR, (_IN, _IN_EN)), "progress"),
    *_each(_within(LATE, (_IN, _IN_EN)), "progress", part="ueberfaellig"),
    *_each(_within(SILENT, (_IN, _IN_EN)), "progress", part="still"),
    *_each(_WHAT_IF, "what_if"),
    *_each(_RECORD_NEXT, "record_next"),
    *_each(("was ist|sind {field|actor|measure}", "what is|are {field|actor|measure}", "{field|actor|measure}")),
)


@cache
def _by_first_word() -> dict[str, tuple[Form, ...]]:
    words = frozenset().union(*(form.first_words or () for form in FORMS), {""})
    return {word: tuple(form for form in FORMS if word in (form.first_words or (word,))) for word in words}


def forms_from(word: str) -> tuple[Form, ...]:
    """The forms that a question with this first word may have."""
    return _by_first_word().get(word) or _by_first_word()[""]


def topic_begun(words: Words) -> Topic | None:
    """The topic that the first words tell; None where they fit several, or just ask ("how is")."""
    leading = [(form.leading_in(words), form) for form in forms_from(words[0])]
    most = max((count for count, _ in leading), default=0)
    topics = {form.topic for count, form in leading if count == most}
    return topics.pop() if len(topics) == 1 and not ASKING.issuperset(words[:most]) else None


def forms_towards(beginning: str) -> tuple[Form, ...]:
    """The forms with a first word that begins so."""
    found = [form for word, forms in _by_first_word().items() if word.startswith(beginning) for form in forms]
    return tuple(dict.fromkeys(form for form in found if form.first_words))


_FILLERS = """
    ein eine einer eines einem einen und in im an am auf aus bei beim mit nach von vom zu zum zur fur gegen uber unter
    um durch als sich es ich du er sie wir ihr man
    a an and of to at on for with by from about it we you they i
"""
_ASKING = """
    wer wen wem wessen was welche welcher welches welchen welchem wie wieviel wieviele wo wann warum wieso weshalb
    woran womit wofur worin gibt ist sind war waren hat haben wird werden kann darf soll muss
    nicht kein keine keinen ohne ausser oder aber statt nur seit bis vor wenn
    who whom whose what which how where when why is are was were does do did has have can could should must
    not no without except or but only than since until before if
"""
AREA_WORDS = frozenset(split(_AREA))
ARTICLES = frozenset(split(_THE))
FILLERS = ARTICLES.union(split(_FILLERS))
ASKING = AREA_WORDS.union(split(_ASKING))
VOCABULARY = FILLERS.union(ASKING, *(form.words for form in FORMS))
