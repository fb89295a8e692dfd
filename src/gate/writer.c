#include "gate/writer.h"

#include <sodium.h>

#include "base/clock.h"
#include "gate/version_key.h"
#include "log/record.h"
#include "store/approvals.h"

enum { RECORD_BYTES = 16 << 10 };

bool gate_writer_init(struct gate_writer *ret_writer, struct store *store, struct worlds *worlds,
                      struct gate_means means, struct error *err)
{
    *ret_writer = (struct gate_writer){
        .store = store, .worlds = worlds, .world = worlds->now, .means = means};
    return leaves_load(store, &ret_writer->leaves, err);
}

/* What is done about the world and the definitions lasts as long as the transaction. */
static void forget(struct gate_writer *writer)
{
    id_set_release(&writer->loose);
    definitions_forget(&writer->definitions);
    worlds_free(writer->changed);
    writer->changed = NULL;
}

void gate_writer_release(struct gate_writer *writer)
{
    forget(writer);
    writer->store = NULL;
}

static bool load_edge(struct gate_writer *writer, struct error *err)
{
    writer->stale = !leaves_load(writer->store, &writer->leaves, err);
    return !writer->stale;
}

bool gate_begin(struct gate_writer *writer, struct error *err)
{
    int64_t now = writer->means.now(writer->means.context);
    if (!clock_check(now, err) || !store_begin(writer->store, err))
        return false;
    if ((!writer->stale || load_edge(writer, err)) && approvals_end(writer->store, now, err))
        return true;
    store_roll_back(writer->store);
    return false;
}

bool gate_read_world(struct gate_writer *writer, struct error *err)
{
    struct world *world = NULL;
    if (!worlds_make(writer->worlds, writer->store, &world, err))
        return false;
    worlds_free(writer->changed);
    writer->changed = world;
    writer->world = world;
    return true;
}

bool gate_roll_back(struct gate_writer *writer, struct error *err)
{
    forget(writer);
    writer->world = writer->worlds->now; /* which only this writer replaces */
    store_roll_back(writer->store);
    return load_edge(writer, err);
}

bool gate_commit(struct gate_writer *writer, struct error *err)
{
    struct error ignored;
    if (!leaves_flush(writer->store, &writer->leaves, err) || !store_commit(writer->store, err)) {
        (void)gate_roll_back(writer, &ignored);
        return false;
    }
    if (writer->changed != NULL)
        worlds_put(writer->worlds, writer->changed);
    writer->changed = NULL;
    forget(writer);
    return true;
}

/* A record says a version in words, whoever gives its key. */
static bool print(const struct record *record, struct dynbuf *out, struct error *err)
{
    struct record said = *record;
    struct dynbuf version;
    dynbuf_init(&version, LOG_VALUE_BYTES_MAX);
    if (record->values[RECORD_VERSION].size > 0)
        version_key_print(record->values[RECORD_VERSION], &version);
    said.values[RECORD_VERSION] = dynbuf_bytes(&version);
    bool ok =
        !version.failed ? record_print(&said, out, err) : dynbuf_error(&version, "a record", err);
    dynbuf_release(&version);
    return ok;
}

bool gate_log(struct gate_writer *writer, enum leaf_kind kind, const struct record *record,
              uint64_t *ret_number, struct error *err)
{
    unsigned char salt[LEAF_SALT_BYTES];
    struct dynbuf text;
    uint64_t now = (uint64_t)writer->means.now(writer->means.context);
    dynbuf_init(&text, RECORD_BYTES);
    bool ok = print(record, &text, err);
    if (ok) {
        writer->means.chance(writer->means.context, salt, sizeof salt);
        ok = leaves_append(writer->store, &writer->leaves, kind, now, salt, dynbuf_bytes(&text),
                           ret_number, err);
    }
    dynbuf_release(&text);
    sodium_memzero(salt, sizeof salt);
    return ok;
}
