"""A small folder of tables that is right, and what tests ask of the loader about changed ones."""

from __future__ import annotations

from pathlib import Path

from loaders.base import Finding, Loaded
from loaders.workbook import load_folder

SMALL = {
    "quellen": "Kennung,Titel,Art\nblatt,Tagblatt,Presse\n",
    "begriffe": "Liste,Kürzel,Bezeichnung,Quellen\nHandlungsfeld,D,Wohnen,blatt\nOrt,nord,Nordstadt,blatt\n"
    "Zielgruppe,alle,Alle,blatt\nZielgruppe,kinder,Kinder,blatt\n",
    "akteure": "Kennung,Name,Art,Gehört zu,Quellen\nawo,AWO Kreisverband,Wohlfahrtsverband,,blatt\n"
    "fg,Fachgruppe,Fachgruppe,,blatt\n",
    "massnahmen": "Kennung,Titel,Handlungsfelder,Orte,Von,Quellen\nm1,Deutschkurs,D,nord,2020,blatt\n",
    "beziehungen": "Von,Art,Nach,Rolle,Quellen\nawo,wirkt mit an,m1,Träger,blatt\n"
    "awo,ist Mitglied in,fg,Mitglied,blatt\n",
}


def folder_with(folder: Path, **changed: str | bytes | None) -> Path:
    """The small folder, with some tables replaced or, where None, left out."""
    for name, content in {**SMALL, **changed}.items():
        if content is not None:
            raw = content if isinstance(content, bytes) else content.encode()
            (folder / f"{name}.csv").write_bytes(raw)
    return folder


def loaded(folder: Path, **changed: str | bytes | None) -> Loaded:
    return load_folder(folder_with(folder, **changed))


def only_error(result: Loaded) -> Finding:
    assert result.records == ()
    assert len(result.report.errors) == 1, [str(error.message) for error in result.report.errors]
    return result.report.errors[0]


NO_TIES = "Von,Art,Nach,Rolle,Quellen\n"
