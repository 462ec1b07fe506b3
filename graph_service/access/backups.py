"""Which of the service's own data a backup takes along."""

from __future__ import annotations

from dataclasses import replace

from graph_service.stores.registry_common import Contents

# What ends with the day anyway, and would let in who found the backup.
PASSING = frozenset({"session", "attempts", "attempts_known", "provider_pending", "provider_farewell"})


def lasting(contents: Contents) -> Contents:
    """Accounts, tokens, links, proposals and the audit; neither sessions nor attempts to sign in."""
    return replace(contents, entries=(row for row in contents.entries if row.kind not in PASSING))
