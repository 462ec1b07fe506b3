"""A Neo4j server on this machine for tests and for people without Docker, from its Maven artifacts.

`python -m tools.neo4j_server start` fetches it once, starts it on 127.0.0.1 and returns when it answers;
`stop` ends it. Everything lies in an ignored folder: the program, the data, the log, the password.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from neo4j import GraphDatabase
from neo4j.exceptions import Neo4jError, ServiceUnavailable, SessionExpired

ROOT = Path(__file__).parents[1]
POM = Path(__file__).with_name("neo4j.pom.xml")
PROGRAM = ROOT / "var" / "neo4j" / "lib"
HOME = ROOT / "var" / "neo4j" / "home"
PORT = 7687
HEAP = "512m"
_STARTS_WITHIN, _STOPS_WITHIN, _NAMELESS = 120, 60, 5
_NEEDS = {"java": "openjdk-17-jre-headless", "mvn": "maven"}
# Starts in half the time; what runs for long is a little slower.
_QUICK = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
_OPENED = ("java.base/java.nio", "java.base/java.io", "java.base/sun.nio.ch")

_CONF = """\
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{port}
server.bolt.advertised_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
dbms.usage_report.enabled=false
server.memory.pagecache.size=64m
db.lock.acquisition.timeout=10s
{more}"""


class Unavailable(Exception):
    """The server cannot run here; the words say what helps."""


def missing() -> str | None:
    """What has to be installed before the server can run here, as a command; None if nothing."""
    lacking = [package for command, package in _NEEDS.items() if shutil.which(command) is None]
    return f"apt-get install {' '.join(lacking)}" if lacking else None


def fetch(program: Path = PROGRAM) -> Path:
    """The folder with the server's program, fetched if it is not there: whole or not at all."""
    if (command := missing()) is not None:
        raise Unavailable(f"A Neo4j server needs Java 17 and Maven. On Debian or Ubuntu: {command}")
    stamp = program / POM.name
    if stamp.is_file() and stamp.read_bytes() == POM.read_bytes():
        return program
    new = program.with_name(f"{program.name}.{os.getpid()}")
    command = ["mvn", "-q", "-B", "-f", str(POM), "dependency:copy-dependencies", "-DincludeScope=runtime"]
    print("Fetching Neo4j (116 MB, once)", flush=True)
    fetched = subprocess.run([*command, f"-DoutputDirectory={new}"], check=False, capture_output=True, text=True)
    if fetched.returncode:
        shutil.rmtree(new, ignore_errors=True)
        raise Unavailable(f"Neo4j could not be fetched:\n{fetched.stdout[-2000:]}")
    shutil.copy(POM, new)
    shutil.rmtree(program, ignore_errors=True)
    new.rename(program)
    return program


def is_free(port: int) -> bool:
    """Whether nothing listens on this port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def gone(pid: Callable[[], int | None]) -> bool:
    """Whether a server that was just started has ended; `pid` tells its process, None where none bears its name."""
    # While a program takes another's place it has no name for a moment, on a busy machine for a longer one.
    end = time.monotonic() + _NAMELESS
    while pid() is None:
        if time.monotonic() > end:
            return True
        time.sleep(0.1)
    return False


@dataclass(frozen=True)
class Server:
    """A server with its data in `home`, listening on `port` of this machine."""

    home: Path = HOME
    port: int = PORT
    program: Path = PROGRAM

    @property
    def url(self) -> str:
        return f"bolt://127.0.0.1:{self.port}"

    @property
    def password_file(self) -> Path:
        return self.home / "password"

    @property
    def password(self) -> str:
        return self.password_file.read_text(encoding="utf-8").strip()

    @property
    def pid(self) -> int | None:
        """The process of the running server; None if there is none."""
        try:
            number = int((self.home / "pid").read_text())
            words = Path(f"/proc/{number}/cmdline").read_bytes()
        except (OSError, ValueError):
            return None
        # After a restart of the machine the number may be another program's.
        return number if str(self.home).encode() in words else None

    def start(self, *more: str) -> None:
        """Starts it with further lines of configuration, and returns when it answers."""
        if self.pid is not None:
            if not self._answers():
                raise Unavailable(f"A server with these data runs already, but not at {self.url}: make neo4j-stop")
            return
        fetch(self.program)
        if not is_free(self.port):
            raise Unavailable(f'Port {self.port} is in use: make neo4j ARGS="--port {self.port + 1}"')
        self.prepare(*more)
        (self.home / "pid").write_text(str(self._run()))
        _wait(self._answers, _STARTS_WITHIN, self._fail_if_gone, self._last_words)

    def prepare(self, *more: str) -> None:
        """Makes its folders, its configuration and, where it has none yet, its password."""
        for folder in ("conf", "data", "logs"):
            (self.home / folder).mkdir(parents=True, exist_ok=True)
        (self.home / "conf" / "neo4j.conf").write_text(_CONF.format(port=self.port, more="\n".join(more) + "\n"))
        if not self.password_file.is_file():
            self._set_password()

    def _set_password(self) -> None:
        """Makes a password and tells the server, by a file that only this user may read: not in a list of processes."""
        words = self.home / "password.new"
        words.touch(mode=0o600)
        password = secrets.token_urlsafe(24).replace("-", "x")
        admin = f'-cp "{self.program}/*" org.neo4j.server.startup.Neo4jAdminCommand dbms set-initial-password'
        words.write_text(f"-Xmx128m {admin} {password}\n")
        environment = os.environ | {"NEO4J_HOME": str(self.home), "NEO4J_CONF": str(self.home / "conf")}
        done = subprocess.run(
            ["java", f"@{words}"], env=environment, check=False, capture_output=True, text=True, cwd=self.home
        )
        if done.returncode:
            raise Unavailable(f"Neo4j took no password:\n{done.stderr[-2000:].replace(password, '…')}")
        words.write_text(f"{password}\n")
        words.rename(self.password_file)

    def _run(self) -> int:
        opened = [f"--add-opens={module}=ALL-UNNAMED" for module in _OPENED]
        main = ["-cp", f"{self.program}/*", "org.neo4j.server.CommunityEntryPoint"]
        places = [f"--home-dir={self.home}", f"--config-dir={self.home / 'conf'}"]
        # The shell ends at once, so that the server is nobody's child and goes on when its starter ends.
        shell = ["sh", "-c", 'nohup "$@" >>"$0" 2>&1 </dev/null & echo $!', str(self.home / "logs" / "console.log")]
        java = ["java", *_QUICK, f"-Xms{HEAP}", f"-Xmx{HEAP}", *opened, *main, *places]
        return int(subprocess.check_output([*shell, *java], cwd=self.home, start_new_session=True))

    def _answers(self) -> bool:
        try:
            login = ("neo4j", self.password)
            with GraphDatabase.driver(self.url, auth=login, max_transaction_retry_time=0) as driver:
                driver.verify_connectivity()
        except (ServiceUnavailable, SessionExpired, Neo4jError, OSError):
            return False
        return True

    def _fail_if_gone(self) -> None:
        if gone(lambda: self.pid):
            raise Unavailable(f"Neo4j did not start:\n{self._last_words()}")

    def _last_words(self) -> str:
        """The ends of its logs: what stopped it stands in either."""
        logs = (self.home / "logs" / name for name in ("console.log", "neo4j.log"))
        return "\n".join(log.read_text(errors="replace")[-2000:] for log in logs if log.is_file())

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Ends it cleanly and returns when it is gone; `how` may be SIGKILL to see what then happens."""
        pid = self.pid
        if pid is None:
            return
        os.kill(pid, how)
        _wait(lambda: self.pid is None, _STOPS_WITHIN)
        # A process that was killed has no name any more a moment before it gives back what it held.
        _wait(lambda: is_free(self.port), _STOPS_WITHIN)
        (self.home / "pid").unlink(missing_ok=True)


def _wait(
    done: Callable[[], bool], seconds: float, look: Callable[[], None] = lambda: None, told: Callable[[], str] = str
) -> None:
    end = time.monotonic() + seconds
    while not done():
        look()
        if time.monotonic() > end:
            raise Unavailable(f"Neo4j did not do so within {seconds} seconds.\n{told()}".strip())
        time.sleep(0.2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("fetch", "start", "stop"))
    parser.add_argument("--port", type=int, default=PORT)
    asked = parser.parse_args()
    server = Server(port=asked.port)
    try:
        if asked.what == "fetch":
            fetch()
        elif asked.what == "stop":
            server.stop()
        else:
            server.start()
            print(f"Neo4j answers at {server.url}; user neo4j, password in {server.password_file.relative_to(ROOT)}")
    except Unavailable as error:
        _end(str(error))


def _end(words: str) -> NoReturn:
    print(words, file=sys.stderr)
    sys.exit(1)


if __name__ == "__main__":
    main()
