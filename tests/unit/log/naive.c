#include "naive.h"

void naive_init(struct naive_log *log, const uint64_t *odd, size_t odd_count)
{
    ensure(odd_count <= ODD_LEAVES);
    memset(log, 0, sizeof *log);
    log->odd_count = odd_count;
    for (size_t i = 0; i < odd_count; i++)
        log->odd[i] = odd[i];
    log_hash_leaf(&log->same[0], span_text("like"));
    for (unsigned level = 1; level < 64; level++)
        log_hash_node(&log->same[level], &log->same[level - 1], &log->same[level - 1]);
}

static bool any_odd(const struct naive_log *log, uint64_t from, uint64_t to)
{
    for (size_t i = 0; i < log->odd_count; i++)
        if (log->odd[i] >= from && log->odd[i] < to)
            return true;
    return false;
}

void naive_leaf(const struct naive_log *log, uint64_t index, struct log_hash *ret_hash)
{
    if (any_odd(log, index, index + 1))
        log_hash_leaf(ret_hash, span_of(&index, sizeof index));
    else
        *ret_hash = log->same[0];
}

/* k, the largest power of two smaller than n. */
static uint64_t power_below(uint64_t n)
{
    uint64_t k = 1;
    while (k * 2 < n)
        k *= 2;
    return k;
}

void naive_head(const struct naive_log *log, uint64_t from, uint64_t to, struct log_hash *ret_hash)
{
    struct log_hash left, right;
    uint64_t n = to - from;
    if (n == 0) {
        log_hash_empty(ret_hash);
        return;
    }
    if (n == 1) {
        naive_leaf(log, from, ret_hash);
        return;
    }
    if ((n & (n - 1)) == 0 && !any_odd(log, from, to)) {
        *ret_hash = log->same[__builtin_ctzll(n)];
        return;
    }
    uint64_t k = power_below(n);
    naive_head(log, from, from + k, &left);
    naive_head(log, from + k, to, &right);
    log_hash_node(ret_hash, &left, &right);
}

static void path(const struct naive_log *log, uint64_t m, uint64_t from, uint64_t to,
                 struct merkle_proof *proof)
{
    uint64_t n = to - from;
    if (n == 1)
        return;
    uint64_t k = power_below(n);
    if (m < k) {
        path(log, m, from, from + k, proof);
        naive_head(log, from + k, to, &proof->hashes[proof->count++]);
    } else {
        path(log, m - k, from + k, to, proof);
        naive_head(log, from, from + k, &proof->hashes[proof->count++]);
    }
}

void naive_path(const struct naive_log *log, uint64_t index, uint64_t size,
                struct merkle_proof *ret_proof)
{
    ret_proof->count = 0;
    path(log, index, 0, size, ret_proof);
}

static void subproof(const struct naive_log *log, uint64_t m, uint64_t from, uint64_t to,
                     bool known, struct merkle_proof *proof)
{
    uint64_t n = to - from;
    if (m == n) {
        if (!known)
            naive_head(log, from, to, &proof->hashes[proof->count++]);
        return;
    }
    uint64_t k = power_below(n);
    if (m <= k) {
        subproof(log, m, from, from + k, known, proof);
        naive_head(log, from + k, to, &proof->hashes[proof->count++]);
    } else {
        subproof(log, m - k, from + k, to, false, proof);
        naive_head(log, from, from + k, &proof->hashes[proof->count++]);
    }
}

void naive_consistency(const struct naive_log *log, uint64_t old, uint64_t size,
                       struct merkle_proof *ret_proof)
{
    ret_proof->count = 0;
    if (old > 0)
        subproof(log, old, 0, size, true, ret_proof);
}

static bool read_naively(void *context, unsigned level, uint64_t index, struct log_hash *ret_hash,
                         struct error *err)
{
    (void)err;
    naive_head(context, index << level, (index + 1) << level, ret_hash);
    return true;
}

struct merkle_source naive_source(struct naive_log *log)
{
    return (struct merkle_source){.read = read_naively, .context = log};
}
