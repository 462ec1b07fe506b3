"""How people ask how far the measures are, what is late, what nobody reported on, and what changed in a year."""

from __future__ import annotations

_WHAT = "massnahmen|massnahme|angebote|projekte|umsetzung"

HOW_FAR = (
    f"wie weit ist|sind die|unsere? {_WHAT}|wir",
    f"wie steht es um|mit die|den|der|unsere? {_WHAT}",
    f"wie kommt|kommen die|wir|unsere? {_WHAT}? voran",
    f"wie ist der stand|umsetzungsstand|fortschritt der|von? {_WHAT}?",
    "fortschritt|fortschrittskontrolle|umsetzungsstand",
    "how far is|are the|our? measures|measure|projects|implementation|we",
    "what is the progress|status of? the|our? measures|projects?",
    "progress",
)
LATE = (
    f"was|welche {_WHAT}? ist|sind uberfallig|verspatet|verzogert|verzug",
    "was verspatet|verzogert sich",
    "was hatte|hatten langst|schon fertig sein sollen|mussen",
    "what|which measures|projects? is|are late|overdue|delayed|behind schedule?",
)
SILENT = (
    "wozu|woruber hat niemand|keiner lange? berichtet",
    "zu welchen massnahmen hat niemand|keiner lange? berichtet",
    "zu welchen massnahmen fehlt|fehlen ein|die? bericht|berichte",
    "what did nobody report on",
    "which measures have no report|reports",
    "on which measures did nobody report",
)
_DURING = "im|in|wahrend? {date}"
CHANGED_WITHIN = (
    f"was hat sich {_DURING} alles? geandert|verandert|getan",
    f"was hat sich geandert|verandert|getan {_DURING}",
    f"was ist|war {_DURING} neu|passiert|geschehen",
    f"was ist|war neu {_DURING}",
    f"anderungen|veranderungen|neues {_DURING}",
    "what has? changed in|during? {date}",
    "what is|was new in|during {date}",
    "what happened in|during? {date}",
    "changes|news in|during|of {date}",
)
