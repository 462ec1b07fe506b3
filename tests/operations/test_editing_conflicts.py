"""Two people on one record: what is joined by itself, and what a person has to choose."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_service.language import render
from graph_service.operations.editing_conflicts import Clash, compare
from graph_service.operations.edits import End, Remove
from graph_service.operations.service import Service
from tests.operations.edited import STORES, changed, newest, saved, town


@pytest.fixture(params=STORES)
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    yield from town(request, tmp_path)


def state(service: Service, **mine: str) -> dict[str, str]:
    found = compare(service, "stadt", "measure/m2", 1, mine)
    return {version.field: version.state for version in found.versions}


def test_each_field_says_who_changed_it(service: Service) -> None:
    changed(service, "measure/m2", status="running", note="Neu", end="2030")
    found = state(service, status="planned", note="Neu", name="Wohnen")
    assert found == {"name": "mine", "end": "theirs", "status": "clash", "note": "both"}


def test_a_version_holds_all_three_values(service: Service) -> None:
    changed(service, "measure/m2", status="running")
    [version] = compare(service, "stadt", "measure/m2", 1, {"status": "planned"}).clashes
    assert (version.base, version.mine, version.theirs, str(version.label)) == (
        "unknown",
        "planned",
        "running",
        "Stand",
    )


def test_ties_of_the_form_are_compared_too(service: Service) -> None:
    changed(service, "measure/m2", field=["field/A"])
    [version] = compare(service, "stadt", "measure/m2", 1, {"field": "none"}).clashes
    assert (version.base, version.mine, version.theirs) == (["field/D"], "none", ["field/A"])


def test_changes_of_different_fields_are_joined(service: Service) -> None:
    changed(service, "measure/m2", base=1, status="running")
    changed(service, "measure/m2", base=1, note="Von der zweiten Person")
    found = service.network("stadt").nodes["measure/m2"]
    assert (getattr(found, "status", ""), found.note) == ("running", "Von der zweiten Person")


def test_a_whole_form_of_yesterday_changes_only_what_was_altered_in_it(service: Service) -> None:
    changed(service, "measure/m2", base=1, status="running")
    changed(service, "measure/m2", base=1, name="Wohnraumvermittlung", status="unknown", note="Neu")
    assert getattr(service.network("stadt").nodes["measure/m2"], "status", "") == "running"


def test_a_clash_is_refused_with_both_versions_and_nothing_is_written(service: Service) -> None:
    changed(service, "measure/m2", base=1, status="running")
    with pytest.raises(Clash, match="„Wohnraumvermittlung“ wurde inzwischen geändert") as refused:
        changed(service, "measure/m2", base=1, status="planned", note="Neu")
    assert [(one.field, one.state) for one in refused.value.versions] == [("status", "clash"), ("note", "mine")]
    [problem] = refused.value.problems
    assert render(problem.message) == "vorher unbekannt, Ihre Fassung geplant, jetzt laufend"
    assert (refused.value.revision, newest(service)) == (2, 2)


def test_who_chooses_a_version_saves_it_over_the_newest(service: Service) -> None:
    changed(service, "measure/m2", base=1, status="running")
    assert changed(service, "measure/m2", base=2, status="planned").made


def test_the_same_change_twice_is_no_clash_and_no_revision(service: Service) -> None:
    changed(service, "measure/m2", base=1, status="running")
    assert not changed(service, "measure/m2", base=1, status="running").made


def test_two_ends_of_one_record_clash(service: Service) -> None:
    saved(service, End(id="measure/m2", day="2025", base=1))
    with pytest.raises(Clash):
        saved(service, End(id="measure/m2", day="2026", base=1))


def test_what_was_removed_meanwhile_is_told(service: Service) -> None:
    saved(service, Remove(id=_tie(service)), reason="Irrtum")
    with pytest.raises(Clash, match="inzwischen entfernt") as refused:
        changed(service, _tie(service, 1), base=1, note="x")
    assert refused.value.comparison.gone


def test_what_was_changed_meanwhile_is_not_removed_unseen(service: Service) -> None:
    tie = _tie(service)
    changed(service, tie, note="Nachgetragen")
    with pytest.raises(Clash):
        saved(service, Remove(id=tie, base=1), reason="Irrtum")


def _tie(service: Service, revision: int | None = None) -> str:
    [tie] = service.network("stadt", revision).ties_from("measure/m2", "serves")
    return tie.id
