"""All pages."""

from __future__ import annotations

from fastapi import APIRouter

from graph_service.web import coordination, coverage, explaining, governance, judging, net, overlaps, pages

MODULES = (pages, net, coverage, overlaps, judging, coordination, governance, explaining)

router = APIRouter()
for module in MODULES:
    router.include_router(module.router)
