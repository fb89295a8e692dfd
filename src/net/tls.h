/* TLS of a server: what may be spoken, whose certificate is shown, whose are believed.
 *
 * Policy: TLS 1.3, and 1.2 with ECDHE and AES-GCM or ChaCha20-Poly1305; nothing without forward
 * secrecy, no tickets, no early data, no renegotiation. A client may show a certificate (asked of
 * everybody once authorities are named, asked of nobody else); the handshake succeeds with none and
 * with any whose key it holds: whether it is verified is told to the handler, who decides.
 *
 * Lifetime: a credential is counted; each connection holds the one with which it began, so that new
 * files take effect for new connections and no old one breaks. Threads: hold, release and the
 * questions from any thread; reading files from one at a time.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/span.h"

/* PEM files, TLS_FILE_BYTES_MAX each. */
struct tls_files {
    const char *certificate; /* the server's, then those between it and a root */
    const char *key;         /* not encrypted */
    const char *authorities; /* of clients' certificates; NULL: no client is asked for one */
};

struct tls_credential;
struct gnutls_session_int;

/* The priorities of GnuTLS that say the policy. */
extern const char tls_priorities[];

/* Reads the files; the key must be the certificate's. Errors: io, limit, syntax (no PEM), value
 * (another's key), memory. */
bool tls_credential_open(struct tls_credential **ret_credential, const struct tls_files *files,
                         struct error *err);
struct tls_credential *tls_credential_hold(struct tls_credential *credential);
void tls_credential_release(struct tls_credential *credential); /* takes NULL */

/* Until when the server's certificate, or one between, holds: seconds since 1970, the earliest. */
int64_t tls_credential_until(const struct tls_credential *credential);

/* Makes a session that has not begun use the credential, which must outlive it. */
bool tls_credential_use(struct tls_credential *credential, struct gnutls_session_int *session);

/* The certificate that the other side of a finished handshake showed, DER; empty when none. Good as
 * long as the session. */
struct span tls_peer_certificate(struct gnutls_session_int *session);

/* Whether it was made by the credential's authorities, holds now and may be a client's. */
bool tls_peer_verified(const struct tls_credential *credential, struct gnutls_session_int *session);
