"""A drawing as PNG, for programs that show no vector graphics, such as those for texts.

It is drawn in a process of its own (png_writer.py): that takes seconds for thousands of lines and would hold up
everything else meanwhile.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

from graph_service.model.errors import AkteursnetzError
from graph_service.model.text import text
from visualisations.png_writer import NO_FONTS

_SECONDS = 60  # 2,000 nodes with 10,000 lines take 5, on a busy machine 15
_AT_ONCE = BoundedSemaphore(2)  # a drawing takes a whole core
_WRITER = Path(__file__).with_name("png_writer.py")


class CannotDraw(AkteursnetzError):
    """A drawing that cannot be had as PNG on this machine; the message says why."""


def to_png(svg: str, width: int) -> bytes:
    """The drawing in so many pixels across; a letter that no font of the machine has is drawn as a box.

    Raises CannotDraw on a machine without fonts, where all words would be missing, and where it takes too long.
    """
    command = [sys.executable, "-I", str(_WRITER), str(width)]
    try:
        with _AT_ONCE:
            done = subprocess.run(command, input=svg.encode(), capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise CannotDraw(text("das Zeichnen dauert länger als {n} Sekunden", n=_SECONDS)) from error
    if done.returncode == NO_FONTS:
        raise CannotDraw(
            text("auf dem Rechner, der diese Datei gemacht hat, ist keine Schrift eingerichtet"),
            remedy=text("Bitte dort eine Schrift einrichten, zum Beispiel mit dem Paket fonts-liberation."),
        )
    if done.returncode != 0:
        raise CannotDraw(text("das Zeichnen ist gescheitert"))
    return done.stdout
