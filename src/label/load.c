#include "label/load.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/sum_line.h"
#include "label/confidence.h"
#include "label/csv_form.h"

/* One of our own files that is read back. */
struct loading {
    struct csv_reader csv;
    struct labels *labels;
    size_t number;
    struct span confidence; /* of the label before, and its level */
    unsigned level;
};

static bool damaged(const struct loading *loading, struct error *err)
{
    return error_input(
        err, ERROR_DAMAGED, loading->csv.name,
        "line %llu is not as it was written; expected a pack that `label import` wrote: "
        "remove the file, and import its source again",
        (unsigned long long)loading->csv.record);
}

/* Fields point into the pack's text, but for those in which doubled quotes were undone. */
static bool keep(struct loading *loading, struct span *field, struct error *err)
{
    struct span text = loading->csv.input;
    if (field->size == 0 || (field->data >= text.data && field->data < text.data + text.size))
        return true;
    const char *copy = arena_text(&loading->labels->decoded, *field);
    if (copy == NULL)
        return error_memory(err, "loading labels");
    *field = span_of(copy, field->size);
    return true;
}

static bool take_label(struct loading *loading, struct error *err)
{
    struct labels *labels = loading->labels;
    struct label_pack *pack = &labels->packs[loading->number];
    struct label *grown =
        array_grow(labels->all, &labels->capacity, labels->count + 1, sizeof *grown, LABELS_MAX);
    if (grown == NULL && labels->count >= LABELS_MAX)
        return error_input(err, ERROR_LIMIT, "labels", "expected at most %d in a home", LABELS_MAX);
    if (grown == NULL)
        return error_memory(err, "loading labels");
    labels->all = grown;
    struct label *label = &grown[labels->count];
    *label = (struct label){.pack_number = (uint32_t)loading->number};
    for (size_t i = 0; i < LABEL_COLUMNS; i++) {
        *label_column(label, i) = loading->csv.fields[i];
        if (!keep(loading, label_column(label, i), err))
            return false;
    }
    if (!span_equal(label->confidence, loading->confidence) &&
        !confidence_level(label->confidence, &loading->level))
        return damaged(loading, err);
    loading->confidence = label->confidence;
    label->level = loading->level;
    if (pack->label_count > 0 && label_compare(label - 1, label) >= 0)
        return damaged(loading, err);
    pack->name = label->pack;
    if (span_compare(label->lastmod, pack->date) > 0)
        pack->date = label->lastmod;
    pack->label_count++;
    labels->count++;
    return true;
}

static bool take_actor(struct loading *loading, struct error *err)
{
    struct labels *labels = loading->labels;
    struct label_pack *pack = &labels->packs[loading->number];
    struct actor *grown = array_grow(labels->actors, &labels->actor_capacity,
                                     labels->actor_count + 1, sizeof *grown, ACTORS_MAX);
    if (grown == NULL)
        return error_memory(err, "loading actors");
    labels->actors = grown;
    for (size_t i = 0; i < ACTOR_COLUMNS; i++)
        if (!keep(loading, &loading->csv.fields[i], err))
            return false;
    const struct span *fields = loading->csv.fields;
    grown[labels->actor_count++] =
        (struct actor){fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]};
    pack->name = fields[5];
    pack->actor_count++;
    return true;
}

/* Every record has the same columns; the first one is their names. */
static bool read_back(struct loading *loading, size_t columns, const char *(*name)(size_t column),
                      bool (*take)(struct loading *loading, struct error *err), struct error *err)
{
    struct csv_reader *csv = &loading->csv;
    for (bool header = true;; header = false) {
        bool any = false;
        if (!csv_next(csv, &any, err))
            return error_is_environment(err->code) ? false : damaged(loading, err);
        if (!any)
            return !header || damaged(loading, err);
        if (csv->field_count != columns)
            return damaged(loading, err);
        for (size_t i = 0; header && i < columns; i++)
            if (!span_is(csv->fields[i], name(i)))
                return damaged(loading, err);
        if (!header && !take(loading, err))
            return false;
    }
}

static bool load(struct labels *labels, size_t number, const char *path, struct dynbuf *text,
                 bool actors, struct error *err)
{
    struct loading *loading = calloc(1, sizeof *loading);
    if (loading == NULL)
        return error_memory(err, "loading labels");
    loading->labels = labels;
    loading->number = number;
    dynbuf_init(text, LABEL_PACK_BYTES_MAX);
    bool ok = file_read(text, path, err);
    struct span above = dynbuf_bytes(text);
    if (ok && !sum_line_take(above, &above))
        ok = error_input(err, ERROR_DAMAGED, path,
                         "the last line is not the SHA-256 of those above it: the pack was cut or "
                         "changed; remove the file, and import its source again");
    csv_init(&loading->csv, above, path);
    ok = ok && (actors ? read_back(loading, ACTOR_COLUMNS, actor_column_name, take_actor, err)
                       : read_back(loading, LABEL_COLUMNS, label_column_name, take_label, err));
    csv_release(&loading->csv);
    free(loading);
    return ok;
}

bool load_labels(struct labels *labels, size_t number, const char *path, struct error *err)
{
    return load(labels, number, path, &labels->packs[number].labels_text, false, err);
}

bool load_actors(struct labels *labels, size_t number, const char *path, struct error *err)
{
    return load(labels, number, path, &labels->packs[number].actors_text, true, err);
}
