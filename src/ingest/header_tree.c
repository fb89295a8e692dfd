#include "ingest/header_tree.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/hash_index.h"
#include "base/limits.h"
#include "chain/merged.h"
#include "chain/target.h"
#include "ingest/block_bytes.h"

enum { MERGED_PIECE = 16384 };

/* While the tree is made, headers are items: the known ones by height, then the files' places.
 *
 *     first_child[item] ── next_sibling ── next_sibling      lists end with TREE_NONE
 */
struct growth {
    struct header_tree *tree;
    bool no_work;
    unsigned char last_known[HASH256_BYTES]; /* hash of the last known header */
    struct hash_index index;                 /* hash to item */
    uint32_t items;
    uint32_t *first_child, *next_sibling;
    uint32_t *refused; /* items to be refused with what stands on them: a queue */
    uint32_t refused_count;
    uint64_t places;          /* different blocks that have work and are not known */
    uint64_t placed;          /* of these, in the tree */
    struct block_bytes bytes; /* where merged headers have their proof */
    unsigned char *piece;
    size_t piece_capacity;
    struct error *err;
};

static const unsigned char *item_header(const struct growth *growth, uint32_t item)
{
    const struct header_tree *tree = growth->tree;
    if (item < tree->known.count)
        return tree->known.bytes + (size_t)item * HEADER_BYTES;
    return tree->files->places[item - tree->known.count].header;
}

/* The hash of a known header stands in the next one. */
static const unsigned char *item_hash(const struct growth *growth, uint32_t item)
{
    uint32_t known = growth->tree->known.count;
    if (item >= known)
        return growth->tree->files->places[item - known].hash;
    return item + 1 == known ? growth->last_known : item_header(growth, item + 1) + 4;
}

static void item_place(const struct growth *growth, uint32_t item, char ret_text[BLOCK_PLACE_BYTES])
{
    const struct header_tree *tree = growth->tree;
    if (item < tree->known.count) {
        memcpy(ret_text, "known headers", sizeof "known headers");
        return;
    }
    const struct block_place *place = &tree->files->places[item - tree->known.count];
    block_place_print(tree->files, place->file, place->offset, ret_text);
}

static uint64_t key_of(const unsigned char *hash)
{
    uint64_t key;
    memcpy(&key, hash, sizeof key); /* the end that work leaves random */
    return key;
}

static bool find_item(const struct growth *growth, const unsigned char *hash, uint32_t *ret_item)
{
    uint32_t item;
    for (size_t at = hash_index_first(&growth->index, key_of(hash));
         hash_index_find(&growth->index, key_of(hash), &at, &item);
         at = hash_index_next(&growth->index, at))
        if (memcmp(item_hash(growth, item), hash, HASH256_BYTES) == 0) {
            *ret_item = item;
            return true;
        }
    return false;
}

static bool index_item(struct growth *growth, uint32_t item)
{
    return hash_index_add(&growth->index, key_of(item_hash(growth, item)), item) ||
           error_memory(growth->err, "indexing the headers");
}

/* A ledger's headers: each names the one before. */
static bool index_known(struct growth *growth)
{
    const struct known_headers *known = &growth->tree->known;
    unsigned char hash[HASH256_BYTES];
    for (uint32_t i = 0; i < known->count; i++) {
        header_hash(known->bytes + (size_t)i * HEADER_BYTES, hash);
        if (i + 1 == known->count)
            memcpy(growth->last_known, hash, sizeof hash);
        else if (memcmp(hash, item_hash(growth, i), sizeof hash) != 0)
            return error_input(growth->err, ERROR_DAMAGED, "known headers",
                               "that of height %u does not follow the one before", i + 1);
        if (!index_item(growth, i))
            return false;
    }
    return true;
}

/* A header that does not count: the first is told, with its place. */
static void refuse(struct growth *growth, uint32_t item, const struct error *why)
{
    struct error *first = &growth->tree->first_refused;
    char place[BLOCK_PLACE_BYTES];
    if (growth->tree->refused++ != 0)
        return;
    item_place(growth, item, place);
    *first = *why;
    error_prefix(first, place);
}

/* A merged header's proof stands behind it, in the file: a first piece of the block has it nearly
 * always, else all of the block. */
static bool prove_merged(struct growth *growth, const struct block_place *place,
                         struct u256 *ret_work, struct error *why)
{
    uint32_t size = place->size < MERGED_PIECE ? place->size : MERGED_PIECE;
    for (;; size = place->size) {
        unsigned char *grown =
            array_grow(growth->piece, &growth->piece_capacity, size, 1, COIN_BLOCK_BYTES_MAX);
        if (grown == NULL)
            return array_error(size, COIN_BLOCK_BYTES_MAX, "bytes of a block", why);
        growth->piece = grown;
        if (!block_bytes_read(&growth->bytes, place->file, place->offset, size, grown, why))
            return false;
        if (header_prove(growth->tree->chain, span_of(grown, size), NULL, ret_work, why))
            return true;
        if (why->code != ERROR_SYNTAX || size == place->size)
            return false;
    }
}

static bool prove(struct growth *growth, uint32_t item, struct error *why)
{
    const struct coin_chain *chain = growth->tree->chain;
    const unsigned char *header = item_header(growth, item);
    struct u256 target;
    struct header fields;
    header_read(header, &fields);
    if (growth->no_work)
        return header_target(chain, fields.bits, NULL, &target, why);
    if (chain->merged_number != 0 && merged_is(fields.version))
        return prove_merged(growth, &growth->tree->files->places[item - growth->tree->known.count],
                            &target, why);
    return header_prove(chain, span_of(header, HEADER_BYTES), NULL, &target, why);
}

/* Only headers with work of their own get into the index, so that nobody can fill it with others,
 * chosen to collide. */
static bool index_places(struct growth *growth, struct progress *progress)
{
    struct header_tree *tree = growth->tree;
    progress_phase(progress, "checking headers", "headers", growth->items);
    for (uint32_t item = tree->known.count; item < growth->items; item++) {
        struct error why;
        uint32_t earlier;
        progress_done(progress, item);
        if (find_item(growth, item_hash(growth, item), &earlier)) {
            tree->repeated++;
            tree->fates[item - tree->known.count] = PLACE_REPEATED;
            continue;
        }
        if (prove(growth, item, &why)) {
            growth->places++;
            if (!index_item(growth, item))
                return false;
        } else if (error_is_environment(why.code)) {
            *growth->err = why;
            return false;
        } else {
            refuse(growth, item, &why);
            tree->fates[item - tree->known.count] = PLACE_REFUSED;
        }
    }
    return true;
}

/* Hangs each indexed item under its parent, in order. */
static void link_items(struct growth *growth)
{
    memset(growth->first_child, 0xff, growth->items * sizeof *growth->first_child);
    for (uint32_t item = growth->items; item-- > 0;) {
        uint32_t self, parent;
        if (!find_item(growth, item_hash(growth, item), &self) || self != item ||
            !find_item(growth, item_header(growth, item) + 4, &parent))
            continue;
        growth->next_sibling[item] = growth->first_child[parent];
        growth->first_child[parent] = item;
    }
}

/* Walks up a branch, and goes on from where it was when it is asked for lower heights. */
struct climb {
    const struct tree_node *nodes;
    uint32_t parent, node;
};

static struct header_point point_at(void *context, uint32_t height)
{
    struct climb *climb = context;
    if (height > climb->nodes[climb->node].height)
        climb->node = climb->parent;
    while (climb->nodes[climb->node].height > height)
        climb->node = climb->nodes[climb->node].parent;
    return climb->nodes[climb->node].point;
}

/* Fills a node on its parent; false with `why` when nBits is not what the rule asks for. */
static bool make_node(const struct growth *growth, uint32_t item, uint32_t parent,
                      struct tree_node *ret_node, struct error *why)
{
    const struct header_tree *tree = growth->tree;
    struct tree_node node = {.parent = parent};
    struct header fields;
    struct u256 target;
    node.place = item < tree->known.count ? TREE_NONE : item - tree->known.count;
    header_read(item_header(growth, item), &fields);
    node.point = (struct header_point){fields.time, fields.bits};
    if (!header_target(tree->chain, fields.bits, NULL, &target, why))
        return false;
    node.work = target_work(target);
    if (parent != TREE_NONE) {
        struct climb climb = {tree->nodes, parent, parent};
        const struct header_branch branch = {point_at, &climb, tree->nodes[parent].height};
        if (!difficulty_check(tree->chain, &branch, node.point, NULL, why))
            return false;
        node.height = branch.parent + 1;
        if (!u256_add(node.work, tree->nodes[parent].work, &node.work))
            return error_input(why, ERROR_VALUE, NULL, "the work of its branch passes 2^256");
    }
    *ret_node = node;
    return true;
}

static bool add_item(struct growth *growth, uint32_t item, uint32_t parent)
{
    struct header_tree *tree = growth->tree;
    struct tree_node node;
    struct error why;
    if (!make_node(growth, item, parent, &node, &why)) {
        if (item < tree->known.count)
            return error_input(growth->err, ERROR_DAMAGED, "known headers", "%s", why.text);
        refuse(growth, item, &why);
        growth->refused[growth->refused_count++] = item;
        return true;
    }
    struct tree_node *grown = array_grow(tree->nodes, &tree->node_capacity, tree->node_count + 1,
                                         sizeof *grown, UINT32_MAX - 1);
    if (grown == NULL)
        return array_error(tree->node_count + 1, UINT32_MAX - 1, "headers", growth->err);
    tree->nodes = grown;
    tree->nodes[tree->node_count++] = node;
    growth->placed += node.place != TREE_NONE;
    return true;
}

/* The tree level by level: the nodes are their own queue. */
static bool grow(struct growth *growth)
{
    struct header_tree *tree = growth->tree;
    unsigned char genesis[HASH256_BYTES];
    uint32_t item;
    ensure(hash256_parse(span_text(tree->chain->genesis), genesis));
    tree->unconnected = growth->places;
    if (!find_item(growth, genesis, &item))
        return true;
    if (!add_item(growth, item, TREE_NONE))
        return false;
    for (size_t i = 0; i < tree->node_count; i++) {
        const struct tree_node *node = &tree->nodes[i];
        item = node->place == TREE_NONE ? node->height : tree->known.count + node->place;
        for (uint32_t child = growth->first_child[item]; child != TREE_NONE;
             child = growth->next_sibling[child])
            if (!add_item(growth, child, (uint32_t)i))
                return false;
    }
    for (uint32_t i = 0; i < growth->refused_count; i++)
        for (uint32_t child = growth->first_child[growth->refused[i]]; child != TREE_NONE;
             child = growth->next_sibling[child]) {
            tree->refused++;
            growth->refused[growth->refused_count++] = child;
        }
    tree->unconnected -= growth->placed + growth->refused_count;
    return true;
}

/* Whether a branch that ends in node `a` goes before one that ends in `b`. */
static bool is_better(const struct growth *growth, uint32_t a, uint32_t b)
{
    const struct header_tree *tree = growth->tree;
    int order = u256_compare(tree->nodes[a].work, tree->nodes[b].work);
    unsigned char hashes[2][HASH256_BYTES];
    if (order != 0)
        return order > 0;
    header_hash(header_tree_bytes(tree, a), hashes[0]);
    header_hash(header_tree_bytes(tree, b), hashes[1]);
    return u256_compare(u256_load(hashes[0], U256_BYTES), u256_load(hashes[1], U256_BYTES)) < 0;
}

static void note_fate(struct header_tree *tree, uint32_t node, enum place_fate fate)
{
    if (tree->nodes[node].place != TREE_NONE)
        tree->fates[tree->nodes[node].place] = (unsigned char)fate;
}

static bool choose_best(struct growth *growth)
{
    struct header_tree *tree = growth->tree;
    uint32_t best = 0;
    if (tree->node_count == 0)
        return true;
    for (uint32_t i = 1; i < tree->node_count; i++)
        if (is_better(growth, i, best))
            best = i;
    tree->best_count = tree->nodes[best].height + 1;
    tree->best = malloc(tree->best_count * sizeof *tree->best);
    if (tree->best == NULL)
        return error_memory(growth->err, "listing the best branch");
    tree->beside = tree->node_count - tree->best_count;
    for (uint32_t i = 0; i < tree->node_count; i++)
        note_fate(tree, i, PLACE_BESIDE);
    for (uint32_t height = tree->best_count; height-- > 0; best = tree->nodes[best].parent) {
        tree->best[height] = best;
        note_fate(tree, best, PLACE_BEST);
    }
    return true;
}

static bool make(struct growth *growth, struct progress *progress)
{
    size_t bytes = (size_t)growth->items * sizeof(uint32_t);
    growth->first_child = malloc(bytes + 1);
    growth->next_sibling = malloc(bytes + 1);
    growth->refused = malloc(bytes + 1);
    growth->tree->fates = calloc(growth->tree->files->place_count + 1, 1);
    if (growth->first_child == NULL || growth->next_sibling == NULL || growth->refused == NULL ||
        growth->tree->fates == NULL)
        return error_memory(growth->err, "linking the headers");
    if (!index_known(growth) || !index_places(growth, progress))
        return false;
    link_items(growth);
    return grow(growth) && choose_best(growth);
}

bool header_tree_make(struct header_tree *ret_tree, const struct coin_chain *chain,
                      const struct block_files *files, const struct known_headers *known,
                      bool no_work, struct progress *progress, struct error *err)
{
    struct header_tree tree = {.chain = chain, .files = files};
    struct growth growth = {.tree = &tree, .no_work = no_work, .err = err};
    if (no_work && chain->retarget != RETARGET_NEVER)
        return error_input(err, ERROR_USAGE, chain->name,
                           "headers without proof of work; expected regtest, where alone they may "
                           "be taken");
    if (known != NULL)
        tree.known = *known;
    if (tree.known.count > BLOCK_PLACES_MAX)
        return error_input(err, ERROR_LIMIT, "known headers", "expected at most %d",
                           BLOCK_PLACES_MAX);
    growth.items = tree.known.count + (uint32_t)files->place_count;
    block_bytes_init(&growth.bytes, files);
    bool ok = make(&growth, progress);
    block_bytes_release(&growth.bytes);
    free(growth.piece);
    hash_index_release(&growth.index);
    free(growth.first_child);
    free(growth.next_sibling);
    free(growth.refused);
    if (ok)
        *ret_tree = tree;
    else
        header_tree_release(&tree);
    return ok;
}

void header_tree_release(struct header_tree *tree)
{
    if (tree == NULL)
        return;
    free(tree->nodes);
    free(tree->best);
    free(tree->fates);
    *tree = (struct header_tree){0};
}

const unsigned char *header_tree_bytes(const struct header_tree *tree, uint32_t node)
{
    const struct tree_node *of = &tree->nodes[node];
    if (of->place == TREE_NONE)
        return tree->known.bytes + (size_t)of->height * HEADER_BYTES;
    return tree->files->places[of->place].header;
}

const struct block_place *header_tree_place(const struct header_tree *tree, uint32_t node)
{
    uint32_t place = tree->nodes[node].place;
    return place == TREE_NONE ? NULL : &tree->files->places[place];
}

uint32_t header_tree_shared(const struct header_tree *tree)
{
    uint32_t height = tree->known.count < tree->best_count ? tree->known.count : tree->best_count;
    while (height > 0 && tree->nodes[tree->best[height - 1]].place != TREE_NONE)
        height--;
    return height == 0 ? TREE_NONE : height - 1;
}
