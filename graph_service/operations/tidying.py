"""What may not be kept any longer: sessions that ended, attempts, decided proposals, old lines of the audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from graph_service.access.assembly import Access
from graph_service.access.audit import Event
from graph_service.stores.registry_common import utc_now

_PROPOSALS = "proposal"
_AT_ONCE = 500


@dataclass(frozen=True)
class Keeping:
    """For how many days things are kept: lines of the audit, decided proposals, from where accounts signed in."""

    audit: int = 730
    proposals: int = 365
    attempts: int = 30


@dataclass(frozen=True)
class Tidied:
    """How much went: entries whose time had run out, proposals, lines of the audit."""

    expired: int
    proposals: int
    lines: int


def tidy(access: Access, keeping: Keeping, by: str, now: datetime | None = None) -> Tidied:
    """Takes away what is older than it may be; the audit tells of its own cut, and stays provable."""
    moment = now or utc_now()
    expired = access.registry.purge(moment) + access.attempts.forget(moment - timedelta(days=keeping.attempts))
    proposals = _forget_proposals(access, moment - timedelta(days=keeping.proposals))
    first = access.registry.lines(limit=1)
    note = {"event": Event.AUDIT_CUT.value, "who": by}
    cut = access.registry.cut(moment - timedelta(days=keeping.audit), note)
    kept_from = access.registry.lines(limit=1)[0].number if cut else 0
    return Tidied(expired, proposals, kept_from - first[0].number if cut else 0)


def _forget_proposals(access: Access, before: datetime) -> int:
    """Takes away proposals that were decided before a moment."""
    gone, after = 0, ""
    while entries := access.registry.entries(_PROPOSALS, after=after, limit=_AT_ONCE):
        for entry in entries:
            decided = entry.value.get("decided") if isinstance(entry.value, dict) else None
            if decided and datetime.fromisoformat(decided) < before:
                gone += access.registry.remove(_PROPOSALS, entry.key, expected=entry.version)
        after = entries[-1].key
    return gone
