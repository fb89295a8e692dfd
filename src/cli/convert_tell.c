#include "cli/convert_tell.h"

#include "base/hex.h"
#include "text/utf8.h"

/* Texts of strangers: nothing in them moves the cursor or ends the line. */
static void put_plain(struct dynbuf *lines, struct span text)
{
    while (text.size > 0) {
        size_t plain = utf8_line(text);
        dynbuf_span(lines, span_part(text, 0, plain));
        if (plain == text.size)
            return;
        dynbuf_char(lines, '?');
        text = span_part(text, plain + 1, text.size);
    }
}

static void tell_import(struct dynbuf *lines, const struct import *import)
{
    for (size_t i = 0; i < import->loss_count; i++) {
        const struct import_loss *loss = &import->losses[i];
        put_plain(lines, span_text(import->sources[loss->source].name));
        dynbuf_text(lines, ": ");
        put_plain(lines, span_text(loss->place));
        dynbuf_text(lines, loss->what.size > 0 ? ": " : "");
        put_plain(lines, loss->what);
        dynbuf_format(lines, ": left out: %s\n", loss->why);
    }
    if (import->left_out > import->loss_count)
        dynbuf_format(lines, "and %zu more left out\n", import->left_out - import->loss_count);
}

void convert_tell(struct dynbuf *lines, const struct import *import, const struct convert_out *out,
                  const char *form)
{
    tell_import(lines, import);
    for (size_t i = 0; i < out->count; i++) {
        if (out->losses[i].values == 0)
            continue;
        dynbuf_span(lines, out->losses[i].id);
        dynbuf_text(lines, ": ");
        dynbuf_count(lines, out->losses[i].values, "value", "values");
        dynbuf_format(lines, " that %s cannot say\n", form);
    }
    for (size_t i = 0; i < out->type_count; i++) {
        dynbuf_count(lines, out->types[i].count, "object of ", "objects of ");
        dynbuf_span(lines, out->types[i].type);
        dynbuf_format(lines, ": nothing that %s says\n", form);
    }
}

static void tell_sources(struct json_writer *json, const struct import *import)
{
    json_open_array(json, "files");
    for (size_t i = 0; i < import->source_count; i++) {
        const struct import_source *source = &import->sources[i];
        char hash[OBJECT_HASH_BYTES * 2 + 1];
        hex_encode(hash, source->sha256, OBJECT_HASH_BYTES);
        json_open_object(json, NULL);
        json_text(json, "file", source->name);
        json_text(json, "from", import_form_name(source->form));
        json_text(json, "sha256", hash);
        json_u64(json, "bytes", source->size);
        json_u64(json, "objects", source->objects);
        json_u64(json, "left_out", source->left_out);
        json_close(json);
    }
    json_close(json);
}

static void tell_losses(struct json_writer *json, const struct import *import)
{
    json_open_array(json, "left_out");
    for (size_t i = 0; i < import->loss_count; i++) {
        const struct import_loss *loss = &import->losses[i];
        json_open_object(json, NULL);
        json_text(json, "file", import->sources[loss->source].name);
        json_text(json, "place", loss->place);
        json_string(json, "what", loss->what);
        json_text(json, "why", loss->why);
        json_close(json);
    }
    json_close(json);
}

bool convert_tell_json(struct dynbuf *text, const struct import *import,
                       const struct convert_out *out, const char *form, struct error *err)
{
    struct json_writer json;
    json_writer_init(&json, text);
    json_open_object(&json, NULL);
    json_text(&json, "version", TREFOIL_VERSION);
    tell_sources(&json, import);
    json_u64(&json, "objects", import->count);
    tell_losses(&json, import);
    json_text(&json, "to", form);
    json_u64(&json, "written", out->written);
    json_open_array(&json, "unsaid");
    for (size_t i = 0; i < out->count; i++) {
        json_open_object(&json, NULL);
        json_string(&json, "id", out->losses[i].id);
        json_u64(&json, "values", out->losses[i].values);
        json_close(&json);
    }
    json_close(&json);
    json_close(&json);
    return json_writer_finish(&json, "what was left out", err);
}
