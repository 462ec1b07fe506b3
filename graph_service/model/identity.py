"""Ids: stable, readable, unique within a network, never a database's own."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata

from graph_service.model.errors import BadValue
from graph_service.model.text import text

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_LOCAL = r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}"
_ID = re.compile(rf"[a-z][a-z_]*/{_LOCAL}")
_NETWORK = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
RESERVED = frozenset({"abmelden", "anmelden", "api", "healthz", "konto", "metrics", "readyz", "static", "verwaltung"})
"""How addresses of the service begin that are no network's."""
# One encoder for all: making one for every id is what reading many ties would mostly consist of.
_serialise = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def transliterate(words: str) -> str:
    """Lower case with umlauts as two letters and other marks dropped: "Flüchtlingsrat" -> "fluechtlingsrat"."""
    return _without_marks(_composed(words).lower().translate(_UMLAUTS))


def fold(words: str) -> str:
    """Lower case without any mark, for comparing: "Flüchtlingsrat" -> "fluchtlingsrat", "Straße" -> "strasse"."""
    return _without_marks(_composed(words).casefold())


def _composed(words: str) -> str:
    """An umlaut may come as letter and mark apart (files from a Mac), "№" for "No": here both are plain letters."""
    return unicodedata.normalize("NFKC", words)


def _without_marks(words: str) -> str:
    decomposed = unicodedata.normalize("NFKD", words)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def slug(name: str) -> str:
    """The name as the local part of an id: "AWO Leverkusen e. V." -> "awo-leverkusen-e-v"."""
    return re.sub(r"[^a-z0-9]+", "-", transliterate(name)).strip("-")[:100].rstrip("-")


def node_id(prefix: str, name: str) -> str:
    """The id of a node whose source has none, from its type (or scheme) and its name.

    A name without a single Latin letter or digit gets a digest as its local part.
    """
    return f"{prefix}/{slug(name) or _digest(name)}"


def tie_id(kind: str, origin: str, target: str, role: str | None) -> str:
    """The id of a tie: a digest of kind, ends and role, in that order."""
    return "tie/" + _digest(kind, origin, target, role)


def judgement_id(kind: str, subjects: tuple[str, ...]) -> str:
    """The id of a judgement: a digest of its kind and of whom it concerns."""
    return "judgement/" + _digest(kind, *subjects)


def _digest(*parts: str | None) -> str:
    return hashlib.sha256(_serialise(parts).encode()).hexdigest()[:20]


def prefix_of(record_id: str) -> str:
    """What stands before the slash: a node type, a scheme, `tie` or `judgement`."""
    return record_id.partition("/")[0]


def local_of(record_id: str) -> str:
    """What stands behind the slash."""
    return record_id.partition("/")[2]


def check_id(record_id: str) -> str:
    """The id itself, or an error that says how ids look."""
    if not _ID.fullmatch(record_id):
        raise BadValue(
            text("„{value}“ ist keine gültige Kennung.", value=record_id[:80]),
            value=record_id[:80],
            remedy=text("Eine Kennung besteht aus Art und Kürzel, zum Beispiel „actor/ki“ oder „field/D“."),
        )
    return record_id


def check_new_network_id(network: str) -> str:
    """The id of a network that may have to be made; BadValue for one that is the address of something else."""
    if check_network_id(network) in RESERVED:
        raise BadValue(
            text("„{value}“ ist eine Adresse dieses Dienstes und kann kein Netzwerk bezeichnen.", value=network),
            value=network,
            remedy=text("Bitte eine andere Kennung wählen, zum Beispiel „{value}-netz“.", value=network),
        )
    return network


def check_network_id(network: str) -> str:
    """The network's id itself, or an error that says how such ids look."""
    if not _NETWORK.fullmatch(network):
        raise BadValue(
            text("„{value}“ ist keine gültige Kennung für ein Netzwerk.", value=network[:80]),
            value=network[:80],
            remedy=text("Erlaubt sind bis zu 60 kleine Buchstaben, Ziffern, Bindestriche, etwa „leverkusen“."),
        )
    return network
