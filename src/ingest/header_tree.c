#include "ingest/header_tree.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"
#include "chain/target.h"
#include "ingest/header_items.h"

/* While the tree is made: which items stand on which.
 *
 *     first_child[item] ── next_sibling ── next_sibling      lists end with TREE_NONE
 */
struct growth {
    struct header_tree *tree;
    struct header_items items;
    uint32_t *first_child, *next_sibling;
    uint32_t *refused; /* items to be refused with what stands on them: a queue */
    uint32_t refused_count;
    uint64_t placed; /* blocks of the files that are in the tree */
    struct error *err;
};

/* Hangs each indexed item under its parent, in order. */
static void link_items(struct growth *growth)
{
    const struct header_items *items = &growth->items;
    memset(growth->first_child, 0xff, items->count * sizeof *growth->first_child);
    for (uint32_t item = items->count; item-- > 0;) {
        uint32_t self, parent;
        if (!header_items_find(items, header_item_hash(items, item), &self) || self != item ||
            !header_items_find(items, header_item_header(items, item) + 4, &parent))
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

/* A fork is told from the chain that it left by its first own block; that one may have more work.
 */
static bool check_fork(const struct growth *growth, uint32_t item, uint32_t height,
                       struct error *why)
{
    const struct coin_chain *chain = growth->tree->chain;
    unsigned char fork[HASH256_BYTES];
    if (chain->fork_height == 0 || height != chain->fork_height)
        return true;
    ensure(hash256_parse(span_text(chain->fork), fork));
    if (memcmp(header_item_hash(&growth->items, item), fork, sizeof fork) == 0)
        return true;
    return error_input(why, ERROR_VALUE, NULL,
                       "a block of the chain that %s left at height %u; expected %s", chain->name,
                       height, chain->fork);
}

/* A block is later than the median of the eleven before it, on every chain: so medians, by which
 * --until is told, never fall. */
static bool check_time(const struct header_branch *branch, uint32_t time, struct error *why)
{
    uint32_t times[MEDIAN_BLOCKS], median;
    size_t count = 0;
    for (uint32_t height = branch->parent + 1; height-- > 0 && count < MEDIAN_BLOCKS;)
        times[count++] = branch->at(branch->context, height).time;
    median = header_median_time(times, count);
    return time > median ||
           error_input(why, ERROR_VALUE, NULL,
                       "time %u is not above %u, the median of the blocks before", time, median);
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
    header_read(header_item_header(&growth->items, item), &fields);
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
        if (!check_time(&branch, fields.time, why))
            return false;
        if (!check_fork(growth, item, node.height, why))
            return false;
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
        header_items_refuse(&growth->items, item, &why);
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
    tree->unconnected = growth->items.places;
    if (!header_items_find(&growth->items, genesis, &item))
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
            growth->items.refused++;
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

/* What became of each place of a file. */
static bool note_fates(struct growth *growth)
{
    struct header_tree *tree = growth->tree;
    tree->fates = calloc(tree->files->place_count + 1, 1);
    if (tree->fates == NULL)
        return error_memory(growth->err, "listing the best branch");
    for (uint32_t place = 0; place < tree->files->place_count; place++) {
        uint32_t item = tree->known.count + place, found;
        if (!header_items_find(&growth->items, header_item_hash(&growth->items, item), &found))
            tree->fates[place] = PLACE_REFUSED;
        else if (found != item)
            tree->fates[place] = PLACE_REPEATED;
    }
    for (size_t i = 0; i < tree->node_count; i++)
        if (tree->nodes[i].place != TREE_NONE)
            tree->fates[tree->nodes[i].place] = PLACE_BESIDE;
    for (uint32_t i = 0; i < tree->best_count; i++)
        if (tree->nodes[tree->best[i]].place != TREE_NONE)
            tree->fates[tree->nodes[tree->best[i]].place] = PLACE_BEST;
    return true;
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
    for (uint32_t height = tree->best_count; height-- > 0; best = tree->nodes[best].parent)
        tree->best[height] = best;
    return true;
}

static bool make(struct growth *growth, struct progress *progress)
{
    if (!header_items_index(&growth->items, progress, growth->err))
        return false;
    size_t bytes = (size_t)growth->items.count * sizeof(uint32_t);
    growth->first_child = malloc(bytes + 1);
    growth->next_sibling = malloc(bytes + 1);
    growth->refused = malloc(bytes + 1);
    if (growth->first_child == NULL || growth->next_sibling == NULL || growth->refused == NULL)
        return error_memory(growth->err, "linking the headers");
    link_items(growth);
    if (!grow(growth) || !choose_best(growth) || !note_fates(growth))
        return false;
    growth->tree->repeated = growth->items.repeated;
    growth->tree->refused = growth->items.refused;
    growth->tree->first_refused = growth->items.first_refused;
    return true;
}

bool header_tree_may_skip_work(const struct coin_chain *chain, struct error *err)
{
    return chain->retarget == RETARGET_NEVER ||
           error_input(err, ERROR_USAGE, chain->name,
                       "headers without proof of work; expected regtest, where alone they may be "
                       "taken");
}

bool header_tree_make(struct header_tree *ret_tree, const struct coin_chain *chain,
                      const struct block_files *files, const struct known_headers *known,
                      bool no_work, struct progress *progress, struct error *err)
{
    struct header_tree tree = {.chain = chain, .files = files};
    struct growth growth = {
        .tree = &tree,
        .items = {.chain = chain, .files = files, .no_work = no_work},
        .err = err,
    };
    if (no_work && !header_tree_may_skip_work(chain, err))
        return false;
    if (known != NULL)
        tree.known = growth.items.known = *known;
    if (tree.known.count > BLOCK_PLACES_MAX)
        return error_input(err, ERROR_LIMIT, "known headers", "expected at most %d",
                           BLOCK_PLACES_MAX);
    bool ok = make(&growth, progress);
    header_items_release(&growth.items);
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
