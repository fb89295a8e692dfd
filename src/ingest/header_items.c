#include "ingest/header_items.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"
#include "chain/merged.h"

enum { MERGED_PIECE = 16384 };

const unsigned char *header_item_header(const struct header_items *items, uint32_t item)
{
    if (item < items->known.count)
        return items->known.bytes + (size_t)item * HEADER_BYTES;
    return items->files->places[item - items->known.count].header;
}

/* The hash of a known header stands in the next one. */
const unsigned char *header_item_hash(const struct header_items *items, uint32_t item)
{
    uint32_t known = items->known.count;
    if (item >= known)
        return items->files->places[item - known].hash;
    return item + 1 == known ? items->last_known : header_item_header(items, item + 1) + 4;
}

static void item_place(const struct header_items *items, uint32_t item,
                       char ret_text[BLOCK_PLACE_BYTES])
{
    if (item < items->known.count) {
        memcpy(ret_text, "known headers", sizeof "known headers");
        return;
    }
    const struct block_place *place = &items->files->places[item - items->known.count];
    block_place_print(items->files, place->file, place->offset, ret_text);
}

void header_items_refuse(struct header_items *items, uint32_t item, const struct error *why)
{
    struct error *first = &items->first_refused;
    char place[BLOCK_PLACE_BYTES];
    if (items->refused++ != 0)
        return;
    item_place(items, item, place);
    *first = *why;
    error_prefix(first, place);
}

static uint64_t key_of(const unsigned char *hash)
{
    uint64_t key;
    memcpy(&key, hash, sizeof key); /* the end that work leaves random */
    return key;
}

bool header_items_find(const struct header_items *items, const unsigned char *hash,
                       uint32_t *ret_item)
{
    uint32_t item;
    for (size_t at = hash_index_first(&items->index, key_of(hash));
         hash_index_find(&items->index, key_of(hash), &at, &item);
         at = hash_index_next(&items->index, at))
        if (memcmp(header_item_hash(items, item), hash, HASH256_BYTES) == 0) {
            *ret_item = item;
            return true;
        }
    return false;
}

static bool index_item(struct header_items *items, uint32_t item, struct error *err)
{
    return hash_index_add(&items->index, key_of(header_item_hash(items, item)), item) ||
           error_memory(err, "indexing the headers");
}

/* A ledger's headers: each names the one before. */
static bool index_known(struct header_items *items, struct error *err)
{
    const struct known_headers *known = &items->known;
    unsigned char hash[HASH256_BYTES];
    for (uint32_t i = 0; i < known->count; i++) {
        header_hash(known->bytes + (size_t)i * HEADER_BYTES, hash);
        if (i + 1 == known->count)
            memcpy(items->last_known, hash, sizeof hash);
        else if (memcmp(hash, header_item_hash(items, i), sizeof hash) != 0)
            return error_input(err, ERROR_DAMAGED, "known headers",
                               "that of height %u does not follow the one before", i + 1);
        if (!index_item(items, i, err))
            return false;
    }
    return true;
}

/* A merged header's proof stands behind it, in the file: a first piece of the block has it nearly
 * always, else all of the block. */
static bool prove_merged(struct header_items *items, const struct block_place *place,
                         struct u256 *ret_work, struct error *why)
{
    uint32_t size = place->size < MERGED_PIECE ? place->size : MERGED_PIECE;
    for (;; size = place->size) {
        unsigned char *grown =
            array_grow(items->piece, &items->piece_capacity, size, 1, COIN_BLOCK_BYTES_MAX);
        if (grown == NULL)
            return array_error(size, COIN_BLOCK_BYTES_MAX, "bytes of a block", why);
        items->piece = grown;
        if (!block_bytes_read(&items->bytes, place->file, place->offset, size, grown, why))
            return false;
        if (header_prove(items->chain, span_of(grown, size), NULL, ret_work, why))
            return true;
        if (why->code != ERROR_SYNTAX || size == place->size)
            return false;
    }
}

static bool prove(struct header_items *items, uint32_t item, struct error *why)
{
    const struct coin_chain *chain = items->chain;
    const unsigned char *header = header_item_header(items, item);
    struct u256 target;
    struct header fields;
    header_read(header, &fields);
    if (items->no_work)
        return header_target(chain, fields.bits, NULL, &target, why);
    if (chain->merged_number != 0 && merged_is(fields.version))
        return prove_merged(items, &items->files->places[item - items->known.count], &target, why);
    return header_prove(chain, span_of(header, HEADER_BYTES), NULL, &target, why);
}

static bool index_places(struct header_items *items, struct progress *progress, struct error *err)
{
    progress_phase(progress, "checking headers", "headers", items->count);
    for (uint32_t item = items->known.count; item < items->count; item++) {
        struct error why;
        uint32_t earlier;
        progress_done(progress, item);
        if (items->files->places[item - items->known.count].bad)
            continue;
        if (header_items_find(items, header_item_hash(items, item), &earlier)) {
            items->repeated++;
            continue;
        }
        if (prove(items, item, &why)) {
            items->places++;
            if (!index_item(items, item, err))
                return false;
        } else if (error_is_environment(why.code)) {
            *err = why;
            return false;
        } else {
            header_items_refuse(items, item, &why);
        }
    }
    return true;
}

bool header_items_index(struct header_items *items, struct progress *progress, struct error *err)
{
    items->count = items->known.count + (uint32_t)items->files->place_count;
    block_bytes_init(&items->bytes, items->files);
    return index_known(items, err) && index_places(items, progress, err);
}

void header_items_release(struct header_items *items)
{
    if (items->files != NULL)
        block_bytes_release(&items->bytes);
    hash_index_release(&items->index);
    free(items->piece);
}
