"""The loader of council papers (Vorlagen): `load_paper` for a text file, `take_paper` and `read_paper` for a text."""

from loaders.vorlage.paper import load_paper, read_paper, take_paper

__all__ = ["load_paper", "read_paper", "take_paper"]
