#!/usr/bin/env python3
"""A throw-away node for tests: builds what is missing, runs it until SIGTERM, deletes its home.

    script/node --ephemeral [--tls]

The first line on standard output is one JSON object, all else goes to standard error: `url` (base,
no path), `api_root` (of the members), `user` and `password` of an analyst of the own member, `pid`
of the node; with --tls `cafile`. Plain HTTP on a free port of 127.0.0.1, or HTTPS. It stays in the
foreground and in its caller's process group; requests are not limited by number, bodies are.
"""

import argparse
import ctypes
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("TREFOIL_PROGRAM")  # for tests of another build
MEMBER = "usa"
PR_SET_PDEATHSIG = 1
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def run(*words):
    """Runs a command; what it prints goes to standard error."""
    subprocess.run(words, check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr, cwd=ROOT)


def ask(program, home, *words):
    """What a command of the program prints, as JSON."""
    said = subprocess.run([program, "--home", home, *words, "--json"], check=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE)
    return json.loads(said.stdout)


def certificates(folder):
    """An authority and a certificate of 127.0.0.1 by it; with all that RFC 5280 asks, as Python 3.13 insists."""
    os.mkdir(folder, 0o700)
    ca, ca_key, request, certificate, key, extensions = (
        os.path.join(folder, name) for name in ("ca.pem", "ca.key", "node.csr", "node.pem", "node.key", "node.ext"))
    with open(extensions, "w", encoding="ascii") as file:
        file.write("subjectAltName=IP:127.0.0.1,DNS:localhost\nbasicConstraints=CA:FALSE\n"
                   "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\nextendedKeyUsage=serverAuth\n")
    new = ("openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    run(*new, "-x509", "-days", "30", "-subj", "/CN=Trefoil throw-away authority", "-addext",
        "keyUsage=critical,keyCertSign,cRLSign", "-keyout", ca_key, "-out", ca)
    run(*new, "-subj", "/CN=127.0.0.1", "-keyout", key, "-out", request)
    run("openssl", "x509", "-req", "-days", "30", "-in", request, "-CA", ca, "-CAkey", ca_key, "-CAcreateserial",
        "-extfile", extensions, "-out", certificate)
    return ca, certificate, key


def configure(home, certificate, key):
    path = os.path.join(home, "node.yaml")
    with open(path, encoding="utf-8") as file:
        text = re.sub(r"(?m)^listen: .*$", "listen: 127.0.0.1:0", file.read())
    if certificate:
        text += f"tls:\n  certificate: {certificate}\n  key: {key}\n"
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def start(program, home):
    """The running node, and what it says of itself."""
    node = subprocess.Popen([program, "--home", home, "serve", "--json", "--unlimited"],
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, preexec_fn=die_with_parent)
    line = node.stdout.readline()
    if not line:
        raise SystemExit(node.wait() or 1)
    return node, json.loads(line)


def serve(program, home, tls):
    ask(program, home, "init", "--member", MEMBER)
    user = ask(program, home, "user", "add", "analyst", "--role", "analyst")
    cafile, certificate, key = certificates(os.path.join(home, "tls")) if tls else (None, None, None)
    configure(home, certificate, key)
    node, told = start(program, home)
    try:
        told = {"url": told["url"], "api_root": told["api_root"], "user": user["name"],
                "password": user["password"], "pid": told["pid"]}
        if cafile:
            told["cafile"] = cafile
        print(json.dumps(told), flush=True)
        return node.wait()
    finally:
        if node.poll() is None:
            node.terminate()
            node.wait()


def stop(*_):
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)  # cleaning up is under way
    raise SystemExit(0)


def main():
    words = argparse.ArgumentParser(prog="script/node", description=__doc__,
                                    formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--ephemeral", action="store_true", required=True)
    words.add_argument("--tls", action="store_true")
    asked = words.parse_args()
    for number in SIGNALS:
        signal.signal(number, stop)
    if not PROGRAM:
        run("script/setup")
    home = tempfile.mkdtemp(prefix="trefoil-node-")
    try:
        return serve(PROGRAM or os.path.join(ROOT, "build", "trefoil"), home, asked.tls)
    finally:
        shutil.rmtree(home, ignore_errors=True)


sys.exit(main())
