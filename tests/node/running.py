"""What the tests of node/ share: nodes that run, people in them, questions to them."""

import base64
import http.client
import json
import os
import re
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
ROOT = os.path.dirname(TESTS)
sys.path[:0] = [os.path.join(TESTS, name) for name in ("lib", "interop", "share")]

from common import OBJECTS, TAXII, identity, tool  # noqa: E402,F401: for the tests
from tally import Tally  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
tally = Tally()
PATIENCE = 60  # seconds before a test gives up; nothing here waits for it


class Asker:
    """Questions to `self.port` of 127.0.0.1; `self.people` are names with passwords."""

    port, context, people = None, None, {}

    def connect(self):
        if self.context is None:
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=PATIENCE, context=self.context)

    def ask(self, method, path, user=None, body=None, connection=None, **fields):
        """Status, fields in lower case, and the body: its JSON, or else its text."""
        headers = {"Accept": TAXII} if path.startswith("/taxii2") else {}
        if user is not None:
            name, password = user if isinstance(user, tuple) else (user, self.people[user])
            headers["Authorization"] = "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()
        if body is not None:
            headers["Content-Type"] = TAXII if path.startswith("/taxii2") else "application/json"
            body = body if isinstance(body, (bytes, str)) else json.dumps(body)
        headers.update({name.replace("_", "-"): value for name, value in fields.items()})
        own = connection or self.connect()
        try:
            try:
                own.request(method, path, body, headers)
            except (BrokenPipeError, ConnectionResetError):
                pass  # refused before all of it was sent: the answer is there
            answer = own.getresponse()
            text = answer.read()
        finally:
            if connection is None:
                own.close()
        got = {name.lower(): value for name, value in answer.getheaders()}
        try:
            return answer.status, got, json.loads(text) if text else None
        except ValueError:
            return answer.status, got, text.decode("utf-8", "replace")

    def post(self, *objects, user="analyst", path=OBJECTS, connection=None):
        return self.ask("POST", path, user, {"objects": objects}, connection)

    def get(self, path=OBJECTS, user="analyst", **fields):
        return self.ask("GET", path, user, **fields)

    def health(self):
        """Status of the answer, and the checks by name."""
        status, _, told = self.ask("GET", "/healthz")
        return status, {name: check["status"] for name, check in told["checks"].items()}, told

    def metric(self, name):
        """The sum of a metric's values."""
        _, _, text = self.ask("GET", "/metrics")
        return sum(float(line.split()[-1]) for line in text.splitlines()
                   if re.split(r"[ {]", line, maxsplit=1)[0] == name)


class Node(Asker):
    """`trefoil serve` in a home of its own; `with Node() as node:`."""

    def __init__(self, home=None, environment=None, words=("--unlimited",), configure=None):
        self.made = None if home else tempfile.TemporaryDirectory(prefix="trefoil-test-")
        self.home = home or os.path.join(self.made.name, "home")
        self.environment = {**os.environ, **(environment or {})}
        self.words = words
        self.people = {}
        self.told = []
        if not os.path.exists(os.path.join(self.home, "node.yaml")):
            said = json.loads(self.command("init", "--json").stdout)
            self.people["admin"] = said["password"]
            self.configure(lambda text: re.sub(r"(?m)^listen: .*$", "listen: 127.0.0.1:0", text))
        if configure:
            self.configure(configure)
        self.process = None
        self.start()

    def command(self, *words, check=True, environment=None):
        return subprocess.run([PROGRAM, "--home", self.home, *words], check=check, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=120, env=environment)

    def configure(self, change):
        path = os.path.join(self.home, "node.yaml")
        with open(path, encoding="utf-8") as file:
            text = change(file.read())
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def init_again(self):
        """Where its configuration has another store from now on: that one's administrator."""
        self.stop()
        self.people = {"admin": json.loads(self.command("init", "--json").stdout)["password"]}
        self.start()

    def start(self):
        self.process = subprocess.Popen([PROGRAM, "--home", self.home, "serve", "--json", *self.words], text=True,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        env=self.environment)
        self.reader = threading.Thread(target=self._read, args=[self.process.stderr], daemon=True)
        self.reader.start()
        line = self.process.stdout.readline()
        if not line:
            self.process.wait()
            raise RuntimeError(f"the node did not start: {self.said()}")
        self.port = int(json.loads(line)["url"].rsplit(":", 1)[1])

    def _read(self, stream):
        for line in stream:
            self.told.append(line)

    def said(self):
        """What it said so far, as text; all of it when it has ended."""
        if self.process.poll() is not None:
            self.reader.join(PATIENCE)
        return "".join(self.told)

    def says(self, event):
        """Whether it says so, now or soon."""
        return until(lambda: event in self.events())

    def events(self):
        return [json.loads(line)["event"] for line in list(self.told) if line.startswith("{")]

    def add(self, name, role="analyst", of=None, user="admin"):
        """Makes an account; its password is known from then on."""
        body = {"name": name, "role": role, **({"of": of} if of else {})}
        status, _, told = self.ask("POST", "/api/v1/users", user, body)
        if status != 201:
            raise RuntimeError(f"{name}: {status} {told}")
        self.people[name] = told["password"]

    def stop(self, number=signal.SIGTERM):
        """The exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)  # then all that it said is here
        return code

    def __enter__(self):
        return self

    def __exit__(self, *_):
        code = self.stop()
        tally.check(code == 0, "the node ends well", f"{code}: {self.said()[-3000:]}")
        if self.made:
            self.made.cleanup()


def until(good, seconds=PATIENCE):
    """Whether something becomes so within some seconds."""
    end = time.monotonic() + seconds
    while not good():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def trust(cafile):
    return ssl.create_default_context(cafile=cafile)


def main(tests):
    for test in tests:
        try:
            test()
        except Exception as error:  # noqa: BLE001: one broken test must not hide the others
            import traceback
            tally.fail(test.__name__, "".join(traceback.format_exception(error)))
    tally.end()
