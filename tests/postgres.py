"""Debian's PostgreSQL for the tests of shared warehouses: a server of their own on a free port."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

FOUND = [*Path("/usr/lib/postgresql").glob("*/bin"), *map(Path, os.environ["PATH"].split(":"))]
PROGRAMS = next((folder for folder in FOUND if (folder / "initdb").exists()), None)
needs_postgres = pytest.mark.skipif(
    PROGRAMS is None, reason="no PostgreSQL on this machine: apt-get install postgresql"
)
PASSWORD = "secret"


class Server:
    """A server that can be stopped in the middle of anything."""

    def __init__(self, folder: Path):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder, self.data = folder, folder / "data"
        (folder / "password").write_text(PASSWORD, "utf-8")
        if os.getuid() == 0:
            # It refuses to be root's.
            for path in (folder, folder / "password"):
                shutil.chown(path, "postgres", "postgres")
        who = ["-U", "team", f"--pwfile={folder / 'password'}", "-A", "scram-sha-256"]
        self.run("initdb", "-D", self.data, *who, "-E", "UTF8")

    def run(self, program: str, *arguments: object) -> None:
        as_postgres = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        command = [*as_postgres, str(PROGRAMS / program), *map(str, arguments)]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL)

    def start(self) -> None:
        where = f"-p {self.port} -h 127.0.0.1 -k {self.folder}"
        log = self.folder / "log"
        self.run("pg_ctl", "-D", self.data, "-l", log, "-o", where, "-w", "start")

    def stop(self) -> None:
        """At once, as if the power had failed."""
        self.run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    def database(self, name: str, template: str = "template1") -> str:
        """A new database, a copy of another one's tables, as LAKE names it."""
        self.run("createdb", *self.where(), "-T", template, name)
        return f"dbname={name} host=127.0.0.1 port={self.port} user=team"

    def where(self) -> tuple[object, ...]:
        """Where its programs find it."""
        return "-h", "127.0.0.1", "-p", self.port, "-U", "team"


@contextmanager
def serving() -> Iterator[Server]:
    """A server that ends with the block."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    server = Server(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)
