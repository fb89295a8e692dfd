#include "screen/version_read.h"

#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hex.h"
#include "screen/birth.h"
#include "screen/index_bytes.h"

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
static void hash_version(struct version_reading *of)
{
    struct list_version *version = &of->version;
    unsigned char hash[SHA256_DIGEST_SIZE];
    struct sha256_ctx sha;
    if (version->file_count == 1) {
        memcpy(version->sha256, of->named[0].sha256, sizeof version->sha256);
        return;
    }
    struct version_file sorted[LIST_FILES_MAX];
    memcpy(sorted, of->named, sizeof *sorted * version->file_count);
    qsort(sorted, version->file_count, sizeof *sorted, compare_files);
    sha256_init(&sha);
    for (size_t i = 0; i < version->file_count; i++) {
        sha256_update(&sha, LIST_SHA256_TEXT_BYTES - 1, (const uint8_t *)sorted[i].sha256);
        sha256_update(&sha, 1, (const uint8_t *)"\n");
    }
    sha256_digest(&sha, sizeof hash, hash);
    hex_encode(version->sha256, hash, sizeof hash);
}

static void describe(struct version_reading *of)
{
    const struct list_set *set = of->set;
    struct list_version *version = &of->version;
    *version = (struct list_version){.list = set->list,
                                     .authority = of->kind->authority,
                                     .scope = set->scope,
                                     .form = list_form_word(set->form),
                                     .date = of->date,
                                     .date_from = "",
                                     .imported = of->command->now,
                                     .files = of->named,
                                     .file_count = set->file_count,
                                     .warnings = "",
                                     .refused = ""};
    for (size_t i = 0; i < set->file_count; i++) {
        const struct list_file *file = &of->command->files[set->files[i]];
        const char *slash = strrchr(file->name, '/');
        of->given[i] = *file;
        of->named[i].name = slash == NULL ? file->name : slash + 1;
        hash_hex(file->bytes, of->named[i].sha256);
    }
    hash_version(of);
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

static bool find_date(struct version_reading *of, struct error *err)
{
    const char *inside = of->reading.notes.date, *given = of->command->date;
    const char *name = of->given[0].name;
    if (inside[0] != '\0' && given != NULL && strcmp(inside, given) != 0)
        return error_input(err, ERROR_CONFLICT, name, "the list says %s itself, --date says %s",
                           inside, given);
    if (inside[0] != '\0' || given != NULL) {
        snprintf(of->date, sizeof of->date, "%s", inside[0] != '\0' ? inside : given);
        of->version.date_from = inside[0] != '\0' ? "inside" : "given";
        return true;
    }
    for (size_t i = 0; i < of->version.file_count; i++) {
        char date[11];
        if (!date_in_name(of->named[i].name, date))
            continue;
        if (of->date[0] != '\0' && strcmp(of->date, date) != 0)
            return error_input(err, ERROR_CONFLICT, name,
                               "the names of its files say %s and %s; expected files of one day",
                               of->date, date);
        memcpy(of->date, date, sizeof of->date);
        of->version.date_from = "name";
    }
    return of->date[0] != '\0' ||
           error_input(err, ERROR_USAGE, name,
                       "no date in it and none in its name; expected --date YYYY-MM-DD");
}

/* Reads and indexes. False only when the environment is broken: bad input becomes a refusal. */
static bool read_files(struct version_reading *of, struct error *err)
{
    struct error *why = &of->refused;
    struct list_version *version = &of->version;
    const struct list_notes *notes = &of->reading.notes;
    bool ok = list_form_read(of->set->form, of->set->list, &of->reading, why);
    if (ok && !index_build_write(&of->build, &of->index, why)) {
        ok = false;
        if (!error_is_environment(why->code))
            error_prefix(why, of->given[0].name);
    }
    if (ok && notes->warnings.failed)
        ok = dynbuf_error(&notes->warnings, "the warnings of a list", why);
    if (!ok && error_is_environment(why->code)) {
        *err = *why;
        return false;
    }
    version->entries = of->build.count;
    version->addresses = of->build.addresses;
    version->mistyped = of->build.mistyped;
    version->cut = notes->cut;
    version->left_out = notes->left_out;
    version->absent = notes->absent;
    if (notes->warnings.size > 0)
        version->warnings = notes->warnings.data;
    if (ok) {
        why->code = ERROR_NONE;
        list_index_name(version->index, version->sha256,
                        index_number((unsigned char *)of->index.data + INDEX_SUM_AT, 8));
    }
    return true;
}

void version_reading_init(struct version_reading *of, const struct list_command *command)
{
    *of = (struct version_reading){.command = command};
    index_build_init(&of->build);
    dynbuf_init(&of->index, (size_t)LIST_TEXTS_BYTES_MAX + ((size_t)1 << 30));
}

void version_reading_release(struct version_reading *of)
{
    list_reading_release(&of->reading);
    index_build_release(&of->build);
    dynbuf_release(&of->index);
}

bool list_version_read(struct version_reading *of, const struct list_set *set, struct error *err)
{
    const struct list_kind *kind = list_kind_named(set->list);
    if (kind == NULL)
        return error_input(err, ERROR_USAGE, "--list", "'%s': no list of that name", set->list);
    of->set = set;
    of->kind = kind;
    of->date[0] = '\0';
    of->refused.code = ERROR_NONE;
    describe(of);
    list_reading_release(&of->reading);
    list_reading_init(&of->reading, of->given, of->version.file_count,
                      index_build_sink(&of->build));
    index_build_clear(&of->build, !(kind->has_ids || set->form == FORM_EU_XML));
    dynbuf_clear(&of->index);
    if (!read_files(of, err))
        return false;
    if (find_date(of, err))
        return true;
    if (of->refused.code != ERROR_NONE) /* what is wrong with it comes first */
        *err = of->refused;
    return false;
}
