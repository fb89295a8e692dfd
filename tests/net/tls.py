"""TLS of the server: what it speaks, whose certificates it believes, new files without a restart."""

import os
import shutil
import signal
import ssl
import subprocess
import tempfile
import time
import warnings

from common import PATIENCE, Server, is_closed, main, read_answer, send, tally
import pace

place = tempfile.mkdtemp(prefix="trefoil-tls-")
GOOD = b"GET /echo HTTP/1.1\r\nHost: localhost\r\n\r\n"


def openssl(*words):
    done = subprocess.run(["openssl", *words], cwd=place, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)


def certificate(name, signer=None, days=30, key=("ec", "-pkeyopt", "ec_paramgen_curve:P-256"), usage=None):
    """NAME.pem and NAME.key; by itself, or by a signer's. Of no days: it has ended."""
    openssl("req", "-newkey", *key, "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj",
            f"/CN={name}")
    extensions = "subjectAltName=DNS:localhost,IP:127.0.0.1\n"
    if signer is None:
        extensions += "basicConstraints=critical,CA:TRUE\n"
    if usage:
        extensions += f"extendedKeyUsage={usage}\n"
    with open(os.path.join(place, f"{name}.ext"), "w", encoding="ascii") as file:
        file.write(extensions)
    by = ["-signkey", f"{name}.key"] if signer is None else ["-CA", f"{signer}.pem", "-CAkey", f"{signer}.key",
                                                             "-CAcreateserial"]
    openssl("x509", "-req", "-in", f"{name}.csr", "-out", f"{name}.pem", "-days", str(days), "-extfile",
            f"{name}.ext", *by)
    if days == 0:
        time.sleep(1.5)  # it is good for the second in which it begins


def path(name):
    return os.path.join(place, name)


def served(**words):
    return Server(certificate=path("server.pem"), key=path("server.key"), **words)


def client(own=None, least=None, most=None, ciphers=None, believes="server.pem"):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(path(believes))
    if least:
        context.minimum_version = least
    if most:
        context.maximum_version = most
    if ciphers:
        context.set_ciphers(ciphers)
    if own:
        context.load_cert_chain(path(f"{own}.pem"), path(f"{own}.key"))
    return context


def shake(server, context):
    return context.wrap_socket(server.connect(), server_hostname="localhost")


def ask(server, context, request=GOOD):
    with shake(server, context) as made:
        send(made, request)
        return read_answer(made), made.version(), made.cipher()


def versions():
    with served(journal=0) as server:
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            (status, _, body), said, cipher = ask(server, client(least=version, most=version))
            tally.check(status == 200 and b"tls 1\n" in body and b"certificate 0 0\n" in body, said, body)
            tally.check("GCM" in cipher[0] and (said == "TLSv1.3" or "ECDHE" in cipher[0]), said, cipher)
        for context in (old_client(), client(most=ssl.TLSVersion.TLSv1_2, ciphers="AES128-GCM-SHA256"),
                        client(most=ssl.TLSVersion.TLSv1_2, ciphers="ECDHE-ECDSA-AES128-SHA256"),
                        client(most=ssl.TLSVersion.TLSv1_2, ciphers="DHE-RSA-AES128-GCM-SHA256")):
            try:
                said = ask(server, context)
                tally.fail("too weak", said)
            except (ssl.SSLError, ConnectionError):
                tally.ok()
        with server.connect() as made:  # plain HTTP where TLS is spoken
            made.sendall(GOOD)
            tally.check(is_closed(made), "plain HTTP", "it stayed")
        tally.check(ask(server, client())[0][0] == 200, "after all that", "not")


def old_client():
    context = client()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        context.minimum_version = ssl.TLSVersion.TLSv1_1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


def bodies():
    """Large answers, uploads, refusals in the middle of a body, and slow handshakes."""
    with served(journal=0, page=4000000) as server:
        (status, _, body), _, _ = ask(server, client(), b"GET /page HTTP/1.1\r\nHost: x\r\n\r\n")
        tally.check(status == 200 and len(body) == 4000000, "4 MB", (status, len(body)))
        post = b"POST /echo HTTP/1.1\r\nHost: x\r\n"
        (status, _, body), _, _ = ask(server, client(), post + b"Content-Length: 500000\r\n\r\n" + b"x" * 500000)
        tally.check(status == 200 and b"body 500000\n" in body, "upload", (status, body))
        piece = b"%x\r\n%s\r\n" % (700000, b"x" * 700000)
        (status, _, body), _, _ = ask(server, client(), post + b"Transfer-Encoding: chunked\r\n\r\n" + 2 * piece)
        tally.check(status == 413 and b'"413"' in body, "413 within a body", (status, body))
        (status, _, body), _, _ = ask(server, client(), post + b"Content-Length: 5000000\r\n\r\n" + b"x" * 100000)
        tally.check(status == 413 and b'"413"' in body, "413 before a body", (status, body))
    with served(journal=0, head=1) as server:
        made = server.connect()
        start = pace.now()
        made.sendall(b"\x16\x03\x01")
        tally.check(is_closed(made) and pace.now() - start < 3, "a handshake that stops", "it stayed")


def clients():
    certificate("authority")
    certificate("member", "authority", usage="clientAuth")
    certificate("plain", "authority")
    certificate("host", "authority", usage="serverAuth")
    certificate("late", "authority", days=0)
    certificate("stranger")
    certificate("weak", "authority", key=("rsa:1024",))
    with served(journal=0, authorities=path("authority.pem")) as server:
        for name, verified in ((None, 0), ("member", 1), ("plain", 1), ("host", 0), ("late", 0), ("stranger", 0),
                               ("weak", 0)):
            for most in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
                context = client(most=most)
                if name:
                    context.set_ciphers("DEFAULT:@SECLEVEL=0")
                    context.load_cert_chain(path(f"{name}.pem"), path(f"{name}.key"))
                (status, _, body), said, _ = ask(server, context)
                shown = 0
                if name:
                    with open(path(f"{name}.pem"), encoding="ascii") as file:
                        shown = len(ssl.PEM_cert_to_DER_cert(file.read()))
                tally.check(status == 200 and f"certificate {shown} {verified}\n".encode() in body,
                            f"{name} over {said}", (status, body))
    with served(journal=0) as server:
        (_, _, body), _, _ = ask(server, client(own="member"))
        tally.check(b"certificate 0 0\n" in body, "nobody is asked", body)


def shown(server, believes):
    with shake(server, client(believes=believes)) as made:
        return made.getpeercert()["subject"][0][0][1]


def reload():
    certificate("next", days=90)
    for ending in ("pem", "key"):
        shutil.copy(path(f"server.{ending}"), path(f"shown.{ending}"))
    with Server(journal=0, certificate=path("shown.pem"), key=path("shown.key")) as server:
        held = shake(server, client())
        tally.check(shown(server, "server.pem") == "server", "the first certificate", "another")
        shutil.copy(path("next.pem"), path("shown.pem"))
        server.process.send_signal(signal.SIGHUP)
        line = server.line()
        tally.check("not the key of the certificate" in line, "half of a change", line)
        tally.check(shown(server, "server.pem") == "server", "the first one stays", "another")
        shutil.copy(path("next.key"), path("shown.key"))
        server.process.send_signal(signal.SIGHUP)
        line = server.line()
        until = int(line.split()[1]) - time.time()
        tally.check(89 * 86400 < until < 91 * 86400, "until when", line)
        tally.check(shown(server, "next.pem") == "next", "the second certificate", "another")
        held.sendall(GOOD)
        tally.check(read_answer(held)[0] == 200, "a connection of before", "broken")
        for broken in (b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"):
            with open(path("shown.pem"), "wb") as file:
                file.write(broken)
            server.process.send_signal(signal.SIGHUP)
            line = server.line()
            tally.check("no certificate in PEM" in line, "a broken file", line)
        os.unlink(path("shown.pem"))
        server.process.send_signal(signal.SIGHUP)
        line = server.line()
        tally.check("shown.pem" in line, "no file", line)
        tally.check(shown(server, "next.pem") == "next", "still there", "another")


def starts():
    """Files that are none, a key that everybody may read: it does not start, and says why."""
    for name, source, mode in (("none", "server.pem", 0o600), ("open", "server.key", 0o644)):
        shutil.copy(path(source), path(f"{name}.key"))
        os.chmod(path(f"{name}.key"), mode)
    for words, why in (({"key": path("next.key")}, "not the key of the certificate"),
                       ({"key": path("none.key")}, "no key in PEM"),
                       ({"key": path("open.key")}, "others may read this key"),
                       ({"key": path("nothing")}, "nothing"),
                       ({"authorities": path("server.key")}, "no certificate in PEM")):
        server = Server(journal=0, **{"certificate": path("server.pem"), "key": path("server.key"), **words})
        status = server.process.wait(timeout=PATIENCE)
        said = server.process.stderr.read()
        tally.check(status == 1 and why in said, why, (status, said))


def curl():
    """A client that somebody else wrote, over both kinds of address."""
    for address, host in (("127.0.0.1", "127.0.0.1"), ("::1", "[::1]"), ("::", "127.0.0.1")):
        try:
            server = served(journal=0, address=address).__enter__()
        except RuntimeError as error:
            tally.skip(f"address {address}", str(error).strip()) if ":" in address else tally.fail(address, error)
            continue
        done = subprocess.run(["curl", "-sS", "--insecure", "--max-time", str(PATIENCE), "-d", "a=b",
                               f"https://{host}:{server.port}/echo"], capture_output=True, text=True, check=False)
        wanted = "127.0.0.1" if host != "[::1]" else "::1"
        tally.check(f"peer {wanted}\ntls 1\n" in done.stdout and "body 3\n" in done.stdout, address,
                    done.stdout + done.stderr)
        server.stop()


try:
    certificate("server")
    main([versions, bodies, clients, reload, starts, curl])
finally:
    shutil.rmtree(place)
