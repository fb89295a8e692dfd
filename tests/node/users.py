"""trefoil user …: the same while the node runs and while it does not; what it makes signs in.

    tests/node/users.py TREFOIL
"""
import base64
import json
import os
import re
import socket
import subprocess
import tempfile

from asking import check, fails, run, told, write
from running import OBJECTS, TAXII, Node, PROGRAM, identity, main, tally


def acts(home):
    """Everything that the commands do, and what they say when they do not."""
    made = told(home, "user", "add", "akira", "--role", "analyst")
    check(made["role"] == "analyst" and made["of"] == "usa" and len(made["password"]) == 26, f"added: {made}")
    check(told(home, "user", "add", "node-jpn", "--role", "machine", "--of", "jpn")["of"] == "jpn", "of another")
    fails(home, 3, ["user", "add", "akira", "--role", "officer"], "is taken")
    fails(home, 3, ["user", "add", "lia", "--role", "liaison"],
          "liaison of usa: there is no such account; expected analyst, officer, ")
    fails(home, 3, ["user", "add", "Akira", "--role", "officer"], "lower-case letters")
    fails(home, 3, ["user", "add", "x", "--role", "machine", "--of", "chn"], "no such member or desk in node.yaml")
    fails(home, 2, ["user", "add", "x"], "--role")
    fails(home, 2, ["user", "add", "x", "--role", "king"], "king")
    again = told(home, "user", "password", "akira")["password"]
    check(again != made["password"], "another password")
    fails(home, 3, ["user", "password", "nobody"], "none of this name")
    fails(home, 2, ["user", "disable", "a/b"], "a/b")
    check(told(home, "user", "disable", "akira")["disabled"] is True, "disabled")
    listed = {user["name"]: user for user in told(home, "user", "list")["users"]}
    check(listed["akira"]["disabled"] and not listed["node-jpn"]["disabled"], f"list: {listed}")
    check(told(home, "user", "enable", "akira")["disabled"] is False, "enabled")
    token = told(home, "user", "token", "akira", "--name", "pull", "--until", "2099-01-01T00:00:00Z")
    check(len(token["token"]) == 26 and token["until"] == "2099-01-01T00:00:00.000000Z", f"token: {token}")
    fails(home, 3, ["user", "token", "akira", "--name", "old", "--until", "2001-01-01T00:00:00Z"], "to come")
    fails(home, 2, ["user", "token", "akira"], "--name or --end")
    fails(home, 3, ["user", "token", "akira", "--end", "other"], "none of this name")
    check(told(home, "user", "token", "akira", "--end", "pull") == {}, "ended")
    text = run(home, "user", "list").stdout
    check(re.search(r"(?m)^akira +analyst of usa$", text) is not None, f"list: {text}")
    return again


def not_running(place):
    home = os.path.join(place, "home")
    fails(home, 3, ["user", "list"])
    check(run(home, "init").returncode == 0, "init")
    acts(home)
    check(not os.path.exists(os.path.join(home, "control.sock")), "no socket stays")


def running(_place):
    with Node() as node:
        for name in ("control.sock", "lock", "store.sqlite", "node.yaml", "keys/log.skey", "journal/access"):
            check(os.stat(os.path.join(node.home, name)).st_mode & 0o777 == 0o600, f"{name}: for its owner alone")
        node.people["akira"] = acts(node.home)
        check(node.ask("GET", "/api/v1/me", "akira")[0] == 200, "it signs in")
        node.add("aldo", "auditor")
        told(node.home, "user", "add", "configuration", "--role", "analyst")
        records = (node.ask("GET", f"/api/v1/log/records/{leaf}", "aldo")[2]["record"] for leaf in range(8))
        actors = {record["actor"] for record in records}
        check("configuration" not in actors and {"node:configuration", "node:setup"} <= actors,
              f"what the node does by itself is no account's act: {actors}")
        told(node.home, "user", "disable", "akira")
        check(node.ask("GET", "/api/v1/me", "akira")[0] == 401, "and no more, at once")
        told(node.home, "user", "enable", "akira")
        token = told(node.home, "user", "token", "akira", "--name", "pull")["token"]
        bearer = {"Authorization": f"Bearer {token}"}
        check(node.ask("GET", "/api/v1/me", **bearer)[0] == 200, "so does its token")
        told(node.home, "user", "token", "akira", "--end", "pull")
        check(node.ask("GET", "/api/v1/me", **bearer)[0] == 401, "and no more, at once")
        node.stop()
        check(not os.path.exists(os.path.join(node.home, "control.sock")), "the socket goes with the node")
        check("akira" in run(node.home, "user", "list").stdout, "what it made is there when it does not run")


def killed(_place):
    """A socket that a dead node left is in nobody's way."""
    with Node() as node:
        node.process.kill()
        node.process.wait()
        left = os.path.join(node.home, "control.sock")
        check(os.path.exists(left), "it is left")
        check(run(node.home, "user", "list").returncode == 0, "and asked, nobody is there")
        node.start()
        check(run(node.home, "user", "list").returncode == 0, "a new one is there")


def long_home(place):
    """Longer than the address of a socket may be."""
    folder = os.path.join(place, *["n" * 60] * 4)
    os.makedirs(folder)
    home = os.path.join(folder, "home")
    check(run(home, "init").returncode == 0, "init")
    with Node(home=home, configure=lambda text: text.replace(":8443", ":0")):
        check(run(home, "user", "list").returncode == 0, "list")


def missing_key(place):
    """What only this node knows is made anew; what others know is not."""
    home = os.path.join(place, "home")
    check(run(home, "init").returncode == 0, "init")
    for name, code in (("next.key", 0), ("object.key", 3), ("log.skey", 3)):
        path = os.path.join(home, "keys", name)
        os.rename(path, path + ".kept")
        said = run(home, "init")
        check(said.returncode == code and os.path.exists(path) == (code == 0), f"init without {name}: {said}")
        os.rename(path + ".kept", path)
    check(run(home, "user", "list").returncode == 0, "all are there again")


def slow_bodies(_place):
    """A body that is under way is no pass for an account that is disabled meanwhile."""
    with Node() as node:
        node.add("akira", "officer")
        node.add("bea")
        body = json.dumps({"objects": [identity()]}).encode()
        for name, path, kind in (("akira", OBJECTS, TAXII), ("akira", "/api/v1/releases", "application/json"),
                                 ("bea", OBJECTS, TAXII)):
            connection = node.connect()
            connection.putrequest("POST", path)
            secret = base64.b64encode(f"{name}:{node.people[name]}".encode()).decode()
            for field, value in (("Authorization", f"Basic {secret}"), ("Accept", kind), ("Content-Type", kind),
                                 ("Content-Length", str(len(body))), ("Expect", "100-continue")):
                connection.putheader(field, value)
            connection.endheaders()
            goes_on = connection.sock.recv(25, socket.MSG_WAITALL)
            check(goes_on == b"HTTP/1.1 100 Continue\r\n\r\n", f"{name} {path}: it waits for the body: {goes_on}")
            connection.send(body[:20])
            told(node.home, "user", "disable", "akira")
            connection.send(body[20:])
            status = connection.getresponse().status
            connection.close()
            check(status == (202 if name == "bea" else 401), f"{name} {path}: {status}")
            told(node.home, "user", "enable", "akira")


def certificates(place):
    home = os.path.join(place, "home")
    run(home, "init")
    key, pem = os.path.join(place, "key"), os.path.join(place, "pem")
    made = subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                           "-subj", "/CN=t", "-keyout", key, "-out", pem], capture_output=True, check=False)
    if made.returncode:
        tally.skip("openssl", "is missing")
        return
    with open(pem, encoding="ascii") as file:
        lines = file.read()
    import hashlib
    der = base64.b64decode("".join(lines.split("-----")[2].split()))
    wanted = hashlib.sha256(der).hexdigest()
    put = told(home, "user", "certificate", "admin", pem)
    check(put == {"name": "admin", "sha256": wanted}, f"certificate: {put}")
    listed = {user["name"]: user for user in told(home, "user", "list")["users"]}
    check([one["sha256"] for one in listed["admin"]["certificates"]] == [wanted], f"listed: {listed}")
    check(f", certificate {wanted}" in run(home, "user", "list").stdout, "and in words")
    told(home, "user", "add", "jpn-node", "--role", "machine", "--of", "jpn")
    fails(home, 3, ["user", "certificate", "jpn-node", pem], "signs in as another account")
    two = write(place, "two", lines + lines)
    fails(home, 3, ["user", "certificate", "admin", two], "expected one in PEM")
    fails(home, 3, ["user", "certificate", "admin", key], "expected one in PEM")
    fails(home, 4, ["user", "certificate", "admin", os.path.join(place, "none")])
    fails(home, 2, ["user", "certificate", "admin"], "FILE")
    check(told(home, "user", "certificate", "admin", "--end", wanted) == {}, "ended")
    fails(home, 3, ["user", "certificate", "admin", "--end", wanted], "none such")


def in_folder(test):
    def act():
        with tempfile.TemporaryDirectory(prefix="trefoil-test-") as place:
            test(place)
    act.__name__ = test.__name__
    return act


main([in_folder(test) for test in (not_running, running, killed, long_home, missing_key, slow_bodies,
                                          certificates)])
