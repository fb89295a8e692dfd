#include "screen/receipt.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/sum_line.h"
#include "screen/register.h"
#include "text/json_reader.h"
#include "text/json_writer.h"

enum { HASH_TEXT = SUM_HEX_BYTES - 1 };

void receipt_print(struct dynbuf *lines, const struct receipt *receipt)
{
    struct dynbuf object;
    struct json_writer json;
    char hex[SUM_HEX_BYTES];
    dynbuf_init(&object, lines->max);
    json_writer_init_compact(&json, &object);
    json_open_object(&json, NULL);
    json_u64(&json, "time", receipt->time);
    json_u64(&json, "known_at", receipt->known_at);
    json_string(&json, "max_ages", receipt->max_ages);
    json_string(&json, "authorities", receipt->authorities);
    json_string(&json, "day", receipt->day);
    json_string(&json, "text", receipt->text);
    json_string(&json, "rule", receipt->rule);
    json_string(&json, "inputs", receipt->inputs);
    json_string(&json, "version", receipt->version);
    json_string(&json, "answer", receipt->answer);
    json_close(&json);
    if (object.failed) {
        dynbuf_fail(lines, &object);
    } else {
        sum_hex(dynbuf_bytes(&object), hex);
        dynbuf_format(lines, "%s ", hex);
        dynbuf_span(lines, dynbuf_bytes(&object));
        dynbuf_char(lines, '\n');
    }
    dynbuf_release(&object);
}

/* Where whole lines end: what a writer that lost power left behind them was never a receipt. */
static bool whole_lines(int fd, uint64_t size, const char *path, uint64_t *ret_end,
                        struct error *err)
{
    char last;
    for (; size > 0; size--) {
        ssize_t read = pread(fd, &last, 1, (off_t)(size - 1));
        if (read != 1)
            return error_os(err, ERROR_IO, "read", path, read < 0 ? errno : 0);
        if (last == '\n')
            break;
    }
    *ret_end = size;
    return true;
}

static bool append_at_end(const char *path, struct span lines, struct error *err)
{
    struct stat found;
    uint64_t end = 0;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return error_os(err, ERROR_IO, "open", path, errno);
    bool ok = fstat(fd, &found) == 0 || error_os(err, ERROR_IO, "look at", path, errno);
    ok = ok && whole_lines(fd, (uint64_t)found.st_size, path, &end, err);
    if (ok && end < (uint64_t)found.st_size && ftruncate(fd, (off_t)end) != 0)
        ok = error_os(err, ERROR_IO, "write", path, errno);
    ok = ok && file_write_at(fd, lines, end, path, err);
    if (ok && fsync(fd) != 0)
        ok = error_os(err, ERROR_IO, "write", path, errno);
    close(fd);
    return ok;
}

bool receipts_append(const char *home, struct span lines, struct error *err)
{
    char folder[PATH_BYTES_MAX], path[PATH_BYTES_MAX];
    int lock;
    if (!lists_folder(folder, home, err) || !file_path(path, folder, "receipts", err) ||
        !file_make_folder(folder, err) || !file_lock(&lock, folder, err))
        return false;
    bool ok = append_at_end(path, lines, err) && file_sync_folder(folder, err);
    close(lock);
    return ok;
}

/* The texts of one receipt, each in a buffer of its own, as the reader's are good for one call. */
enum { TEXTS = 8 };

static bool read_member(struct json_reader *json, struct receipt *receipt, struct dynbuf *texts,
                        struct error *err)
{
    static const char *const numbers[] = {"time", "known_at"};
    static const char *const names[TEXTS] = {"authorities", "day",    "text",     "rule",
                                             "version",     "answer", "max_ages", "inputs"};
    uint64_t *const into[] = {&receipt->time, &receipt->known_at};
    struct span text;
    for (size_t i = 0; i < 2; i++)
        if (span_is(json->token.text, numbers[i]))
            return json_expect_u64(json, into[i], err);
    for (size_t i = 0; i < TEXTS; i++)
        if (span_is(json->token.text, names[i])) {
            dynbuf_clear(&texts[i]);
            return json_expect_string(json, &text, err) &&
                   (dynbuf_span(&texts[i], text) || dynbuf_error(&texts[i], "a receipt", err));
        }
    return json_skip_value(json, err);
}

static bool read_receipt(struct json_reader *json, struct span line, const char *path,
                         struct dynbuf *texts, struct receipt *receipt, struct error *err)
{
    bool more;
    for (size_t i = 0; i < TEXTS; i++)
        dynbuf_clear(&texts[i]);
    json_reader_init(json, line, path);
    bool ok = json_expect(json, JSON_BEGIN_OBJECT, err);
    while (ok && (ok = json_next_member(json, &more, err)) && more)
        ok = read_member(json, receipt, texts, err);
    ok = ok && json_expect(json, JSON_END, err);
    json_reader_release(json);
    receipt->authorities = dynbuf_bytes(&texts[0]);
    receipt->day = dynbuf_bytes(&texts[1]);
    receipt->text = dynbuf_bytes(&texts[2]);
    receipt->rule = dynbuf_bytes(&texts[3]);
    receipt->version = dynbuf_bytes(&texts[4]);
    receipt->answer = dynbuf_bytes(&texts[5]);
    receipt->max_ages = dynbuf_bytes(&texts[6]);
    receipt->inputs = dynbuf_bytes(&texts[7]);
    return ok;
}

/* The object of a line whose hash is right. */
static bool open_line(struct span line, const char *path, uint64_t number, struct span *ret_object,
                      struct error *err)
{
    char hex[SUM_HEX_BYTES], place[PATH_BYTES_MAX + 32];
    if (line.size > HASH_TEXT + 1 && line.data[HASH_TEXT] == ' ') {
        *ret_object = span_part(line, HASH_TEXT + 1, line.size);
        sum_hex(*ret_object, hex);
        if (memcmp(hex, line.data, HASH_TEXT) == 0)
            return true;
    }
    snprintf(place, sizeof place, "%s:%llu", path, (unsigned long long)number);
    return error_input(err, ERROR_DAMAGED, place, "not as it was written; expected a receipt");
}

static bool each_line(struct span bytes, const char *path,
                      bool (*take)(void *context, const struct receipt *receipt, struct error *err),
                      void *context, struct error *err)
{
    struct json_reader *json = malloc(sizeof *json);
    struct dynbuf texts[TEXTS];
    bool ok = json != NULL || error_memory(err, "reading receipts");
    for (size_t i = 0; i < TEXTS; i++)
        dynbuf_init(&texts[i], JSON_STRING_BYTES_MAX);
    uint64_t number = 1;
    for (size_t at = 0; ok && at < bytes.size; number++) {
        const unsigned char *feed = memchr(bytes.data + at, '\n', bytes.size - at);
        struct receipt receipt = {.number = number};
        struct span object;
        if (feed == NULL)
            break; /* breaks off: never was whole */
        size_t end = (size_t)(feed - bytes.data);
        ok = open_line(span_part(bytes, at, end), path, number, &object, err) &&
             read_receipt(json, object, path, texts, &receipt, err) && take(context, &receipt, err);
        at = end + 1;
    }
    for (size_t i = 0; i < TEXTS; i++)
        dynbuf_release(&texts[i]);
    free(json);
    return ok;
}

bool receipts_each(const char *home,
                   bool (*take)(void *context, const struct receipt *receipt, struct error *err),
                   void *context, struct error *err)
{
    char folder[PATH_BYTES_MAX], path[PATH_BYTES_MAX];
    struct stat found;
    struct map map;
    if (!lists_folder(folder, home, err) || !file_path(path, folder, "receipts", err))
        return false;
    if (stat(path, &found) != 0 && (errno == ENOENT || errno == ENOTDIR))
        return true;
    if (!map_open(&map, path, err))
        return false;
    bool ok = each_line(map.bytes, path, take, context, err);
    map_close(&map);
    return ok;
}
