#!/usr/bin/env python3
"""TAXII on the wire, beside what the unit tests ask without a socket: every error in TAXII's form, bodies that are
too large, names that cannot be, HEAD, and a client that polled past an object's creation; on both databases.

    tests/share/wire.py TAXII-SERVER
"""

import socket
import sys
import threading

from common import MEMBERS, OBJECTS, PATIENCE, ROOT, TAXII, USA, Server, Tally, identity, on_both, tool

tally = Tally()


def same(got, wanted, name):
    tally.check(got == wanted, name, f"wanted {wanted!r}, got {got!r}")


def errors(server):
    """Each is JSON under TAXII's type, with its own status in it."""
    asked = [
        ("GET", OBJECTS, {"user": None}, 401), ("DELETE", OBJECTS + "x/", {"user": None}, 401),
        ("GET", "/elsewhere", {"user": None}, 401), ("GET", OBJECTS, {"user": "stranger"}, 401),
        ("GET", "/taxii2/other/", {}, 404), ("PUT", OBJECTS, {}, 405), ("GET", OBJECTS, {"Accept": "text/html"}, 406),
        ("GET", OBJECTS, {"Accept": "application/taxii+json;version=2.0"}, 406),
        ("GET", OBJECTS, {"Accept": None}, 406), ("GET", OBJECTS + "?limit=a", {}, 400),
        ("GET", OBJECTS + "?limit=1&limit=1", {}, 400), ("GET", OBJECTS + "?match%5Bid%5D=%00", {}, 400),
        ("GET", ROOT + "../trefoil/", {}, 400), ("GET", ROOT + "collections/%2e%2e/", {}, 400),
        ("POST", OBJECTS, {"body": "{}", "Content_Type": "application/json"}, 415),
        ("POST", OBJECTS, {"body": "{}", "Content_Encoding": "gzip"}, 415),
        ("POST", OBJECTS, {"body": "{}", "user": "jpn"}, 403), ("POST", OBJECTS, {"body": "[" * 10000}, 400),
        ("POST", OBJECTS, {"body": '{"objects":[],"objects":[]}'}, 400),
        ("DELETE", OBJECTS + tool(1)["id"] + "/", {"user": "jpn"}, 403),
        ("DELETE", OBJECTS + tool(1)["id"] + "/", {}, 404), ("BREW", OBJECTS, {}, 501),
    ]
    for method, path, words, wanted in asked:
        status, fields, body = server.ask(method, path, **words)
        name = f"{method} {path} {words if len(str(words)) < 99 else ''}"
        same((status, fields.get("content-type"), (body or {}).get("http_status")), (wanted, TAXII, str(wanted)), name)
        same("www-authenticate" in fields, wanted == 401, name + ": challenge")


def too_large(server):
    """Refused by its declared length, before a byte of it is sent."""
    root = server.ask("GET", ROOT)[2]
    with socket.create_connection(("127.0.0.1", server.port), PATIENCE) as line:
        line.sendall((f"POST {OBJECTS} HTTP/1.1\r\nHost: x\r\nAuthorization: Basic b3duOm93bg==\r\nAccept: {TAXII}\r\n"
                      f"Content-Type: {TAXII}\r\nContent-Length: {root['max_content_length'] + 1}\r\n\r\n").encode())
        first = line.makefile("rb").readline()
    same(first.split()[1:2], [b"413"], "max_content_length")


def head(server):
    get, got = server.ask("GET", OBJECTS), server.ask("HEAD", OBJECTS)
    wanted = {name: value for name, value in get[1].items() if name != "date"}
    same(got[0], 200, "HEAD: status")
    same({name: value for name, value in got[1].items() if name != "date"}, wanted, "HEAD: fields")


def released_later(server):
    """A client that polls by X-TAXII-Date-Added-Last gets what was made before its poll and released after it."""
    same(server.release(USA, "member:jpn"), "allowed", "release the identity")
    same(server.release(tool(2)["id"], "member:jpn"), "allowed", "release a younger one")
    status, fields, body = server.ask("GET", OBJECTS, "jpn")
    same((status, [one["id"] for one in body["objects"]]), (200, [USA, tool(2)["id"]]), "first poll")
    path = OBJECTS + "?added_after=" + fields["x-taxii-date-added-last"]
    same(server.ask("GET", path, "jpn")[2], {}, "second poll")
    same(server.release(tool(1)["id"], "member:jpn"), "allowed", "release an older one")
    body = server.ask("GET", path, "jpn")[2]
    same([one["id"] for one in body.get("objects", [])], [tool(1)["id"]], "third poll")
    same(server.release(USA, "public"), "allowed", "release to the public")
    body = server.ask("GET", "/taxii2/public/collections/public/objects/", None)[2]
    same([one["id"] for one in body.get("objects", [])], [USA], "the public")
    same(server.release(tool(1)["id"], "public"), "reach", "GREEN to the public")


def together(server):
    """Two post while three poll: every page is whole and in order, and in the end all of it is there."""
    wrong = []

    def post(kind):
        for number in range(100, 140):
            if server.post(tool(number, kind=kind))[2]["success_count"] != 1:
                wrong.append(f"{kind} {number}")

    def poll():
        last = 0
        while last < 80 and not wrong:
            body = server.ask("GET", OBJECTS + "?match%5Btype%5D=tool,vulnerability&added_after=" + before)[2]
            count = len({one["id"] for one in body.get("objects", [])})
            if count < last or count != len(body.get("objects", [])):
                wrong.append(f"{count} after {last}")
            last = count

    before = server.ask("GET", OBJECTS)[1]["x-taxii-date-added-last"]
    threads = [threading.Thread(target=post, args=("tool",)), threading.Thread(target=post, args=("vulnerability",)),
               *(threading.Thread(target=poll) for _ in range(3))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    same(wrong, [], "posts and polls at the same time")


def odd_names(server):
    """What no object and no status can be called is not there, just as what is called so that it could be; in a
    filter it is a value of another kind; and what is no text is no target (net/http_target.h). On every database."""
    def ask(name):
        return [server.ask(method, path)[::2] for method, path in
                (("GET", f"{OBJECTS}{name}/"), ("GET", f"{OBJECTS}{name}/versions/"), ("DELETE", f"{OBJECTS}{name}/"),
                 ("GET", f"{ROOT}status/{name}/"), ("GET", f"{ROOT}collections/{name}/"))]

    unknown = ask(tool(9)["id"])
    same([one[0] for one in unknown], [404] * 5, "what is not there")
    for odd in ("%F0%9F%92%A9", "tool--%C2%AD", "tool--" + "0" * 2000, "%27%20OR%201=1%20--", "%EF%BF%BF", "-"):
        same(ask(odd), unknown, odd[:20])
        for name in ("id", "type"):
            same(server.ask("GET", f"{OBJECTS}?match%5B{name}%5D={odd}")[0], 400, f"match[{name}]={odd[:20]}")
    for odd in ("%00", tool(1)["id"] + "%00", "%FF", "tool--%C3%28", "%ED%A0%80"):
        same({one[0] for one in ask(odd)}, {400}, odd)
        for name in ("match%5Bid%5D", "match%5Btype%5D", "match%5Bversion%5D", "next"):
            same(server.ask("GET", f"{OBJECTS}?{name}={odd}")[0], 400, f"{name}={odd}")


def wire(program, *connection):
    with Server(program, *connection) as server:
        errors(server)
        odd_names(server)
        status, _, body = server.post(identity(), tool(1), tool(2), tool(1, 2))
        same((status, body["success_count"]), (202, 4), "POST")
        same(server.ask("GET", f"{ROOT}status/{body['id']}/")[2], body, "status")
        same(server.ask("GET", f"{ROOT}status/{body['id']}/", "other")[0], 404, "another's status")
        same(server.ask("GET", f"{ROOT}collections/{MEMBERS}/objects/")[2]["objects"],
             [identity(), tool(2), tool(1, 2)], "objects")
        too_large(server)
        head(server)
        released_later(server)
        together(server)
    same(server.code, 0, "the server stops")


def main():
    on_both(wire, sys.argv[1])
    return tally.end()


sys.exit(main())
