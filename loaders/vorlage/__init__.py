"""The loader of council papers (Vorlagen): `load_paper` for a file, `read_paper` for a text."""

from loaders.vorlage.paper import load_paper, read_paper

__all__ = ["load_paper", "read_paper"]
