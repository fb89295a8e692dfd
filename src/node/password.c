#include "node/password.h"

#include <errno.h>
#include <sodium.h>

#include "base/limits.h"
#include "node/sign_in.h"

enum { PASSES = 2, MEMORY_BYTES = 19 << 20 };

_Static_assert(PASSWORD_HASH_BYTES == crypto_pwhash_STRBYTES, "sign_in.h says how long a hash is");

bool password_hash(struct span password, char ret_hash[PASSWORD_HASH_BYTES], struct error *err)
{
    char hash[PASSWORD_HASH_BYTES];
    if (crypto_pwhash_str_alg(hash, (const char *)password.data, password.size, PASSES,
                              MEMORY_BYTES, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return error_memory(err, "hashing a password");
    memcpy(ret_hash, hash, sizeof hash);
    return true;
}

bool password_verify(struct span hash, struct span password, bool *ret_right, struct error *err)
{
    char text[PASSWORD_HASH_BYTES] = "";
    const char *word = password.size == 0 ? "" : (const char *)password.data;
    if (hash.size > 0 && hash.size < sizeof text)
        memcpy(text, hash.data, hash.size);
    errno = 0; /* else one -1 is as good as another */
    bool right = crypto_pwhash_str_verify(text, word, password.size) == 0;
    if (!right && errno == ENOMEM)
        return error_memory(err, "checking a password");
    *ret_right = right;
    return true;
}

void secret_make(char ret_text[SECRET_TEXT_BYTES + 1])
{
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567"; /* RFC 4648, section 6 */
    unsigned char bytes[SECRET_TEXT_BYTES];
    randombytes_buf(bytes, sizeof bytes);
    for (size_t i = 0; i < SECRET_TEXT_BYTES; i++)
        ret_text[i] = digits[bytes[i] & 31];
    ret_text[SECRET_TEXT_BYTES] = '\0';
    sodium_memzero(bytes, sizeof bytes);
}

void hashing_init(struct hashing *ret_hashing)
{
    *ret_hashing = (struct hashing){0};
    pthread_mutex_init(&ret_hashing->lock, NULL);
    pthread_cond_init(&ret_hashing->left, NULL);
}

void hashing_release(struct hashing *hashing)
{
    ensure(hashing->inside == 0 && hashing->waiting == 0);
    pthread_cond_destroy(&hashing->left);
    pthread_mutex_destroy(&hashing->lock);
}

bool hashing_enter(struct hashing *hashing)
{
    pthread_mutex_lock(&hashing->lock);
    bool enters = hashing->inside < SIGN_IN_HASHES_MAX || hashing->waiting < SIGN_IN_WAITING_MAX;
    hashing->waiting += enters;
    while (enters && hashing->inside == SIGN_IN_HASHES_MAX)
        pthread_cond_wait(&hashing->left, &hashing->lock);
    hashing->waiting -= enters;
    hashing->inside += enters;
    pthread_mutex_unlock(&hashing->lock);
    return enters;
}

void hashing_leave(struct hashing *hashing)
{
    pthread_mutex_lock(&hashing->lock);
    hashing->inside--;
    pthread_cond_signal(&hashing->left);
    pthread_mutex_unlock(&hashing->lock);
}
