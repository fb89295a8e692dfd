#include "node/restore.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/folder_new.h"
#include "node/backup_proof.h"
#include "node/backup_read.h"
#include "node/config.h"
#include "node/restored.h"

struct restoring {
    const struct restore_asked *asked;
    int fd; /* of the backup */
    struct unsealer unsealer;
    struct folder_new folder;
    struct config config; /* the backup's, then the new home's */
    bool has_config, has_log;
    struct note_key log;
    struct dynbuf older; /* the newest checkpoint that stood in the home, or nothing */
    struct store store;
    struct backup_proof proof;
    struct backup_facts facts;
    struct dynbuf checkpoint;
};

static bool get_sealed(void *context, unsigned char *ret_bytes, size_t size, size_t *ret_count,
                       struct error *err)
{
    struct restoring *at = context;
    size_t done = 0;
    while (done < size) {
        ssize_t count = read(at->fd, ret_bytes + done, size - done);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return error_os(err, ERROR_IO, "read the file", at->asked->file, errno);
        if (count == 0)
            break;
        done += (size_t)count;
    }
    *ret_count = done;
    return true;
}

static bool get_plain(void *context, unsigned char *ret_bytes, size_t size, struct error *err)
{
    struct restoring *at = context;
    return unsealer_get(&at->unsealer, ret_bytes, size, err);
}

static bool at_end(void *context, bool *ret_end, struct error *err)
{
    struct restoring *at = context;
    return unsealer_at_end(&at->unsealer, ret_end, err);
}

static const char *home_of(const struct restoring *at)
{
    return at->asked->home == NULL ? "." : at->folder.aside;
}

/* "keys/log.skey" into the folder of keys, "node.yaml" into the home. */
static bool put_file(struct restoring *at, struct span name, struct span bytes, struct error *err)
{
    char folder[PATH_BYTES_MAX], last[PATH_BYTES_MAX];
    static const char keys[] = "keys/";
    bool key = span_starts_with(name, keys);
    struct span rest = span_part(name, key ? sizeof keys - 1 : 0, name.size);
    if (at->asked->home == NULL)
        return true;
    ensure(rest.size < sizeof last);
    memcpy(last, rest.data, rest.size);
    last[rest.size] = '\0';
    if (!key)
        return file_replace_private(at->folder.aside, last, bytes, err);
    return file_path(folder, at->folder.aside, "keys", err) && file_make_folder(folder, err) &&
           file_replace_private(folder, last, bytes, err);
}

/* The configuration that was given in place of the backup's. */
static bool put_other_config(struct restoring *at, struct error *err)
{
    struct config config = {0};
    struct dynbuf bytes;
    dynbuf_init(&bytes, CONFIG_BYTES_MAX + 1);
    bool ok = file_read(&bytes, at->asked->config, err) &&
              config_parse(&config, dynbuf_bytes(&bytes), at->asked->config, home_of(at), err);
    if (ok && !span_equal(config.member, at->config.member))
        ok =
            error_input(err, ERROR_VALUE, at->asked->config, "of member %.*s; the backup is %.*s's",
                        (int)config.member.size, (const char *)config.member.data,
                        (int)at->config.member.size, (const char *)at->config.member.data);
    ok = ok && put_file(at, span_text(CONFIG_NAME), dynbuf_bytes(&bytes), err);
    dynbuf_release(&bytes);
    if (!ok) {
        config_release(&config);
        return false;
    }
    config_release(&at->config);
    at->config = config;
    return true;
}

static bool take_config(struct restoring *at, struct span bytes, struct error *err)
{
    if (at->has_config)
        return error_input(err, ERROR_DAMAGED, "backup", "two files named " CONFIG_NAME);
    if (!config_parse(&at->config, bytes, "the backup's " CONFIG_NAME, home_of(at), err))
        return false;
    at->has_config = true;
    return at->asked->config == NULL ? put_file(at, span_text(CONFIG_NAME), bytes, err)
                                     : put_other_config(at, err);
}

static bool take_log_key(struct restoring *at, struct span bytes, struct error *err)
{
    struct note_signer signer;
    size_t size =
        bytes.size > 0 && bytes.data[bytes.size - 1] == '\n' ? bytes.size - 1 : bytes.size;
    if (!note_signer_parse(span_part(bytes, 0, size), "the backup's log key", &signer, err))
        return false;
    at->log = signer.key;
    at->has_log = true;
    note_signer_clear(&signer);
    return true;
}

static bool take_file(void *context, struct span name, struct span bytes, struct error *err)
{
    struct restoring *at = context;
    if (span_is(name, CONFIG_NAME))
        return take_config(at, bytes, err);
    if (span_is(name, "keys/log.skey") && !take_log_key(at, bytes, err))
        return false;
    if (span_is(name, "checkpoint") && !dynbuf_span(&at->older, bytes))
        return dynbuf_error(&at->older, "a checkpoint", err);
    return put_file(at, name, bytes, err);
}

static bool open_store(struct restoring *at, struct error *err)
{
    const struct store_place place = {.folder = at->folder.aside, .postgres = at->config.postgres};
    bool empty = false;
    if (at->asked->home == NULL)
        return store_open_scratch(&at->store, err) && store_begin(&at->store, err);
    return store_open(&at->store, &place, err) && store_begin(&at->store, err) &&
           dump_is_empty(&at->store, &empty, err) &&
           (empty || error_input(err, ERROR_CONFLICT, "store",
                                 "holds rows already; expected an empty database"));
}

static bool same_key(const struct note_key *a, const struct note_key *b)
{
    return strcmp(a->name, b->name) == 0 && a->id == b->id && a->type == b->type &&
           memcmp(a->public_key, b->public_key, sizeof a->public_key) == 0;
}

static bool end_files(void *context, struct error *err)
{
    struct restoring *at = context;
    if (!at->has_config || !at->has_log)
        return error_input(err, ERROR_DAMAGED, "backup", "without %s",
                           at->has_config ? "the log's key" : CONFIG_NAME);
    if (at->asked->log_key != NULL && !same_key(&at->log, at->asked->log_key))
        return error_input(err, ERROR_CONFLICT, "backup", "of the log %s, which has another key",
                           at->log.name);
    if (!open_store(at, err))
        return false;
    backup_proof_init(&at->proof, &at->store);
    return true;
}

static bool take_row(void *context, const struct dump_table *table,
                     const struct sql_value values[DUMP_COLUMNS_MAX], struct error *err)
{
    struct restoring *at = context;
    return dump_add(&at->store, table, values, err) &&
           backup_proof_row(&at->proof, table, values, err);
}

static bool check_close(const struct restoring *at, struct span close, struct error *err)
{
    struct note_verdict verdict;
    struct note note;
    return note_parse(close, "backup", &note, err) &&
           (note_verify(&note, &at->log, 1, &verdict, err) || error_prefix(err, "backup"));
}

/* All was read: what it says of itself is proven before any of it is kept. */
static bool take_end(void *context, struct span checkpoint, struct span close, struct error *err)
{
    struct restoring *at = context;
    if (!dynbuf_span(&at->checkpoint, checkpoint))
        return dynbuf_error(&at->checkpoint, "a checkpoint", err);
    return check_close(at, close, err) && backup_proof_tables(&at->proof, err) &&
           backup_proof_checkpoint(&at->proof, checkpoint, dynbuf_bytes(&at->older), &at->log, err);
}

static bool read_all(struct restoring *at, struct error *err)
{
    const struct seal_source sealed = {get_sealed, at};
    const struct backup_source source = {get_plain, at_end, at};
    const struct backup_taker taker = {take_file, end_files, take_row, take_end, at};
    at->fd = open(at->asked->file, O_RDONLY | O_CLOEXEC);
    if (at->fd < 0)
        return error_os(err, ERROR_IO, "open the file", at->asked->file, errno);
    return unsealer_begin(&at->unsealer, at->asked->secret, sealed, err) &&
           (at->asked->home == NULL || folder_new_begin(&at->folder, at->asked->home, err)) &&
           backup_read(&source, &taker, &at->facts, err);
}

static bool keep(struct restoring *at, struct error *err)
{
    if (at->asked->home == NULL)
        return true;
    if (!restored_write(at->folder.aside, at->facts.made, dynbuf_bytes(&at->checkpoint), err) ||
        !store_commit(&at->store, err))
        return false;
    store_release(&at->store);
    return folder_new_end(&at->folder, err);
}

static void tell(const struct restoring *at, struct restore_told *ret_told)
{
    *ret_told = (struct restore_told){
        .backup = {.made = at->facts.made,
                   .rows = at->facts.rows,
                   .versions = (uint64_t)at->proof.logged.versions,
                   .leaves = at->proof.tree.size},
        .log = at->log,
    };
}

bool restore(const struct restore_asked *asked, struct restore_told *ret_told, struct error *err)
{
    struct restoring *at = calloc(1, sizeof *at);
    if (at == NULL)
        return error_memory(err, "restoring");
    at->asked = asked;
    at->fd = at->folder.fd = -1;
    dynbuf_init(&at->older, BACKUP_FILE_BYTES_MAX);
    dynbuf_init(&at->checkpoint, BACKUP_FILE_BYTES_MAX);
    bool ok = read_all(at, err) && keep(at, err);
    if (ok)
        tell(at, ret_told);
    if (at->fd >= 0)
        close(at->fd);
    backup_proof_release(&at->proof);
    store_release(&at->store);
    folder_new_release(&at->folder);
    config_release(&at->config);
    dynbuf_release(&at->older);
    dynbuf_release(&at->checkpoint);
    unsealer_release(&at->unsealer);
    free(at);
    return ok;
}
