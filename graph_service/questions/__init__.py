"""A question in plain words -> which operation answers it, and about what."""

from graph_service.questions.addresses import concepts, page_of, span
from graph_service.questions.asked import MAX_LENGTH, Understood, nearest, understand
from graph_service.questions.exemplary import later
from graph_service.questions.meant import Meant, meant
from graph_service.questions.offered import examples, suggestions

__all__ = [
    "MAX_LENGTH",
    "Meant",
    "Understood",
    "concepts",
    "examples",
    "later",
    "meant",
    "nearest",
    "page_of",
    "span",
    "suggestions",
    "understand",
]
