/* Every reader of a list: the first byte says which, the rest is the file. Whatever comes is an
 * error with a place or entries that hang together, and what was read is an index that opens. */
#include <stdlib.h>

#include "base/limits.h"
#include "screen/form.h"
#include "screen/index_build.h"
#include "screen/index_file.h"
#include "target.h"
#include "text/utf8.h"

static void look_at(const struct list_index *index)
{
    for (size_t i = 0; i < index->count; i++) {
        const struct list_entry *entry = &index->entries[i];
        ensure(entry->key.size > 0 && utf8_valid(entry->key) == entry->key.size);
        ensure(list_index_find(index, entry->key) == entry);
        for (size_t j = 0; j < entry->fact_count; j++) {
            ensure(utf8_valid(entry->facts[j].text) == entry->facts[j].text.size);
            ensure(entry->facts[j].text.size > 0 || entry->facts[j].kind == FACT_BIRTH);
        }
    }
}

static void read_back(struct index_build *build)
{
    struct dynbuf bytes;
    struct list_index index;
    struct error err = {0};
    size_t entries = build->count;
    dynbuf_init(&bytes, 1 << 26);
    if (index_build_write(build, &bytes, &err)) {
        ensure(list_index_from(&index, dynbuf_bytes(&bytes), "index", &err));
        ensure(index.count == entries);
        look_at(&index);
        list_index_close(&index);
    } else {
        ensure(err.code == ERROR_CONFLICT || err.code == ERROR_LIMIT);
    }
    dynbuf_release(&bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2 || size > 1 << 20)
        return 0;
    enum list_form form = (enum list_form)(data[0] % LIST_FORMS);
    struct span bytes = span_of(data + 1, size - 1);
    struct list_file file = {"folder/sanctioned_addresses_XBT.txt", bytes};
    struct list_reading reading;
    struct index_build build;
    struct error err = {0};
    char scope[LIST_SCOPE_BYTES];
    enum list_form seen;
    const char *list;
    ensure(list_form_of(bytes, &seen, &err) && list_of_form(form, &file, &list, &err));
    list_scope_of(seen, bytes, scope);
    index_build_init(&build);
    index_build_clear(&build, form == FORM_JP_CSV);
    list_reading_init(&reading, &file, 1, index_build_sink(&build));
    if (list_form_read(form, list, &reading, &err))
        read_back(&build);
    else
        ensure(err.code != ERROR_NONE && err.text[0] != '\0');
    list_reading_release(&reading);
    index_build_release(&build);
    return 0;
}
