"""What a commit must not leave behind: references to nothing, ends of the wrong kind, circles of parents."""

from __future__ import annotations

from collections.abc import Iterator
from sqlite3 import Connection

from graph_service.model.errors import Problem
from graph_service.model.vocabulary import vocabulary
from graph_service.stores import rules
from graph_service.stores.sqlite_rows import ids_json, record_from


def problems(connection: Connection, network: int, since: int) -> Iterator[Problem]:
    """What does not hold together in the newest state, as far as it changed at this revision or later."""
    scope = {"network": network, "since": since}
    yield from _missing_references(connection, scope)
    yield from _unfit_ends(connection, scope)
    yield from rules.circles_among(connection.execute(_BROADER, scope), "broader")
    for kind, words in vocabulary().tie_kinds.items():
        if words.acyclic:
            yield from rules.circles_among(connection.execute(_PARENTS, scope | {"kind": kind}), kind)


_MISSING = """
WITH lost (version, target) AS (
  SELECT v.key, r.target FROM versions v JOIN reaches r ON r.version = v.key
  WHERE v.network = :network AND v.since >= :since AND v.until IS NULL
  UNION
  SELECT v.key, r.target FROM versions gone
    JOIN reaches r ON r.target = gone.identity JOIN versions v ON v.key = r.version
  WHERE gone.network = :network AND gone.until >= :since AND v.until IS NULL
    AND NOT EXISTS (SELECT 1 FROM versions n WHERE n.identity = gone.identity AND n.until IS NULL)
)
SELECT v.body, i.id FROM lost JOIN versions v ON v.key = lost.version JOIN identities i ON i.key = lost.target
WHERE NOT EXISTS (
  SELECT 1 FROM versions n WHERE n.identity = lost.target AND n.until IS NULL AND n.type NOT IN ('tie', 'judgement')
)
ORDER BY lost.version, i.id
"""
_IDS_LIKE = """
SELECT i.id FROM versions v JOIN identities i ON i.key = v.identity
WHERE v.network = :network AND v.until IS NULL AND i.id GLOB :prefix || '/*'
"""


def _missing_references(connection: Connection, scope: dict[str, int]) -> Iterator[Problem]:
    found = connection.execute(_MISSING, scope).fetchall()

    def ids_with(prefix: str) -> list[str]:
        return [row[0] for row in connection.execute(_IDS_LIKE, scope | {"prefix": prefix})]

    return rules.missing_references(((record_from(body), reference) for body, reference in found), ids_with)


# A tie is looked at where it is new itself, or where the kind of an actor at one of its ends has changed: the
# place of every other node follows from its id.
_TOUCHED_TIES = """
WITH touched (key) AS (
  SELECT key FROM versions WHERE network = :network AND since >= :since AND until IS NULL AND type = 'tie'
  UNION
  SELECT t.key FROM versions a JOIN versions t ON t.origin = a.identity
  WHERE a.network = :network AND a.since >= :since AND a.type = 'actor' AND t.until IS NULL AND t.type = 'tie'
  UNION
  SELECT t.key FROM versions a JOIN versions t ON t.target = a.identity
  WHERE a.network = :network AND a.since >= :since AND a.type = 'actor' AND t.until IS NULL AND t.type = 'tie'
)
SELECT t.key, t.kind, o.type, o.kind, g.type, g.kind FROM touched JOIN versions t ON t.key = touched.key
  LEFT JOIN versions o ON o.identity = t.origin AND o.until IS NULL AND o.origin IS NULL
  LEFT JOIN versions g ON g.identity = t.target AND g.until IS NULL AND g.origin IS NULL
"""
_TIE_WITH_ENDS = """
SELECT t.body, o.body, g.body FROM json_each(:keys) k JOIN versions t ON t.key = k.value
  LEFT JOIN versions o ON o.identity = t.origin AND o.until IS NULL AND o.origin IS NULL
  LEFT JOIN versions g ON g.identity = t.target AND g.until IS NULL AND g.origin IS NULL
"""


def _unfit_ends(connection: Connection, scope: dict[str, int]) -> Iterator[Problem]:
    unfit = [key for key, *places in connection.execute(_TOUCHED_TIES, scope) if not rules.may_join(*places)]
    for bodies in connection.execute(_TIE_WITH_ENDS, {"keys": ids_json(unfit)}).fetchall():
        tie, *ends = (record_from(body) for body in bodies if body is not None)
        yield from rules.unfit(tie, ends)


# Any new circle runs through a parent that is new, so the ways up from the new ones hold it.
_BROADER = """
WITH RECURSIVE up (child, parent) AS (
  SELECT v.identity, p.target FROM versions v JOIN pointers p ON p.version = v.key AND p.role = 'broader'
  WHERE v.network = :network AND v.since >= :since AND v.until IS NULL
  UNION
  SELECT v.identity, p.target FROM up JOIN versions v ON v.identity = up.parent AND v.until IS NULL
    JOIN pointers p ON p.version = v.key AND p.role = 'broader'
)
SELECT c.id, p.id FROM up JOIN identities c ON c.key = up.child JOIN identities p ON p.key = up.parent ORDER BY 1, 2
"""
_PARENTS = """
WITH RECURSIVE up (child, parent) AS (
  SELECT origin, target FROM versions
  WHERE network = :network AND since >= :since AND until IS NULL AND type = 'tie' AND kind = :kind
  UNION
  SELECT t.origin, t.target FROM up JOIN versions t ON t.origin = up.parent
  WHERE t.until IS NULL AND t.type = 'tie' AND t.kind = :kind
)
SELECT c.id, p.id FROM up JOIN identities c ON c.key = up.child JOIN identities p ON p.key = up.parent ORDER BY 1, 2
"""
