/* Arbitrary bytes as each text of a log: checkpoint, proof, request to a witness, path of a tile,
 * leaf, record, opening. What is taken is written again as it was; no text is two of them. */
#include "log/checkpoint.h"
#include "log/opening.h"
#include "log/proof.h"
#include "log/tile.h"
#include "log/witness.h"
#include "target.h"

static struct dynbuf again;

static bool same(bool printed, struct span bytes)
{
    ensure(printed && span_equal(dynbuf_bytes(&again), bytes));
    dynbuf_clear(&again);
    return true;
}

static bool is_checkpoint(struct span bytes)
{
    struct checkpoint checkpoint;
    struct error err;
    if (!checkpoint_parse(bytes, "fuzz", &checkpoint, &err))
        return false;
    ensure(checkpoint.size <= MERKLE_SIZE_MAX && checkpoint.origin.size > 0);
    if (!note_name_valid(checkpoint.origin)) /* others may be named so; we are not */
        return true;
    return same(checkpoint_print(&checkpoint, &again, &err), bytes);
}

static bool is_proof(struct span bytes)
{
    struct log_proof proof;
    struct dynbuf extra;
    struct error err;
    if (!log_proof_parse(bytes, "fuzz", &proof, &err))
        return false;
    dynbuf_init(&extra, PROOF_EXTRA_BYTES_MAX);
    ensure(log_proof_extra(&proof, &extra, &err));
    same(log_proof_print(dynbuf_bytes(&extra), proof.index, &proof.path, proof.checkpoint, &again,
                         &err),
         bytes);
    dynbuf_release(&extra);
    return true;
}

static bool is_request(struct span bytes)
{
    struct witness_request request;
    struct error err;
    return witness_request_parse(bytes, "fuzz", &request, &err) &&
           same(witness_request_print(&request, &again, &err), bytes);
}

static bool is_tile(struct span bytes)
{
    char path[TILE_PATH_BYTES];
    struct tile tile;
    struct error err;
    if (!tile_parse(bytes, &tile, &err))
        return false;
    ensure(tile.level < 64 && tile.index <= MERKLE_SIZE_MAX && tile.width <= TILE_WIDTH);
    ensure(!tile_in(&tile, 0));
    tile_print(&tile, path);
    return same(dynbuf_text(&again, path), bytes);
}

static bool is_leaf(struct span bytes)
{
    struct leaf leaf;
    struct error err;
    return leaf_parse(bytes, "fuzz", &leaf, &err) && same(leaf_print(&leaf, &again, &err), bytes);
}

static bool is_record(struct span bytes)
{
    struct record record;
    struct error err;
    return record_parse(bytes, "fuzz", &record, &err) &&
           same(record_print(&record, &again, &err), bytes);
}

static bool is_opening(struct span bytes)
{
    struct opening opening;
    struct error err;
    if (!opening_parse(bytes, "fuzz", &opening, &err))
        return false;
    ensure(is_leaf(opening.leaf_bytes) && is_record(opening.record_bytes));
    return same(opening_print(opening.salt, opening.leaf_bytes, opening.record_bytes, &again, &err),
                bytes);
}

/* "c2sp.org/tlog-proof@v1" may be the name of a log as well, so a checkpoint is not counted. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span bytes = span_of(data, size);
    dynbuf_init(&again, 2 * LOG_FILE_BYTES_MAX);
    is_checkpoint(bytes);
    unsigned kinds = 0;
    kinds += is_proof(bytes);
    kinds += is_request(bytes);
    kinds += is_tile(bytes);
    kinds += is_leaf(bytes);
    kinds += is_record(bytes);
    kinds += is_opening(bytes);
    ensure(kinds <= 1);
    dynbuf_release(&again);
    return 0;
}
