"""All pages."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from graph_service.web import (
    coordination,
    coverage,
    data,
    data_mapping,
    explaining,
    governance,
    judging,
    matching,
    net,
    overlaps,
    pages,
)
from graph_service.web.forms import without_blanks

MODULES = (pages, net, coverage, overlaps, judging, coordination, governance, data, data_mapping, matching, explaining)

router = APIRouter(dependencies=[Depends(without_blanks)])
for module in MODULES:
    router.include_router(module.router)
