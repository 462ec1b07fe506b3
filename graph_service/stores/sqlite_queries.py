"""What a view asks a store file; every value is a parameter, several values are one JSON parameter.

`nodes` and `links` are the records of a view: there at its revision and, with a day, holding on that day. A link
is a tie or a judgement. A document always holds; a need, report, indicator or value only with all that it is about,
and these with what they are about; a link only with both its ends. The tables are entered through identities, which
belong to one network each; where a question enters by type or by words, it names the network.
"""

from __future__ import annotations

from typing import LiteralString

_SCOPE: LiteralString = """
WITH RECURSIVE present AS NOT MATERIALIZED (
  SELECT * FROM versions
  WHERE since <= :revision AND (until IS NULL OR until > :revision)
    AND (:at IS NULL OR (valid_from <= :at AND :at <= valid_to))
),
nodes AS NOT MATERIALIZED (
  SELECT * FROM present v
  WHERE v.origin IS NULL AND (:at IS NULL OR NOT EXISTS (
    SELECT 1 FROM pointers c WHERE c.version = v.key AND c.role = 'cell'
      AND NOT EXISTS (SELECT 1 FROM present p WHERE p.identity = c.target AND NOT EXISTS (
        SELECT 1 FROM pointers f WHERE f.version = p.key AND f.role = 'cell'
          AND NOT EXISTS (SELECT 1 FROM present o WHERE o.identity = f.target)
      ))
  ))
),
links AS NOT MATERIALIZED (
  SELECT * FROM present v
  WHERE v.origin IS NOT NULL AND (:at IS NULL OR (
    EXISTS (SELECT 1 FROM nodes n WHERE n.identity = v.origin)
    AND EXISTS (SELECT 1 FROM nodes n WHERE n.identity = v.target)
  ))
)
"""


def _scoped(*parts: LiteralString) -> LiteralString:
    return "".join((_SCOPE, *parts))


BODIES = "SELECT key, body FROM versions WHERE key IN (SELECT value FROM json_each(:keys))"
IDENTITY = "SELECT key FROM identities WHERE network = :network AND id = :id"

COUNTS = _scoped("""
SELECT type, count(*) FROM nodes WHERE network = :network GROUP BY type
UNION ALL SELECT type, count(*) FROM links WHERE network = :network GROUP BY type
""")

UNRECORDED = _scoped("""
SELECT count(*) FROM nodes m
WHERE m.network = :network AND m.type = 'measure'
  AND NOT EXISTS (SELECT 1 FROM links t WHERE t.origin = m.identity AND t.type = 'tie' AND t.kind = :kind)
  AND NOT EXISTS (SELECT 1 FROM json_each(m.body, '$.none_recorded') none WHERE none.value = :scheme)
""")

RECORD = _scoped("""
SELECT key FROM nodes WHERE identity = :identity
UNION ALL SELECT key FROM links WHERE identity = :identity
""")

ALL_IDS = _scoped("""
SELECT i.id FROM nodes v JOIN identities i ON i.key = v.identity WHERE v.network = :network
UNION ALL SELECT i.id FROM links v JOIN identities i ON i.key = v.identity WHERE v.network = :network
""")

IDS_OF_TYPE = _scoped("""
SELECT i.id FROM nodes v JOIN identities i ON i.key = v.identity
WHERE v.network = :network AND (:type IS NULL OR v.type = :type) AND (:kind IS NULL OR v.kind = :kind)
""")

ALL_KEYS = _scoped("""
SELECT key FROM nodes WHERE network = :network UNION ALL SELECT key FROM links WHERE network = :network
""")

IDS_SHOWN = _scoped("""
SELECT i.id FROM json_each(:ids) wanted
  JOIN identities i ON i.network = :network AND i.id = wanted.value
WHERE EXISTS (SELECT 1 FROM nodes n WHERE n.identity = i.key)
""")

_SELECTED: LiteralString = """
, fitting (identity) AS MATERIALIZED (
  SELECT m.identity FROM nodes m
  WHERE :facets IS NOT NULL AND m.network = :network AND m.type = 'measure'
    AND (NOT :documented OR m.confirmation = 'documented')
    AND NOT EXISTS (
      SELECT 1 FROM json_each(:facets) f WHERE NOT EXISTS (
        SELECT 1 FROM links t JOIN identities c ON c.key = t.target
        WHERE t.origin = m.identity AND t.type = 'tie' AND t.kind = f.key
          AND (NOT :documented OR t.confirmation = 'documented')
          AND c.id IN (SELECT value FROM json_each(f.value))
      )
    )
),
selected (key, id) AS MATERIALIZED (
  SELECT n.key, i.id FROM nodes n JOIN identities i ON i.key = n.identity
  WHERE n.network = :network AND n.type = :type
    AND (:kinds IS NULL OR n.kind IN (SELECT value FROM json_each(:kinds)))
    AND (:statuses IS NULL OR n.status IN (SELECT value FROM json_each(:statuses)))
    AND (:found IS NULL OR n.key IN (SELECT value FROM json_each(:found)))
    AND (NOT :documented OR n.confirmation = 'documented')
    AND (:facets IS NULL
      OR (:type = 'measure' AND n.identity IN (SELECT identity FROM fitting))
      OR (:type = 'actor' AND EXISTS (
        SELECT 1 FROM links t
        WHERE t.origin = n.identity AND t.type = 'tie' AND t.kind = 'carries'
          AND t.role IN (SELECT value FROM json_each(:carrying))
          AND (NOT :documented OR t.confirmation = 'documented')
          AND t.target IN (SELECT identity FROM fitting)
      ))
    )
)
"""
SELECTED_PAGE = _scoped(
    _SELECTED,
    """
SELECT key, id, (SELECT count(*) FROM selected) FROM selected WHERE id > :after ORDER BY id LIMIT :limit
""",
)
SELECTED_COUNT = _scoped(_SELECTED, "SELECT count(*) FROM selected")

TEXTS_WITH = _scoped("""
SELECT n.key, i.id, x.name, x.others, x.note
FROM texts x CROSS JOIN nodes n ON n.key = x.rowid JOIN identities i ON i.key = n.identity
WHERE x.texts MATCH :match AND n.network = :network
  AND (:types IS NULL OR n.type IN (SELECT value FROM json_each(:types)))
""")

TEXTS = _scoped("""
SELECT n.key, i.id, x.name, x.others, x.note
FROM nodes n CROSS JOIN texts x ON x.rowid = n.key JOIN identities i ON i.key = n.identity
WHERE n.network = :network AND (:types IS NULL OR n.type IN (SELECT value FROM json_each(:types)))
""")

FIELD = _scoped("""
SELECT n.identity FROM identities i JOIN nodes n ON n.identity = i.key
WHERE i.network = :network AND i.id = :id AND n.type = 'concept' AND n.kind = 'field'
""")

FIELD_NODES = _scoped("""
, fields (identity) AS (
  SELECT :field
  UNION
  SELECT n.identity FROM fields f JOIN pointers p ON p.target = f.identity AND p.role = 'broader'
    JOIN nodes n ON n.key = p.version
),
measures (identity) AS (
  SELECT DISTINCT t.origin FROM fields f JOIN links t ON t.target = f.identity
  WHERE t.type = 'tie' AND t.kind = 'addresses'
),
covering (identity) AS (
  SELECT DISTINCT t.origin FROM fields f JOIN links t ON t.target = f.identity
  WHERE t.type = 'tie' AND t.kind IN (SELECT value FROM json_each(:covering))
)
SELECT identity FROM fields
UNION SELECT identity FROM measures
UNION SELECT t.origin FROM measures m CROSS JOIN links t ON t.target = m.identity WHERE t.type = 'tie'
UNION SELECT t.target FROM measures m CROSS JOIN links t ON t.origin = m.identity WHERE t.type = 'tie'
UNION SELECT identity FROM covering
UNION SELECT t.origin FROM covering c CROSS JOIN links t ON t.target = c.identity
  WHERE t.type = 'tie' AND t.kind = 'member_of'
""")

NODE = _scoped("""
SELECT n.identity FROM identities i JOIN nodes n ON n.identity = i.key WHERE i.network = :network AND i.id = :id
""")

NEIGHBOURS = _scoped("""
, near (identity) AS (
  SELECT t.target FROM json_each(:front) f CROSS JOIN links t ON t.origin = f.value WHERE t.type = 'tie'
  UNION
  SELECT t.origin FROM json_each(:front) f CROSS JOIN links t ON t.target = f.value WHERE t.type = 'tie'
)
SELECT n.identity, n.type = 'document' FROM near CROSS JOIN nodes n ON n.identity = near.identity
  JOIN identities i ON i.key = n.identity
ORDER BY i.id
""")

EXCERPT = _scoped("""
, chosen (identity) AS MATERIALIZED (SELECT value FROM json_each(:chosen)),
among (key) AS MATERIALIZED (
  SELECT t.key FROM chosen c CROSS JOIN links t ON t.origin = c.identity
  WHERE t.target IN (SELECT identity FROM chosen)
),
needed (identity) AS (
  SELECT identity FROM chosen
  UNION
  SELECT p.target FROM among a CROSS JOIN pointers p ON p.version = a.key
  UNION
  SELECT p.target FROM needed d CROSS JOIN nodes n ON n.identity = d.identity
    CROSS JOIN pointers p ON p.version = n.key
)
SELECT n.key FROM needed d CROSS JOIN nodes n ON n.identity = d.identity UNION ALL SELECT key FROM among
""")
