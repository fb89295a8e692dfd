"""Signing in by a client's certificate, over TLS, at the program itself: docs/people.md, docs/node.md.

    tests/node/mutual_tls.py TREFOIL FOLDER

FOLDER keeps the environment of a client of the field; that part is skipped where it cannot be had.
"""

import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import warnings

from asking import check, fails, told
from certificates import clean_environment, configured, made, path, showing
from running import Asker, Node, OBJECTS, PATIENCE, main, tally, until
import common
import venv

MEMBERS = "/taxii2/trefoil/collections/members/"

CLIENT = """
import json, sys
import taxii2client.v21 as taxii
from requests.auth import HTTPBasicAuth

url, cafile, ways = json.loads(sys.argv[1])
seen = {}
for name, login in ways.items():
    if "basic" in login:
        login["auth"] = HTTPBasicAuth(*login.pop("basic"))
    if "cert" in login:
        login["cert"] = tuple(login["cert"])
    try:
        root = taxii.Server(url + "/taxii2/", verify=cafile, **login).default
        members = [c for c in root.collections if c.title == "members"][0]
        seen[name] = [members.can_read, members.can_write,
                      [o["id"] for page in taxii.as_pages(members.get_objects, per_request=1) for o in page["objects"]]]
    except Exception as error:
        seen[name] = str(error)[:3]
print(json.dumps(seen))
"""


def tool(number):
    """The own member's, as it has no creator of its own."""
    return {name: value for name, value in common.tool(number).items() if name != "created_by_ref"}


RELEASED = [tool(1)["id"], tool(2)["id"]]


def make_all():
    for name in ("authority", "other-authority"):
        made(name)
    made("node", "authority", usage="serverAuth")
    for name in ("tokyo", "tokyo-next", "stranger"):
        made(name, "authority", usage="clientAuth")
    made("late", "authority", days=0, usage="clientAuth")
    made("host", "authority", usage="serverAuth")
    made("elsewhere", "other-authority", usage="clientAuth")
    made("alone")
    shutil.copy(path("authority.pem"), path("believed.pem"))


def serving(authorities="believed", **words):
    node = Node(configure=lambda text: configured(text, authorities), **words)
    node.context = showing(None)
    return node


def asked(node, certificate, where=OBJECTS, user=None, method="GET", body=None, version=None, **fields):
    """The answer to a client with this certificate and no password, over a connection of its own."""
    asker = Asker()
    asker.port, asker.context, asker.people = node.port, showing(certificate, version), node.people
    return asker.ask(method, where, user, body, **fields)


def is_refused(answer):
    """As everything that is wrong is: the same 401."""
    status, fields, body = answer
    return (status, body["http_status"], "Basic" in fields["www-authenticate"]) == (401, "401", True)


def stocked(node):
    """Three objects of the own member, two of which Japan may have; tokyo, a machine of Japan, with a certificate."""
    node.add("analyst")
    check(node.post(*map(tool, (1, 2, 3)))[2]["success_count"] == 3, "posted")
    for what in RELEASED:
        told(node.home, "share", "release", what, "--to", "jpn")
    put = told(node.home, "user", "add", "tokyo", "--role", "machine", "--of", "jpn")
    node.people["tokyo"] = put["password"]
    return register(node, "tokyo", "tokyo")


def register(node, name, certificate):
    return told(node.home, "user", "certificate", name, path(certificate + ".pem"))["sha256"]


def ids(answer):
    return [one["id"] for one in answer[2].get("objects", [])] if answer[0] == 200 else answer[:1]


def it_reads():
    with serving() as node:
        stocked(node)
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            tally.check(ids(asked(node, "tokyo", version=version)) == RELEASED, f"without a password, {version.name}",
                        asked(node, "tokyo"))
        status, _, got = asked(node, "tokyo", MEMBERS)
        tally.check((status, got["can_read"], got["can_write"]) == (200, True, False), "its rights", got)
        got = asked(node, "tokyo", "/api/v1/me")
        tally.check(got[0] == 200 and (got[2]["name"], got[2]["of"]) == ("tokyo", "jpn"), "who it is", got)
        got = asked(node, "tokyo", method="POST", body={"objects": [tool(4)]})
        tally.check(got[0] == 403, "it does not write", got)
        tally.check(ids(asked(node, None, user="tokyo")) == RELEASED, "its password goes as well", "not")
        tally.check(ids(asked(node, None, user="analyst")) == RELEASED + [tool(3)["id"]], "Basic over TLS", "not")
        tally.check(until(lambda: '"account":"tokyo"' in journal(node)), "the journal names it", journal(node))


def journal(node):
    with open(os.path.join(node.home, "journal", "access"), encoding="utf-8") as file:
        return file.read().replace('": "', '":"')


def others_do_not():
    with serving(words=()) as node:  # failures count here, as they do for users
        stocked(node)
        for name in ("late", "host", "elsewhere", "alone"):
            register(node, "tokyo", name)  # that an account has it makes it no better
        plain = asked(node, None)
        tally.check(is_refused(plain), "nothing shown", plain)
        for name in ("stranger", "late", "host", "elsewhere", "alone"):
            got = asked(node, name)
            tally.check(is_refused(got) and got[2] == plain[2], f"shown: {name}", got)
            got = asked(node, name, "/taxii2/public/")
            tally.check(got[0] == 401, f"{name}: what is wrong is nobody, also in public", got)
        tally.check(ids(asked(node, "tokyo")) == RELEASED, "the right one meanwhile", "not")


def the_field_counts():
    with serving() as node:
        stocked(node)
        for what, fields in (("a wrong password", {"Authorization": "Basic dG9reW86d3Jvbmc="}),
                             ("None:None", {"Authorization": "Basic Tm9uZTpOb25l"}),
                             ("another scheme", {"Authorization": "Digest username=tokyo"}),
                             ("an empty field", {"Authorization": ""}),
                             ("a wrong token", {"Authorization": "Bearer " + "a" * 26})):
            got = asked(node, "tokyo", **fields)
            tally.check(is_refused(got), f"tokyo's certificate and {what}", got)
        got = asked(node, "tokyo", "/api/v1/me", user="analyst")
        tally.check(got[0] == 200 and got[2]["name"] == "analyst", "a right password of another", got)
        got = asked(node, "stranger", "/api/v1/me", user="analyst")
        tally.check(got[0] == 200, "and with a certificate of nobody", got)
        tally.check(ids(asked(node, "tokyo")) == RELEASED, "alone it is good", "not")


def at_once():
    """What is changed holds from the next request on, also on a connection that was open before."""
    with serving() as node:
        first = stocked(node)
        asker = Asker()
        asker.port, asker.context = node.port, showing("tokyo")
        held = asker.connect()

        def now(wanted, what):
            for connection, where in ((held, "open before"), (None, "a new one")):
                got = asker.ask("GET", OBJECTS, connection=connection)
                good = ids(got) == RELEASED if wanted else is_refused(got)
                tally.check(good, f"{what}, {where}", got)

        now(True, "at first")
        told(node.home, "user", "disable", "tokyo")
        now(False, "disabled")
        told(node.home, "user", "enable", "tokyo")
        now(True, "enabled")
        register(node, "tokyo", "tokyo-next")
        now(True, "a second one beside it")
        tally.check(ids(asked(node, "tokyo-next")) == RELEASED, "the second one", "not")
        told(node.home, "user", "certificate", "tokyo", "--end", first)
        now(False, "replaced")
        tally.check(ids(asked(node, "tokyo-next")) == RELEASED, "the second one goes on", "not")
        node.stop()
        node.start()
        tally.check(ids(asked(node, "tokyo-next")) == RELEASED, "kept over a restart", "not")
        told(node.home, "user", "add", "seoul", "--role", "machine", "--of", "kor")
        fails(node.home, 3, ["user", "certificate", "seoul", path("tokyo-next.pem")], "another account")
        register(node, "seoul", "tokyo")
        got = asked(node, "tokyo", "/api/v1/me")
        tally.check(got[0] == 200 and got[2]["of"] == "kor", "one that was ended may become another's", got)
        tally.check(ids(asked(node, "tokyo")) == [], "and sees what that one sees", asked(node, "tokyo"))
        tally.check(ids(asked(node, "tokyo-next")) == RELEASED, "the other stays", asked(node, "tokyo-next"))


def what_is_not_spoken():
    with serving() as node:
        stocked(node)
        raw = socket.create_connection(("127.0.0.1", node.port), timeout=PATIENCE)
        raw.sendall(b"GET /taxii2/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
        try:
            said = raw.recv(4096)
        except ConnectionError:
            said = b""
        raw.close()
        tally.check(b"HTTP" not in said, "plain HTTP on the port of TLS has no answer", said)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
                context = showing("tokyo", version)
                context.set_ciphers("ALL:@SECLEVEL=0")
                try:
                    with socket.create_connection(("127.0.0.1", node.port), timeout=PATIENCE) as raw:
                        tally.fail(version.name, context.wrap_socket(raw, server_hostname="127.0.0.1").version())
                except (ssl.SSLEOFError, ssl.SSLZeroReturnError, ConnectionError):
                    tally.ok()  # it hung up; Python 3.11.2, Debian 12's, has the second name for that
                except ssl.SSLError as error:  # the node's word, and not that the client would not ask
                    tally.check("ALERT" in str(error), version.name, error)
        tally.check(ids(asked(node, "tokyo")) == RELEASED, "after all that", "not")


def without_authorities():
    with serving(authorities=None) as node:
        stocked(node)
        tally.check(is_refused(asked(node, "tokyo")), "nobody is asked for a certificate", asked(node, "tokyo"))
        tally.check(ids(asked(node, "tokyo", user="tokyo")) == RELEASED, "a password goes", "not")


def renewed():
    """SIGHUP: other authorities for who comes then; a broken file changes nothing."""

    def reload(node, content, event):
        with open(path("believed.pem"), "w", encoding="ascii") as file:
            file.write(content)
        before = node.events().count(event)
        node.process.send_signal(signal.SIGHUP)
        tally.check(until(lambda: node.events().count(event) > before), event, node.said())

    with open(path("authority.pem"), encoding="ascii") as one, open(path("other-authority.pem"), encoding="ascii") as two:
        ours, others = one.read(), two.read()
    with serving() as node:
        stocked(node)
        register(node, "tokyo", "elsewhere")
        asker = Asker()
        asker.port, asker.context = node.port, showing("tokyo")
        held = asker.connect()
        tally.check(ids(asker.ask("GET", OBJECTS, connection=held)) == RELEASED, "the first authority", "not")
        reload(node, others, "certificate_reloaded")
        tally.check(ids(asked(node, "elsewhere")) == RELEASED, "another authority's", asked(node, "elsewhere"))
        tally.check(is_refused(asked(node, "tokyo")), "the first one's is not believed any more", asked(node, "tokyo"))
        tally.check(ids(asker.ask("GET", OBJECTS, connection=held)) == RELEASED, "a connection of before goes on", "not")
        reload(node, "no certificate\n", "certificate_not_reloaded")
        tally.check(ids(asked(node, "elsewhere")) == RELEASED, "a broken file changes nothing", "it did")
        reload(node, ours + others, "certificate_reloaded")
        tally.check(ids(asked(node, "elsewhere")) == RELEASED == ids(asked(node, "tokyo")), "both", "not")
    shutil.copy(path("authority.pem"), path("believed.pem"))


def a_client():
    python = venv.python(sys.argv[2], *venv.STIX)
    if python is None:
        tally.skip("a client of the field", "taxii2-client cannot be had here")
        return
    with serving() as node:
        stocked(node)
        pair = {name: [path(name + ".pem"), path(name + ".key")] for name in ("tokyo", "stranger")}
        password = node.people["tokyo"]
        ways = {"certificate": {"cert": pair["tokyo"]}, "password": {"user": "tokyo", "password": password},
                "both": {"cert": pair["tokyo"], "basic": ["tokyo", password]}, "stranger": {"cert": pair["stranger"]},
                "wrong": {"user": "tokyo", "password": "wrong"}, "field": {"cert": pair["tokyo"], "basic": ["tokyo", "x"]},
                "nothing": {}}
        url = f"https://127.0.0.1:{node.port}"
        said = subprocess.run([python, "-c", CLIENT, json.dumps([url, path("authority.pem"), ways])], text=True, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, env=clean_environment())
        good = [True, False, RELEASED]
        wanted = {**dict.fromkeys(("certificate", "password", "both"), good),
                  **dict.fromkeys(("stranger", "wrong", "field", "nothing"), "401")}
        tally.check(said.returncode == 0 and json.loads(said.stdout) == wanted, "taxii2-client", said.stdout + said.stderr)


make_all()
main([it_reads, others_do_not, the_field_counts, at_once, what_is_not_spoken, without_authorities, renewed, a_client])
