"""Certificates by openssl for the tests of TLS: an authority's, a node's, clients'; in a folder that goes with the process."""

import atexit
import os
import shutil
import ssl
import subprocess
import tempfile
import time

PLACE = tempfile.mkdtemp(prefix="trefoil-certificates-")
atexit.register(shutil.rmtree, PLACE, ignore_errors=True)


def path(name):
    return os.path.join(PLACE, name)


def openssl(*words):
    done = subprocess.run(["openssl", *words], cwd=PLACE, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)


def made(name, authority=None, days=30, usage=None):
    """NAME.pem and NAME.key for 127.0.0.1, by an authority or, one of an authority, by itself. Of no days: it has ended.

    With all that RFC 5280 asks: clients on Python 3.13 insist.
    """
    with open(path(name + ".ext"), "w", encoding="ascii") as file:
        file.write("subjectAltName=IP:127.0.0.1,DNS:localhost\nsubjectKeyIdentifier=hash\n"
                   + ("basicConstraints=critical,CA:FALSE\nauthorityKeyIdentifier=keyid\n" if authority else
                      "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,digitalSignature,keyCertSign\n")
                   + (f"extendedKeyUsage={usage}\n" if usage else ""))
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}", "-keyout",
            name + ".key", "-out", name + ".csr")
    by = ["-CA", authority + ".pem", "-CAkey", authority + ".key", "-CAcreateserial"] if authority else [
        "-signkey", name + ".key"]
    openssl("x509", "-req", "-in", name + ".csr", "-out", name + ".pem", "-days", str(days), "-extfile", name + ".ext", *by)
    if days == 0:
        time.sleep(1.5)  # it is good for the second in which it begins


def configured(text, authorities="authority"):
    """node.yaml with the certificate `node` in it, and authorities of clients, if any."""
    believed = f", authorities: {path(authorities + '.pem')}" if authorities else ""
    return f"{text}tls: {{certificate: {path('node.pem')}, key: {path('node.key')}{believed}}}\n"


def showing(certificate, version=None):
    """A client that believes `authority` and shows a certificate, or none."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(path("authority.pem"))
    if version:
        context.minimum_version = context.maximum_version = version
    if certificate:
        context.load_cert_chain(path(certificate + ".pem"), path(certificate + ".key"))
    return context


def clean_environment():
    """For a client of the field: what it believes and signs in with stands in no file or variable of this machine."""
    kept = {name: value for name, value in os.environ.items()
            if not name.endswith("_CA_BUNDLE") and not name.lower().endswith("_proxy")}
    return {**kept, "HOME": PLACE}
