"""What each route demands of whoever asks: one table, in which every route of the application stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, TypeAlias

from graph_service.access.audit import Event
from graph_service.access.roles import Right


class Open(Enum):
    """What is not a matter of rights in a network."""

    IMPERSONAL = "impersonal"  # the same for everybody: nobody is asked who they are
    PUBLIC = "public"  # for everybody; where it shows networks, then those that may be read
    SIGNED_IN = "signed_in"  # for whoever is signed in at a browser, whatever their roles


IMPERSONAL: Final = Open.IMPERSONAL
PUBLIC: Final = Open.PUBLIC
SIGNED_IN: Final = Open.SIGNED_IN
Demand: TypeAlias = Right | Open


@dataclass(frozen=True)
class Rule:
    """What a route demands in the network `{n}` of its address, or in every network where it names none.

    `event` is what the audit notes once it was done.
    """

    demand: Demand
    event: Event | None = None


_READ, _EDIT = Rule(Right.READ), Rule(Right.EDIT)
_CHANGE = Rule(Right.EDIT, Event.CHANGED)
_PROPOSE = Rule(Right.PROPOSE)  # changes, for who may edit; the acts themselves note what was done
_HAND_OUT = Rule(Right.READ, Event.EXPORTED)


def _each(rule: Rule, module: str, *names: str) -> dict[str, Rule]:
    return {f"{module}.{name}": rule for name in names}


RULES: Mapping[str, Rule] = {
    **_each(Rule(IMPERSONAL), "static", "app", "picture", "vis"),
    **_each(Rule(IMPERSONAL), "api.health", "alive", "ready"),
    **_each(Rule(PUBLIC), "api.health", "metrics"),  # by address or token, which it looks at itself
    **_each(Rule(IMPERSONAL), "openapi", "openapi"),
    # API
    **_each(Rule(PUBLIC), "api.records", "networks"),
    **_each(_READ, "api.records", "one_network", "actors", "measures", "fields", "concepts", "documents", "events"),
    **_each(_READ, "api.records", "needs", "one_concept", "history", "one_record"),
    **_each(_READ, "api.records", "reports", "indicators", "observations"),
    **_each(_READ, "api.progress", "progress"),
    **_each(_READ, "web.progress", "progress_page"),
    **_each(_READ, "api.governance", "governance", "one_body"),
    **_each(_READ, "api.questions", "field_actors", "actor_partners", "search", "neighbourhood", "ask", "suggested"),
    **_each(_READ, "api.coverage", "coverage", "cell", "gaps", "record_next"),
    **_each(_READ, "api.overlaps", "overlaps"),
    **_each(_READ, "api.coordination", "coordination"),
    **_each(_READ, "api.changes", "changes", "paths"),
    **_each(_READ, "api.recommendations", "recommendations"),
    **_each(_READ, "api.roles", "roles", "what_if"),
    **_each(_READ, "api.pictures", "graph"),
    **_each(_HAND_OUT, "api.handing_out", "export"),
    **_each(_READ, "api.handing_out", "template"),
    **_each(_HAND_OUT, "api.annexes", "annex"),
    **_each(_READ, "api.judgements", "judgements", "one_judgement"),
    **_each(_CHANGE, "api.judgements", "sign", "take_back"),
    **_each(_READ, "api.matching", "matches"),
    **_each(_CHANGE, "api.imports", "load", "make_network", "take_back"),
    **_each(_EDIT, "api.mappings", "propose_mapping"),
    **_each(Rule(PUBLIC), "api.me", "me"),
    **_each(Rule(Right.SHARE), "api.links", "links", "make_link", "revoke_link"),
    **_each(Rule(Right.READ_AUDIT), "api.audit", "audit", "audit_of_network"),
    **_each(_READ, "api.editing_forms", "form", "near", "values", "concept_values"),
    **_each(_READ, "api.editing_forms", "record_history", "concept_history"),
    **_each(_CHANGE, "api.editing", "edit", "make", "change", "change_concept", "remove", "remove_concept"),
    **_each(_PROPOSE, "api.proposals", "proposals", "one_proposal", "propose", "withdraw", "confirm"),
    **_each(Rule(Right.DECIDE), "api.proposals", "decide"),
    # pages
    **_each(Rule(SIGNED_IN), "web.account", "account_page", "change_password", "sign_out_everywhere"),
    **_each(Rule(SIGNED_IN), "web.account", "issue_token", "revoke_own_token"),
    **_each(Rule(Right.ADMINISTER), "web.administration", "administration", "add_account", "one_account"),
    **_each(Rule(Right.ADMINISTER), "web.administration", "change_account", "revoke_any_token", "revoke_all_links"),
    **_each(Rule(Right.READ_AUDIT), "web.auditing", "audit_page", "audit_page_of_network"),
    **_each(Rule(Right.SHARE), "web.links", "links", "make_link", "revoke_link"),
    **_each(Rule(Right.ADMINISTER), "web.links", "set_public"),
    **_each(Rule(PUBLIC), "web.signing_in", "sign_in_form", "sign_in", "sign_out"),
    **_each(Rule(PUBLIC), "web.provider", "begin", "back"),
    **_each(Rule(PUBLIC), "web.pages", "start"),
    **_each(_READ, "web.pages", "overview", "question", "search", "fields", "field", "actors", "actor"),
    **_each(_READ, "web.pages", "measures", "measure", "sources", "source"),
    **_each(_READ, "web.net", "net"),
    **_each(_READ, "web.coverage", "matrix", "gaps", "record_next"),
    **_each(_READ, "web.overlaps", "overlaps_page"),
    **_each(_READ, "web.judging", "decisions"),
    **_each(_EDIT, "web.judging", "judgement_form", "withdrawal_form"),
    **_each(_CHANGE, "web.judging", "sign", "withdraw"),
    **_each(_READ, "web.coordination", "coordination_page", "invitation_list", "what_if_page", "connection_page"),
    **_each(_READ, "web.coordination", "changes_page"),
    **_each(_READ, "web.governance", "bodies", "body"),
    **_each(_READ, "web.data", "data"),
    **_each(_EDIT, "web.data", "begin", "send", "checked", "undo_form"),
    **_each(_CHANGE, "web.data", "make_empty", "take", "undo"),
    **_each(_EDIT, "web.data_mapping", "mapping_form", "map_columns", "mapping_file"),
    **_each(_READ, "web.matching", "proposals"),
    **_each(_READ, "web.explaining", "help_page"),
    **_each(_PROPOSE, "web.editing", "new_form", "edit_form", "make", "change"),
    **_each(_PROPOSE, "web.editing_ties", "tie_form", "make_tie"),
    **_each(_PROPOSE, "web.editing_ending", "end_form", "removal_form", "end", "remove"),
    **_each(_PROPOSE, "web.proposals", "proposal_list", "proposal_page", "withdraw", "confirm"),
    **_each(Rule(Right.DECIDE), "web.proposals", "decide"),
    **_each(_EDIT, "web.editing_next", "next_form"),
    **_each(_CHANGE, "web.editing_next", "record"),
    **_each(_EDIT, "web.editing_several", "several_start", "several"),
    **_each(_CHANGE, "web.editing_several", "save_several"),
    **_each(_READ, "web.editing_history", "revision"),
    **_each(_CHANGE, "web.editing_history", "undo_some"),
    **_each(_READ, "web.editing_records", "lists", "one_record"),
    **_each(_EDIT, "web.editing_records", "same_form"),
}


def key_of(endpoint: Callable[..., Any]) -> str:
    """The name of a route in the table: module and function."""
    module = endpoint.__module__.removeprefix("graph_service.")
    return f"{'openapi' if module == 'fastapi.applications' else module}.{endpoint.__name__}"
