"""Council information systems by OParl 1.0 and 1.1: `harvest` records a server, `load_oparl` reads what is recorded."""

from loaders.oparl.client import Manners
from loaders.oparl.harvesting import Harvest, harvest
from loaders.oparl.loading import load_oparl

__all__ = ["Harvest", "Manners", "harvest", "load_oparl"]
