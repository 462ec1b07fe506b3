"""Loading: the shipped network as one, and sources that are refused whole."""

import csv
import io
import shutil
import zipfile
from pathlib import Path

import pytest

from graph_service.analysis.acting import who_acts
from graph_service.model.canonical import checksum
from graph_service.model.change import ChangeSet
from graph_service.model.errors import AkteursnetzError, BadInput, UnreadableFile
from graph_service.model.nodes import Actor, Document
from graph_service.operations.handing_out import hand_out
from graph_service.operations.loading import (
    SHIPPED_PAPER,
    LoadResult,
    Options,
    lacks_shipped,
    load_shipped,
    load_source,
    shipped_folder,
)
from graph_service.operations.service import Service, scope
from graph_service.stores import open_store
from tests.builders import small_town

PAPER = "document/vorlage-2017-1900"


@pytest.fixture
def service() -> Service:
    return Service(open_store("memory:"))


def test_the_paper_joins_the_tables_as_one_network(shipped_results: dict[str, LoadResult]) -> None:
    joined = {one.existing for one in shipped_results[SHIPPED_PAPER].preview.joined}
    bodies = "ir kjha asgs schula bv1 bv2 bv3 fra rat ki dez3 stg kog isi ctrl fgi"
    assert joined == {f"actor/{body}" for body in bodies.split()} | {"measure/m01"}
    assert shipped_results[SHIPPED_PAPER].preview.ambiguous == ()


def test_the_same_body_is_one_actor_with_both_sources(leverkusen: Service) -> None:
    network = leverkusen.network("leverkusen")
    cited = {source.document for source in network.node("actor/ki").sources}
    assert PAPER in cited
    assert len(cited) > 1
    assert [actor.name for actor in network.actors if "Kommunales Integrationszentrum" in actor.name] == [
        "Kommunales Integrationszentrum (KI)"
    ]


def test_only_the_mayor_is_new_with_the_paper(leverkusen: Service) -> None:
    actors = {actor.id for actor in leverkusen.network("leverkusen").actors}
    assert len(actors) == 93
    assert "actor/oberbuergermeister" in actors


def test_the_papers_way_through_the_committees_is_in_the_network(leverkusen: Service) -> None:
    network = leverkusen.network("leverkusen")
    stations = [tie for tie in network.ties_to(PAPER) if tie.kind in ("consults", "decides")]
    stations.sort(key=lambda tie: tie.order or 0)
    assert [tie.origin.removeprefix("actor/") for tie in stations] == [
        "ir",
        "kjha",
        "asgs",
        "schula",
        "bv1",
        "bv2",
        "bv3",
        "fra",
        "rat",
    ]
    assert str(stations[-1].valid) == "2017-12-18"
    assert (stations[-1].kind, stations[-1].public) == ("decides", True)


def test_every_record_of_the_shipped_network_has_a_source(leverkusen: Service) -> None:
    records = leverkusen.network("leverkusen").records()
    assert [record.id for record in records if not record.sources and not isinstance(record, Document)] == []


def test_loading_both_sources_again_changes_nothing(service: Service) -> None:
    load_shipped(service)
    again = load_shipped(service)
    assert [result.preview.new + result.preview.changed for result in again.values()] == [0, 0]
    assert service.info("leverkusen").revision == 2


def test_the_order_of_the_sources_does_not_matter_for_who_acts(service: Service, leverkusen: Service) -> None:
    folder = shipped_folder()
    for path in (folder / SHIPPED_PAPER, folder):
        load_source(service, "leverkusen", path, author="Test")
    asked = scope()
    for field in leverkusen.network("leverkusen").concepts("field"):
        one, other = (who_acts(s.network("leverkusen"), field.id, asked) for s in (service, leverkusen))
        assert (len(one.measures), len(one.acting)) == (len(other.measures), len(other.acting))


def test_an_excerpt_answers_like_the_whole_network(leverkusen: Service) -> None:
    whole, view, asked = leverkusen.network("leverkusen"), leverkusen.view("leverkusen"), scope()
    for field in whole.concepts("field"):
        assert who_acts(view.field_excerpt(field.id), field.id, asked) == who_acts(whole, field.id, asked)


def bad_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "stadt"
    shutil.copytree(shipped_folder(), folder)
    return folder


def test_a_folder_with_a_missing_file_is_refused_and_nothing_is_written(service: Service, tmp_path: Path) -> None:
    folder = bad_folder(tmp_path)
    (folder / "akteure.csv").unlink()
    with pytest.raises(AkteursnetzError, match=r"akteure\.csv"):
        load_source(service, "stadt", folder, author="Test")
    assert service.store.networks() == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("akteure.csv", "Wohlfahrtsverband", "Wohlfartsverein", "Wohlfahrtsverband"),
        ("beziehungen.csv", "actor/awo", "actor/awoo", "awoo"),
        ("massnahmen.csv", "2017-12", "2017-13", "2017-13"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_written(
    service: Service, tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    path = bad_folder(tmp_path) / file
    words = path.read_text("utf-8")
    old = old if old in words else old.removeprefix("actor/")
    new = new if old.count("/") == new.count("/") else new.removeprefix("actor/")
    path.write_text(words.replace(old, new, 1), "utf-8")
    with pytest.raises(BadInput) as refused:
        load_source(service, "stadt", path.parent, author="Test")
    assert file in str(refused.value)
    assert said in str(refused.value)
    assert service.store.networks() == ()


def test_good_rows_can_be_taken_when_asked_for(service: Service, tmp_path: Path) -> None:
    path = bad_folder(tmp_path) / "akteure.csv"
    path.write_text(path.read_text("utf-8").replace("Wohlfahrtsverband", "Wohlfartsverein", 1), "utf-8")
    result = load_source(service, "stadt", path.parent, author="Test", options=Options(skip_bad_rows=True))
    assert result.report.errors
    assert service.info("stadt").revision == 1


@pytest.mark.parametrize(("content", "said"), [(b"", "leer"), (b"\x00\x01\x02" * 50, "Text"), (b"%PDF-1.7", "PDF")])
def test_a_paper_that_cannot_be_read_is_refused(service: Service, tmp_path: Path, content: bytes, said: str) -> None:
    paper = tmp_path / "vorlage.txt"
    paper.write_bytes(content)
    with pytest.raises(UnreadableFile, match=said):
        load_source(service, "stadt", paper, author="Test")
    assert service.store.networks() == ()


def test_a_paper_loads_into_a_network_of_its_own(service: Service) -> None:
    result = load_source(service, "probe", shipped_folder() / SHIPPED_PAPER, author="Test")
    assert result.revision is not None
    network = service.network("probe")
    assert len(network.concepts("field")) == 10
    assert service.info("probe").name


def paper_of(tmp_path: Path, town: str) -> Path:
    path = tmp_path / "vorlage.txt"
    path.write_text(f"{town}\n\nVorlage 7/2020\n\nBetreff: Integrationskonzept\n", "utf-8")
    return path


def test_a_paper_of_another_town_is_refused_with_both_towns_and_a_remedy(service: Service, tmp_path: Path) -> None:
    load_shipped(service)
    with pytest.raises(BadInput, match="--network") as refused:
        load_source(service, "leverkusen", paper_of(tmp_path, "Stadt Beispielburg"), author="Test")
    assert "Stadt Beispielburg" in str(refused.value)
    assert "Stadt Leverkusen" in str(refused.value)
    assert service.info("leverkusen").revision == 2


@pytest.mark.parametrize("town", ["Stadt Leverkusen", "STADT LEVERKUSEN", "Ohne Kommune"])
def test_a_paper_of_the_same_town_or_of_none_is_taken(service: Service, tmp_path: Path, town: str) -> None:
    load_shipped(service)
    assert load_source(service, "leverkusen", paper_of(tmp_path, town), author="Test").revision is not None


def test_a_paper_of_another_town_is_taken_into_its_own_network(service: Service, tmp_path: Path) -> None:
    load_shipped(service)
    load_source(service, "beispielburg", paper_of(tmp_path, "Stadt Beispielburg"), author="Test")
    assert service.info("beispielburg").name == "Stadt Beispielburg"


def test_an_empty_name_of_a_network_is_refused(service: Service) -> None:
    with pytest.raises(BadInput, match="keine gültige Kennung"):
        load_source(service, "", shipped_folder(), author="Test")


def test_a_load_that_fails_while_it_writes_leaves_no_empty_network(service: Service) -> None:
    with pytest.raises(BadInput):
        load_source(service, "stadt", shipped_folder() / SHIPPED_PAPER, author="")
    assert service.store.networks() == ()


def test_the_shipped_network_lacks_until_both_its_sources_are_loaded(service: Service) -> None:
    found = [lacks_shipped(service)]
    service.store.create("leverkusen", "Leverkusen")
    found.append(lacks_shipped(service))
    for path in (shipped_folder(), shipped_folder() / SHIPPED_PAPER):
        load_source(service, "leverkusen", path, author="Akteursnetz")
        found.append(lacks_shipped(service))
    assert found == [True, True, True, False]


@pytest.mark.parametrize("network", ["leverkusen", "stadt"])
def test_what_somebody_began_with_an_own_source_is_left_alone(service: Service, tmp_path: Path, network: str) -> None:
    load_source(service, network, paper_of(tmp_path, "Stadt Leverkusen"), author="Test")
    assert not lacks_shipped(service)


@pytest.mark.parametrize("form", ["hsds", "hsds-json"])
def test_our_own_export_in_a_form_that_holds_less_changes_nothing(
    leverkusen: Service, tmp_path: Path, form: str
) -> None:
    made = hand_out(leverkusen, "leverkusen", form, "de", None, contacts=False)
    path = tmp_path / made.name
    path.write_bytes(made.content)
    result = load_source(leverkusen, "leverkusen", path, author="Test", dry_run=True)
    assert result.preview.rows == ()
    assert checksum(result.after.records()) == checksum(result.known.records())
    assert result.report.findings[0].message.template.startswith("Diese Datei ist eine Ausgabe dieses Netzwerks")


def test_our_own_export_adds_what_is_written_into_it(service: Service, tmp_path: Path) -> None:
    service.store.create("stadt", "Stadt")
    service.store.commit("stadt", ChangeSet(put=small_town()), author="Test", reason="Test")
    made = hand_out(service, "stadt", "hsds", "de", None, contacts=False)
    with zipfile.ZipFile(io.BytesIO(made.content)) as package:
        package.extractall(tmp_path / "copy")
    organizations = tmp_path / "copy" / "organizations.csv"
    rows = list(csv.DictReader(io.StringIO(organizations.read_text("utf-8"), newline="")))
    awo = next(row for row in rows if row["uri"].endswith("actor/awo"))
    awo |= {"name": "Anders", "website": "https://awo.example/"}
    with organizations.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    result = load_source(service, "stadt", tmp_path / "copy", author="Test", dry_run=True, options=Options(kind="hsds"))
    after = result.after.node("actor/awo")
    assert isinstance(after, Actor)
    assert (after.name, after.website) == ("Arbeiterwohlfahrt Kreisverband", "https://awo.example/")
    assert {row.record.id for row in result.preview.rows} == {"actor/awo", "document/copy"}
