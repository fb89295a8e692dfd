#include "screen/verdict.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/sum_line.h"
#include "screen/register.h"
#include "text/json_reader.h"
#include "text/json_writer.h"

static const char head[] = "trefoil-verdicts 1\n";

void verdicts_release(struct verdicts *verdicts)
{
    free(verdicts->items);
    arena_release(&verdicts->texts);
    *verdicts = (struct verdicts){.count = 0};
}

static bool append(struct verdicts *verdicts, const struct verdict *verdict, struct error *err)
{
    struct verdict *grown = array_grow(verdicts->items, &verdicts->capacity, verdicts->count + 1,
                                       sizeof *grown, LIST_VERDICTS_MAX);
    if (grown == NULL)
        return array_error(verdicts->count + 1, LIST_VERDICTS_MAX, "verdicts", err);
    verdicts->items = grown;
    struct verdict kept = *verdict;
    const char *a = arena_text(&verdicts->texts, verdict->key_a);
    const char *b = arena_text(&verdicts->texts, verdict->key_b);
    kept.list_a = arena_text(&verdicts->texts, span_text(verdict->list_a));
    kept.list_b = arena_text(&verdicts->texts, span_text(verdict->list_b));
    if (a == NULL || b == NULL || kept.list_a == NULL || kept.list_b == NULL)
        return error_memory(err, "reading verdicts");
    kept.key_a.data = (const unsigned char *)a;
    kept.key_b.data = (const unsigned char *)b;
    grown[verdicts->count++] = kept;
    return true;
}

static void print(const struct verdicts *verdicts, struct dynbuf *text)
{
    dynbuf_text(text, head);
    for (size_t i = 0; i < verdicts->count; i++) {
        const struct verdict *verdict = &verdicts->items[i];
        struct json_writer json;
        json_writer_init_compact(&json, text);
        json_open_array(&json, NULL);
        json_text(&json, NULL, verdict->same ? "same" : "not_same");
        json_text(&json, NULL, verdict->list_a);
        json_string(&json, NULL, verdict->key_a);
        json_text(&json, NULL, verdict->list_b);
        json_string(&json, NULL, verdict->key_b);
        json_u64(&json, NULL, verdict->at);
        json_close(&json);
        dynbuf_char(text, '\n');
    }
    sum_line_put(text);
}

/* A text of a line, kept. */
static bool take_text(struct json_reader *json, struct arena *texts, struct span *ret_text,
                      struct error *err)
{
    struct span text;
    if (!json_expect_string(json, &text, err))
        return false;
    const char *kept = arena_text(texts, text);
    if (kept == NULL)
        return error_memory(err, "reading verdicts");
    *ret_text = span_of(kept, text.size);
    return true;
}

static bool parse_line(struct verdicts *verdicts, struct json_reader *json, struct error *err)
{
    struct span word, list_a, list_b;
    struct verdict verdict;
    struct arena *texts = &verdicts->texts;
    if (!json_expect(json, JSON_BEGIN_ARRAY, err) || !take_text(json, texts, &word, err) ||
        !take_text(json, texts, &list_a, err) || !take_text(json, texts, &verdict.key_a, err) ||
        !take_text(json, texts, &list_b, err) || !take_text(json, texts, &verdict.key_b, err) ||
        !json_expect_u64(json, &verdict.at, err) || !json_expect(json, JSON_END_ARRAY, err) ||
        !json_expect(json, JSON_END, err))
        return false;
    verdict.same = span_is(word, "same");
    verdict.list_a = (const char *)list_a.data;
    verdict.list_b = (const char *)list_b.data;
    return append(verdicts, &verdict, err);
}

static bool parse(struct verdicts *verdicts, struct span text, const char *path, struct error *err)
{
    struct json_reader *json = malloc(sizeof *json);
    bool ok = json != NULL || error_memory(err, "reading verdicts");
    if (ok && (!sum_line_take(text, &text) || !span_starts_with(text, head)))
        ok = error_input(err, ERROR_DAMAGED, path,
                         "not as it was written; expected verdicts and "
                         "their sum");
    for (size_t at = sizeof head - 1; ok && at < text.size;) {
        const unsigned char *feed = memchr(text.data + at, '\n', text.size - at);
        size_t end = feed == NULL ? text.size : (size_t)(feed - text.data);
        json_reader_init(json, span_part(text, at, end), path);
        ok = parse_line(verdicts, json, err);
        json_reader_release(json);
        at = end + 1;
    }
    free(json);
    return ok;
}

bool verdicts_read(struct verdicts *ret_verdicts, const char *home, struct error *err)
{
    struct verdicts verdicts = {.count = 0};
    char folder[PATH_BYTES_MAX], path[PATH_BYTES_MAX];
    struct stat found;
    struct dynbuf text;
    if (!lists_folder(folder, home, err) || !file_path(path, folder, "verdicts", err))
        return false;
    arena_init(&verdicts.texts, LIST_REGISTER_BYTES_MAX);
    if (stat(path, &found) != 0 && (errno == ENOENT || errno == ENOTDIR)) {
        *ret_verdicts = verdicts;
        return true;
    }
    dynbuf_init(&text, LIST_REGISTER_BYTES_MAX);
    bool ok = file_read(&text, path, err) && parse(&verdicts, dynbuf_bytes(&text), path, err);
    dynbuf_release(&text);
    if (ok)
        *ret_verdicts = verdicts;
    else
        verdicts_release(&verdicts);
    return ok;
}

bool verdict_add(const char *home, const struct verdict *verdict, struct error *err)
{
    struct verdicts verdicts = {.count = 0};
    char folder[PATH_BYTES_MAX];
    struct dynbuf text;
    int lock;
    if (!lists_folder(folder, home, err) || !file_make_folder(folder, err) ||
        !file_lock(&lock, folder, err))
        return false;
    dynbuf_init(&text, LIST_REGISTER_BYTES_MAX);
    bool ok = verdicts_read(&verdicts, home, err) && append(&verdicts, verdict, err);
    if (ok) {
        print(&verdicts, &text);
        ok = (!text.failed || dynbuf_error(&text, "verdicts", err)) &&
             file_replace(folder, "verdicts", dynbuf_bytes(&text), err);
    }
    dynbuf_release(&text);
    verdicts_release(&verdicts);
    close(lock);
    return ok;
}
