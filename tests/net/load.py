"""The server under those who want it down: slow, many, large, rude; and with little to live on."""

import os
import resource
import signal
import socket
import sys
import threading
import time

from common import PATIENCE, Server, ask, get, is_closed, main, read_answer, tally, until, upload
import pace

FAULT = os.path.abspath(sys.argv[2]) if len(sys.argv) > 2 else None  # None: beside a sanitizer
GOOD = b"GET /page HTTP/1.1\r\nHost: x\r\n\r\n"


def few(number):
    """A process that may open so many files."""
    return ["prlimit", f"--nofile={number}:{number}"]


def within(server, name, megabytes):
    if FAULT is not None:
        tally.check(server.peak() < megabytes << 20, name, server.peak())


def promptly(server, name, seconds=1.0, source=None):
    """A good client is served while all that goes on."""
    start = pace.now()
    status, _, body = get(server, "/page", source=source)
    took = pace.now() - start
    tally.check(status == 200 and len(body) == 80000 and took < seconds, name, f"{status} after {took:.2f} s")


def trickle(made, stop, request):
    """One byte at a time, each sooner than any time-out of silence."""
    try:
        for byte in request:
            if stop.is_set():
                return
            made.send(bytes([byte]))
            time.sleep(0.2)
    except OSError:
        pass


def slow_heads():
    """Whole heads within two seconds, or nothing; a good client waits for none of them."""
    stop = threading.Event()
    with Server(journal=0, head=2, threads=2) as server:
        slow = [server.connect(source=f"127.0.1.{n % 8 + 1}") for n in range(200)]
        threads = [threading.Thread(target=trickle, args=(made, stop, b"GET /page HTTP/1.1\r\nX-A: " + b"a" * 400))
                   for made in slow]
        for thread in threads:
            thread.start()
        start = pace.now()
        for _ in range(15):
            promptly(server, "served beside slow heads")
            time.sleep(0.1)
        for made in slow:
            tally.check(is_closed(made), "a slow head is cut off", "it is still open")
        took = pace.now() - start
        tally.check(took < 5, "all within their time", f"{took:.1f} s")
        stop.set()
        for thread in threads:
            thread.join()


def silence():
    with Server(journal=0, head=1, idle=1) as server:
        for request in (b"", b"GET /echo HTTP/1.1\r\nHost: x\r\n\r\n"):
            start = time.monotonic()  # before the silence, whatever this process is kept from meanwhile
            with server.connect() as made:
                made.sendall(request)
                if request:
                    read_answer(made)
                answered = pace.now()
                closed = is_closed(made)
                least, most = time.monotonic() - start, pace.now() - answered
                tally.check(closed and 0.8 < least and most < 2.5, f"silent after {request[:10]}",
                            f"{closed} {least:.2f} {most:.2f}")


def one_address():
    """No address takes all places; nor do many addresses, when they say nothing."""
    with Server(journal=0, per_address=20, connections=60, head=30) as server:
        many = [server.connect(source="127.0.1.1") for _ in range(40)]
        until(lambda: sum(closed(made) for made in many) >= 20)
        promptly(server, "another address")  # taken in behind all of them
        open_ones = sum(not closed(made) for made in many)
        tally.check(open_ones == 20, "twenty of one address", open_ones)
        many += [server.connect(source=f"127.0.2.{n}") for n in range(1, 60)]
        promptly(server, "a full house makes room", seconds=4)


def closed(made):
    made.setblocking(False)
    try:
        return made.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


def thousand():
    """1,000 connections at one time, all answered, and the memory they take."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
    with Server(prefix=few(4096), journal=0, head=PATIENCE, idle=PATIENCE) as server:
        made = [server.connect(source=f"127.0.1.{n % 8 + 1}") for n in range(1000)]
        for one in made:
            one.sendall(GOOD)
        good = sum(read_answer(one)[0] == 200 for one in made)
        tally.check(good == 1000, "a thousand at one time", good)
        within(server, "their memory", 64)
        for one in made:
            one.sendall(GOOD)
        good = sum(read_answer(one)[0] == 200 for one in made)
        tally.check(good == 1000, "and again", good)
        for one in made:
            one.close()


def at_one_moment():
    """A thread that is kept finds many requests, of every number around those that some look at in one go: it answers
    all, though nothing more happens."""
    with Server(journal=0, threads=1, head=PATIENCE, idle=PATIENCE) as server:
        holding, *made = [server.connect() for _ in range(140)]
        for one in made:
            one.sendall(GOOD)
            read_answer(one)
        for count in range(120, len(made)):
            holding.sendall(b"GET /held HTTP/1.1\r\nHost: x\r\n\r\n")
            server.line()
            for one in made[:count]:
                one.sendall(GOOD)
            server.let_go()
            read_answer(holding)
            good = sum(read_answer(one)[0] == 200 for one in made[:count])
            if not tally.check(good == count, f"{count} at one moment", good):
                break


def send_much(made, head, total, chunked=False):
    """Sends until it is all out or nobody takes it any more; then the answer."""
    block = b"x" * (1 << 20)
    piece = b"100000\r\n" + block + b"\r\n" if chunked else block
    sent = 0
    try:
        made.sendall(head)
        while sent < total:
            made.sendall(piece)
            sent += len(block)
    except OSError:
        pass
    return read_answer(made), sent


def gigabyte():
    """A body of 1 GB: refused without being kept, whatever way it is told."""
    head = b"POST /%s HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n"
    with Server(journal=0) as server:
        for name, request, status, chunked in (
                ("declared", head % (b"echo", b"Content-Length: 1073741824"), 413, False),
                ("without a login", head % (b"guarded", b"Content-Length: 1048576"), 401, False),
                ("in chunks", head % (b"echo", b"Transfer-Encoding: chunked"), 413, True),
                ("compressed", head % (b"echo", b"Content-Encoding: gzip\r\nContent-Length: 1073741824"), 415, False)):
            with server.connect() as made:
                (got, _, _), _ = send_much(made, request, 1 << 30, chunked)
                tally.check(got == status, f"1 GB {name}", got)
        within(server, "memory of 1 GB", 32)
        promptly(server, "after 1 GB")


def bodies_together():
    """All bodies together have a budget: one more gets 503, and then its turn."""
    head = b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n"
    with Server(journal=0, bodies=3500000) as server:
        made = [upload(server) for _ in range(3)]
        for one in made:
            one.sendall(b"x" * 999999)
        status, headers, _ = ask(server, head)
        tally.check(status == 503 and headers.get("retry-after") == ["1"], "over the budget", (status, headers))
        promptly(server, "no body, no budget")
        for one in made:
            one.sendall(b"x")
            tally.check(read_answer(one)[0] == 200, "one within it", "none")
        tally.check(ask(server, head + b"x" * 1000000)[0] == 200, "its turn", "not")


def slow_takers():
    """Whoever takes no answer holds a connection and no more: the page is shared."""
    with Server(journal=0, page=4000000, stop=100) as server:
        made = [server.connect(source=f"127.0.1.{n % 8 + 1}") for n in range(100)]
        for one in made:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.sendall(GOOD)
        time.sleep(0.5)
        within(server, "100 answers of 4 MB that wait", 48)
        status, _, body = get(server, "/page")
        tally.check(status == 200 and len(body) == 4000000, "a good taker", (status, len(body)))


def header_floods():
    with Server(journal=0) as server:
        for n in (100, 1000, 100000):
            with server.connect() as made:
                request = b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: y\r\n" % m for m in range(n))
                try:
                    made.sendall(request + b"\r\n")
                except OSError:
                    pass
                status = read_answer(made)[0]
                tally.check(status == 431, f"{n} fields", status)
        with server.connect() as made:
            (got, _, _), _ = send_much(made, b"GET / HTTP/1.1\r\nX-A: ", 1 << 28)
            tally.check(got == 431, "a field without an end", got)
        within(server, "memory of floods", 24)
        promptly(server, "after floods")


def few_files():
    """With few files to open it takes fewer connections; with none to spare it says so."""
    with Server(prefix=few(128), journal=0, head=30) as server:
        made = []
        for n in range(200):
            made.append(server.connect(source=f"127.0.1.{n % 200 + 1}"))
        cpu = cpu_of(server)
        time.sleep(1.5)
        tally.check(cpu_of(server) - cpu < 0.7, "it does not turn in circles", cpu_of(server) - cpu)
        promptly(server, "with few files", seconds=15)  # 168 silent ones stand before it, 32 a second go
        for one in made:
            one.close()
        promptly(server, "and afterwards")
    refused = Server(prefix=few(90), journal=0)
    status = refused.process.wait()
    said = refused.process.stderr.read()
    tally.check(status == 1 and "open files" in said, "too few files", (status, said))


def cpu_of(server):
    with open(f"/proc/{server.process.pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def stops():
    """Running requests end, silent connections go, late ones are cut off."""
    server = Server(journal=0, stop=1000 * PATIENCE)
    silent, running = server.connect(), server.connect()
    running.sendall(b"GET /held HTTP/1.1\r\nHost: x\r\n\r\n")
    tally.check(server.line() == "held", "a request that runs", "none")
    server.process.send_signal(signal.SIGTERM)
    tally.check(is_closed(silent), "a silent connection at the end", "open")
    new = server.connect()
    tally.check(is_closed(new), "nobody new at the end", "one was let in")
    server.let_go()
    status, headers, body = read_answer(running)
    tally.check(status == 200 and body == b"held\n" and headers.get("connection") == ["close"],
                "the running request", (status, headers, body))
    start = pace.now()
    tally.check(server.process.wait(PATIENCE) == 0 and pace.now() - start < 1, "no longer than it must", "")
    late = Server(journal=0, stop=200, threads=1)
    running = upload(late, size=10)
    running.sendall(b"hello")
    start, began = time.monotonic(), pace.now()
    late.process.send_signal(signal.SIGTERM)
    code = late.process.wait(PATIENCE)
    least, most = time.monotonic() - start, pace.now() - began
    tally.check(code == 0 and 0.15 < least and most < 2, "the deadline", (code, least, most))


def hammer(server, stop, counts):
    """Requests of all sorts, connections broken at every point."""
    upload = b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 20000\r\n\r\n" + b"x" * 20000
    requests = [GOOD, upload, GOOD[:10], upload[:3000], b"GET /.. HTTP/1.1\r\nHost: x\r\n\r\n", GOOD * 3,
                b"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"]
    n = 0
    while not stop.is_set():
        n += 1
        try:
            with server.connect() as made:
                made.sendall(requests[n % len(requests)])
                if n % 3 == 0:
                    made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                elif n % 3 == 1:
                    made.settimeout(0.05)
                    made.recv(100)
                else:
                    made.settimeout(0.05)  # half a request, half-closed, may wait for its deadline
                    made.shutdown(socket.SHUT_WR)
                    read_answer(made)
            counts["all"] += 1
        except OSError:
            counts["broken"] += 1


def under_load():
    """Stopped, and killed, while it works: it ends at once and well."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        stop, counts = threading.Event(), {"all": 0, "broken": 0}
        server = Server(journal=0, stop=1000)
        threads = [threading.Thread(target=hammer, args=(server, stop, counts)) for _ in range(6)]
        for thread in threads:
            thread.start()
        time.sleep(1.5)
        tally.check(until(lambda: sum(counts.values()) > 100), f"much before {how.name}", counts)
        promptly(server, "served under load", seconds=3)
        server.process.send_signal(how)
        status = server.process.wait(PATIENCE)
        stop.set()
        for thread in threads:
            thread.join()
        tally.check(status == (0 if how == signal.SIGTERM else -how), f"{how.name}",
                    (status, counts, server.process.stderr.read()))


def ask_or_not(server, request):
    try:
        return ask(server, request)[0]
    except OSError:
        return 0


def no_memory():
    """The Nth allocation fails, for all N that a few requests make: it ends well, or says why not."""
    if FAULT is None:
        return
    good = 0
    for nth in range(1, 400):
        server = Server(environment={"LD_PRELOAD": FAULT, "TREFOIL_FAULT": f"alloc:{nth}"}, journal=0, threads=1,
                        connections=8)
        if server.port is None:
            status = server.process.wait()
            said = server.process.stderr.read()
            tally.check(status == 1 and said.startswith("net-server: "), f"start without allocation {nth}",
                        (status, said))
            continue
        for request in (GOOD, b"POST /echo?a=b HTTP/1.1\r\nHost: x\r\nContent-Length: 20000\r\n\r\n" + b"x" * 20000,
                        b"GET /.. HTTP/1.1\r\nHost: x\r\n\r\n"):
            ask_or_not(server, request)
        alive = [ask_or_not(server, GOOD) for _ in range(2)]  # one of them may have met it
        tally.check(200 in alive, f"alive without allocation {nth}", alive)
        server.stop()
        good += 1
    tally.check(good > 50, "some started", good)


main([slow_heads, silence, one_address, thousand, at_one_moment, gigabyte, bodies_together, slow_takers, header_floods,
      few_files, stops, under_load, no_memory])
