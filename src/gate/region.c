#include "gate/region.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"
#include "gate/act.h"

struct row {
    struct allowance allowance;
    const int64_t *refs;
    size_t ref_count;
    bool fallen;
};

/* That a row names an id. */
struct link {
    uint32_t row;
    uint32_t next; /* place of the next link of that id, + 1 */
};

struct region {
    struct gate_reading *reading;
    struct arena arena; /* the rows' references */
    struct row *rows;
    size_t count, capacity;
    struct id_set seqs; /* of the rows, in their order */
    struct id_set ids;  /* of the rows and of what they name */
    uint32_t *standing; /* rows of each of `ids` that have not fallen */
    uint32_t *links_of; /* the first link of each, + 1 */
    struct link *links;
    size_t link_count;
};

enum { REGION_ARENA_BYTES = 512 << 20 };

static void region_release(struct region *region)
{
    arena_release(&region->arena);
    id_set_release(&region->seqs);
    id_set_release(&region->ids);
    free(region->rows);
    free(region->standing);
    free(region->links_of);
    free(region->links);
}

static bool refuse(struct region *region, struct allowance allowance, struct error *err)
{
    if (allowance.state == ALLOWANCE_REFUSED)
        return true;
    allowance.state = ALLOWANCE_REFUSED;
    return allowance_set(region->reading->writer->store, &allowance, err);
}

/* Takes an allowance in, if its version may go but for what it names. */
static bool add_row(void *context, struct allowance *allowance, struct error *err)
{
    struct region *region = context;
    enum gate_reason reason = GATE_ALLOWED;
    bool is_new = false;
    size_t place = 0;
    if (allowance->state == ALLOWANCE_ALLOWED || id_set_find(&region->seqs, allowance->seq, &place))
        return true;
    if (!gate_ask(region->reading, allowance, true, &reason, err))
        return false;
    if (reason != GATE_ALLOWED)
        return refuse(region, *allowance, err);
    struct row *grown =
        array_grow(region->rows, &region->capacity, region->count + 1, sizeof *grown, SETTLE_MAX);
    if (grown == NULL)
        return array_error(region->count + 1, SETTLE_MAX, "objects to decide about at once", err);
    region->rows = grown;
    size_t count = region->reading->facts.ref_count;
    int64_t *refs = arena_array(&region->arena, count, sizeof *refs);
    if (refs == NULL)
        return error_memory(err, "deciding");
    if (count > 0)
        memcpy(refs, region->reading->facts.refs, count * sizeof *refs);
    if (!id_set_add(&region->seqs, allowance->seq, &is_new, err))
        return false;
    region->rows[region->count++] =
        (struct row){.allowance = *allowance, .refs = refs, .ref_count = count};
    return true;
}

static bool add_referrer(void *context, int64_t seq, struct error *err)
{
    struct region *region = context;
    struct store *store = region->reading->writer->store;
    struct allowance allowance;
    int64_t id = 0;
    bool some = false;
    return version_id(store, seq, &id, err) &&
           allowance_find(store, region->reading->audience->number, id, seq, &allowance, &some,
                          err) &&
           (!some || add_row(region, &allowance, err));
}

/* Whether a row cannot go whatever comes of the region: it names something that neither goes, nor
 * waits, nor is looked at anew. What waits for such a row need not be looked at, and may be much.
 */
static bool is_hopeless(struct region *region, const struct id_set *touched, const struct row *row,
                        bool *ret_hopeless, struct error *err)
{
    struct gate_reading *reading = region->reading;
    *ret_hopeless = false;
    for (size_t i = 0; i < row->ref_count && !*ret_hopeless; i++) {
        bool goes = false;
        bool waits = false;
        size_t place = 0;
        if (!gate_goes(reading, row->refs[i], &goes, err) ||
            (!goes && !allowance_waits(reading->writer->store, reading->audience->number,
                                       row->refs[i], &waits, err)))
            return false;
        *ret_hopeless = !goes && !waits && !id_set_find(touched, row->refs[i], &place);
    }
    return true;
}

/* Of an id of which nothing goes yet: what waits for it, once. */
static bool add_referrers(struct region *region, const struct id_set *touched, size_t at,
                          struct id_set *asked, struct error *err)
{
    int64_t id = region->rows[at].allowance.id;
    size_t place = 0;
    bool is_new = false;
    bool goes = false;
    bool hopeless = false;
    if (id_set_find(asked, id, &place))
        return true;
    if (!is_hopeless(region, touched, &region->rows[at], &hopeless, err))
        return false;
    return hopeless ||
           (id_set_add(asked, id, &is_new, err) && gate_goes(region->reading, id, &goes, err) &&
            (goes ||
             references_each(region->reading->writer->store, id, add_referrer, region, err)));
}

/* All rows that could go: those of the touched ids, and what waits for an id of which nothing goes
 * yet. The rows are the queue. */
static bool gather(struct region *region, const struct id_set *touched, struct error *err)
{
    struct id_set asked = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < touched->count; i++)
        ok = gate_each_allowance(region->reading, touched->numbers[i], add_row, region, err);
    for (size_t at = 0; ok && at < region->count; at++)
        ok = add_referrers(region, touched, at, &asked, err);
    id_set_release(&asked);
    return ok;
}

/* Counts the rows of each id, and links each id to the rows that name it. */
static bool link_rows(struct region *region, struct error *err)
{
    size_t links = 0;
    bool is_new = false;
    for (size_t i = 0; i < region->count; i++) {
        const struct row *row = &region->rows[i];
        links += row->ref_count;
        if (!id_set_add(&region->ids, row->allowance.id, &is_new, err))
            return false;
        for (size_t r = 0; r < row->ref_count; r++)
            if (!id_set_add(&region->ids, row->refs[r], &is_new, err))
                return false;
    }
    region->standing = calloc(region->ids.count + 1, sizeof *region->standing);
    region->links_of = calloc(region->ids.count + 1, sizeof *region->links_of);
    region->links = calloc(links + 1, sizeof *region->links);
    if (region->standing == NULL || region->links_of == NULL || region->links == NULL)
        return error_memory(err, "deciding");
    for (size_t i = 0; i < region->count; i++) {
        const struct row *row = &region->rows[i];
        size_t place = 0;
        ensure(id_set_find(&region->ids, row->allowance.id, &place));
        region->standing[place]++;
        for (size_t r = 0; r < row->ref_count; r++) {
            ensure(id_set_find(&region->ids, row->refs[r], &place));
            region->links[region->link_count] =
                (struct link){.row = (uint32_t)i, .next = region->links_of[place]};
            region->links_of[place] = (uint32_t)++region->link_count;
        }
    }
    return true;
}

/* Strikes a row out; when nothing of its id is left, all rows that name the id fall too: pushed on
 * the stack, which has room for every row once. */
static void fall(struct region *region, uint32_t at, uint32_t *stack, size_t *depth)
{
    if (region->rows[at].fallen)
        return;
    region->rows[at].fallen = true;
    stack[(*depth)++] = at;
}

static bool fall_with(struct region *region, uint32_t *stack, size_t *depth, struct error *err)
{
    while (*depth > 0) {
        int64_t id = region->rows[stack[--*depth]].allowance.id;
        size_t place = 0;
        bool goes = false;
        ensure(id_set_find(&region->ids, id, &place));
        if (--region->standing[place] > 0)
            continue;
        if (!gate_goes(region->reading, id, &goes, err))
            return false;
        for (uint32_t link = region->links_of[place]; !goes && link != 0;
             link = region->links[link - 1].next)
            fall(region, region->links[link - 1].row, stack, depth);
    }
    return true;
}

/* First what names an id of which nothing is here and nothing goes; then all that falls with it. */
static bool strike(struct region *region, struct error *err)
{
    uint32_t *stack = calloc(region->count + 1, sizeof *stack);
    size_t depth = 0;
    bool ok = stack != NULL || error_memory(err, "deciding");
    for (size_t place = 0; ok && place < region->ids.count; place++) {
        bool goes = true;
        if (region->standing[place] > 0)
            continue;
        ok = gate_goes(region->reading, region->ids.numbers[place], &goes, err);
        for (uint32_t link = region->links_of[place]; ok && !goes && link != 0;
             link = region->links[link - 1].next)
            fall(region, region->links[link - 1].row, stack, &depth);
    }
    ok = ok && fall_with(region, stack, &depth, err);
    free(stack);
    return ok;
}

static int by_arrival(const void *a, const void *b)
{
    int64_t one = ((const struct row *)a)->allowance.seq;
    int64_t other = ((const struct row *)b)->allowance.seq;
    return (one > other) - (one < other);
}

static bool wait_or_go(struct region *region, struct row *row, struct error *err)
{
    if (!row->fallen)
        return gate_read(region->reading, row->allowance.seq, err) &&
               act_allow(region->reading, &row->allowance, err);
    if (row->allowance.state == ALLOWANCE_WAITING)
        return true;
    row->allowance.state = ALLOWANCE_WAITING;
    return allowance_set(region->reading->writer->store, &row->allowance, err);
}

bool region_let_out(struct gate_reading *reading, const struct id_set *touched, struct error *err)
{
    struct region region = {.reading = reading};
    arena_init(&region.arena, REGION_ARENA_BYTES);
    bool ok = gather(&region, touched, err) && link_rows(&region, err) && strike(&region, err);
    if (ok && region.count > 0)
        qsort(region.rows, region.count, sizeof *region.rows, by_arrival);
    for (size_t i = 0; ok && i < region.count; i++)
        ok = wait_or_go(&region, &region.rows[i], err);
    region_release(&region);
    return ok;
}
