#!/usr/bin/env python3
"""`trefoil serve`: what it tells of itself, its journal, its limits, starting, stopping and reloading.

    tests/node/serving.py TREFOIL
"""

import base64
import glob
import json
import os
import re
import resource
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time

from running import Node, OBJECTS, PATIENCE, ROOT, TAXII, identity, main, tally, tool, trust, until

CHECKS = ["certificate", "checkpoint", "clock", "disk", "journal", "log", "store"]


def healthy():
    with Node() as node:
        status, checks, told = node.health()
        tally.check(status == 200 and told["status"] == "ok" and sorted(checks) == CHECKS
                    and set(checks.values()) == {"ok"}, "all is well at first", told)
        for path in ("/healthz", "/metrics"):
            status, fields, _ = node.ask("POST", path, body={})
            tally.check(status in (405, 413) and (status == 413 or fields["allow"] == "GET, HEAD"), f"POST {path}", status)
            status, fields, _ = node.ask("DELETE", path)
            tally.check((status, fields.get("allow")) == (405, "GET, HEAD"), f"DELETE {path}", (status, fields))
            status, fields, text = node.ask("HEAD", path)
            tally.check(status == 200 and text is None, f"HEAD {path}", (status, text))
        for path in ("/", "/healthz/x", "/metricsx", "/api/v2/", "/taxii2x"):
            status, fields, told = node.get(path, None)
            tally.check((status, fields["content-type"]) == (401, TAXII) and told["http_status"] == "401",
                        f"{path}: as TAXII has errors", (status, told))
        status, fields, told = node.get("/api/v1/users", None)
        tally.check(status == 401 and told["error"]["code"] == "sign-in" and "Basic" in fields["www-authenticate"],
                    "/api/v1: as the API has errors", (status, told))
        answers = [node.get("/api/v1/users", who)[2] for who in (None, ("nobody", "a wrong password"))]
        tally.check(answers == 2 * [{"error": {"code": "sign-in", "message": "Sign in."}}], "who is wrong, and who is nobody",
                    answers)
        status, _, told = node.get("/api/v1/%2e%2e/x", None)
        tally.check(status == 400 and "error" in told, "also those of the server itself", (status, told))


def metrics():
    with Node() as node:
        node.add("analyst")
        node.post(identity(), tool(1))
        node.get()
        node.get("/taxii2/trefoil/collections/members/objects/" + tool(1)["id"] + "/")
        node.get("/taxii2/", ("analyst", "a wrong password"))
        wanted = ('trefoil_requests_total{route="/taxii2/ROOT/collections/C/objects",status="2xx"} 2',
                  'trefoil_requests_total{route="/taxii2/ROOT/collections/C/objects/ID",status="2xx"} 1',
                  'trefoil_requests_total{route="/taxii2",status="4xx"} 1', "trefoil_sign_in_refused_total 1",
                  'trefoil_health{check="store"} 0')
        until(lambda: set(wanted) <= set(node.ask("GET", "/metrics")[2].splitlines()))  # counted behind the answer
        _, fields, text = node.ask("GET", "/metrics")
        tally.check(fields["content-type"] == "text/plain; version=0.0.4; charset=utf-8", "media type", fields)
        line = re.compile(r"# (HELP|TYPE) trefoil_\w+ .+|trefoil_\w+(\{\w+=\"[^\"]*\"(,\w+=\"[^\"]*\")*\})? -?[0-9.]+")
        wrong = [one for one in text.splitlines() if not line.fullmatch(one)]
        tally.check(not wrong and text.endswith("\n"), "every line is of the format", wrong)
        typed = set(re.findall(r"# TYPE (\w+)", text))
        named = {re.sub(r"_(bucket|sum|count)$", "", one) for one in re.findall(r"(?m)^(\w+)", text)
                 if one.startswith("trefoil_request_seconds")} | {
                     one for one in re.findall(r"(?m)^(\w+)", text) if not one.startswith("trefoil_request_seconds")}
        tally.check(named == typed, "each has its type", named ^ typed)
        for one in wanted:
            tally.check(one + "\n" in text, one, text)
        tally.check(tool(1)["id"] not in text and "analyst" not in text, "nobody and nothing is named", text)
        tally.check(until(lambda: node.metric("trefoil_log_leaves") >= 8), "leaves are told", node.metric("trefoil_log_leaves"))


def journal():
    with Node() as node:
        node.add("analyst")
        node.post(identity(), tool(1))
        node.get(OBJECTS + "?match%5Btype%5D=tool")
        node.get(OBJECTS + tool(1)["id"] + "/")
        node.get("/taxii2/", ("a\"\\b", "secret-of-nobody"))
        path = os.path.join(node.home, "journal", "access")
        tally.check(until(lambda: os.path.getsize(path) > 0), "it is written within a beat", path)
        node.stop()
        with open(path, encoding="utf-8") as file:
            text = file.read()
        lines = [json.loads(line) for line in text.splitlines()]
        tally.check(all(sorted(set(line) - {"account"}) == ["bytes", "method", "micros", "peer", "route", "status", "time"]
                        for line in lines), "what a line has", text)
        seen = [(line.get("account"), line["method"], line["route"], line["status"]) for line in lines]
        objects = "/taxii2/ROOT/collections/C/objects"
        wanted = [("admin", "POST", "/api/v1/users/*", 201), ("analyst", "POST", objects, 202),
                  ("analyst", "GET", objects, 200), ("analyst", "GET", objects + "/ID", 200), (None, "GET", "/taxii2", 401)]
        tally.check(sorted(map(str, seen)) == sorted(map(str, wanted)), "who asked for what", seen)
        for secret in (tool(1)["id"], "match", "secret-of-nobody", node.people["analyst"], node.people["admin"]):
            tally.check(secret not in text and secret not in node.said(), "no secrets, queries, ids", secret)
        wrong = [line for line in node.told if sorted(json.loads(line))[:1] and not
                 {"time", "level", "event"} <= set(json.loads(line))]
        tally.check(not wrong and node.events()[-2:] == ["stopping", "stopped"], "events are lines of JSON", node.said())


def size_of(path):
    """Infinite while it is not there, as between two names of a file that turns."""
    return os.path.getsize(path) if os.path.exists(path) else float("inf")


def journal_turns():
    with Node() as node:
        folder = os.path.join(node.home, "journal")
        node.stop()
        for name in ("access", *(f"access.{age}" for age in range(1, 9))):
            with open(os.path.join(folder, name), "wb") as file:
                file.write(name.encode() + b"\n" + (b"x" * (8 << 20) if name == "access" else b""))
        node.start()
        node.health()
        tally.check(until(lambda: size_of(os.path.join(folder, "access")) < 8 << 20), "a long file turns",
                    os.listdir(folder))
        heads = {}
        for path in glob.glob(folder + "/*"):
            with open(path, "rb") as file:
                heads[os.path.basename(path)] = file.readline().strip().decode()
        wanted = {f"access.{age}": f"access.{age - 1}" if age > 1 else "access" for age in range(1, 9)}
        heads.pop("access")
        tally.check(heads == wanted, "the oldest goes", heads)


def statuses_of(node, request, count):
    """Of the answers to a request that is sent so many times at once; the last may be one that ends the connection."""
    with socket.create_connection(("127.0.0.1", node.port), timeout=PATIENCE) as made:
        made.sendall(request * (count - 1) + request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        said = made.makefile("rb").read()
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", said)]


def limits():
    """2,000 at once and 200 a second: asked by the hundred, so that a slow machine asks faster than that."""
    ask = f"GET /taxii2/public/ HTTP/1.1\r\nHost: x\r\nAccept: {TAXII}\r\n\r\n".encode()
    with Node(words=()) as node:
        node.add("analyst")
        statuses = []
        while 429 not in statuses and len(statuses) < 100000:
            statuses += statuses_of(node, ask, 100)
        first = statuses.index(429)
        tally.check(first > 1500 and set(statuses[:first]) == {200}, "an address sends too many", (first, set(statuses)))
        while (answer := node.ask("GET", "/taxii2/public/"))[0] != 429:
            statuses_of(node, ask, 100)
        tally.check(answer[1]["retry-after"] == "1", "when it may come again", answer)
        tally.check(node.health()[0] == 200, "health is asked freely", node.health())
        time.sleep(1.1)
        tally.check(node.get("/taxii2/")[0] == 200, "and later it may again", None)


def one_node():
    resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)
    with Node() as node:
        core, _ = resource.prlimit(node.process.pid, resource.RLIMIT_CORE)
        tally.check(core == 0, "a crash leaves no keys on a disk", core)
        said = node.command("serve", check=False)
        tally.check(said.returncode == 4 and said.stderr.count("\n") == 1 and "writing here" in said.stderr,
                    "a second one is refused", said.stderr)
        said = node.command("init")
        tally.check("its node runs: nothing was changed" in said.stdout, "init leaves a running one alone", said.stdout)


def stop_and_go_on():
    with Node() as node:
        node.add("analyst")
        node.post(identity(), *(tool(number) for number in range(1, 6)))
        page = node.get(OBJECTS + "?limit=2")[2]
        with open(os.path.join(node.home, "checkpoint"), encoding="utf-8") as file:
            before = int(file.read().split("\n")[1])
        tally.check(node.stop() == 0, "SIGTERM", node.said())
        with open(os.path.join(node.home, "checkpoint"), encoding="utf-8") as file:
            after = int(file.read().split("\n")[1])
        tally.check(after > before, "the last checkpoint has all", (before, after))
        tally.check(not os.path.exists(os.path.join(node.home, "control.sock")), "no socket is left", node.home)
        node.start()
        rest = node.get(OBJECTS + "?limit=2&next=" + page["next"])
        tally.check(rest[0] == 200 and len(rest[2]["objects"]) == 2, "pages go on over a restart", rest)
        tally.check(node.stop(signal.SIGINT) == 0, "SIGINT", node.said())
        tally.check(node.stop() == 0, "it was over", node.said())
        node.start()


def waiting(port, other):
    """Bytes that wait at one end of a connection: for the other end to take them, and to be read here."""
    with open("/proc/net/tcp", encoding="ascii") as file:
        for line in file:
            words = line.split()
            if words[1].endswith(f":{port:04X}") and words[2].endswith(f":{other:04X}"):
                return tuple(int(count, 16) for count in words[4].split(":"))
    return 0, 0


def stop_under_way():
    """A request that runs when the node is told to stop is answered."""
    with Node() as node:
        node.add("analyst")
        node.post(identity())
        body = json.dumps({"objects": [tool(number) for number in range(2000)]}).encode()
        login = base64.b64encode(f"analyst:{node.people['analyst']}".encode()).decode()
        connection = node.connect()
        connection.request("POST", OBJECTS, body, {"Accept": TAXII, "Content-Type": TAXII, "Authorization": f"Basic {login}"})
        own = connection.sock.getsockname()[1]
        tally.check(until(lambda: waiting(own, node.port)[0] == 0) and until(lambda: waiting(node.port, own)[1] == 0),
                    "the node has read all of it", (waiting(own, node.port), waiting(node.port, own)))
        node.process.send_signal(signal.SIGTERM)
        answer = connection.getresponse()
        status, _ = answer.status, answer.read()
        connection.close()
        code = node.stop()
        node.start()
        page = node.get(OBJECTS + "?limit=1000")[2]
        tally.check(code == 0 and status == 202 and len(page["objects"]) == 1000, "what runs is ended well",
                    (code, status, len(page.get("objects", []))))


def make_certificate(folder, name, days=30, start=None):
    """A self-signed one for 127.0.0.1; `start` in days before now."""
    paths = [os.path.join(folder, f"{name}.{end}") for end in ("pem", "key")]
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
             f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", paths[1], "-out", paths[0]]
    words += ["-days", str(days)]
    subprocess.run(words, check=True, stderr=subprocess.DEVNULL)
    return paths


def reload():
    with tempfile.TemporaryDirectory() as folder:
        first, key = make_certificate(folder, "first")
        used, used_key = os.path.join(folder, "used.pem"), os.path.join(folder, "used.key")

        def use(certificate, of):
            for source, target in ((certificate, used), (of, used_key)):
                shutil.copy(source, target)  # with its mode: a key that others may read is refused

        use(first, key)
        with Node(configure=lambda text: f"{text}tls: {{certificate: {used}, key: {used_key}}}\n") as node:
            node.context = trust(first)
            tally.check(node.health()[1]["certificate"] == "ok", "a certificate of 30 days", node.health())
            second, second_key = make_certificate(folder, "second", days=3)
            use(second, second_key)
            node.process.send_signal(signal.SIGHUP)
            tally.check(until(lambda: "certificate_reloaded" in node.events()), "SIGHUP", node.said())
            node.context = trust(second)
            tally.check(until(lambda: node.health()[1]["certificate"] == "degraded"), "three days are few", node.health())
            use(first, second_key)
            node.process.send_signal(signal.SIGHUP)
            tally.check(until(lambda: "certificate_not_reloaded" in node.events()), "files that do not fit", node.said())
            tally.check(node.health()[0] == 200, "and the old one goes on", None)
            plain = Node.__mro__[1]()
            plain.port = node.port
            try:
                tally.fail("plain HTTP on the port of TLS", plain.ask("GET", "/healthz"))
            except (OSError, ssl.SSLError, __import__("http").client.HTTPException):
                tally.ok()


def refused_starts():
    with Node() as node:
        node.stop()
        path = os.path.join(node.home, "node.yaml")
        with open(path, encoding="utf-8") as file:
            good = file.read()
        own = re.search(r"identity--\S+", good).group(0)
        for change, why in (
                (good.replace("member: usa", "member: jpn"), "this store is of 'usa'"),
                (re.sub(r"    identities:\n.*\n", "", good).replace(
                    "code: jpn", f"code: jpn\n    identities: [{own}]"), own),
                (good.replace("  - code: kor\n    name: Republic of Korea\n", "") + "desks: [{name: kor, home: usa}]\n",
                 "'kor' is the name of a member"),
                (good.replace("127.0.0.1:0", "0.0.0.0:0"), "others can reach this address"),
                (good + "tls: {certificate: none.pem, key: none.key}\n", "none"),
                (good + "store: {postgres: 'host=127.0.0.1 port=1 dbname=x'}\n", "PostgreSQL"),
                (re.sub(r"key: \S+", "key: WGZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmY=", good), "object.key")):
            with open(path, "w", encoding="utf-8") as file:
                file.write(change)
            said = node.command("serve", check=False)
            tally.check(said.returncode in (3, 4) and said.stderr.count("\n") == 1 and why in said.stderr
                        and said.stdout == "", f"refused: {why}", (said.returncode, said.stderr))
        with open(path, "w", encoding="utf-8") as file:
            file.write(good)
        node.start()
    with tempfile.TemporaryDirectory() as home:
        said = subprocess.run([os.path.abspath(__import__("sys").argv[1]), "--home", home, "serve"], text=True, check=False,
                              stderr=subprocess.PIPE, stdout=subprocess.PIPE)
        tally.check(said.returncode == 3 and "trefoil init" in said.stderr, "a home without a node", said.stderr)


def example():
    """examples/node/node.yaml is a configuration, whatever of it is taken."""
    with open(os.path.join(ROOT, "examples", "node", "node.yaml"), encoding="utf-8") as file:
        text = file.read()
    with Node() as node:
        node.stop()
        own = re.search(r"key: (\S+)", open(os.path.join(node.home, "node.yaml"), encoding="utf-8").read()).group(1)
        taken = re.sub(r"(?m)^listen: .*$", "listen: 127.0.0.1:0", text)
        taken = re.sub(r"(?m)^tls:\n(  .*\n)+", "", taken)
        taken = taken.replace("OWN-KEY", own)
        with open(os.path.join(node.home, "node.yaml"), "w", encoding="utf-8") as file:
            file.write(taken)
        node.start()
        tally.check(node.health()[0] == 200, "the example runs", node.said())


main([healthy, metrics, journal, journal_turns, limits, one_node, stop_and_go_on, stop_under_way, reload, refused_starts,
      example])
