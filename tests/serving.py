"""Helpers for tests that start the service as its own process."""

import socket
import time
import urllib.request


def free_port() -> int:
    """A port on this machine that nobody uses now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def wait_for(address: str, seconds: float = 60) -> str:
    """The page at an address, as soon as the service answers."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=seconds) as answer:
                return str(answer.read().decode())
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"no answer from {address}")
