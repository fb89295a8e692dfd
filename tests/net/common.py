"""What the tests of net/ share: a small server, raw sockets, a journal."""

import os
import queue
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "lib"))

from tally import Tally  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
tally = Tally()
PATIENCE = 60  # seconds before a test gives up; nothing here waits for it


class Server:
    """The test server with a journal; `with Server(threads=1) as server:`."""

    def __init__(self, prefix=(), environment=None, **words):
        arguments = [PROGRAM]
        for name, value in {"journal": 1, **words}.items():
            arguments += [name.replace("_", "-"), str(value)]
        self.process = subprocess.Popen([*prefix, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True,
                                        env=None if environment is None else {**os.environ, **environment})
        self.lines = queue.Queue()
        first = self.process.stdout.readline().split()
        self.port = int(first[0]) if first else None
        self.version = first[1] if first else None  # of libmicrohttpd
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line.strip())

    def __enter__(self):
        if self.port is None:
            self.process.wait()
            raise RuntimeError(f"the server did not start: {self.process.stderr.read()}")
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        said = self.process.stderr.read()
        tally.check(status == 0 and said == "", "the server ends well", f"{status}: {said[-3000:]}")

    def let_go(self):
        """The request that runs in /held goes on."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def line(self):
        """The next line of the journal."""
        try:
            return self.lines.get(timeout=PATIENCE)
        except queue.Empty:
            return "no line"

    def connect(self, source=None, host="127.0.0.1"):
        made = socket.create_connection((host, self.port), timeout=PATIENCE,
                                        source_address=(source, 0) if source else None)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def peak(self):
        """The most memory the server ever had, in bytes."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            for line in file:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
        return None


def read_answer(made, method="GET"):
    """One answer: status, headers (lower case, a list a name), body. Status 0: none came."""
    data = b""
    try:
        while b"\r\n\r\n" not in data:
            piece = made.recv(65536)
            if not piece:
                return 0, {}, data
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {}
        for line in lines:
            name, _, value = line.partition(":")
            headers.setdefault(name.lower(), []).append(value.strip())
        status = int(first.split()[1])
        if status == 100:
            return status, headers, body
        size = 0 if method == "HEAD" else int(headers.get("content-length", ["0"])[0])
        while len(body) < size:
            piece = made.recv(65536)
            if not piece:
                break
            body += piece
    except (ConnectionError, TimeoutError) as error:
        return 0, {"error": [repr(error)]}, data
    return status, headers, body


def send(made, request):
    """All of it, or what the other side takes: where it refuses before it has all, the answer is there to be read."""
    try:
        made.sendall(request)
    except (ConnectionError, ssl.SSLError):
        pass


def upload(server, path="/echo", size=1000000):
    """A connection whose head the server has taken, and whose body it waits for."""
    made = server.connect()
    made.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: {size}\r\n\r\n".encode())
    tally.check(read_answer(made)[0] == 100, "100 for a body that may come", "none")
    return made


def until(good):
    """Whether something becomes so within the patience."""
    end = time.monotonic() + PATIENCE
    while not good():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def ask(server, request, method="GET", **options):
    """Sends bytes on a connection of their own; the first answer."""
    with server.connect(**options) as made:
        send(made, request)
        return read_answer(made, method)


def get(server, path, more="", **options):
    return ask(server, f"GET {path} HTTP/1.1\r\nHost: x\r\n{more}\r\n".encode(), **options)


def is_closed(made):
    """True when the other side closes within the patience of the socket."""
    try:
        while made.recv(65536):
            pass
        return True
    except ConnectionError:
        return True
    except TimeoutError:
        return False


def main(tests):
    for test in tests:
        try:
            test()
        except Exception as error:  # noqa: BLE001: one broken test must not hide the others
            import traceback
            tally.fail(test.__name__, "".join(traceback.format_exception(error)))
    tally.end()
