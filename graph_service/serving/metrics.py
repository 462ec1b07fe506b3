"""What a monitoring program may know: counts and times of requests, sizes, events of the audit; nobody, and no names.

Networks are not named either: that one exists may be nobody's business, and their ids would stand in every tool.
"""

from __future__ import annotations

from ipaddress import ip_network
from threading import Lock

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from graph_service import __version__
from graph_service.access.audit import Event
from graph_service.model.errors import StoreError
from graph_service.stores.base import Store
from graph_service.stores.registry import Registry

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_AT_ONCE = 500


class Metrics:
    """The measures of one service since it started, in the text format of Prometheus.

    `readers` are the addresses from which anybody may read them, with commas.
    """

    def __init__(self, readers: str) -> None:
        self.readers = tuple(ip_network(each) for each in readers.split(",") if each)
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "akteursnetz_requests", "Requests answered", ("route", "method", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "akteursnetz_request_seconds",
            "Seconds until a request was answered",
            ("route", "method"),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._events = Counter(
            "akteursnetz_events", "Lines of the audit since the start, by event", ("event",), registry=self._registry
        )
        self._up = self._gauge("akteursnetz_store_up", "Whether the store and the service's own data answer")
        self._writable = self._gauge("akteursnetz_store_writable", "Whether the store can be changed")
        self._networks = self._gauge("akteursnetz_networks", "Networks in the store")
        self._revisions = self._gauge("akteursnetz_revisions", "Revisions of all networks")
        self._free = self._gauge("akteursnetz_disk_free_bytes", "Bytes left where the store's file lies; NaN if none")
        self._sessions = self._gauge("akteursnetz_sessions", "Sessions that are open")
        version = Gauge("akteursnetz_build_info", "Version of the program", ("version",), registry=self._registry)
        version.labels(__version__).set(1)
        for event in (Event.SIGNED_IN, Event.SIGN_IN_FAILED):  # there from the start, so that a rise is seen
            self._events.labels(event.value)
        self._seen: int | None = None
        self._lock = Lock()

    def _gauge(self, name: str, meaning: str) -> Gauge:
        return Gauge(name, meaning, registry=self._registry)

    def note_request(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route, method).observe(seconds)

    def begin(self, registry: Registry) -> None:
        """From now on the events in this journal count."""
        self._seen = registry.head().number

    def text(self, store: Store, registry: Registry) -> bytes:
        """All measures as they are now; where the store does not answer, they say so."""
        with self._lock:
            try:
                self._look(store, registry)
                self._up.set(1)
            except StoreError:
                self._up.set(0)
            return generate_latest(self._registry)

    def _look(self, store: Store, registry: Registry) -> None:
        networks, condition = store.networks(), store.condition()
        self._networks.set(len(networks))
        self._revisions.set(sum(info.revision for info in networks))
        self._writable.set(condition.writable)
        self._free.set(float("nan") if condition.free is None else condition.free)
        self._sessions.set(registry.count("session"))
        self._count_events(registry)

    def _count_events(self, registry: Registry) -> None:
        known = {event.value for event in Event}
        while lines := registry.lines(after=self._seen, limit=_AT_ONCE):
            for line in lines:
                event = str(line.content.get("event"))
                self._events.labels(event if event in known else "other").inc()
            self._seen = lines[-1].number
