"""What a view asks a Neo4j server; every value is a parameter, and every question names its network.

An entry stands for a record through all revisions, its versions are `OF` it. The rules in ⟨brackets⟩ say which
versions are seen: those that are there at the revision and, on a day, hold then; a tie or judgement only with both its
ends. What else a day hides are few records and asked for once: the needs, reports, indicators and values that lack
something that they are about. No later revision changes an answer about an earlier one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import LiteralString

from graph_service.stores.common import Criteria


@cache
def written_out(query: LiteralString, on_day: bool = False) -> LiteralString:
    """The query with its rules written out, those of a day only where one is asked for: they take long to plan."""
    rules = {**_ALWAYS, **_ON_DAY} if on_day else _ALWAYS
    while "⟨" in query:
        query = _RULE.sub(lambda found: rules[found[1]].replace("§", found[2]), query)
    return query


def record(v: LiteralString) -> LiteralString:
    """The properties of a version, and those of its citations with what they cite: as `record_from` takes it."""
    return written_out(f"⟨record {v}⟩")


_RULE = re.compile("⟨(\\w+) (\\w+)⟩")
_ALWAYS: Mapping[str, LiteralString] = {
    "holds": "§.since <= $revision AND coalesce(§.until, $revision + 1) > $revision",
    "node": "⟨holds §⟩",
    "link": "⟨holds §⟩",
    "end": "true",
    "key": "[§.id, §.since, §.stamp]",
    # Lists take a third of the time that maps by name take.
    "record": "[properties(§), [(§)-[cited:RESTS_ON]->(source) | [properties(cited), source.id, source.person]]]",
}
_ON_DAY: Mapping[str, LiteralString] = {
    "holds": f"{_ALWAYS['holds']} AND §.first_day <= $at AND $at <= §.last_day",
    "node": "⟨holds §⟩ AND NOT §.id IN $hidden",
    "link": """⟨holds §⟩
      AND EXISTS { (§)-[:FROM]->()<-[:OF]-(start:NodeVersion) WHERE ⟨node start⟩ }
      AND EXISTS { (§)-[:TO]->()<-[:OF]-(end:NodeVersion) WHERE ⟨node end⟩ }""",
    "end": "EXISTS { (§)<-[:OF]-(shown:NodeVersion) WHERE ⟨node shown⟩ }",
}

HIDDEN: LiteralString = """
MATCH (n:NodeVersion {network: $network}) WHERE n.type IN ['need', 'report', 'indicator', 'observation'] AND ⟨holds n⟩
  AND EXISTS {
    (n)-[:CELL]->(about) WHERE NOT EXISTS {
      (about)<-[:OF]-(part:NodeVersion) WHERE ⟨holds part⟩ AND NOT EXISTS {
        (part)-[:CELL]->(above) WHERE NOT EXISTS { (above)<-[:OF]-(whole:NodeVersion) WHERE ⟨holds whole⟩ }
      }
    }
  }
RETURN n.id
"""

COUNTS: LiteralString = """
MATCH (n:NodeVersion {network: $network}) WHERE ⟨node n⟩ RETURN n.type AS type, count(*) AS number
UNION ALL
MATCH (t:TieVersion {network: $network}) USING INDEX SEEK t:TieVersion(network)
WHERE ⟨link t⟩ RETURN 'tie' AS type, count(*) AS number
UNION ALL
MATCH (j:JudgementVersion {network: $network}) USING INDEX SEEK j:JudgementVersion(network)
WHERE ⟨link j⟩ RETURN 'judgement' AS type, count(*) AS number
"""

UNRECORDED: LiteralString = """
MATCH (m:NodeVersion {network: $network, type: 'measure'})-[:OF]->(entry)
WHERE ⟨node m⟩ AND NOT $scheme IN coalesce(m.none_recorded, [])
  AND NOT EXISTS {
    (entry)<-[:FROM]-(t:TieVersion)-[:TO]->(concept) WHERE t.kind = $kind AND ⟨holds t⟩ AND ⟨end concept⟩
  }
RETURN count(*)
"""

RECORD: LiteralString = """
MATCH (e:Entry {network: $network, id: $id})<-[:OF]-(n:NodeVersion) USING INDEX e:Entry(network, id)
WHERE ⟨node n⟩ RETURN collect(⟨key n⟩) AS found
UNION ALL
MATCH (e:Entry {network: $network, id: $id})<-[:OF]-(l:TieVersion|JudgementVersion) USING INDEX e:Entry(network, id)
WHERE ⟨link l⟩ RETURN collect(⟨key l⟩) AS found
"""

NODES: LiteralString = """
UNWIND $ids AS id
MATCH (e:Entry {network: $network, id: id})<-[:OF]-(n:NodeVersion) USING INDEX e:Entry(network, id)
WHERE ⟨node n⟩
RETURN collect(⟨key n⟩)
"""

IDS_SHOWN: LiteralString = """
UNWIND $ids AS id
MATCH (e:Entry {network: $network, id: id})<-[:OF]-(n:NodeVersion) USING INDEX e:Entry(network, id)
WHERE ⟨node n⟩
RETURN id
"""

ALL_IDS: LiteralString = """
MATCH (n:NodeVersion {network: $network}) WHERE ⟨node n⟩ RETURN n.id AS id
UNION ALL
MATCH (t:TieVersion {network: $network}) USING INDEX SEEK t:TieVersion(network)
WHERE ⟨link t⟩ RETURN t.id AS id
UNION ALL
MATCH (j:JudgementVersion {network: $network}) USING INDEX SEEK j:JudgementVersion(network)
WHERE ⟨link j⟩ RETURN j.id AS id
"""

IDS_OF_NODES: LiteralString = """
MATCH (n:NodeVersion {network: $network})
WHERE ⟨node n⟩ AND ($scheme IS NULL OR n.scheme = $scheme)
RETURN n.id
"""

BODIES: LiteralString = """
UNWIND $keys AS key
MATCH (v:Version {network: $network, id: key[0], since: key[1]}) USING INDEX v:Version(network, id, since)
RETURN collect(⟨record v⟩)
"""

# A thousand records in each row: a row takes as long to send as several records.
_BY_THOUSANDS: LiteralString = """
WITH collect(v) AS versions UNWIND range(0, size(versions) - 1, 1000) AS start
RETURN [v IN versions[start..start + 1000] | ⟨record v⟩] AS found
"""
ALL: LiteralString = f"""
MATCH (v:NodeVersion {{network: $network}}) WHERE ⟨node v⟩ {_BY_THOUSANDS}
UNION ALL
MATCH (v:TieVersion {{network: $network}}) USING INDEX SEEK v:TieVersion(network)
WHERE ⟨link v⟩ {_BY_THOUSANDS}
UNION ALL
MATCH (v:JudgementVersion {{network: $network}}) USING INDEX SEEK v:JudgementVersion(network)
WHERE ⟨link v⟩ {_BY_THOUSANDS}
"""

# The network is a word of the index, so that a search stays in it however many share the database.
HITS: LiteralString = """
CALL db.index.fulltext.queryNodes('found_by_parts', 'network:"' + $network + '" AND ' + $words) YIELD node AS n
WHERE n.network = $network AND ($types IS NULL OR n.type IN $types) AND ⟨node n⟩
RETURN n.id AS id, n.found_name AS found_name, n.found_others AS found_others, n.found_note AS found_note
"""

FIELD: LiteralString = """
MATCH (e:Entry {network: $network, id: $id})<-[:OF]-(n:NodeVersion {scheme: 'field'}) USING INDEX e:Entry(network, id)
WHERE ⟨node n⟩
RETURN n.id
"""

# The field and its narrower ones, their measures, what is tied to these, the bodies that cover it, their members.
FIELD_NODES: LiteralString = """
MATCH (top:Entry {network: $network, id: $id}) USING INDEX top:Entry(network, id)
MATCH (top) ((above)<-[:BELOW]-(n:NodeVersion)-[:OF]->(below) WHERE ⟨holds n⟩){0,} (field)
WITH collect(DISTINCT field) AS fields
CALL (fields) {
  UNWIND fields AS field
  MATCH (field)<-[:TO]-(t:TieVersion)-[:FROM]->(measure)
  WHERE t.kind = 'addresses' AND ⟨holds t⟩ AND ⟨end measure⟩
  RETURN collect(DISTINCT measure) AS measures
}
CALL (measures) {
  UNWIND measures AS measure
  MATCH (measure)<-[:FROM|TO]-(t:TieVersion)-[:FROM|TO]->(near) WHERE ⟨holds t⟩ AND ⟨end near⟩
  RETURN collect(DISTINCT near) AS around
}
CALL (fields) {
  UNWIND fields AS field
  MATCH (field)<-[:TO]-(t:TieVersion)-[:FROM]->(actor)
  WHERE t.kind IN $covering AND ⟨holds t⟩ AND ⟨end actor⟩
  RETURN collect(DISTINCT actor) AS covering
}
CALL (covering) {
  UNWIND covering AS body
  MATCH (body)<-[:TO]-(t:TieVersion)-[:FROM]->(actor) WHERE t.kind = 'member_of' AND ⟨holds t⟩ AND ⟨end actor⟩
  RETURN collect(DISTINCT actor) AS members
}
UNWIND fields + measures + around + covering + members AS chosen
RETURN DISTINCT chosen.id
"""

NEIGHBOURS: LiteralString = """
UNWIND $front AS id
MATCH (e:Entry {network: $network, id: id})<-[:FROM|TO]-(t:TieVersion)-[:FROM|TO]->(near:Entry)
USING INDEX e:Entry(network, id) WHERE ⟨holds t⟩ AND ⟨end near⟩
RETURN DISTINCT near.id AS id ORDER BY id
"""

# Only asked about nodes that are seen.
AMONG: LiteralString = """
UNWIND $ids AS id
MATCH (e:Entry {network: $network, id: id})<-[:FROM]-(l:TieVersion|JudgementVersion)-[:TO]->(other:Entry)
USING INDEX e:Entry(network, id)
WHERE other.id IN $ids AND ⟨holds l⟩
RETURN collect(⟨key l⟩)
"""

# A measure has its facets by ties of its own, an actor by those of a measure that it carries.
_FITTING: LiteralString = """all(facet IN $facets WHERE EXISTS {
    (measure)<-[:FROM]-(t:TieVersion)-[:TO]->(concept)
    WHERE t.kind = facet.kind AND concept.id IN facet.ids
      AND (NOT $documented OR t.confirmation = 'documented') AND ⟨holds t⟩ AND ⟨end concept⟩
  })"""
_CARRYING: LiteralString = f"""EXISTS {{
    (entry)<-[:FROM]-(carrying:TieVersion)-[:TO]->(measure)<-[:OF]-(m:NodeVersion)
    WHERE carrying.kind = 'carries' AND carrying.role IN $carrying AND ⟨holds carrying⟩ AND ⟨node m⟩
      AND (NOT $documented OR carrying.confirmation = 'documented' AND m.confirmation = 'documented')
      AND {_FITTING}
  }}"""


def selected(wanted: Criteria) -> LiteralString:
    """The question for a page of nodes, with the conditions that narrow it and no others: they take long to plan."""
    conditions: tuple[tuple[bool, LiteralString], ...] = (
        (True, "⟨node n⟩"),
        (wanted.documented, "n.confirmation = 'documented'"),
        (wanted.kinds is not None, "coalesce(n.scheme, n.kind) IN $kinds"),
        (bool(wanted.statuses), "n.status IN $statuses"),
        (bool(wanted.query), "n.id IN $ids"),
        (bool(wanted.facets), _FITTING if wanted.node_type == "measure" else _CARRYING),
    )
    where: LiteralString = "\n  AND ".join([condition for is_asked, condition in conditions if is_asked])
    entry: LiteralString = "measure" if wanted.node_type == "measure" else "entry"
    return f"""
MATCH (n:NodeVersion {{network: $network, type: $type}})-[:OF]->({entry})
WHERE {where}
WITH n.id AS id ORDER BY id
WITH collect(id) AS ids
RETURN size(ids), [id IN ids WHERE id > $after][..$limit]
"""
