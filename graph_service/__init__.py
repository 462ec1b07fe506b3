"""Akteursnetz: who acts in a town's integration work, with what, for whom, and who coordinates."""

__version__ = "0.1.0"
