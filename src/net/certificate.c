#include "net/certificate.h"

#include <gnutls/x509.h>
#include <nettle/sha2.h>

void certificate_hash(struct span der, unsigned char ret_hash[CERTIFICATE_HASH_BYTES])
{
    struct sha256_ctx hash;
    sha256_init(&hash);
    sha256_update(&hash, der.size, der.data);
    sha256_digest(&hash, CERTIFICATE_HASH_BYTES, ret_hash);
}

/* Importing a list, which fails when there is a second one; the DER it was made of comes back. */
bool certificate_hash_pem(struct span pem, unsigned char ret_hash[CERTIFICATE_HASH_BYTES],
                          struct error *err)
{
    gnutls_datum_t text = {.data = (unsigned char *)(uintptr_t)pem.data,
                           .size = (unsigned)pem.size};
    gnutls_datum_t der = {0};
    gnutls_x509_crt_t certificate = NULL;
    unsigned count = 1;
    int imported = gnutls_x509_crt_list_import(&certificate, &count, &text, GNUTLS_X509_FMT_PEM,
                                               GNUTLS_X509_CRT_LIST_IMPORT_FAIL_IF_EXCEED);
    bool ok = imported == 1 && gnutls_x509_crt_export2(certificate, GNUTLS_X509_FMT_DER, &der) == 0;
    if (ok)
        certificate_hash(span_of(der.data, der.size), ret_hash);
    gnutls_free(der.data);
    if (imported == 1)
        gnutls_x509_crt_deinit(certificate);
    return ok || error_input(err, ERROR_SYNTAX, "certificate", "expected one in PEM");
}
