"""What a narrowed picture knows of the whole around it."""

from graph_service.model.network import Network
from tests import builders
from visualisations.frame import MOST_OUTER, frame_of
from visualisations.network_view import draw


def test_the_frame_holds_the_outermost_shapes_of_the_whole():
    whole = draw(Network("stadt", builders.small_town(), 4))
    frame = frame_of(whole)
    assert frame is not None
    for axis in ("x", "y"):
        told = [(node[axis], node["size"]) for node in frame["nodes"]]
        there = [(getattr(node, axis), node.size) for node in whole.drawn]
        assert min(at - size for at, size in told) == min(at - size for at, size in there)
        assert max(at + size for at, size in told) == max(at + size for at, size in there)
    assert len(frame["nodes"]) <= 4 * MOST_OUTER


def test_an_empty_picture_has_no_frame():
    assert frame_of(draw(Network("leer"))) is None
