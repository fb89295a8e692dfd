#!/usr/bin/env python3
"""Runs programs beside a PostgreSQL server of their own, on loopback, in a throw-away folder:

    tests/lib/postgres.py PROGRAM…       each is called as `PROGRAM postgres CONNECTION`

Also a module: `with Server() as connection:`. The server refuses to run as root; then it runs as
nobody. Debian keeps its programs outside PATH.
"""

import glob
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile


def held_port():
    """A socket on a port that is nobody else's as long as the socket is there: the server, which asks for
    SO_REUSEADDR as well, may listen on it, also a second time; who takes any port is given another."""
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", 0))
    return held


class Server:
    def __init__(self):
        programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda at: int(at.split("/")[4]))
        if not programs:
            raise SystemExit("tests/lib/postgres.py: no PostgreSQL server: package `postgresql` is missing")
        self.programs = programs[-1]
        self.folder = tempfile.mkdtemp(prefix="trefoil-postgres-", dir="/tmp")
        self.held = held_port()
        self.port = self.held.getsockname()[1]
        self.as_user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.getuid() == 0 else []
        if self.as_user:
            shutil.chown(self.folder, "nobody", "nogroup")

    def run(self, *words):
        said = subprocess.run([*self.as_user, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, cwd=self.folder, check=False)
        if said.returncode != 0:
            raise SystemExit(f"{words[0]}: {said.stdout}")

    def __enter__(self):
        data = os.path.join(self.folder, "data")
        self.run(f"{self.programs}/initdb", "-D", data, "-U", "trefoil", "--encoding=UTF8", "--locale=C",
                 "--auth=trust", "--no-sync")
        self.start()
        return f"host=127.0.0.1 port={self.port} user=trefoil dbname=postgres"

    def start(self):
        settings = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        self.run(f"{self.programs}/pg_ctl", "-D", os.path.join(self.folder, "data"), "-w", "-t", "60", "-l",
                 os.path.join(self.folder, "log"), "-o", settings, "start")

    def stop(self, mode="fast"):
        self.run(f"{self.programs}/pg_ctl", "-D", os.path.join(self.folder, "data"), "-w", "-m", mode, "stop")

    def __exit__(self, *ignored):
        try:
            self.stop("immediate")
        finally:
            self.held.close()
            shutil.rmtree(self.folder, ignore_errors=True)


def main():
    passed = failed = 0
    with Server() as connection:
        for program in sys.argv[1:]:
            said = subprocess.run([program, "postgres", connection], stdout=subprocess.PIPE, text=True, check=False)
            print(said.stdout, end="")
            counts = re.findall(r"^(\d+) passed, (\d+) failed", said.stdout, re.M)
            passed += sum(int(some) for some, _ in counts)
            failed += sum(int(some) for _, some in counts) + (said.returncode != 0 and not counts)
    print(f"{passed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
