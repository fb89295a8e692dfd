/* The JSON writer driven by the bytes, which are calls: whatever is called, in turn, its text is
 * read back, and says as many things as were written. */
#include "text/json_writer.h"

#include "json_dump.h"
#include "target.h"

enum call { OPEN_OBJECT, OPEN_ARRAY, CLOSE, STRING, NUMBER, WORD, CALLS };

struct script {
    struct span bytes;
    size_t at;
};

static unsigned take(struct script *script, unsigned choices)
{
    return script->at < script->bytes.size ? script->bytes.data[script->at++] % choices : 0;
}

static struct span take_text(struct script *script)
{
    size_t size = take(script, 20), left = script->bytes.size - script->at;
    size = size < left ? size : left;
    struct span text = span_part(script->bytes, script->at, script->at + size);
    script->at += size;
    return text;
}

static void put_value(struct json_writer *json, struct script *script, enum call call)
{
    static const char *const numbers[] = {"0", "-0", "12.50", "1e400", "-1E-7", "1e+9"};
    if (call == OPEN_OBJECT && json->depth < JSON_DEPTH_MAX)
        json_open_object(json, NULL);
    else if (call == OPEN_ARRAY && json->depth < JSON_DEPTH_MAX)
        json_open_array(json, NULL);
    else if (call == STRING)
        json_string(json, NULL, take_text(script));
    else if (call == NUMBER)
        json_number(json, NULL, span_text(numbers[take(script, 6)]));
    else if (take(script, 2) == 0)
        json_bool(json, NULL, take(script, 2) == 0);
    else
        json_no_value(json, NULL);
}

/* Names must differ, and the writer does not see to that: each has a number before it. */
static void put_name(struct json_writer *json, struct script *script, unsigned number)
{
    char name[64];
    struct span text = take_text(script);
    int size = snprintf(name, sizeof name, "%u:", number);
    if (text.size > 0)
        memcpy(name + size, text.data, text.size);
    json_name(json, span_of(name, (size_t)size + text.size));
}

static void run(struct json_writer *json, struct script *script)
{
    unsigned number = 0;
    while (!json->done) {
        enum call call = script->at < script->bytes.size ? take(script, CALLS) : CLOSE;
        if (call == CLOSE && json->depth > 0) {
            json_close(json);
            continue;
        }
        if (json->depth > 0 && json->open[json->depth - 1] == '{')
            put_name(json, script, number++);
        put_value(json, script, call);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct dynbuf compact, indented, dump, again;
    struct json_writer json;
    struct error err;
    dynbuf_init(&compact, 64 << 20);
    dynbuf_init(&indented, 64 << 20);
    dynbuf_init(&dump, 64 << 20);
    dynbuf_init(&again, 64 << 20);
    json_writer_init_compact(&json, &compact);
    run(&json, &(struct script){span_of(data, size), 0});
    json_writer_init(&json, &indented);
    run(&json, &(struct script){span_of(data, size), 0});
    ensure(json_writer_finish(&json, "a target", &err));
    ensure(json_dump(&dump, dynbuf_bytes(&compact), &err));
    ensure(json_dump(&again, dynbuf_bytes(&indented), &err));
    ensure(span_equal(dynbuf_bytes(&dump), dynbuf_bytes(&again)));
    dynbuf_release(&compact);
    dynbuf_release(&indented);
    dynbuf_release(&dump);
    dynbuf_release(&again);
    return 0;
}
