"""All pages."""

from __future__ import annotations

from fastapi import APIRouter

from graph_service.web import coordination, coverage, data, explaining, governance, judging, net, overlaps, pages

MODULES = (pages, net, coverage, overlaps, judging, coordination, governance, data, explaining)

router = APIRouter()
for module in MODULES:
    router.include_router(module.router)
