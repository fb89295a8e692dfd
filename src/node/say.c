#include "node/say.h"

#include "intel/timestamp.h"

enum { SAY_BYTES_MAX = 4096 };

void say_begin(struct saying *saying, int64_t now, enum say_level level, const char *event)
{
    static const char *const levels[] = {
        [SAY_INFO] = "info", [SAY_WARNING] = "warning", [SAY_ERROR] = "error"};
    char time[TIMESTAMP_MICROS_TEXT_BYTES];
    timestamp_print_micros(time, now < 0 ? 0 : now);
    dynbuf_init(&saying->text, SAY_BYTES_MAX);
    json_writer_init_compact(&saying->json, &saying->text);
    json_open_object(&saying->json, NULL);
    json_text(&saying->json, "time", time);
    json_text(&saying->json, "level", levels[level]);
    json_text(&saying->json, "event", event);
}

void say_end(struct saying *saying, const struct say *say)
{
    json_close(&saying->json);
    dynbuf_char(&saying->text, '\n');
    if (!saying->text.failed && say->line != NULL)
        say->line(say->context, dynbuf_bytes(&saying->text));
    dynbuf_release(&saying->text);
}

void say_error(const struct say *say, int64_t now, const char *event, const struct error *err)
{
    struct saying saying;
    say_begin(&saying, now, SAY_ERROR, event);
    json_text(&saying.json, "error", error_name(err->code));
    json_text(&saying.json, "text", err->text);
    say_end(&saying, say);
}
