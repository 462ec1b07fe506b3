"""A question in plain words -> which operation answers it, and about what."""

from graph_service.questions.asked import MAX_LENGTH, Understood, nearest, understand
from graph_service.questions.offered import examples, suggestions

__all__ = ["MAX_LENGTH", "Understood", "examples", "nearest", "suggestions", "understand"]
