"""The commands that start the service and make what it needs for that."""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Annotated

import typer

from graph_service.commands.passwords import make_password
from graph_service.commands.privacy import tidy_at_start
from graph_service.commands.shared import Store, load_first, opened, say, settings_for
from graph_service.model.errors import BadInput
from graph_service.model.text import text


def serve(
    store: Store = None,
    host: Annotated[str | None, typer.Option(help="Adresse / address; without sign-in only 127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option(help="Port", min=1, max=65535)] = None,
) -> None:
    """Startet den Dienst; beim ersten Mal wird das mitgelieferte Netzwerk Leverkusen geladen."""
    import uvicorn  # noqa: PLC0415

    from graph_service.app import create_app  # noqa: PLC0415
    from graph_service.serving.logs import log_to  # noqa: PLC0415

    settings = settings_for(store, host=host, port=port)
    trust = settings.trust()
    with listening(settings.host, settings.port) as taken:
        # Never while our own store is open: closing a second handle on a SQLite file drops this process's locks on it,
        # and the next command to end would delete the log that the service writes to.
        tidy_at_start(settings.store)
        with opened(settings.store) as service:
            load_first(service)
            if trust:
                trust.check_networks([info.id for info in service.store.networks()])
            say(text("Speicher: {store}", store=settings.store), error=True)
            say(text("Akteursnetz läuft auf {address} (Ende mit Strg+C).", address=settings.local_address), error=True)
            log_to(sys.stdout if settings.log == "json" else sys.stderr, settings.log)
            # Uvicorn's own lines about requests hold whole addresses, with what was searched for.
            config = uvicorn.Config(
                create_app(settings, service.store),
                log_config=None,
                access_log=False,
                # Uvicorn would believe whoever asks from this machine, without being told to.
                proxy_headers=bool(settings.proxies),
                forwarded_allow_ips=settings.proxies or None,
            )
            with suppress(KeyboardInterrupt):
                uvicorn.Server(config).run(sockets=[taken])


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket at this address, taken before anything is promised; BadInput where that is not possible."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        taken = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        message = text("Auf Port {port} kann der Dienst nicht starten: {reason}.", port=str(port), reason=str(error))
        if error.errno == errno.EADDRINUSE:
            message = text("Port {port} ist schon belegt; vielleicht läuft Akteursnetz bereits.", port=str(port))
        other = str(port + 1 if port < 65535 else port - 1)
        raise BadInput(
            message,
            place=f"http://{host}:{port}",
            value=str(port),
            remedy=text(
                "Bitte das andere Programm beenden oder einen anderen Port wählen: akteursnetz serve --port {port}",
                port=other,
            ),
        ) from error
    with taken:
        yield taken


def add_to(app: typer.Typer) -> None:
    """Adds these commands to the command line."""
    for command in (serve, make_password):
        app.command()(command)
