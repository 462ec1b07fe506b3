"""All pages."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from graph_service.web import (
    account,
    administration,
    auditing,
    coordination,
    coverage,
    data,
    data_mapping,
    editing,
    editing_ending,
    editing_history,
    editing_next,
    editing_records,
    editing_several,
    editing_ties,
    explaining,
    governance,
    judging,
    links,
    matching,
    net,
    overlaps,
    pages,
    progress,
    proposals,
    provider,
    signing_in,
)
from graph_service.web.forms import without_blanks

MODULES = (
    signing_in,
    provider,
    account,
    administration,
    auditing,
    links,
    pages,
    net,
    coverage,
    overlaps,
    judging,
    coordination,
    governance,
    progress,
    data,
    data_mapping,
    matching,
    explaining,
    editing,
    editing_ending,
    editing_history,
    editing_next,
    editing_records,
    editing_several,
    editing_ties,
    proposals,
)

router = APIRouter(dependencies=[Depends(without_blanks)])
for module in MODULES:
    router.include_router(module.router)
