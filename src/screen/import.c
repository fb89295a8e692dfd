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
#include "screen/index_build.h"

/* One import on its way. */
struct importing {
    const struct list_import *import;
    const struct list_set *set;
    const struct list_kind *kind;
    struct list_file files[LIST_FILES_MAX];
    struct version_file named[LIST_FILES_MAX];
    struct list_reading reading;
    struct index_build build;
    struct dynbuf index;
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
    for (size_t i = 0; i < importing->version.file_count; i++)
        if (date_in_name(importing->named[i].name, importing->date)) {
            importing->version.date_from = "name";
            return true;
        }
    return error_input(err, ERROR_USAGE, name,
                       "no date in it and none in its name; expected --date YYYY-MM-DD");
}

/* Reads and indexes. False only when the environment is broken: bad input becomes a refusal. */
static bool read_list(struct importing *importing, struct error *err)
{
    struct error *why = &importing->refused;
    list_reading_init(&importing->reading, importing->files, importing->version.file_count,
                      index_build_sink(&importing->build));
    bool ok = list_form_read(importing->set->form, importing->set->list, &importing->reading, why);
    if (ok && !index_build_write(&importing->build, &importing->index, why)) {
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
    version->entries = importing->build.count;
    version->addresses = importing->build.addresses;
    version->mistyped = importing->build.mistyped;
    version->cut = notes->cut;
    version->partial = notes->partial;
    if (ok)
        why->code = ERROR_NONE;
    return true;
}

static bool same_bytes(const struct list_version *a, const struct list_version *b)
{
    return a->refused[0] == '\0' && strcmp(a->list, b->list) == 0 &&
           strcmp(a->date, b->date) == 0 && strcmp(a->sha256, b->sha256) == 0;
}

static bool keep_files(const struct importing *importing, struct error *err)
{
    const char *home = importing->import->home;
    char folder[PATH_BYTES_MAX];
    if (!lists_path(folder, home, "original", NULL, err) || !file_make_folder(folder, err))
        return false;
    for (size_t i = 0; i < importing->version.file_count; i++)
        if (!file_replace(folder, importing->named[i].sha256, importing->files[i].bytes, err))
            return false;
    return lists_path(folder, home, "index", NULL, err) && file_make_folder(folder, err) &&
           file_replace(folder, importing->version.sha256, dynbuf_bytes(&importing->index), err);
}

/* Guards, keeps, and writes the register, all under the lock. */
static bool settle(struct importing *importing, struct list_register *lists,
                   struct list_report *report, struct error *err)
{
    struct list_version *version = &importing->version;
    for (size_t i = 0; i < lists->count; i++)
        if (importing->refused.code == ERROR_NONE && same_bytes(&lists->versions[i], version)) {
            *report = (struct list_report){true, lists->versions[i]};
            return true;
        }
    if (importing->refused.code == ERROR_NONE &&
        !guard_version(importing->import->home, lists, importing->kind, version,
                       importing->reading.notes.said, dynbuf_bytes(&importing->index),
                       importing->import->accept_shrink, &importing->refused)) {
        if (error_is_environment(importing->refused.code) ||
            importing->refused.code == ERROR_DAMAGED) {
            *err = importing->refused;
            return false;
        }
    }
    if (importing->reading.notes.warnings.size > 0)
        version->warnings = importing->reading.notes.warnings.data;
    if (importing->refused.code != ERROR_NONE)
        version->refused = importing->refused.text;
    else if (!keep_files(importing, err))
        return false;
    if (!list_register_add(lists, version, err) ||
        !list_register_write(lists, importing->import->home, err))
        return false;
    *report = (struct list_report){false, lists->versions[lists->count - 1]};
    return true;
}

static bool import_locked(struct importing *importing, struct list_register *lists,
                          struct list_report *report, struct error *err)
{
    char folder[PATH_BYTES_MAX];
    int lock;
    if (!lists_folder(folder, importing->import->home, err) || !file_make_folder(folder, err) ||
        !file_lock(&lock, folder, err))
        return false;
    list_register_release(lists); /* as it is now, under the lock */
    bool ok = list_register_read(lists, importing->import->home, err) &&
              settle(importing, lists, report, err);
    close(lock);
    return ok;
}

bool list_import_set(const struct list_import *import, const struct list_set *set,
                     struct list_register *lists, struct list_report *ret_report, struct error *err)
{
    struct importing *importing = calloc(1, sizeof *importing);
    if (importing == NULL)
        return error_memory(err, "importing a list");
    importing->import = import;
    importing->set = set;
    importing->kind = list_kind_named(set->list);
    dynbuf_init(&importing->index, (size_t)LIST_TEXTS_BYTES_MAX + ((size_t)1 << 30));
    bool ok = importing->kind != NULL ||
              error_input(err, ERROR_USAGE, "--list", "'%s': no list of that name", set->list);
    if (ok) {
        bool has_ids = importing->kind->has_ids || set->form == FORM_EU_XML;
        index_build_init(&importing->build, !has_ids);
        describe(importing);
        ok = read_list(importing, err);
        if (ok && !find_date(importing, err)) {
            ok = false;
            if (importing->refused.code != ERROR_NONE) /* what is wrong with it comes first */
                *err = importing->refused;
        }
        ok = ok && import_locked(importing, lists, ret_report, err);
        list_reading_release(&importing->reading);
    }
    index_build_release(&importing->build);
    dynbuf_release(&importing->index);
    free(importing);
    return ok;
}
