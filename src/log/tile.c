#include "log/tile.h"

#include <stdio.h>

#include "base/error.h"

enum { LEVEL_MAX = 63, GROUP = 1000, GROUPS_MAX = 7 }; /* 2^63 - 1 has 19 digits */

void tile_print(const struct tile *tile, char ret_path[TILE_PATH_BYTES])
{
    unsigned groups[GROUPS_MAX];
    size_t count = 0, at;
    uint64_t rest = tile->index;
    ensure(tile->level <= LEVEL_MAX && tile->index <= MERKLE_SIZE_MAX && tile->width > 0 &&
           tile->width <= TILE_WIDTH);
    do
        groups[count++] = (unsigned)(rest % GROUP);
    while ((rest /= GROUP) > 0);
    at = (size_t)snprintf(ret_path, TILE_PATH_BYTES, "tile/%u", tile->level);
    while (count-- > 0)
        at += (size_t)snprintf(ret_path + at, TILE_PATH_BYTES - at, "/%s%03u", count > 0 ? "x" : "",
                               groups[count]);
    if (tile->width < TILE_WIDTH)
        snprintf(ret_path + at, TILE_PATH_BYTES - at, ".p/%u", tile->width);
}

/* Up to `most` digits at the front; their number, and how many there were. */
static unsigned take_digits(struct span *rest, size_t most, size_t *ret_count)
{
    unsigned number = 0;
    size_t i = 0;
    for (; i < most && i < rest->size && rest->data[i] >= '0' && rest->data[i] <= '9'; i++)
        number = number * 10 + (unsigned)(rest->data[i] - '0');
    *rest = span_part(*rest, i, rest->size);
    *ret_count = i;
    return number;
}

static bool take(struct span *rest, const char *word)
{
    if (!span_starts_with(*rest, word))
        return false;
    *rest = span_part(*rest, strlen(word), rest->size);
    return true;
}

/* Reads loosely, bounded in every number; whether the path was the one way to write the tile is
 * seen when it is written again. */
static bool parse_loosely(struct span rest, struct tile *ret_tile)
{
    struct tile tile = {.width = TILE_WIDTH};
    size_t digits;
    bool more = true;
    if (!take(&rest, "tile/"))
        return false;
    tile.level = take_digits(&rest, 2, &digits);
    if (digits == 0 || tile.level > LEVEL_MAX || !take(&rest, "/"))
        return false;
    while (more) {
        more = take(&rest, "x");
        unsigned group = take_digits(&rest, 3, &digits);
        if (digits != 3 || tile.index > (MERKLE_SIZE_MAX - group) / GROUP ||
            (more && !take(&rest, "/")))
            return false;
        tile.index = tile.index * GROUP + group;
    }
    if (take(&rest, ".p/")) {
        tile.width = take_digits(&rest, 3, &digits);
        if (tile.width == 0 || tile.width >= TILE_WIDTH)
            return false;
    }
    *ret_tile = tile;
    return rest.size == 0;
}

bool tile_parse(struct span path, struct tile *ret_tile, struct error *err)
{
    char again[TILE_PATH_BYTES];
    struct tile tile;
    if (path.size < TILE_PATH_BYTES && parse_loosely(path, &tile)) {
        tile_print(&tile, again);
        if (span_is(path, again)) {
            *ret_tile = tile;
            return true;
        }
    }
    return error_input(err, ERROR_SYNTAX, "tile",
                       "expected tile/LEVEL/NNN or tile/LEVEL/NNN.p/WIDTH");
}

uint64_t tile_hashes_at(unsigned level, uint64_t size)
{
    return level >= TILE_LEVELS ? 0 : size >> (TILE_HEIGHT * level);
}

/* How many hashes of a tile a tree has: 0 to 256. */
static unsigned width_in(unsigned level, uint64_t index, uint64_t size)
{
    uint64_t hashes = tile_hashes_at(level, size);
    if (index > hashes / TILE_WIDTH)
        return 0;
    return index < hashes / TILE_WIDTH ? TILE_WIDTH : (unsigned)(hashes % TILE_WIDTH);
}

bool tile_in(const struct tile *tile, uint64_t size)
{
    return tile->width > 0 && tile->width == width_in(tile->level, tile->index, size);
}

/* The first tile of a level that is longer in the new tree: the one which the old tree's next hash
 * would go into. */
static uint64_t first_longer(unsigned level, uint64_t old)
{
    return tile_hashes_at(level, old) / TILE_WIDTH;
}

void tile_walk_init(struct tile_walk *walk, uint64_t old, uint64_t size)
{
    *walk = (struct tile_walk){.size = size, .old = old, .index = first_longer(0, old)};
}

bool tile_walk_next(struct tile_walk *walk, struct tile *ret_tile)
{
    while (walk->level < TILE_LEVELS) {
        unsigned width = width_in(walk->level, walk->index, walk->size);
        if (width > width_in(walk->level, walk->index, walk->old)) {
            *ret_tile = (struct tile){walk->level, walk->index++, width};
            return true;
        }
        walk->level++;
        walk->index = first_longer(walk->level, walk->old);
    }
    return false;
}

/* The perfect subtree over the first 2^height of these hashes; they are overwritten. */
static void fold(struct log_hash *hashes, unsigned height)
{
    for (unsigned count = 1U << height; count > 1; count /= 2)
        for (unsigned i = 0; i < count / 2; i++)
            log_hash_node(&hashes[i], &hashes[2 * i], &hashes[2 * i + 1]);
}

/* What lies between two tile levels is hashed from the lower one. */
static bool read_from_tiles(void *context, unsigned level, uint64_t index,
                            struct log_hash *ret_hash, struct error *err)
{
    const struct tile_reader *reader = context;
    struct log_hash hashes[TILE_WIDTH / 2];
    unsigned height = level % TILE_HEIGHT;
    unsigned in_tile = (unsigned)(index % (TILE_WIDTH >> height));
    if (!reader->read(reader->context, level / TILE_HEIGHT, index / (TILE_WIDTH >> height),
                      in_tile << height, 1U << height, hashes, err))
        return false;
    fold(hashes, height);
    *ret_hash = hashes[0];
    return true;
}

struct merkle_source tile_source(struct tile_reader *reader)
{
    return (struct merkle_source){.read = read_from_tiles, .context = reader};
}
