#include "screen/import.h"

#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hex.h"
#include "base/limits.h"
#include "screen/birth.h"
#include "screen/guard.h"
#include "screen/index_bytes.h"

/* One import on its way. */
struct importing {
    struct list_import *import;
    const struct list_set *set;
    const struct list_kind *kind;
    struct list_file files[LIST_FILES_MAX];
    struct version_file named[LIST_FILES_MAX];
    struct list_reading reading;
    struct list_version version;
    char date[11];
    struct error refused; /* code none: nothing to refuse */
};

static void hash_hex(struct span bytes, char ret_hex[LIST_SHA256_TEXT_BYTES])
{
    unsigned char hash[SHA256_DIGEST_SIZE];
    struct sha256_ctx sha;
    sha256_init(&sha);
    sha256_update(&sha, bytes.size, bytes.data);
    sha256_digest(&sha, sizeof hash, hash);
    hex_encode(ret_hex, hash, sizeof hash);
}

static int compare_files(const void *a, const void *b)
{
    const struct version_file *x = a, *y = b;
    return strcmp(x->sha256, y->sha256);
}

/* The hash of one file, or of the sorted lines of hashes: the order of the words does not matter.
 */
static void hash_version(struct importing *importing)
{
    struct list_version *version = &importing->version;
    struct dynbuf lines;
    if (version->file_count == 1) {
        memcpy(version->sha256, importing->named[0].sha256, sizeof version->sha256);
        return;
    }
    struct version_file sorted[LIST_FILES_MAX];
    memcpy(sorted, importing->named, sizeof *sorted * version->file_count);
    qsort(sorted, version->file_count, sizeof *sorted, compare_files);
    dynbuf_init(&lines, LIST_FILES_MAX * LIST_SHA256_TEXT_BYTES);
    for (size_t i = 0; i < version->file_count; i++)
        dynbuf_format(&lines, "%s\n", sorted[i].sha256);
    hash_hex(dynbuf_bytes(&lines), version->sha256);
    dynbuf_release(&lines);
}

static void describe(struct importing *importing)
{
    const struct list_set *set = importing->set;
    struct list_version *version = &importing->version;
    *version = (struct list_version){.list = set->list,
                                     .authority = importing->kind->authority,
                                     .scope = set->scope,
                                     .form = list_form_word(set->form),
                                     .date = importing->date,
                                     .date_from = "",
                                     .imported = importing->import->now,
                                     .files = importing->named,
                                     .file_count = set->file_count,
                                     .warnings = "",
                                     .refused = ""};
    for (size_t i = 0; i < set->file_count; i++) {
        const struct list_file *file = &importing->import->files[set->files[i]];
        const char *slash = strrchr(file->name, '/');
        importing->files[i] = *file;
        importing->named[i].name = slash == NULL ? file->name : slash + 1;
        hash_hex(file->bytes, importing->named[i].sha256);
    }
    hash_version(importing);
}

/* Eight digits in a file's name, which may be parted: 20260305, 2024-04-26. */
static bool date_in_name(const char *name, char ret_date[11])
{
    for (; *name != '\0'; name++) {
        char date[11] = "0000-00-00";
        const char *at = name;
        size_t put = 0;
        for (; put < 10; at++) {
            if (put == 4 || put == 7) {
                put++;
                at -= *at != '-' && *at != '_' && *at != '.';
                continue;
            }
            if (*at < '0' || *at > '9')
                break;
            date[put++] = *at;
        }
        if (put == 10 && (*at < '0' || *at > '9') && day_is(span_text(date))) {
            memcpy(ret_date, date, sizeof date);
            return true;
        }
        while (*name >= '0' && *name <= '9' && name[1] >= '0' && name[1] <= '9')
            name++; /* the middle of a longer number is no date */
    }
    return false;
}

static bool find_date(struct importing *importing, struct error *err)
{
    const char *inside = importing->reading.notes.date, *given = importing->import->date;
    const char *name = importing->files[0].name;
    if (inside[0] != '\0' && given != NULL && strcmp(inside, given) != 0)
        return error_input(err, ERROR_CONFLICT, name, "the list says %s itself, --date says %s",
                           inside, given);
    if (inside[0] != '\0' || given != NULL) {
        snprintf(importing->date, sizeof importing->date, "%s", inside[0] != '\0' ? inside : given);
        importing->version.date_from = inside[0] != '\0' ? "inside" : "given";
        return true;
    }
    for (size_t i = 0; i < importing->version.file_count; i++) {
        char date[11];
        if (!date_in_name(importing->named[i].name, date))
            continue;
        if (importing->date[0] != '\0' && strcmp(importing->date, date) != 0)
            return error_input(err, ERROR_CONFLICT, name,
                               "the names of its files say %s and %s; expected files of one day",
                               importing->date, date);
        memcpy(importing->date, date, sizeof importing->date);
        importing->version.date_from = "name";
    }
    return importing->date[0] != '\0' ||
           error_input(err, ERROR_USAGE, name,
                       "no date in it and none in its name; expected --date YYYY-MM-DD");
}

/* Reads and indexes. False only when the environment is broken: bad input becomes a refusal. */
static bool read_list(struct importing *importing, struct error *err)
{
    struct error *why = &importing->refused;
    struct list_import *import = importing->import;
    list_reading_init(&importing->reading, importing->files, importing->version.file_count,
                      index_build_sink(&import->build));
    bool ok = list_form_read(importing->set->form, importing->set->list, &importing->reading, why);
    if (ok && !index_build_write(&import->build, &import->index, why)) {
        ok = false;
        if (!error_is_environment(why->code))
            error_prefix(why, importing->files[0].name);
    }
    if (!ok && error_is_environment(why->code)) {
        *err = *why;
        return false;
    }
    struct list_version *version = &importing->version;
    const struct list_notes *notes = &importing->reading.notes;
    version->entries = import->build.count;
    version->addresses = import->build.addresses;
    version->mistyped = import->build.mistyped;
    version->cut = notes->cut;
    version->left_out = notes->left_out;
    version->absent = notes->absent;
    if (ok) {
        why->code = ERROR_NONE;
        list_index_name(version->index, version->sha256,
                        index_number((unsigned char *)import->index.data + INDEX_SUM_AT, 8));
    }
    return true;
}

static bool same_bytes(const struct list_version *a, const struct list_version *b)
{
    return a->refused[0] == '\0' && strcmp(a->list, b->list) == 0 &&
           strcmp(a->date, b->date) == 0 && strcmp(a->index, b->index) == 0;
}

static bool keep_files(struct importing *importing, struct error *err)
{
    struct list_import *import = importing->import;
    char folder[PATH_BYTES_MAX];
    if (!lists_path(folder, import->home, "original", NULL, err) || !file_make_folder(folder, err))
        return false;
    for (size_t i = 0; i < importing->version.file_count; i++)
        if (!file_batch_put(&import->kept, folder, importing->named[i].sha256,
                            importing->files[i].bytes, err))
            return false;
    return lists_path(folder, import->home, "index", NULL, err) && file_make_folder(folder, err) &&
           file_batch_put(&import->kept, folder, importing->version.index,
                          dynbuf_bytes(&import->index), err);
}

/* Guards, keeps, and adds a line to the register in memory. */
static bool settle(struct importing *importing, struct list_report *report, struct error *err)
{
    struct list_import *import = importing->import;
    struct list_version *version = &importing->version;
    struct list_register *lists = &import->lists;
    bool good = importing->refused.code == ERROR_NONE;
    for (size_t i = 0; good && i < lists->count; i++)
        if (same_bytes(&lists->versions[i], version)) {
            *report = (struct list_report){true, lists->versions[i]};
            return true;
        }
    good = good && guard_version(lists, &import->build, version, importing->reading.notes.said,
                                 import->accept_shrink, &importing->refused);
    if (importing->reading.notes.warnings.size > 0)
        version->warnings = importing->reading.notes.warnings.data;
    if (!good) {
        version->refused = importing->refused.text;
        version->index[0] = '\0';
    } else if (!keep_files(importing, err)) {
        return false;
    }
    if (!list_register_add(lists, version, err))
        return false;
    import->changed = true;
    *report = (struct list_report){false, lists->versions[lists->count - 1]};
    return true;
}

/* Takes the lock of the home's lists, and reads the register under it. */
static bool lock_lists(struct list_import *import, struct error *err)
{
    char folder[PATH_BYTES_MAX];
    return import->lock >= 0 ||
           (lists_folder(folder, import->home, err) && file_make_folder(folder, err) &&
            file_lock(&import->lock, folder, err) &&
            list_register_read(&import->lists, import->home, err));
}

void list_import_init(struct list_import *import)
{
    *import = (struct list_import){.lock = -1};
    index_build_init(&import->build);
    dynbuf_init(&import->index, (size_t)LIST_TEXTS_BYTES_MAX + ((size_t)1 << 30));
}

void list_import_release(struct list_import *import)
{
    file_batch_release(&import->kept);
    list_register_release(&import->lists);
    index_build_release(&import->build);
    dynbuf_release(&import->index);
    if (import->lock >= 0)
        close(import->lock);
    import->lock = -1;
}

bool list_import_commit(struct list_import *import, struct error *err)
{
    return !import->changed || (file_batch_sync(&import->kept, err) &&
                                list_register_write(&import->lists, import->home, err));
}

bool list_import_set(struct list_import *import, const struct list_set *set,
                     struct list_report *ret_report, struct error *err)
{
    const struct list_kind *kind = list_kind_named(set->list);
    if (kind == NULL)
        return error_input(err, ERROR_USAGE, "--list", "'%s': no list of that name", set->list);
    struct importing *importing = calloc(1, sizeof *importing);
    if (importing == NULL)
        return error_memory(err, "importing a list");
    importing->import = import;
    importing->set = set;
    importing->kind = kind;
    index_build_clear(&import->build, !(kind->has_ids || set->form == FORM_EU_XML));
    dynbuf_clear(&import->index);
    describe(importing);
    bool ok = read_list(importing, err);
    if (ok && !find_date(importing, err)) {
        ok = false;
        if (importing->refused.code != ERROR_NONE) /* what is wrong with it comes first */
            *err = importing->refused;
    }
    ok = ok && lock_lists(import, err) && settle(importing, ret_report, err);
    list_reading_release(&importing->reading);
    free(importing);
    return ok;
}
