"""Pages, API and command line tell the same story: a page's sentence is the API's, word for word, in both languages."""

from __future__ import annotations

import html
import re

import pytest
from fastapi.testclient import TestClient

PAIRS = {
    "/stadt/abdeckung?rows=field&columns=target_group": "coverage?rows=field&columns=target_group",
    "/stadt/ueberschneidungen": "overlaps",
    "/stadt/abstimmung": "coordination",
    "/stadt/steuerung": "governance",
    "/stadt/abstimmung/weg?from=actor/ki&to=actor/awo": "paths?from=actor/ki&to=actor/awo",
    "/stadt/abstimmung/was-waere-wenn?without=actor/ki": "what-if?without=actor/ki",
}


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("page", PAIRS, ids=lambda page: page.partition("?")[0])
def test_a_page_says_what_the_api_says(client: TestClient, page: str, lang: str):
    mark = "&" if "?" in page else "?"
    shown = client.get(f"{page}{mark}lang={lang}")
    route = PAIRS[page]
    told = client.get(f"/api/v1/networks/stadt/{route}{'&' if '?' in route else '?'}lang={lang}")
    assert (shown.status_code, told.status_code) == (200, 200)
    assert told.json()["sentence"] in plain(shown.text)


def plain(page: str) -> str:
    """The words of a page, as a reader sees them."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", page)))
