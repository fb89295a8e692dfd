/* Many double hashes, two at a time. Two messages of as many blocks are hashed as one, each put
 * together with its padding: what a message costs beside its blocks is little that way. Long ones,
 * and those that find no other as long, go through two lanes, each of which takes the next job when
 * its own is done; their second hashes are made once the first ones are there. */
#include <nettle/sha2.h>

#include "base/error.h"
#include "chain/hash256.h"
#include "chain/sha256_two.h"

enum {
    LENGTH_BYTES = 8,
    RUNS = 3,
    SHORT_BLOCKS = 32, /* of a message that is put together */
    LEFT_OVER = 64,    /* jobs that go through the lanes at a time */
};

/* A message as runs of whole blocks: one put together where something stands before the bytes,
 * those that lie in one piece, and the last one or two with what stands behind and the padding. */
struct lane {
    struct sha256_state state;
    const struct hash256_job *job; /* NULL: none */
    struct run {
        const unsigned char *at;
        size_t blocks;
    } runs[RUNS];
    unsigned run;
    unsigned char head[SHA256_BLOCK], tail[2 * SHA256_BLOCK];
};

static unsigned char *put(unsigned char *at, struct span bytes)
{
    if (bytes.size > 0)
        memcpy(at, bytes.data, bytes.size);
    return at + bytes.size;
}

static size_t blocks_of(size_t message_bytes)
{
    return (message_bytes + 1 + LENGTH_BYTES + SHA256_BLOCK - 1) / SHA256_BLOCK;
}

/* The padding of FIPS 180-4, section 5.1.1, behind the last bytes of a message. */
static size_t pad(unsigned char *blocks, size_t have, uint64_t message_bytes)
{
    size_t end = blocks_of(have) * SHA256_BLOCK;
    uint64_t bits = __builtin_bswap64(message_bytes * 8);
    memset(blocks + have, 0, end - have);
    blocks[have] = 0x80;
    memcpy(blocks + end - LENGTH_BYTES, &bits, LENGTH_BYTES);
    return end / SHA256_BLOCK;
}

static void set_job(struct lane *lane, const struct hash256_job *job)
{
    struct span before = job->before, bytes = job->bytes;
    uint64_t size = (uint64_t)before.size + bytes.size + job->behind.size;
    ensure(before.size <= HASH256_EDGE_BYTES && job->behind.size <= HASH256_EDGE_BYTES);
    sha256_two_init(&lane->state);
    lane->job = job;
    lane->run = 0;
    lane->runs[0] = (struct run){lane->head, 0};
    if (before.size > 0 && before.size + bytes.size >= SHA256_BLOCK) {
        size_t first = SHA256_BLOCK - before.size;
        put(put(lane->head, before), span_part(bytes, 0, first));
        bytes = span_part(bytes, first, bytes.size);
        before.size = 0;
        lane->runs[0].blocks = 1;
    }
    size_t whole = bytes.size / SHA256_BLOCK;
    lane->runs[1] = (struct run){bytes.data, whole};
    bytes = span_part(bytes, whole * SHA256_BLOCK, bytes.size);
    unsigned char *end = put(put(put(lane->tail, before), bytes), job->behind);
    lane->runs[2] = (struct run){lane->tail, pad(lane->tail, (size_t)(end - lane->tail), size)};
}

/* The run that is to be hashed next; NULL at the end of the message. */
static struct run *next_run(struct lane *lane)
{
    while (lane->run < RUNS && lane->runs[lane->run].blocks == 0)
        lane->run++;
    return lane->run < RUNS ? &lane->runs[lane->run] : NULL;
}

/* The next run of the lane's job, or of the next job; NULL when there is none. */
static struct run *run_or_take(struct lane *lane, const struct hash256_job **next,
                               const struct hash256_job *end)
{
    struct run *run = next_run(lane);
    if (run != NULL || lane->job == NULL)
        return run;
    sha256_two_digest(&lane->state, lane->job->ret_hash);
    lane->job = NULL;
    if (*next == end)
        return NULL;
    set_job(lane, (*next)++);
    return next_run(lane);
}

/* What was hashed of a run. */
static void advance(struct run *run, size_t blocks)
{
    run->at += blocks * SHA256_BLOCK;
    run->blocks -= blocks;
}

/* The first hashes of at least two messages. A lane without a job goes over the other's blocks:
 * nobody asks for its state. */
static void hash_once(const struct hash256_job *next, const struct hash256_job *end)
{
    struct lane a, b;
    set_job(&a, next++);
    set_job(&b, next++);
    for (;;) {
        struct run *x = run_or_take(&a, &next, end), *y = run_or_take(&b, &next, end);
        if (x == NULL && y == NULL)
            return;
        if (x == NULL || y == NULL) {
            struct run *only = x != NULL ? x : y;
            sha256_two(&a.state, only->at, &b.state, only->at, only->blocks);
            advance(only, only->blocks);
            continue;
        }
        size_t blocks = x->blocks < y->blocks ? x->blocks : y->blocks;
        sha256_two(&a.state, x->at, &b.state, y->at, blocks);
        advance(x, blocks);
        advance(y, blocks);
    }
}

static size_t put_together(const struct hash256_job *job, unsigned char *ret_blocks)
{
    unsigned char *end = put(put(put(ret_blocks, job->before), job->bytes), job->behind);
    size_t size = (size_t)(end - ret_blocks);
    return pad(ret_blocks, size, size);
}

/* Two short messages of as many blocks. */
static void hash_pair(const struct hash256_job *a, const struct hash256_job *b)
{
    unsigned char blocks_a[SHORT_BLOCKS * SHA256_BLOCK], blocks_b[SHORT_BLOCKS * SHA256_BLOCK];
    size_t count = put_together(a, blocks_a);
    put_together(b, blocks_b);
    sha256_two_double(a->ret_hash, blocks_a, b->ret_hash, blocks_b, count);
}

struct left_over {
    struct hash256_job jobs[LEFT_OVER];
    size_t count;
};

static void hash_one(const struct hash256_job *job)
{
    hash256_of_three(job->ret_hash, job->before, job->bytes, job->behind);
}

static void hash_left_over(struct left_over *left)
{
    const struct hash256_job *jobs = left->jobs;
    size_t count = left->count;
    left->count = 0;
    if (count == 1)
        hash_one(&jobs[0]);
    if (count < 2)
        return;
    hash_once(jobs, jobs + count);
    for (size_t i = 0; i < count; i += 2)
        sha256_two_again(jobs[i].ret_hash, jobs[i + 1 < count ? i + 1 : i].ret_hash);
}

static void leave_over(struct left_over *left, const struct hash256_job *job)
{
    left->jobs[left->count++] = *job;
    if (left->count == LEFT_OVER)
        hash_left_over(left);
}

/* Each short message waits for another of as many blocks. */
static void hash_all(const struct hash256_job *jobs, size_t count)
{
    const struct hash256_job *waiting[SHORT_BLOCKS + 1] = {NULL};
    struct left_over left;
    left.count = 0;
    for (const struct hash256_job *job = jobs; job < jobs + count; job++) {
        size_t blocks = blocks_of(job->before.size + job->bytes.size + job->behind.size);
        if (blocks > SHORT_BLOCKS) {
            leave_over(&left, job);
        } else if (waiting[blocks] == NULL) {
            waiting[blocks] = job;
        } else {
            hash_pair(waiting[blocks], job);
            waiting[blocks] = NULL;
        }
    }
    for (size_t i = 0; i <= SHORT_BLOCKS; i++)
        if (waiting[i] != NULL)
            leave_over(&left, waiting[i]);
    hash_left_over(&left);
}

void hash256_jobs(const struct hash256_job *jobs, size_t count)
{
    if (sha256_two_here())
        hash_all(jobs, count);
    else
        for (size_t i = 0; i < count; i++)
            hash_one(&jobs[i]);
}

void sha256_of_two(unsigned char *ret_hashes, struct span a, struct span b)
{
    const struct hash256_job jobs[2] = {
        {.bytes = a, .ret_hash = ret_hashes},
        {.bytes = b, .ret_hash = ret_hashes + HASH256_BYTES},
    };
    if (sha256_two_here()) {
        hash_once(jobs, jobs + 2);
        return;
    }
    for (int i = 0; i < 2; i++) {
        struct sha256_ctx sha;
        sha256_init(&sha);
        sha256_update(&sha, jobs[i].bytes.size, jobs[i].bytes.data);
        sha256_digest(&sha, HASH256_BYTES, jobs[i].ret_hash);
    }
}

void hash256_pairs(unsigned char *ret_hashes, const unsigned char *pairs, size_t count)
{
    const size_t pair = (size_t)2 * HASH256_BYTES;
    size_t done = 0;
    if (sha256_two_here())
        for (; done + 2 <= count; done += 2)
            sha256_two_pairs(ret_hashes + done * HASH256_BYTES, pairs + done * pair);
    for (; done < count; done++)
        hash256(ret_hashes + done * HASH256_BYTES, span_of(pairs + done * pair, pair));
}
