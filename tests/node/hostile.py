#!/usr/bin/env python3
"""What nobody means well by, against the real node: the right status, and the node stays up.

    tests/node/hostile.py TREFOIL

tests/net/ does the same to the server below it, shape by shape; here it is what is behind it too.
"""

import base64
import gzip
import json
import socket
import threading

from running import Node, OBJECTS, PATIENCE, TAXII, identity, main, tally, tool, until
import pace

LOGIN = None  # the analyst's field, once there is one


def raw(node, request):
    """Sends bytes on a connection of their own; the status of the first answer, 0 when none came."""
    with socket.create_connection(("127.0.0.1", node.port), timeout=PATIENCE) as made:
        try:
            made.sendall(request)
        except OSError:
            pass
        data = b""
        try:
            while b"\r\n" not in data:
                piece = made.recv(65536)
                if not piece:
                    return 0
                data += piece
        except OSError:
            return 0
        return int(data.split()[1])


def login(node, name):
    return "Authorization: Basic " + base64.b64encode(f"{name}:{node.people[name]}".encode()).decode()


def head(method, path, *fields, who=None):
    lines = [f"{method} {path} HTTP/1.1", "Host: x", f"Accept: {TAXII}", who or LOGIN, *fields]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def post(*fields):
    return head("POST", OBJECTS, f"Content-Type: {TAXII}", *fields)


def open_node():
    global LOGIN
    node = Node()
    node.add("analyst")
    node.add("officer", "officer")
    node.post(identity(), tool(1))
    LOGIN = login(node, "analyst")
    return node


def still_well(node, what):
    status, _, told = node.get()
    tally.check(status == 200 and len(told["objects"]) == 2 and node.process.poll() is None, f"after {what}: all is well",
                (status, told))


def bodies():
    with open_node() as node:
        deep = b'{"objects":' + b"[" * 10000 + b"]" * 10000 + b"}"
        status, _, told = node.ask("POST", OBJECTS, "analyst", deep)
        tally.check(status == 400, "JSON 10,000 deep", (status, told))
        one = json.dumps(tool(2))[:-1].encode() + b',"x_deep":' + b"[" * 10000 + b"]" * 10000 + b"}"
        status, _, told = node.ask("POST", OBJECTS, "analyst", b'{"objects":[' + one + b"]}")
        tally.check(status == 400, "an object 10,000 deep", (status, told))
        status, _, _ = node.ask("POST", "/api/v1/users", "admin", b'{"name":' + b"[" * 10000 + b"]" * 10000 + b"}")
        tally.check(status == 400, "the API 10,000 deep", status)
        tally.check(raw(node, post("Content-Length: 1073741824")) == 413, "a body of 1 GB, declared", None)
        huge = head("POST", "/api/v1/releases", "Content-Type: application/json", "Content-Length: 1073741824",
                    who=login(node, "officer"))
        tally.check(raw(node, huge) == 413, "to the API too", None)
        chunk = b"100000\r\n" + b" " * (1 << 20) + b"\r\n"
        tally.check(raw(node, post("Transfer-Encoding: chunked") + chunk * 20) == 413, "20 MB in chunks", None)
        packed = gzip.compress(b" " * (64 << 20))
        status, _, _ = node.ask("POST", OBJECTS, "analyst", packed, Content_Encoding="gzip")
        tally.check(status == 415, "a compressed body", status)
        for body, what in ((b'{"objects":[],"objects":[]}', "a name twice"), (b"\xff\xfe", "no UTF-8"), (b"", "nothing"),
                           (b'{"objects":[{}]}', "an object of nothing"), (b'{"objects":"x"}', "no list"),
                           (b"[" * 4_000_000, "4 MB of brackets"), (b'{"objects":[' + b"0," * 100000 + b"0]}", "numbers")):
            status, _, told = node.ask("POST", OBJECTS, "analyst", body)
            fails = status == 202 and told["success_count"] == 0
            tally.check(status in (400, 413, 422) or fails, what, (status, told))
        still_well(node, "bodies")


def order():
    """What the API asks first (docs/api.md): a body that is not taken, or of another kind, hides nothing of it."""
    with open_node() as node:
        for user, method, path, status, code in (
                (None, "POST", "/nowhere", 401, "sign-in"), ("analyst", "POST", "/nowhere", 404, "path"),
                ("analyst", "PUT", "/me", 405, "method"), ("analyst", "POST", "/users/analyst/disable", 403, "role"),
                ("analyst", "POST", "/releases", 403, "role"), ("admin", "POST", "/users/analyst/disable", 413, "limit")):
            for kind in ("application/json",) if status == 413 else ("application/json", "text/plain"):
                answer = node.ask(method, "/api/v1" + path, user, {"a": "b"}, Content_Type=kind)
                tally.check((answer[0], answer[2]["error"]["code"]) == (status, code), f"{user} {method} {path} {kind}", answer)
        answer = node.ask("POST", "/api/v1/releases", "officer", {"id": "x" * 70000, "to": "jpn"})
        tally.check((answer[0], answer[2]["error"]["code"]) == (413, "limit"), "a body above 64 KiB", answer)
        still_well(node, "order")


def heads():
    with open_node() as node:
        for request, wanted, what in (
                (head("GET", OBJECTS, "X: a\nY: b"), (400,), "a bare LF"),
                (head("GET", OBJECTS, "X: a\r\n folded"), (400,), "a folded line"),
                (head("GET", OBJECTS, "X : a"), (400,), "white space before a colon"),
                (head("GET", OBJECTS + "%0d%0aSet-Cookie:x"), (400,), "CRLF in a path"),
                (head("GET", OBJECTS + "?limit=1%0d%0aX:y"), (400,), "CRLF in a query"),
                (head("GET", OBJECTS, "Host: y"), (400,), "two hosts"),
                (head("GET", OBJECTS, LOGIN), (400,), "two logins"),
                (post("Content-Length: 2", "Transfer-Encoding: chunked") + b"0\r\n\r\n", (400,), "two lengths"),
                (head("GET", OBJECTS, *(f"X-{i}: y" for i in range(200))), (431,), "200 fields"),
                (head("GET", OBJECTS, "X: " + "y" * 20000), (431,), "a field of 20 KB"),
                (head("GET", "/" + "y" * 9000), (414,), "a path of 9 KB"),
                (head("GET", OBJECTS + "?" + "a&" * 200), (400,), "200 names in a query"),
                (head("TRACE", "/taxii2/"), (501,), "TRACE"),
                (head("PUT", OBJECTS), (405,), "PUT"),
                (head("OPTIONS", "*"), (401, 404, 405), "OPTIONS *"),
                (head("CONNECT", "x:1"), (400, 501), "CONNECT"),
                (b"GET / HTTP/9.9\r\n\r\n", (400, 505), "HTTP 9.9"),
                (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc", (0, 400), "TLS to a plain port")):
            status = raw(node, request)
            tally.check(status in wanted, what, (status, wanted))
        still_well(node, "heads")


def paths():
    with open_node() as node:
        for path in ("/taxii2/../healthz", "/taxii2/trefoil/..%2f..%2fetc/passwd", "/taxii2/%2e%2e/%2e%2e/node.yaml",
                     "/api/v1/users/..", "/taxii2/trefoil\\..\\x", "/taxii2/%00", "/taxii2/%c0%ae%c0%ae/", "/taxii2/%zz"):
            tally.check(raw(node, head("GET", path)) == 400, path, None)
        for path in ("/node.yaml", "/keys/log.skey", "//taxii2/", "/taxii2//trefoil/", "/TAXII2/", "/taxii2/trefoil/x/",
                     "/taxii2/trefoil/collections/members/objects/" + "y" * 7000 + "/", "/api/v1/users/%41/%42/%43/%44",
                     OBJECTS + "indicator--00000000-0000-4000-8000-000000000000/"):
            status = raw(node, head("GET", path))
            tally.check(status in (403, 404), path[:60], status)
        for query in ("?limit=1&limit=2", "?limit=-1", "?limit=0", "?match[type]=", "?x=y",
                      "?next=" + "0" * 80, "?added_after=yesterday", "?match[version]=all,last", "?match[id]=%27%20OR%201=1",
                      "?added_after=2026-01-01T00:00:00Z&added_after=2026-01-01T00:00:00Z"):
            tally.check(raw(node, head("GET", OBJECTS + query)) == 400, query[:60], None)
        for query in ("?id=x&id=y", "?id=x&version=y&z=1", ""):
            status = raw(node, head("GET", "/api/v1/who" + query))
            tally.check(status in (400, 404), "/who" + query, status)
        still_well(node, "paths")


def slow_and_many():
    """Connections that trickle, idle, break off: others are served meanwhile."""
    with open_node() as node:
        held = []
        for number in range(200):
            made = socket.create_connection(("127.0.0.1", node.port), timeout=PATIENCE)
            if number % 3 == 0:
                made.sendall(b"GET /taxii2/ HTTP/1.1\r\nHost: x\r\nX: ")
            elif number % 3 == 1:
                made.sendall(post("Content-Length: 100000") + b'{"objects"')
            held.append(made)
        started = pace.now()
        still_well(node, "200 connections that hang")
        tally.check(pace.now() - started < 2, "and quickly", pace.now() - started)
        for made in held[:100]:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            made.close()
        started = pace.now()
        gone = sum(1 for number, made in enumerate(held[100:], 100) if number % 3 == 0 and closes(made))
        tally.check(gone == sum(1 for number in range(100, 200) if number % 3 == 0) and pace.now() - started < 15,
                    "heads that do not end are cut off", (gone, pace.now() - started))
        for made in held:
            made.close()
        still_well(node, "they are gone")


def closes(made):
    try:
        while made.recv(65536):
            pass
        return True
    except ConnectionError:
        return True
    except OSError:
        return False


def floods():
    """Many at a time, half of them nonsense: no answer but the right ones."""
    with open_node() as node:
        seen, lock = {}, threading.Lock()

        def ask(number):
            for turn in range(60):
                try:
                    if number % 2:
                        status = raw(node, head("GET", OBJECTS + f"?limit={turn}&x"))
                    elif turn % 4 == 0:
                        status = node.post(tool(100), user="analyst")[0]
                    else:
                        status = node.get()[0]
                except OSError as error:
                    status = repr(error)
                with lock:
                    seen.setdefault(status, 0)
                    seen[status] += 1

        askers = [threading.Thread(target=ask, args=[number]) for number in range(16)]
        for each in askers:
            each.start()
        for each in askers:
            each.join()
        tally.check(set(seen) == {200, 202, 400}, "a flood", seen)
        with open(f"/proc/{node.process.pid}/status", encoding="ascii") as file:
            peak = [int(line.split()[1]) for line in file if line.startswith("VmHWM")][0]
        tally.check(peak < 300 * 1024 or "asan" in open(f"/proc/{node.process.pid}/maps").read(), "and little memory",
                    f"{peak} KiB")
        tally.check(node.process.poll() is None and node.health()[0] == 200, "and it is well", node.health())


def guessing():
    """Wrong passwords, of one name and of many: late, and whoever works goes on."""
    node = Node(words=())
    with node:
        node.add("analyst")
        tally.check(node.get("/taxii2/")[0] == 200, "signed in before", None)
        seen = []
        while len(seen) < 400 and not (seen and seen[-1][0] == 429):  # one more is looked at every three seconds
            seen.append(node.ask("GET", "/taxii2/", ("admin", f"guess number {len(seen)}"))[:2])
        statuses = [status for status, _ in seen]
        tally.check(statuses[-1] == 429 and set(statuses[:-1]) == {401} and len(statuses) > 20, "a name that is guessed at",
                    statuses)
        tally.check("retry-after" in seen[-1][1], "says when to come again", seen[-1])
        tally.check(node.get("/taxii2/")[0] == 200, "others go on", None)
        tally.check(until(lambda: node.metric("trefoil_sign_in_late_total") > 0), "it is counted", None)
        for field in ("Basic", "Basic ====", "Basic " + "A" * 5000, "Bearer", "Bearer \\x00", "Digest x", "Basic Og=="):
            status = node.ask("GET", "/taxii2/", None, Authorization=field)[0]
            tally.check(status in (401, 429), f"Authorization: {field[:20]}", status)


main([bodies, order, heads, paths, slow_and_many, floods, guessing])
