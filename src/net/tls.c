#include "net/tls.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/limits.h"

/* Each suite of 1.2 that this leaves has a key of its own for each connection (ECDHE) and is
 * authenticated (AEAD). */
const char tls_priorities[] =
    "NONE:+VERS-TLS1.3:+VERS-TLS1.2:+ECDHE-ECDSA:+ECDHE-RSA:+AES-256-GCM:+AES-128-GCM:"
    "+CHACHA20-POLY1305:+AEAD:+GROUP-X25519:+GROUP-SECP256R1:+GROUP-SECP384R1:+COMP-NULL:"
    "+CTYPE-X509:+SIGN-EDDSA-ED25519:+SIGN-ECDSA-SECP256R1-SHA256:+SIGN-ECDSA-SECP384R1-SHA384:"
    "+SIGN-ECDSA-SHA256:+SIGN-ECDSA-SHA384:+SIGN-RSA-PSS-RSAE-SHA256:+SIGN-RSA-PSS-RSAE-SHA384:"
    "+SIGN-RSA-SHA256:+SIGN-RSA-SHA384:%SERVER_PRECEDENCE";

struct tls_credential {
    atomic_uint holders;
    int64_t until;
    gnutls_certificate_credentials_t shown;
    gnutls_x509_trust_list_t authorities; /* NULL: no client is asked */
};

static bool bad_file(struct error *err, enum error_code code, const char *path, const char *what,
                     int result)
{
    return error_input(err, code, path, "%s: %s", what, gnutls_strerror(result));
}

static bool read_pem(struct dynbuf *ret_pem, const char *path, struct error *err)
{
    dynbuf_init(ret_pem, TLS_FILE_BYTES_MAX);
    return file_read(ret_pem, path, err);
}

static gnutls_datum_t datum_of(const struct dynbuf *pem)
{
    return (gnutls_datum_t){(unsigned char *)pem->data, (unsigned)pem->size};
}

/* A group may: keys of a machine are often root's, for the group of those who serve. */
static bool check_private(const char *path, struct error *err)
{
    struct stat found;
    if (stat(path, &found) != 0)
        return error_os(err, ERROR_IO, "open the file", path, errno);
    return (found.st_mode & S_IRWXO) == 0 ||
           error_input(err, ERROR_VALUE, path, "others may read this key; expected mode 600");
}

/* The earliest end of all certificates of the chain. */
static bool read_until(int64_t *ret_until, const struct dynbuf *pem, const char *path,
                       struct error *err)
{
    gnutls_x509_crt_t chain[TLS_CHAIN_MAX];
    unsigned count = TLS_CHAIN_MAX;
    gnutls_datum_t data = datum_of(pem);
    int result = gnutls_x509_crt_list_import(chain, &count, &data, GNUTLS_X509_FMT_PEM,
                                             GNUTLS_X509_CRT_LIST_IMPORT_FAIL_IF_EXCEED);
    if (result == GNUTLS_E_SHORT_MEMORY_BUFFER)
        return error_input(err, ERROR_LIMIT, path, "more than %d certificates", TLS_CHAIN_MAX);
    if (result <= 0)
        return bad_file(err, ERROR_SYNTAX, path, "no certificate in PEM", result);
    int64_t until = INT64_MAX;
    for (int i = 0; i < result; i++) {
        int64_t end = gnutls_x509_crt_get_expiration_time(chain[i]);
        until = end < until ? end : until;
        gnutls_x509_crt_deinit(chain[i]);
    }
    *ret_until = until;
    return true;
}

static bool read_own(struct tls_credential *credential, const struct tls_files *files,
                     struct error *err)
{
    struct dynbuf certificate = {0}, key = {0};
    bool ok = read_pem(&certificate, files->certificate, err) && check_private(files->key, err) &&
              read_pem(&key, files->key, err) &&
              read_until(&credential->until, &certificate, files->certificate, err);
    if (ok) {
        gnutls_datum_t shown = datum_of(&certificate), secret = datum_of(&key);
        int result = gnutls_certificate_set_x509_key_mem2(credential->shown, &shown, &secret,
                                                          GNUTLS_X509_FMT_PEM, NULL, 0);
        ok = result >= 0;
        if (result == GNUTLS_E_CERTIFICATE_KEY_MISMATCH)
            bad_file(err, ERROR_VALUE, files->key, "not the key of the certificate", result);
        else if (!ok)
            bad_file(err, ERROR_SYNTAX, files->key, "no key in PEM without a password", result);
    }
    if (key.data != NULL)
        gnutls_memset(key.data, 0, key.capacity);
    dynbuf_release(&key);
    dynbuf_release(&certificate);
    return ok;
}

static bool read_authorities(struct tls_credential *credential, const char *path, struct error *err)
{
    struct dynbuf pem = {0};
    bool ok = read_pem(&pem, path, err);
    if (ok && gnutls_x509_trust_list_init(&credential->authorities, 0) < 0) {
        credential->authorities = NULL;
        ok = error_memory(err, "reading authorities");
    }
    if (ok) {
        gnutls_datum_t data = datum_of(&pem);
        int result = gnutls_x509_trust_list_add_trust_mem(credential->authorities, &data, NULL,
                                                          GNUTLS_X509_FMT_PEM, 0, 0);
        ok = result > 0 || bad_file(err, ERROR_SYNTAX, path, "no certificate in PEM", result);
    }
    dynbuf_release(&pem);
    return ok;
}

bool tls_credential_open(struct tls_credential **ret_credential, const struct tls_files *files,
                         struct error *err)
{
    struct tls_credential *credential = calloc(1, sizeof *credential);
    if (credential == NULL)
        return error_memory(err, "reading a certificate");
    atomic_init(&credential->holders, 1);
    if (gnutls_certificate_allocate_credentials(&credential->shown) < 0) {
        credential->shown = NULL;
        tls_credential_release(credential);
        return error_memory(err, "reading a certificate");
    }
    if (!read_own(credential, files, err) ||
        (files->authorities != NULL && !read_authorities(credential, files->authorities, err))) {
        tls_credential_release(credential);
        return false;
    }
    *ret_credential = credential;
    return true;
}

struct tls_credential *tls_credential_hold(struct tls_credential *credential)
{
    atomic_fetch_add_explicit(&credential->holders, 1, memory_order_relaxed);
    return credential;
}

void tls_credential_release(struct tls_credential *credential)
{
    if (credential == NULL ||
        atomic_fetch_sub_explicit(&credential->holders, 1, memory_order_acq_rel) > 1)
        return;
    if (credential->shown != NULL)
        gnutls_certificate_free_credentials(credential->shown);
    if (credential->authorities != NULL)
        gnutls_x509_trust_list_deinit(credential->authorities, 1);
    free(credential);
}

int64_t tls_credential_until(const struct tls_credential *credential)
{
    return credential->until;
}

bool tls_credential_use(struct tls_credential *credential, gnutls_session_t session)
{
    gnutls_certificate_server_set_request(
        session, credential->authorities == NULL ? GNUTLS_CERT_IGNORE : GNUTLS_CERT_REQUEST);
    return gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credential->shown) >= 0;
}

struct span tls_peer_certificate(gnutls_session_t session)
{
    unsigned count = 0;
    const gnutls_datum_t *shown = gnutls_certificate_get_peers(session, &count);
    return shown == NULL || count == 0 ? (struct span){0} : span_of(shown[0].data, shown[0].size);
}

bool tls_peer_verified(const struct tls_credential *credential, gnutls_session_t session)
{
    gnutls_x509_crt_t chain[TLS_CHAIN_MAX];
    unsigned count = 0, imported = 0, wrong = 0;
    const gnutls_datum_t *shown = gnutls_certificate_get_peers(session, &count);
    if (credential->authorities == NULL || shown == NULL || count == 0 || count > TLS_CHAIN_MAX)
        return false;
    bool ok = true;
    while (ok && imported < count) {
        ok = gnutls_x509_crt_init(&chain[imported]) >= 0;
        if (!ok)
            break;
        ok = gnutls_x509_crt_import(chain[imported], &shown[imported], GNUTLS_X509_FMT_DER) >= 0;
        imported++;
    }
    gnutls_typed_vdata_st purpose = {.type = GNUTLS_DT_KEY_PURPOSE_OID,
                                     .data = (unsigned char *)GNUTLS_KP_TLS_WWW_CLIENT};
    ok = ok &&
         gnutls_x509_trust_list_verify_crt2(credential->authorities, chain, count, &purpose, 1,
                                            GNUTLS_PROFILE_TO_VFLAGS(GNUTLS_PROFILE_MEDIUM), &wrong,
                                            NULL) >= 0 &&
         wrong == 0;
    while (imported > 0)
        gnutls_x509_crt_deinit(chain[--imported]);
    return ok;
}
