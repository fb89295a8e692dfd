"""The control socket against peers that mean no good: half lines, long ones, slow ones, other users.

    tests/node/control.py TREFOIL
"""
import atexit
import fcntl
import json
import os
import resource
import secrets
import socket
import subprocess
import sys
import time

from asking import check, run
from running import PATIENCE, PROGRAM, Node, main, tally, until
import pace

LINE = {"method": "GET", "path": "/me", "query": {}, "body": ""}
NOBODY = 65534
OTHER = """
import os, socket, sys
os.setgroups([]); os.setgid({0}); os.setuid({0})
peer = socket.socket(socket.AF_UNIX)
try:
    peer.connect(sys.argv[1])
    peer.sendall(sys.argv[2].encode() + b"\\n")
    print(len(peer.recv(65536)))
except (BrokenPipeError, ConnectionResetError):
    print(0)
except OSError as error:
    print(error.__class__.__name__)
""".format(NOBODY)


def path_of(node):
    """By a short name, as the address of a socket holds 107 bytes, and a home may lie deep."""
    if not hasattr(node, "short"):
        node.short = f"/tmp/trefoil-control-{secrets.token_hex(8)}"
        os.symlink(node.home, node.short)
        atexit.register(os.unlink, node.short)
    return os.path.join(node.short, "control.sock")


def say(node, text, close=True):
    """What comes back until the other end closes; None when it does not."""
    with socket.socket(socket.AF_UNIX) as peer:
        peer.settimeout(PATIENCE)
        peer.connect(path_of(node))
        got = b""
        try:
            peer.sendall(text if isinstance(text, bytes) else text.encode())
            if close:
                peer.shutdown(socket.SHUT_WR)
            while piece := peer.recv(65536):
                got += piece
        except socket.timeout:
            return None
        except (BrokenPipeError, ConnectionResetError):
            pass
        return got


def asked(node, **changed):
    got = say(node, json.dumps({**LINE, **changed}) + "\n", close=False)
    head, _, body = got.partition(b"\n")
    head = json.loads(head)
    check(len(body) == head["size"], f"{head}: {len(body)}")
    return head["status"], body.decode()


def still_answers(node):
    status, body = asked(node)
    return status == 200 and json.loads(body)["name"] == f"operator:{os.getuid()}"


def processor(node):
    """Seconds of it that the node has used."""
    with open(f"/proc/{node.process.pid}/stat", encoding="ascii") as file:
        words = file.read().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def no_descriptors(node):
    """While the node may open nothing more, who asks waits, and the node does not turn in circles."""
    check(still_answers(node), "before")
    pid = node.process.pid
    limits = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (3, limits[1]))  # below what is open: that stays open
    peers = []
    try:
        for _ in range(3):
            peer = socket.socket(socket.AF_UNIX)
            peer.settimeout(PATIENCE)
            peer.connect(path_of(node))
            peer.sendall(json.dumps(LINE).encode() + b"\n")
            peers.append(peer)
        before = processor(node)
        time.sleep(3)
        used = processor(node) - before
        check(used < 0.2, f"{used} s of processor in 3 s")
        peers[0].settimeout(0.1)
        try:
            got = peers[0].recv(1)
        except socket.timeout:
            got = None
        check(got is None, f"nobody is turned away: {got}")
        peers[0].settimeout(PATIENCE)
    finally:
        resource.prlimit(pid, resource.RLIMIT_NOFILE, limits)
    for peer in peers:
        got = b""
        while piece := peer.recv(65536):
            got += piece
        check(got.startswith(b'{"status":200'), f"and all are answered then: {got[:80]}")
        peer.close()
    check(still_answers(node), "after")
    check(until(lambda: node.health()[0] == 200), f"and the node is well: {node.health()}")


def shapes(node):
    check(still_answers(node), "it answers")
    check(asked(node, path="/nothing")[0] == 404, "no such path")
    check(asked(node, path="")[0] == 200, "the list of routes")
    check(asked(node, method="POST", path="/users", body="{")[0] == 400, "no JSON")
    check(asked(node, method="POST", path="/users", body="x" * 70000)[0] == 413, "a body too large")
    check(asked(node, query={"x": "1"})[0] == 400, "a query that is not known")
    check(asked(node, query={str(n): "" for n in range(100)})[0] == 400, "too many names")
    check(asked(node, path="/../../etc/passwd")[0] == 404, "a path that is none")
    check(asked(node, method="TRACE")[0] == 400 and asked(node, more=1)[0] == 400, "not a question")
    check(asked(node, path=None)[0] == 400 and asked(node, body=7)[0] == 400, "no strings")
    for text in ("\n", "[]\n", "{}\n", "x\n", '{"method":"GET","method":"GET"}\n', "\0\n", "\xff\n",
                 "[" * 100000 + "\n"):
        got = say(node, text, close=False)
        check(b'"status":400' in got, f"{text[:20]!r}: {got[:80]!r}")
    check(still_answers(node), "and answers still")


def lines(node):
    check(say(node, "") == b"", "nothing was asked")
    check(say(node, json.dumps(LINE)) == b"", "half a line")
    check(say(node, "x" * (600 << 10) + "\n", close=False) == b"", "a line too long")
    check(say(node, json.dumps(LINE) + "\nmore", close=False) == b"", "more than a line")
    check(say(node, json.dumps(LINE) + "\n" + json.dumps(LINE) + "\n", close=False) == b"", "two questions")
    with socket.socket(socket.AF_UNIX) as peer:  # asks, and does not wait for the answer
        peer.connect(path_of(node))
        peer.sendall(json.dumps({**LINE, "path": "/users"}).encode() + b"\n")
    check(still_answers(node), "it answers after all these")


def slow(node):
    """One byte and no more: cut off within its time, and who waits behind it is answered."""
    start, began = time.monotonic(), pace.now()
    with socket.socket(socket.AF_UNIX) as peer:
        peer.connect(path_of(node))
        peer.sendall(b"{")
        check(still_answers(node), "who waits is answered")
        least, most = time.monotonic() - start, pace.now() - began
        check(5 < least and most < 14, f"after the other's time: {least} {most}")
        peer.settimeout(PATIENCE)
        check(peer.recv(1) == b"", "which was cut off")


def others(node):
    if os.getuid() != 0:
        tally.skip("another user", "needs root")
        return
    words = [sys.executable, "-c", OTHER, path_of(node), json.dumps(LINE)]
    said = subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip()
    check(said == "PermissionError", f"another user cannot reach it: {said}")
    folder, modes = node.home, {}
    while folder != "/":
        modes[folder] = os.stat(folder).st_mode
        os.chmod(folder, modes[folder] | 0o011)
        folder = os.path.dirname(folder)
    os.chmod(path_of(node), 0o666)
    said = subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip()
    for folder, mode in modes.items():
        os.chmod(folder, mode)
    check(said == "0", f"and where it could, it is not answered: {said}")
    check(still_answers(node), "its owner is")


def hostile():
    with Node() as node:
        for test in (shapes, lines, slow, others, no_descriptors):
            test(node)


def stopped():
    """A node stops at once though somebody holds its socket."""
    with Node() as node:
        with socket.socket(socket.AF_UNIX) as peer:
            peer.connect(path_of(node))
            peer.sendall(b"{")
            time.sleep(0.2)
            began = pace.now()
            check(node.stop() == 0 and pace.now() - began < 5, f"{pace.now() - began} seconds")


def no_socket():
    """What stands in its place is not taken away."""
    with Node() as node:
        node.stop()
        for make in (lambda path: os.symlink("/dev/null", path), os.mkdir, lambda path: open(path, "x").close()):
            make(path_of(node))
            done = run(node.home, "serve")
            check(done.returncode == 3 and "expected a socket" in done.stderr, f"{done.returncode} {done.stderr}")
            (os.rmdir if os.path.isdir(path_of(node)) else os.unlink)(path_of(node))


def held(node, *words):
    """A command or node that starts while another one has the home waits for it."""
    with open(os.path.join(node.home, "lock"), "rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = subprocess.Popen([PROGRAM, "--home", node.home, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   stdin=subprocess.DEVNULL, text=True)
        try:
            process.wait(0.3)
        except subprocess.TimeoutExpired:
            pass
    return process


def meet():
    with Node() as node:
        node.stop()
        done = held(node, "user", "list")
        told = done.communicate(timeout=PATIENCE)
        check(done.returncode == 0 and "admin" in told[0], f"a command: {done.returncode} {told}")
        done = held(node, "serve")
        check("serving" in done.stdout.readline(), "a node")
        check(node.command("user", "list", check=False).returncode == 0, "and a command beside it")
        done.terminate()
        check(done.wait(PATIENCE) == 0, "which ends as others do")
        done.communicate()
        for _ in range(10):  # whichever comes first
            done = subprocess.Popen([PROGRAM, "--home", node.home, "serve"], stdout=subprocess.PIPE,
                                    stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, text=True)
            said = node.command("user", "list", check=False)
            check(said.returncode == 0, f"at the same time: {said.stderr}")
            check("serving" in done.stdout.readline(), "both do")
            done.terminate()
            done.wait(PATIENCE)
            done.stdout.close()


main([hostile, stopped, no_socket, meet])
