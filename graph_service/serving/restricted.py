"""Who has read what only coordinators may read: it is noted once for each page or file that shows some of it."""

from __future__ import annotations

import hashlib
from typing import Any

from graph_service.access.assembly import Access
from graph_service.access.audit import Event
from graph_service.model.errors import Forbidden
from graph_service.model.nodes import Actor
from graph_service.model.provenance import Record
from graph_service.model.restricted import restricted_parts
from graph_service.model.text import text
from graph_service.serving.reading import Reading


def shown_restricted(access: Access, reading: Reading, record: Record) -> dict[str, Any]:
    """What a page shows of the restricted fields of a record; where there is some, it is noted."""
    parts = restricted_parts(record)
    if parts:
        _note(access, reading, _called(record))
    return parts


def hand_out_restricted(access: Access, reading: Reading, form: str) -> None:
    """Notes that a file with restricted fields leaves the service; Forbidden for those who may not read them."""
    if not reading.sees_restricted:
        raise Forbidden(
            text("Kontakte und interne Notizen gibt es nur für die Koordination."),
            place="contacts",
            remedy=text("Bitte ohne diese Angaben ausgeben oder mit einem Konto der Koordination anmelden."),
        )
    _note(access, reading, f"export:{form}")


def _note(access: Access, reading: Reading, what: str) -> None:
    if access.sign_in:
        person = reading.person
        access.audit.note(Event.RESTRICTED_READ, person.id, network=reading.network_id, what=what, via=person.via)


def _called(record: Record) -> str:
    """The id of a record; of a person a checksum of it, because nobody can be erased from the audit."""
    if isinstance(record, Actor) and record.kind == "person":
        return f"actor:{hashlib.sha256(record.id.encode()).hexdigest()[:12]}"
    return record.id
