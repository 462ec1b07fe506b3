"""Files as people send them, made of bytes."""

from __future__ import annotations

import io
import zipfile

from tests.loaders.folders import SMALL


def zipped(within: str = "", **changed: str) -> bytes:
    """The small folder of tables as one zip, with some tables replaced; `within` is a way before each name."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, words in {**SMALL, **changed}.items():
            package.writestr(f"{within}{name}.csv", words)
    return made.getvalue()
