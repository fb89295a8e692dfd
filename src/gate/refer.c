#include "gate/refer.h"

static bool add_names(struct gate_writer *writer, const struct version *version,
                      const struct marking_set *names, struct error *err)
{
    for (size_t i = 0; i < names->count; i++) {
        int64_t number = 0;
        bool is_new = false;
        if (!identifier_make(writer->store, names->names[i], &number, &is_new, err) ||
            !reference_add(writer->store, number, version->seq, err))
            return false;
    }
    return true;
}

bool refer_add(struct gate_writer *writer, const struct version *version, const struct facts *facts,
               struct error *err)
{
    for (size_t i = 0; i < facts->ref_count; i++)
        if (!reference_add(writer->store, facts->refs[i], version->seq, err))
            return false;
    for (size_t i = 0; i < facts->rider_count; i++)
        if (!reference_add(writer->store, facts->riders[i], version->seq, err))
            return false;
    return add_names(writer, version, &facts->marking.orcon, err) &&
           add_names(writer, version, &facts->marking.persons, err);
}

static bool gather(struct id_set *set, const struct facts *facts, struct error *err)
{
    bool is_new = false;
    for (size_t i = 0; i < facts->ref_count; i++)
        if (!id_set_add(set, facts->refs[i], &is_new, err))
            return false;
    for (size_t i = 0; i < facts->rider_count; i++)
        if (!id_set_add(set, facts->riders[i], &is_new, err))
            return false;
    return true;
}

/* Calls `act` for what is in one set and not in the other. */
static bool differ(struct store *store, int64_t seq, const struct id_set *one,
                   const struct id_set *other,
                   bool (*act)(struct store *store, int64_t target, int64_t source,
                               struct error *err),
                   struct error *err)
{
    size_t place = 0;
    for (size_t i = 0; i < one->count; i++)
        if (!id_set_find(other, one->numbers[i], &place) && !act(store, one->numbers[i], seq, err))
            return false;
    return true;
}

static bool loosen(struct gate_writer *writer, const struct facts *before,
                   const struct id_set *after, struct error *err)
{
    size_t place = 0;
    bool is_new = false;
    for (size_t i = 0; i < before->rider_count; i++)
        if (!id_set_find(after, before->riders[i], &place) &&
            !id_set_add(&writer->loose, before->riders[i], &is_new, err))
            return false;
    return true;
}

/* Names come last: what is dropped may be one still. */
bool refer_change(struct gate_writer *writer, const struct version *version,
                  const struct facts *before, const struct facts *facts, struct error *err)
{
    struct id_set old = {0};
    struct id_set new = {0};
    bool ok = gather(&old, before, err) && gather(&new, facts, err) &&
              differ(writer->store, version->seq, &old, &new, reference_drop, err) &&
              differ(writer->store, version->seq, &new, &old, reference_add, err) &&
              add_names(writer, version, &facts->marking.orcon, err) &&
              add_names(writer, version, &facts->marking.persons, err) &&
              loosen(writer, before, &new, err);
    id_set_release(&old);
    id_set_release(&new);
    return ok;
}
