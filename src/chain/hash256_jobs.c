/* Many double hashes, two at a time: each of two lanes takes the next job when its own is done. */
#include "chain/hash256.h"
#include "chain/sha256_two.h"

enum { PARTS = HASH256_PARTS, LENGTH_AT = 56 };

/* What a lane gives next: blocks of the message, a last one that may have room for the length only,
 * and the block of the second hash. */
enum stage { MESSAGE, LENGTH, FIRST_DONE, SECOND_DONE, IDLE };

struct lane {
    struct sha256_state state;
    const struct hash256_job *job;
    struct span rest[PARTS]; /* of the message */
    unsigned part;
    uint64_t size;
    enum stage stage;
    unsigned char block[SHA256_BLOCK]; /* put together here when it does not lie in one piece */
};

struct queue {
    const struct hash256_job *next, *end;
};

static void put_length(unsigned char *block, uint64_t bytes)
{
    for (int i = 0; i < 8; i++)
        block[LENGTH_AT + i] = (unsigned char)(bytes * 8 >> 8 * (7 - i));
}

static void take_job(struct lane *lane, struct queue *queue)
{
    if (queue->next == queue->end) {
        lane->stage = IDLE;
        return;
    }
    lane->job = queue->next++;
    lane->part = 0;
    lane->size = 0;
    for (unsigned i = 0; i < PARTS; i++) {
        lane->rest[i] = lane->job->parts[i];
        lane->size += lane->rest[i].size;
    }
    lane->stage = MESSAGE;
    sha256_two_init(&lane->state);
}

/* The message's bytes into the block, as far as it has them; returns how many. */
static size_t gather(struct lane *lane)
{
    size_t have = 0;
    while (have < SHA256_BLOCK && lane->part < PARTS) {
        struct span *rest = &lane->rest[lane->part];
        size_t size = rest->size < SHA256_BLOCK - have ? rest->size : SHA256_BLOCK - have;
        if (size == 0) {
            lane->part++;
            continue;
        }
        memcpy(lane->block + have, rest->data, size);
        have += size;
        *rest = span_part(*rest, size, rest->size);
    }
    return have;
}

static const unsigned char *message_block(struct lane *lane)
{
    if (lane->part < PARTS && lane->rest[lane->part].size >= SHA256_BLOCK) {
        const unsigned char *block = lane->rest[lane->part].data;
        lane->rest[lane->part] =
            span_part(lane->rest[lane->part], SHA256_BLOCK, lane->rest[lane->part].size);
        return block;
    }
    size_t have = gather(lane);
    if (have == SHA256_BLOCK)
        return lane->block;
    memset(lane->block + have, 0, SHA256_BLOCK - have);
    lane->block[have] = 0x80;
    lane->stage = have < LENGTH_AT ? FIRST_DONE : LENGTH;
    if (lane->stage == FIRST_DONE)
        put_length(lane->block, lane->size);
    return lane->block;
}

/* The next block that the lane's state wants; NULL when there is no job any more. */
static const unsigned char *next_block(struct lane *lane, struct queue *queue)
{
    if (lane->stage == SECOND_DONE) {
        sha256_two_digest(&lane->state, lane->job->ret_hash);
        take_job(lane, queue);
    }
    switch (lane->stage) {
    case MESSAGE:
        return message_block(lane);
    case LENGTH:
        memset(lane->block, 0, SHA256_BLOCK);
        put_length(lane->block, lane->size);
        lane->stage = FIRST_DONE;
        return lane->block;
    case FIRST_DONE:
        memset(lane->block, 0, SHA256_BLOCK);
        sha256_two_digest(&lane->state, lane->block);
        lane->block[HASH256_BYTES] = 0x80;
        put_length(lane->block, HASH256_BYTES);
        sha256_two_init(&lane->state);
        lane->stage = SECOND_DONE;
        return lane->block;
    default:
        return NULL;
    }
}

static void run_two(const struct hash256_job *jobs, size_t count)
{
    struct queue queue = {jobs, jobs + count};
    struct lane lanes[2];
    take_job(&lanes[0], &queue);
    take_job(&lanes[1], &queue);
    for (;;) {
        const unsigned char *a = next_block(&lanes[0], &queue);
        const unsigned char *b = next_block(&lanes[1], &queue);
        if (a == NULL && b == NULL)
            return;
        /* An idle lane goes over the other's block: nobody asks for its state. */
        sha256_two(&lanes[0].state, a != NULL ? a : b, &lanes[1].state, b != NULL ? b : a);
    }
}

void hash256_jobs(const struct hash256_job *jobs, size_t count)
{
    if (sha256_two_here()) {
        run_two(jobs, count);
        return;
    }
    for (size_t i = 0; i < count; i++)
        hash256_of_three(jobs[i].ret_hash, jobs[i].parts[0], jobs[i].parts[1], jobs[i].parts[2]);
}

/* Two pairs at once: their nodes, the padding behind these, and the hash of the hash. */
static void two_pairs(unsigned char *ret_hashes, const unsigned char *pairs)
{
    static const unsigned char padding[SHA256_BLOCK] = {0x80, [62] = 0x02};
    unsigned char again[2][SHA256_BLOCK] = {{[HASH256_BYTES] = 0x80, [62] = 0x01},
                                            {[HASH256_BYTES] = 0x80, [62] = 0x01}};
    struct sha256_state a, b;
    sha256_two_init(&a);
    sha256_two_init(&b);
    sha256_two(&a, pairs, &b, pairs + SHA256_BLOCK);
    sha256_two(&a, padding, &b, padding);
    sha256_two_digest(&a, again[0]);
    sha256_two_digest(&b, again[1]);
    sha256_two_init(&a);
    sha256_two_init(&b);
    sha256_two(&a, again[0], &b, again[1]);
    sha256_two_digest(&a, ret_hashes);
    sha256_two_digest(&b, ret_hashes + HASH256_BYTES);
}

void hash256_pairs(unsigned char *ret_hashes, const unsigned char *pairs, size_t count)
{
    const size_t pair = (size_t)2 * HASH256_BYTES;
    size_t done = 0;
    if (sha256_two_here())
        for (; done + 2 <= count; done += 2)
            two_pairs(ret_hashes + done * HASH256_BYTES, pairs + done * pair);
    for (; done < count; done++)
        hash256(ret_hashes + done * HASH256_BYTES, span_of(pairs + done * pair, pair));
}
