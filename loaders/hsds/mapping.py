"""What the words of a directory mean here: which list a taxonomy is, what kind an organization is of."""

from __future__ import annotations

from collections.abc import Mapping

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from graph_service.model.errors import BadInput
from graph_service.model.text import text


class HsdsMapping(BaseModel):
    """A person's word on a directory. What it does not say is taken only where the words are ours already.

    `taxonomies`: name or id of a taxonomy → one of our lists ("Zielgruppe"); `terms`: id, code or name of a term →
    an entry of our lists ("target_group/kinder") or a kind of actor; `locations`: id or name → an entry of the list of
    places; `organizations`: id or name → a kind of actor; `legal_statuses`: legal status → a kind of actor;
    `organization_kind` for all others.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    taxonomies: Mapping[str, str] = {}
    terms: Mapping[str, str] = {}
    locations: Mapping[str, str] = {}
    organizations: Mapping[str, str] = {}
    legal_statuses: Mapping[str, str] = {}
    organization_kind: str = ""


def read_mapping(content: bytes, name: str) -> HsdsMapping:
    """The mapping in a YAML file."""
    try:
        return HsdsMapping.model_validate(yaml.safe_load(content) or {})
    except (yaml.YAMLError, ValidationError, RecursionError, ValueError) as error:
        places = (
            tuple(".".join(map(str, one["loc"])) for one in error.errors())
            if isinstance(error, ValidationError)
            else ()
        )
        raise BadInput(
            text("Die Zuordnung lässt sich nicht lesen."),
            place=name,
            value=", ".join(places)[:80],
            remedy=text("Erlaubt sind die Angaben {words}.", words=tuple(HsdsMapping.model_fields)),
        ) from error
