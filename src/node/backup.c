#include "node/backup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/file_new.h"
#include "node/agreement.h"
#include "node/backup_form.h"
#include "node/config.h"
#include "node/keys.h"
#include "node/restored.h"
#include "node/seal.h"
#include "store/leaves.h"

struct backing {
    const char *home;
    struct config config;
    struct keys keys;
    struct file_new file;
    struct sealer sealer;
    struct backup_out out;
    struct dynbuf bytes; /* of one file */
    struct store store;
    struct leaves leaves;
    struct backup_told told;
};

static bool put_sealed(void *context, struct span bytes, struct error *err)
{
    return file_new_put(context, bytes, err);
}

static bool put_plain(void *context, struct span bytes, struct error *err)
{
    return sealer_put(context, bytes, err);
}

static bool read_home(struct backing *at, struct error *err)
{
    if (!config_read(&at->config, at->home, err) || !keys_read(&at->keys, at->home, err))
        return false;
    return at->config.has_backup_key ||
           error_input(err, ERROR_VALUE, CONFIG_NAME,
                       "no backup_key; expected the public key that `trefoil backup key` prints");
}

static bool put_file(struct backing *at, const char *name, struct error *err)
{
    char path[PATH_BYTES_MAX];
    dynbuf_clear(&at->bytes);
    return file_path(path, at->home, name, err) && file_read(&at->bytes, path, err) &&
           backup_put_file(&at->out, span_text(name), dynbuf_bytes(&at->bytes), err);
}

static bool put_keys(struct backing *at, DIR *folder, struct error *err)
{
    size_t count = 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char name[PATH_BYTES_MAX];
        if (!file_path(name, "keys", entry->d_name, err))
            return false;
        if (!backup_file_valid(span_text(name)))
            continue;
        if (++count > BACKUP_FILES_MAX - 2)
            return error_input(err, ERROR_LIMIT, "keys", "expected at most %d files",
                               BACKUP_FILES_MAX - 2);
        if (!put_file(at, name, err))
            return false;
    }
    return true;
}

/* A node that never ran has no checkpoint yet. */
static bool put_checkpoint(struct backing *at, struct error *err)
{
    char path[PATH_BYTES_MAX];
    struct stat found;
    if (!file_path(path, at->home, "checkpoint", err))
        return false;
    return (stat(path, &found) != 0 && errno == ENOENT) || put_file(at, "checkpoint", err);
}

/* Before the store's moment, so that the checkpoint is of no later one. */
static bool put_files(struct backing *at, struct error *err)
{
    char path[PATH_BYTES_MAX];
    if (!put_file(at, CONFIG_NAME, err) || !put_checkpoint(at, err) ||
        !file_path(path, at->home, "keys", err))
        return false;
    DIR *folder = opendir(path);
    if (folder == NULL)
        return error_os(err, ERROR_IO, "look into", path, errno);
    bool ok = put_keys(at, folder, err);
    closedir(folder);
    return ok;
}

static bool put_row(void *context, struct span row, struct error *err)
{
    return backup_put_row(context, row, err);
}

static bool put_tables(struct backing *at, struct error *err)
{
    const struct dump_sink sink = {put_row, &at->out};
    const struct dump_table *table;
    for (size_t i = 0; (table = dump_table(i)) != NULL; i++) {
        uint64_t count = 0;
        if (!backup_put_table(&at->out, table, err) ||
            !dump_read(&at->store, table, sink, &count, err) ||
            !backup_put_end(&at->out, count, err))
            return false;
        at->told.rows += count;
        if (strcmp(table->name, "version") == 0)
            at->told.versions = count;
    }
    return true;
}

/* Of the tree as this moment of the store has it. */
static bool put_head(struct backing *at, struct error *err)
{
    struct checkpoint checkpoint = {.origin = span_text(at->keys.log.key.name)};
    struct dynbuf note;
    dynbuf_init(&note, NOTE_BYTES_MAX);
    bool ok = leaves_load(&at->store, &at->leaves, err);
    if (ok) {
        checkpoint.size = at->told.leaves = at->leaves.tree.size;
        merkle_root(&at->leaves.tree, &checkpoint.root);
        ok = checkpoint_sign(&checkpoint, &at->keys.log, &note, err) &&
             backup_put_checkpoint(&at->out, dynbuf_bytes(&note), err);
    }
    dynbuf_release(&note);
    return ok;
}

static bool put_moment(struct backing *at, struct error *err)
{
    if (!store_begin_reading(&at->store, err))
        return false;
    bool ok =
        put_tables(at, err) && put_head(at, err) && backup_put_close(&at->out, &at->keys.log, err);
    store_end_reading(&at->store);
    return ok;
}

/* A slip of who names the file must not cost a store, or the only key of older backups: nothing is
 * replaced but a backup, or a file that is empty. What is no plain file file_new refuses. */
static bool check_replaced(const char *path, struct error *err)
{
    unsigned char first[SEAL_MAGIC_BYTES];
    struct stat there;
    if (lstat(path, &there) != 0)
        return errno == ENOENT || error_os(err, ERROR_IO, "look at", path, errno);
    if (!S_ISREG(there.st_mode) || there.st_size == 0)
        return true;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return error_os(err, ERROR_IO, "open the file", path, errno);
    ssize_t count = pread(fd, first, sizeof first, 0);
    close(fd);
    return (count > 0 && seal_is(span_of(first, (size_t)count))) ||
           error_input(err, ERROR_CONFLICT, path,
                       "is there already and no backup; expected another place");
}

/* A store that is older than what was signed gives a backup that no restore takes. It must not come
 * in the place of a good one. */
static bool check_store(struct backing *at, struct error *err)
{
    uint64_t published = 0;
    return agreement_check(at->home, &at->keys.log.key, &at->store, &published, err);
}

static bool write_all(struct backing *at, const char *path, struct error *err)
{
    const struct store_place place = {at->home, at->config.postgres};
    const struct seal_sink sink = {put_sealed, &at->file};
    backup_out_init(&at->out, put_plain, &at->sealer);
    if (!check_replaced(path, err) || !store_open_reading(&at->store, &place, err) ||
        !check_store(at, err) || !file_new_begin(&at->file, path, err) ||
        !sealer_begin(&at->sealer, at->config.backup_key, sink, err) ||
        !backup_put_head(&at->out, at->told.made, dump_shape(), err) || !put_files(at, err) ||
        !put_moment(at, err) || !sealer_end(&at->sealer, err) || !file_new_end(&at->file, err))
        return false;
    at->told.bytes = at->file.size;
    return true;
}

bool backup_write(const char *home, const char *path, int64_t now, struct backup_told *ret_told,
                  struct error *err)
{
    if (!clock_check(now, err) || !restored_refuse(home, err))
        return false;
    struct backing *at = calloc(1, sizeof *at);
    if (at == NULL)
        return error_memory(err, "making a backup");
    at->home = home;
    at->told.made = now;
    at->file.fd = -1;
    dynbuf_init(&at->bytes, BACKUP_FILE_BYTES_MAX);
    /* room for every file: where a buffer with keys grows, a copy of them stays behind */
    bool ok = dynbuf_extend(&at->bytes, BACKUP_FILE_BYTES_MAX) != NULL ||
              error_memory(err, "making a backup");
    ok = ok && read_home(at, err) && write_all(at, path, err);
    if (at->bytes.data != NULL)
        sodium_memzero(at->bytes.data, at->bytes.capacity);
    dynbuf_release(&at->bytes);
    file_new_release(&at->file);
    store_release(&at->store);
    keys_clear(&at->keys);
    config_release(&at->config);
    if (ok)
        *ret_told = at->told;
    sealer_release(&at->sealer);
    free(at);
    return ok;
}
