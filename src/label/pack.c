#include "label/pack.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"
#include "label/csv_form.h"
#include "text/csv_writer.h"

void pack_init(struct pack *pack)
{
    *pack = (struct pack){0};
    arena_init(&pack->texts, LABEL_TEXTS_BYTES_MAX);
}

void pack_release(struct pack *pack)
{
    arena_release(&pack->texts);
    free(pack->labels);
    free(pack->actors);
    *pack = (struct pack){0};
}

/* Copies a field, or finds that the label before has the same. */
static bool keep(struct pack *pack, struct span *field, struct span *last)
{
    if (last == NULL || !span_equal(*field, *last)) {
        const char *copy = field->size == 0 ? "" : arena_text(&pack->texts, *field);
        if (copy == NULL)
            return false;
        *field = span_of(copy, field->size);
        if (last == NULL)
            return true;
        *last = *field;
    }
    *field = *last;
    return true;
}

bool pack_add(struct pack *pack, const struct label *label, struct error *err)
{
    struct label *grown = array_grow(pack->labels, &pack->label_capacity, pack->label_count + 1,
                                     sizeof *grown, LABELS_MAX);
    if (grown == NULL)
        return array_error(pack->label_count + 1, LABELS_MAX, "labels", err);
    pack->labels = grown;
    struct label kept = *label;
    struct span *const fields[] = {&kept.chain,   &kept.address,    &kept.text,     &kept.category,
                                   &kept.actor,   &kept.confidence, &kept.source,   &kept.creator,
                                   &kept.lastmod, &kept.valid_from, &kept.valid_to, &kept.pack};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (!keep(pack, fields[i], &pack->last[i]))
            return error_memory(err, "reading labels");
    pack->labels[pack->label_count++] = kept;
    return true;
}

bool pack_add_actor(struct pack *pack, const struct actor *actor, struct error *err)
{
    struct actor *grown = array_grow(pack->actors, &pack->actor_capacity, pack->actor_count + 1,
                                     sizeof *grown, ACTORS_MAX);
    if (grown == NULL)
        return array_error(pack->actor_count + 1, ACTORS_MAX, "actors", err);
    pack->actors = grown;
    struct actor kept = *actor;
    struct span *const fields[] = {&kept.id,  &kept.name,          &kept.category,
                                   &kept.uri, &kept.jurisdictions, &kept.pack};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (!keep(pack, fields[i], NULL))
            return error_memory(err, "reading actors");
    pack->actors[pack->actor_count++] = kept;
    return true;
}

static int by_label(const void *a, const void *b)
{
    return label_compare(a, b);
}

static int by_actor(const void *a, const void *b)
{
    const struct actor *x = a, *y = b;
    const struct span of_x[] = {x->id, x->name, x->category, x->uri, x->jurisdictions};
    const struct span of_y[] = {y->id, y->name, y->category, y->uri, y->jurisdictions};
    int order = 0;
    for (size_t i = 0; order == 0 && i < sizeof of_x / sizeof of_x[0]; i++)
        order = span_compare(of_x[i], of_y[i]);
    return order;
}

/* The same things each once; `count` of `size` bytes, sorted. Returns how many are left. */
static size_t sort_once(void *things, size_t count, size_t size,
                        int (*compare)(const void *, const void *))
{
    unsigned char *bytes = things;
    size_t kept = 0;
    if (count > 0)
        qsort(things, count, size, compare);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || compare(bytes + (kept - 1) * size, bytes + i * size) != 0)
            memmove(bytes + kept++ * size, bytes + i * size, size);
    return kept;
}

void pack_sort(struct pack *pack)
{
    pack->label_count = sort_once(pack->labels, pack->label_count, sizeof *pack->labels, by_label);
    pack->actor_count = sort_once(pack->actors, pack->actor_count, sizeof *pack->actors, by_actor);
}

void pack_write(const struct pack *pack, struct dynbuf *buffer)
{
    struct csv_writer csv;
    csv_writer_init(&csv, buffer);
    for (size_t i = 0; i < LABEL_COLUMNS; i++)
        csv_put_text(&csv, label_column_name(i));
    csv_end(&csv);
    for (size_t i = 0; i < pack->label_count; i++) {
        for (size_t column = 0; column < LABEL_COLUMNS; column++)
            csv_put(&csv, *label_column(&pack->labels[i], column));
        csv_end(&csv);
    }
}

void pack_write_actors(const struct pack *pack, struct dynbuf *buffer)
{
    struct csv_writer csv;
    csv_writer_init(&csv, buffer);
    for (size_t i = 0; i < ACTOR_COLUMNS; i++)
        csv_put_text(&csv, actor_column_name(i));
    csv_end(&csv);
    for (size_t i = 0; i < pack->actor_count; i++) {
        const struct actor *actor = &pack->actors[i];
        const struct span fields[ACTOR_COLUMNS] = {
            actor->id, actor->name, actor->category, actor->uri, actor->jurisdictions, actor->pack};
        for (size_t column = 0; column < ACTOR_COLUMNS; column++)
            csv_put(&csv, fields[column]);
        csv_end(&csv);
    }
}
