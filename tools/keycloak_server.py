"""A Keycloak server on this machine, as the identity provider for tests and for trying out, from its Maven artifact.

`python -m tools.keycloak_server start` fetches it once, starts it on 127.0.0.1 with the town of tests/keycloak and
returns when it answers; `stop` ends it. It keeps everything in memory: each start begins anew.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import httpx2

from tools.neo4j_server import ROOT, Unavailable, gone, is_free, missing

POM = Path(__file__).with_name("keycloak.pom.xml")
PROGRAM = ROOT / "var" / "keycloak" / "program"
HOME = ROOT / "var" / "keycloak" / "home"
TOWN = ROOT / "tests" / "keycloak" / "realm.json"
REALM = "stadt"
ADMIN = "admin"
PORT = 8180
_STARTS_WITHIN, _STOPS_WITHIN = 300, 30
_JAVA = "-Xms64m -Xmx512m -XX:MetaspaceSize=96M -XX:MaxMetaspaceSize=256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"


def fetch(program: Path = PROGRAM) -> Path:
    """The folder with the server's program, fetched if it is not there: whole or not at all."""
    if (command := missing()) is not None:
        raise Unavailable(f"A Keycloak server needs Java 17 and Maven. On Debian or Ubuntu: {command}")
    stamp = program / POM.name
    if stamp.is_file() and stamp.read_bytes() == POM.read_bytes():
        return program
    new = program.with_name(f"{program.name}.{os.getpid()}")
    try:
        _download(new)
        shutil.copy(POM, new)
        shutil.rmtree(program, ignore_errors=True)
        new.rename(program)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return program


def _download(new: Path) -> None:
    packed = new / "packed"
    command = ["mvn", "-q", "-B", "-f", str(POM), "dependency:copy-dependencies", f"-DoutputDirectory={packed}"]
    print("Fetching Keycloak (160 MB, once)", flush=True)
    fetched = subprocess.run(command, check=False, capture_output=True, text=True)
    if fetched.returncode:
        raise Unavailable(f"Keycloak could not be fetched:\n{fetched.stdout[-2000:]}")
    for file in packed.glob("*.zip"):
        with ZipFile(file) as archive:
            archive.extractall(new)
        file.unlink()
    for folder in new.glob("keycloak-*"):
        for part in folder.iterdir():
            part.rename(new / part.name)
        folder.rmdir()
    packed.rmdir()


@dataclass(frozen=True)
class Server:
    """A server with its log and process number in `home`, listening on `port` of this machine."""

    home: Path = HOME
    port: int = PORT
    program: Path = PROGRAM

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def issuer(self) -> str:
        return f"{self.url}/realms/{REALM}"

    @property
    def password(self) -> str:
        """The password of its administrator, made at the start."""
        return (self.home / "password").read_text(encoding="utf-8")

    @property
    def pid(self) -> int | None:
        """The process of the running server; None if there is none."""
        try:
            number = int((self.home / "pid").read_text())
            words = Path(f"/proc/{number}/cmdline").read_bytes()
        except (OSError, ValueError):
            return None
        # After a restart of the machine the number may be another program's.
        return number if f"--http-port={self.port}".encode() in words else None

    def start(self, town: Path = TOWN) -> None:
        """Starts it with the users and clients of this file, and returns when it answers."""
        if self.pid is not None:
            return
        fetch(self.program)
        if not is_free(self.port):
            raise Unavailable(f'Port {self.port} is in use: make keycloak ARGS="--port {self.port + 1}"')
        self.home.mkdir(parents=True, exist_ok=True)
        imported = self.program / "data" / "import" / "realm.json"
        imported.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(town, imported)
        password = self.home / "password"
        password.touch(mode=0o600)
        password.write_text(secrets.token_urlsafe(24))
        (self.home / "pid").write_text(str(self._run()))
        self._wait()

    def _run(self) -> int:
        environment = os.environ | {
            "KC_BOOTSTRAP_ADMIN_USERNAME": ADMIN,
            "KC_BOOTSTRAP_ADMIN_PASSWORD": self.password,
            "JAVA_OPTS": _JAVA,
        }
        options = ["--db=dev-mem", "--import-realm", "--http-host=127.0.0.1", f"--http-port={self.port}"]
        # The shell ends at once, so that the server is nobody's child and goes on when its starter ends.
        shell = ["sh", "-c", 'nohup "$@" >>"$0" 2>&1 </dev/null & echo $!', str(self.home / "console.log")]
        command = [*shell, "bash", str(self.program / "bin" / "kc.sh"), "start-dev", *options]
        return int(subprocess.check_output(command, cwd=self.home, env=environment, start_new_session=True))

    def _wait(self) -> None:
        end = time.monotonic() + _STARTS_WITHIN
        while not self._answers():
            if gone(lambda: self.pid) or time.monotonic() > end:
                raise Unavailable(f"Keycloak did not start:\n{self._last_words()}")
            time.sleep(0.5)

    def _answers(self) -> bool:
        try:
            return httpx2.get(f"{self.issuer}/.well-known/openid-configuration", timeout=5).status_code == 200
        except httpx2.TransportError:
            return False

    def _last_words(self) -> str:
        log = self.home / "console.log"
        return log.read_text(errors="replace")[-2000:] if log.is_file() else ""

    def stop(self) -> None:
        """Ends it and returns when it is gone; it has nothing to lose."""
        pid = self.pid
        if pid is None:
            return
        os.killpg(os.getpgid(pid), signal.SIGTERM)
        end = time.monotonic() + _STOPS_WITHIN
        while self.pid is not None and time.monotonic() < end:
            time.sleep(0.2)
        if self.pid is not None:
            os.killpg(os.getpgid(pid), signal.SIGKILL)
        (self.home / "pid").unlink(missing_ok=True)


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
            print(f"Keycloak answers at {server.issuer}; who signs in there stands in {TOWN.relative_to(ROOT)}")
    except Unavailable as error:
        print(error, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
