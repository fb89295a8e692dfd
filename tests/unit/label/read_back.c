#include "read_back.h"

#include "base/limits.h"
#include "label/csv_form.h"
#include "text/utf8.h"

static void check_label(const struct label *label, const struct label *before)
{
    struct span same;
    struct error err;
    char address[64];
    ensure(caip2_valid(label->chain) && label->text.size > 0 && label->address.size > 0);
    ensure(label->level >= 5 && label->level <= 100);
    ensure(utf8_line(label->text) == label->text.size);
    ensure(label_address(label->chain, label->address, address, &same, &err));
    ensure(span_equal(same, label->address)); /* canonical already */
    ensure(label->lastmod.size == 0 || label->lastmod.size == 10);
    ensure(before == NULL || label_compare(before, label) < 0);
}

void read_back(struct pack *pack)
{
    struct dynbuf text, again;
    struct pack other;
    struct rejects rejects;
    struct error err;
    pack_sort(pack);
    for (size_t i = 0; i < pack->label_count; i++)
        check_label(&pack->labels[i], i == 0 ? NULL : &pack->labels[i - 1]);
    dynbuf_init(&text, LABEL_PACK_BYTES_MAX);
    dynbuf_init(&again, LABEL_PACK_BYTES_MAX);
    pack_write(pack, &text);
    pack_init(&other);
    rejects_init(&rejects, false);
    ensure(csv_form_read(&other, dynbuf_bytes(&text), "other", &rejects, &err));
    ensure(other.label_count == pack->label_count && rejects.count == 0);
    pack_sort(&other);
    pack_write(&other, &again);
    ensure(span_equal(dynbuf_bytes(&text), dynbuf_bytes(&again)));
    dynbuf_clear(&text);
    pack_write_actors(pack, &text);
    ensure(!text.failed);
    rejects_release(&rejects);
    pack_release(&other);
    dynbuf_release(&text);
    dynbuf_release(&again);
}

static bool read_pack(pack_reader *read, struct span bytes, const char *name, bool keep_going,
                      uint64_t *ret_rejected)
{
    struct pack pack;
    struct rejects rejects;
    struct error err = {0};
    pack_init(&pack);
    rejects_init(&rejects, keep_going);
    bool ok = read(&pack, bytes, name, &rejects, &err);
    ensure(ok || (!error_is_environment(err.code) && strncmp(err.text, name, strlen(name)) == 0));
    ensure((rejects.count == 0) == (rejects.lines.size == 0));
    read_back(&pack);
    *ret_rejected = rejects.count;
    rejects_release(&rejects);
    pack_release(&pack);
    return ok;
}

void read_both_ways(pack_reader *read, struct span bytes, const char *name)
{
    uint64_t rejected;
    bool strict = read_pack(read, bytes, name, false, &rejected);
    bool lenient = read_pack(read, bytes, name, true, &rejected);
    ensure(!strict || (lenient && rejected == 0));
}
