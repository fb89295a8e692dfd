"""What the tests of share/ have in common: the test server, and objects for it."""

import base64
import http.client
import json
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(os.path.dirname(HERE), "lib"), os.path.join(os.path.dirname(HERE), "interop")]

import postgres  # noqa: E402
from tally import Tally  # noqa: E402

PATIENCE = 60  # seconds before a test gives up; nothing here waits for it

TAXII = "application/taxii+json;version=2.1"
GREEN = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
CLEAR = "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"
USA = "identity--00000000-0000-4000-8000-0000000000a1"
MEMBERS = "10000000-0000-4000-8000-000000000001"
ROOT = "/taxii2/trefoil/"
OBJECTS = ROOT + "collections/members/objects/"


def identity():
    return {"type": "identity", "spec_version": "2.1", "id": USA, "name": "usa", "identity_class": "organization",
            "created": "2026-01-01T00:00:00.000Z", "modified": "2026-01-01T00:00:00.000Z",
            "object_marking_refs": [CLEAR]}


def tool(number, second=1, kind="tool"):
    return {"type": kind, "spec_version": "2.1", "id": f"{kind}--00000000-0000-4000-8000-{number:012x}", "name": "n",
            "created": "2026-01-01T00:00:00.000Z", "modified": f"2026-01-01T00:00:{second:02}.000Z",
            "created_by_ref": USA, "object_marking_refs": [GREEN]}


def on_both(test, *words):
    """Calls test(*words, connection), on SQLite (no connection) and on a PostgreSQL server of its own."""
    test(*words)
    with postgres.Server() as connection:
        test(*words, connection)


class Server:
    """The test server on a fresh store; `with Server(program) as server:`."""

    def __init__(self, program, *connection):
        self.folder = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen([program, self.folder.name, *connection], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)
        self.port = int(self.process.stdout.readline())
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.code = self.process.wait(PATIENCE)
        self.process.stdout.close()
        self.folder.cleanup()

    def release(self, what, audience):
        self.process.stdin.write(f"release {what} {audience}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def ask(self, method, path, user="own", body=None, **fields):
        """Status, fields in lower case, and the body from its JSON."""
        headers = {"Accept": TAXII}
        if user:
            headers["Authorization"] = "Basic " + base64.b64encode(f"{user}:{user}".encode()).decode()
        if body is not None:
            headers["Content-Type"] = TAXII
        headers.update({name.replace("_", "-"): value for name, value in fields.items()})
        headers = {name: value for name, value in headers.items() if value is not None}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers)
        except (BrokenPipeError, ConnectionResetError):
            pass  # refused before all of it was sent: the answer is there
        answer = connection.getresponse()
        text = answer.read()
        got = {name.lower(): value for name, value in answer.getheaders()}
        connection.close()
        return answer.status, got, json.loads(text) if text else None

    def post(self, *objects, user="own", path=OBJECTS):
        return self.ask("POST", path, user, json.dumps({"objects": objects}))
