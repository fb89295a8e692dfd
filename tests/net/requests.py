"""What the server makes of requests: shapes that smuggle, targets that trick, bodies that lie."""

import re

from common import Server, ask, get, is_closed, main, read_answer, send, tally, upload

HEAD = "POST /echo HTTP/1.1\r\nHost: x\r\n"
ERROR = re.compile(rb'\{"title":"[^"]+","http_status":"\d+"\}')

# Status, request. Each is refused with an error in the handler's form and a closed connection.
REFUSED = [
    (400, HEAD + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    (400, HEAD + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"),
    (400, HEAD + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello"),
    (400, HEAD + "Content-Length : 5\r\n\r\nhello"),
    (400, HEAD + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
    (400, HEAD + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    (400, HEAD + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
    (400, HEAD + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
    (400, HEAD + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
    (400, HEAD + "Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n"),
    (400, HEAD + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
    (400, HEAD + "Content-Length:\r\n 5\r\n\r\nhello"),
    (400, HEAD + "X-A: a\r\n b\r\n\r\n"),
    (400, HEAD + "X-A: a\r\n\tTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    (400, HEAD + "X-A: a\0b\r\n\r\n"),
    (400, HEAD + "Transfer-Encoding: chunked\0\r\n\r\n0\r\n\r\n"),
    (400, HEAD + "Content-Length: 5\0\r\n\r\nhello"),
    (400, HEAD + "X-A: a\nX-B: b\r\n\r\n"),
    (400, "GET /echo HTTP/1.1\nHost: x\n\n"),
    (400, "GET  /echo HTTP/1.1\r\nHost: x\r\n\r\n"),
    (400, HEAD + "Transfer-Encoding: identity\r\nContent-Length: 5\r\n\r\nhello"),
    (400, "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    (400, "GET /echo HTTP/1.1\r\n\r\n"),
    (400, "GET /echo HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
    (400, "GET /echo HTTP/1.1\r\nHost: a/b\r\n\r\n"),
    (400, "GET /echo HTTP/1.1\r\nHost: x\r\nAuthorization: Basic a\r\nauthorization: Basic b\r\n\r\n"),
    (400, "GET /echo HTTP/1.1\r\nHost: x\r\nContent-Type: a/b\r\nContent-Type: c/d\r\n\r\n"),
    (400, "GET /echo HTTP/1.1\r\nHost: x\r\nX-A: a\x01b\r\n\r\n"),
    (400, "GET /echo HTTP/1.1\r\nHost: x\r\nX-A: a\rX-B: b\r\n\r\n"),
    (400, "GET /echo HTTP/1.1\r\nHost: x\r\nX A: a\r\n\r\n"),
    (400, "GET /echo HTTP/1.1\r\nHost: x\r\n: a\r\n\r\n"),
    (415, HEAD + "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello"),
    (415, HEAD + "Content-Encoding: br\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    (417, HEAD + "Expect: 200-ok\r\nContent-Length: 5\r\n\r\nhello"),
    (413, HEAD + "Content-Length: 1048577\r\n\r\n"),
    (413, HEAD + "Content-Length: 999999999999999999\r\n\r\n"),
    (414, "GET /" + "a" * 8192 + " HTTP/1.1\r\nHost: x\r\n\r\n"),
    (431, "GET / HTTP/1.1\r\nHost: x\r\n" + "".join(f"X-{n}: a\r\n" for n in range(64)) + "\r\n"),
    (431, "GET / HTTP/1.1\r\nHost: x\r\nX-A: " + "a" * 17000 + "\r\n\r\n"),
    (400, "GET /?" + "&" * 4000 + " HTTP/1.1\r\nHost: x\r\n\r\n"),
    (400, "GET /?" + "a&" * 64 + " HTTP/1.1\r\nHost: x\r\n\r\n"),
    (501, "TRACE /echo HTTP/1.1\r\nHost: x\r\n\r\n"),
    (501, "get /echo HTTP/1.1\r\nHost: x\r\n\r\n"),
    (501, "CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n"),
    (505, "GET /echo HTTP/1.9\r\nHost: x\r\n\r\n"),
]

# Targets that are refused with 400, decoded or not.
BAD_TARGETS = [
    "/a/../b", "/..", "/.", "/a/.", "/a/..", "/%2e%2e/etc/passwd", "/%2E./x", "/.%2e/x", "/a/%2e",
    "/a%00b", "/a%2fb", "/a%2Fb", "/a%5cb", "/a\\b", "/a%0d%0ab", "/a%0ab", "/a%7f", "/a%", "/a%4",
    "/a%zz", "/a%%20", "/a#b", "/%ff", "/%c0%ae%c0%ae/", "/%ed%a0%80", "/\x80", "/?a=%00", "/?a=%0d%0a",
    "/?%zz=1", "/?a=%ff", "/?a=#", "?a=1", "a", "http:/x", "http:///x", "ftp://x/", "*", "/a b", "/a\tb",
    "//x/../y", "/?" + "&".join(f"a{n}" for n in range(65)), "http://h/%2e%2e/",
]

# libmicrohttpd's own pages, as net/http_server.h says: its status, or nothing, and a closed connection.
NOT_OURS = [
    (400, HEAD + "Content-Length: -5\r\n\r\nhello"),
    (400, HEAD + "Content-Length: +5\r\n\r\nhello"),
    (400, HEAD + "Content-Length: 5, 5\r\n\r\nhello"),
    (400, HEAD + "Content-Length: 0x5\r\n\r\nhello"),
    (413, HEAD + "Content-Length: 99999999999999999999\r\n\r\n"),
    (400, HEAD + "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n"),
    (400, HEAD + "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n0\r\n\r\n"),
    (413, HEAD + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\n\r\n"),
    (400, "GET /echo HTTP/1.1\r\nHost x\r\n\r\n"),
    (400, "GET /echo HTTZ/1.1\r\nHost: x\r\n\r\n"),
    (505, "GET /echo HTTP/2.0\r\nHost: x\r\n\r\n"),
    (431, "GET / HTTP/1.1\r\nHost: x\r\nX-A: " + "a" * 60000 + "\r\n\r\n"),
    (414, "GET /" + "a" * 60000 + " HTTP/1.1\r\nHost: x\r\n\r\n"),
]

# Nothing behind a refused request is ever taken for another one.
SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"


def is_theirs(server, body):
    """libmicrohttpd 1.0 finds some of what 0.9.75 lets pass, and says so in its own words."""
    return server.version >= "1" and body.startswith(b"<html>")


def lines_of(body):
    return [line.split(" ", 1) for line in body.decode().splitlines()]


def refused():
    with Server(journal=0) as server:
        for status, request in REFUSED:
            with server.connect() as made:
                send(made, (request + SMUGGLED).encode("latin-1"))
                got, headers, body = read_answer(made)
                tally.check(got == status and (ERROR.match(body) or is_theirs(server, body))
                            and headers.get("connection") == ["close"] and is_closed(made),
                            repr(request[:90]), f"{got} {headers} {body[:300]}, wanted {status}")


def nothing_smuggled():
    with Server() as server:
        for _, request in REFUSED + NOT_OURS:
            ask(server, (request + SMUGGLED).encode("latin-1"))
        get(server, "/end")
        seen = []
        while not seen or "/end" not in seen[-1]:
            seen.append(server.line())
            if seen[-1] == "no line":
                break
        tally.check(not any("/smuggled" in line for line in seen) and "/end" in seen[-1],
                    "smuggled", "\n".join(seen))
        tally.check(all(line.split()[3] != "200" for line in seen[:-1]), "none answered", "\n".join(seen))


def bad_targets():
    with Server(journal=0) as server:
        for target in BAD_TARGETS:
            got, _, body = ask(server, f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode("latin-1"))
            tally.check(got == 400 and (ERROR.fullmatch(body) or is_theirs(server, body)), repr(target[:60]), f"{got} {body[:300]}")


def good_targets():
    wanted = {
        "/echo": ("/echo", []),
        "/a%20b/%C3%A9": ("/a b/\u00e9", []),
        "/a//b/": ("/a//b/", []),
        "/.well/..a/...": ("/.well/..a/...", []),
        "http://host:80/x?y=1": ("/x", [("y", "1")]),
        "HTTP://host/x": None,
        "https://host": ("/", []),
        "/x?match[type]=a,b&match[type]=c": ("/x", [("match[type]", "a,b"), ("match[type]", "c")]),
        "/x?a=1&a=2&&b&=c&d=e=f": ("/x", [("a", "1"), ("a", "2"), ("b", ""), ("", "c"), ("d", "e=f")]),
        "/x?a+b=c%2Bd%26e": ("/x", [("a b", "c+d&e")]),
        "/x?added_after=2026-01-01T00:00:00.000001Z": ("/x", [("added_after", "2026-01-01T00:00:00.000001Z")]),
        "/x?a=../b": ("/x", [("a", "../b")]),
        "/x?": ("/x", []),
        "/?" + "&".join(f"a{n}" for n in range(64)): ("/", [(f"a{n}", "") for n in range(64)]),
    }
    with Server(journal=0) as server:
        for target, parts in wanted.items():
            status, _, body = get(server, target)
            if parts is None:
                tally.check(status == 400, target, status)
                continue
            lines = lines_of(body)
            path = [bytes.fromhex(rest).decode() for name, rest in lines if name == "path"]
            query = [tuple(bytes.fromhex(part).decode() for part in rest.split("="))
                     for name, rest in lines if name == "query"]
            tally.check(status == 200 and path == [parts[0]] and query == parts[1], target,
                        f"{status} {path} {query}")


def methods():
    with Server(journal=0) as server:
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            status, headers, body = ask(server, f"{method} /echo HTTP/1.1\r\nHost: x\r\n\r\n".encode(), method)
            tally.check(status == 200 and (body == b"" if method == "HEAD" else
                                           f"method {method}\n" in body.decode()), method, (status, body))
            tally.check(int(headers["content-length"][0]) > 0, method, headers)
        status, _, body = ask(server, b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n")
        tally.check(status == 200 and b"path 2a\n" in body, "OPTIONS *", (status, body))


def bodies():
    sized = {size: bytes(n % 251 for n in range(size)) for size in (1, 100, 20000, 70000, 1 << 20)}
    with Server() as server:
        for size, body in sized.items():
            total = 0
            for byte in body:
                total = (total * 31 + byte) & 0xffffffffffffffff
            plain = f"{HEAD}Content-Length: {size}\r\n\r\n".encode() + body
            pieces = [body[at:at + 9999] for at in range(0, size, 9999)]
            chunked = f"{HEAD}Transfer-Encoding: Chunked\r\n\r\n".encode() + b"".join(
                b"%x%s\r\n%s\r\n" % (len(piece), b";x=y" if server.version < "1" else b"", piece) for piece in pieces) + b"0\r\nTrailer: x\r\n\r\n"
            for request in (plain, chunked):
                status, _, got = ask(server, request)
                tally.check(status == 200 and f"body {size}\nsum {total & 0xffffffff}\n" in got.decode(),
                            f"body of {size}", (status, got))
                line = server.line()
                tally.check(line.startswith("done POST /echo 200 ") and line.endswith(" 1"), "journal", line)
        over = b"x" * 600000
        for request in (f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode() + 2 * (b"%x\r\n%s\r\n" % (
                len(over), over)),):
            status, headers, got = ask(server, request)
            tally.check(status == 413 and ERROR.fullmatch(got) and headers["connection"] == ["close"]
                        and "date" in headers, "chunks over the maximum", (status, headers, got))
            line = server.line()
            tally.check(line == f"done POST /echo 413 {len(got)} 1", "journal", line)


def refused_at_once():
    """All that was sent is read when a body is refused: what is sent behind the answer is no reason for a reset."""
    with Server(journal=0) as server:
        for request in (f"{HEAD}Content-Length: 5000000\r\n\r\n".encode(),
                        f"{HEAD}Transfer-Encoding: chunked\r\n\r\n180000\r\n".encode() + b"x" * 1048577):
            with server.connect() as made:
                send(made, request)
                status, _, got = read_answer(made)
                tally.check(status == 413 and ERROR.fullmatch(got) and made.recv(1) == b"", "413, and no more", status)
                try:
                    for _ in range(3):
                        made.sendall(b"x" * 1000)
                    tally.ok()
                except ConnectionError as error:
                    tally.fail("the rest of a refused body", error)


def continues():
    head = HEAD.encode() + b"Expect: 100-continue\r\nContent-Length: "
    with Server(journal=0) as server:
        with server.connect() as made:
            made.sendall(head + b"5\r\n\r\n")
            tally.check(read_answer(made)[0] == 100, "100 for a body that may come", "none")
            made.sendall(b"hello")
            status, _, body = read_answer(made)
            tally.check(status == 200 and b"body 5" in body, "the answer behind 100", (status, body))
        tally.check(ask(server, head + b"2000000\r\n\r\n")[0] == 413, "413 in place of 100", "not")
        guarded = head.replace(b"/echo", b"/guarded") + b"5\r\n\r\n"
        tally.check(ask(server, guarded)[0] == 401, "401 in place of 100", "not")


def zero_in_target():
    with Server(journal=0) as server:
        status, _, _ = ask(server, b"GET /echo\0/x HTTP/1.1\r\nHost: x\r\n\r\n")
        tally.check(status == (400 if server.version < "1" else 0), "a zero byte in a target", status)


def one_connection():
    """Keep-alive, pipelining, a refusal without a body in between; HTTP/1.0."""
    with Server(journal=0) as server:
        with server.connect() as made:
            for path, status in (("/echo", 200), ("/missing", 404), ("/guarded", 401), ("/silent", 500),
                                 ("/split", 500), ("/echo", 200)):
                made.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
                tally.check(read_answer(made)[0] == status, f"keep-alive {path}", "lost")
        with server.connect() as made:
            made.sendall(b"".join(f"GET /x{n} HTTP/1.1\r\nHost: x\r\n\r\n".encode() for n in range(50))
                         + b"GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            data = b""
            while piece := made.recv(65536):
                data += piece
            paths = [bytes.fromhex(part) for part in re.findall(r"path ([0-9a-f]+)", data.decode())]
            tally.check(paths == [b"/x%d" % n for n in range(50)] + [b"/last"], "pipeline", paths)
        with server.connect() as made:
            made.sendall(b"GET /echo HTTP/1.0\r\n\r\n")
            status, _, _ = read_answer(made)
            tally.check(status == 200 and is_closed(made), "HTTP/1.0", status)


def broken_off():
    with Server() as server:
        with server.connect() as made:  # a whole request, then no more from that side
            made.sendall(b"GET /page HTTP/1.1\r\nHost: x\r\n\r\n")
            made.shutdown(1)
            status, _, body = read_answer(made)
            tally.check(status == 200 and len(body) == 80000, "half-closed", (status, len(body)))
        tally.check(server.line().startswith("done GET /page 200 80000"), "journal", "none")
        for request in (b"GET /echo HT", b"GET /echo HTTP/1.1\r\nHost: x\r\nX-", b"x" * 100000):
            made = upload(server, size=500000) if request.startswith(b"x") else server.connect()
            made.sendall(request)
            made.setsockopt(1, 13, b"\1\0\0\0\0\0\0\0")  # SO_LINGER 0: a reset
            made.close()
        while not (line := server.line()).startswith("done POST"):
            tally.check(line != "no line", "a request that broke off is told", line)
            if line == "no line":
                break
        tally.check(line.endswith(" 0 0 0"), "the reset upload", line)
        tally.check(get(server, "/echo")[0] == 200, "alive", "not")


def no_header_is_split():
    with Server(journal=0) as server:
        status, headers, _ = get(server, "/split")
        tally.check(status == 500 and "x-other" not in headers, "a value of two lines", (status, headers))
        status, headers, _ = get(server, "/header?v=caf%C3%A9")
        tally.check(status == 200 and headers["x-value"] == ["caf\u00c3\u00a9"], "a value", headers)
        tally.check("date" in headers and len(headers["date"]) == 1, "Date", headers)


def not_ours():
    with Server(journal=0) as server:
        for status, request in NOT_OURS:
            with server.connect() as made:
                send(made, (request + SMUGGLED).encode("latin-1"))
                got, _, body = read_answer(made)
                tally.check(got == status and is_closed(made), repr(request[:60]),
                            f"{got} {body[:200]}, wanted {status}")


main([refused, zero_in_target, nothing_smuggled, bad_targets, good_targets, methods, bodies, refused_at_once, continues,
      one_connection, broken_off, no_header_is_split, not_ours])
