#include "node/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "intel/timestamp.h"
#include "text/json_writer.h"

enum { LINE_BYTES_MAX = 2048, NAME_BYTES = 32 };

static bool path_of(const struct journal *journal, unsigned age, char ret_path[PATH_BYTES_MAX],
                    struct error *err)
{
    char name[NAME_BYTES];
    snprintf(name, sizeof name, age == 0 ? "access" : "access.%u", age);
    return file_path(ret_path, journal->folder, name, err);
}

static bool open_file(struct journal *journal, struct error *err)
{
    char path[PATH_BYTES_MAX];
    struct stat found;
    if (!path_of(journal, 0, path, err))
        return false;
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0 || fstat(fd, &found) != 0) {
        int cause = errno;
        if (fd >= 0)
            close(fd);
        return error_os(err, ERROR_IO, "open the journal", path, cause);
    }
    journal->fd = fd;
    journal->written = (uint64_t)found.st_size;
    return true;
}

/* Every file becomes one older. */
static bool turn(struct journal *journal, struct error *err)
{
    char from[PATH_BYTES_MAX], to[PATH_BYTES_MAX];
    close(journal->fd);
    journal->fd = -1;
    for (unsigned age = JOURNAL_FILES; age > 0; age--) {
        if (!path_of(journal, age - 1, from, err) || !path_of(journal, age, to, err))
            return false;
        if (rename(from, to) != 0 && errno != ENOENT)
            return error_os(err, ERROR_IO, "rename the journal", from, errno);
    }
    return open_file(journal, err);
}

bool journal_open(struct journal *ret_journal, const char *home, struct error *err)
{
    struct journal journal = {.fd = -1};
    if (!file_path(journal.folder, home, "journal", err) ||
        !file_make_folder(journal.folder, err) || !open_file(&journal, err))
        return false;
    dynbuf_init(&journal.waiting, JOURNAL_WAITING_BYTES);
    *ret_journal = journal;
    pthread_mutex_init(&ret_journal->lock, NULL);
    return true;
}

/* Of what cannot be written whole nothing stays, so that every line is one. */
static bool write_waiting(struct journal *journal, struct error *err)
{
    struct span bytes = dynbuf_bytes(&journal->waiting);
    uint64_t before = journal->written;
    while (bytes.size > 0) {
        ssize_t count = write(journal->fd, bytes.data, bytes.size);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0) {
            int cause = errno;
            if (ftruncate(journal->fd, (off_t)before) == 0)
                journal->written = before;
            return error_os(err, ERROR_IO, "write the journal in", journal->folder, cause);
        }
        journal->written += (uint64_t)count;
        bytes = span_part(bytes, (size_t)count, bytes.size);
    }
    return true;
}

static bool flush(struct journal *journal, struct error *err)
{
    bool ok = journal->fd >= 0 || open_file(journal, err);
    ok = ok && write_waiting(journal, err);
    if (!ok)
        journal->dropped += journal->lines;
    journal->lines = 0;
    dynbuf_clear(&journal->waiting);
    if (ok && journal->written >= JOURNAL_FILE_BYTES)
        ok = turn(journal, err);
    journal->failing = !ok;
    return ok;
}

bool journal_flush(struct journal *journal, struct error *err)
{
    pthread_mutex_lock(&journal->lock);
    bool ok = flush(journal, err);
    pthread_mutex_unlock(&journal->lock);
    return ok;
}

static void print(struct dynbuf *text, const struct journal_line *line)
{
    char time[TIMESTAMP_MICROS_TEXT_BYTES];
    struct json_writer json;
    timestamp_print_micros(time, line->now < 0 ? 0 : line->now);
    json_writer_init_compact(&json, text);
    json_open_object(&json, NULL);
    json_text(&json, "time", time);
    json_text(&json, "peer", line->peer);
    if (line->account.size > 0)
        json_string(&json, "account", line->account);
    json_text(&json, "method", line->method);
    json_text(&json, "route", line->route);
    json_u64(&json, "status", line->status);
    json_u64(&json, "bytes", line->bytes);
    json_u64(&json, "micros", line->micros);
    json_close(&json);
    dynbuf_char(text, '\n');
}

void journal_put(struct journal *journal, const struct journal_line *line)
{
    struct dynbuf text;
    struct error ignored;
    dynbuf_init(&text, LINE_BYTES_MAX);
    print(&text, line);
    pthread_mutex_lock(&journal->lock);
    if (journal->waiting.size + text.size > JOURNAL_WAITING_BYTES)
        (void)flush(journal, &ignored); /* `failing` says it */
    if (!text.failed && dynbuf_span(&journal->waiting, dynbuf_bytes(&text)))
        journal->lines++;
    else
        journal->dropped++;
    if (journal->waiting.failed) { /* no memory: it is empty now */
        journal->dropped += journal->lines;
        journal->lines = 0;
        dynbuf_clear(&journal->waiting);
    }
    pthread_mutex_unlock(&journal->lock);
    dynbuf_release(&text);
}

uint64_t journal_dropped(struct journal *journal)
{
    pthread_mutex_lock(&journal->lock);
    uint64_t dropped = journal->dropped;
    pthread_mutex_unlock(&journal->lock);
    return dropped;
}

void journal_release(struct journal *journal)
{
    struct error ignored;
    if (journal->folder[0] == '\0')
        return;
    (void)journal_flush(journal, &ignored);
    if (journal->fd >= 0)
        close(journal->fd);
    pthread_mutex_destroy(&journal->lock);
    dynbuf_release(&journal->waiting);
    *journal = (struct journal){.fd = -1};
}
