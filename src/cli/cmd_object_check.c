#include <stdlib.h>

#include "base/array.h"
#include "base/map.h"
#include "cli/cli.h"
#include "cli/object_tell.h"
#include "intel/envelope.h"

/* One file: its objects, and the marking definitions among them, which others rest upon. */
struct checking {
    const char *file;
    struct envelope envelope;
    struct arena arena;
    struct object *definitions; /* in the order of their identifiers */
    size_t count, capacity;
    struct object_telling *telling;
    size_t objects, refused;
};

static int compare(const void *one, const void *other)
{
    return span_compare(((const struct object *)one)->id, ((const struct object *)other)->id);
}

static const struct object *find_definition(void *context, struct span id)
{
    const struct checking *checking = context;
    struct object key = {.id = id};
    return checking->count == 0
               ? NULL
               : bsearch(&key, checking->definitions, checking->count, sizeof key, compare);
}

static bool keep_definition(struct checking *checking, const struct object *object,
                            struct error *err)
{
    struct object *grown = array_grow(checking->definitions, &checking->capacity,
                                      checking->count + 1, sizeof *grown, ENVELOPE_OBJECTS_MAX);
    if (grown == NULL)
        return array_error(checking->count + 1, ENVELOPE_OBJECTS_MAX, "definitions", err);
    checking->definitions = grown;
    grown[checking->count++] = *object;
    return true;
}

/* A definition that is not as it should be is as good as none. */
static bool gather(struct checking *checking, struct error *err)
{
    for (size_t i = 0; i < checking->envelope.count; i++) {
        struct arena arena;
        struct object object;
        struct error why;
        arena_init(&arena, OBJECT_ARENA_BYTES);
        bool is = object_read(checking->envelope.objects[i], &arena, &object, &why) &&
                  object.class == OBJECT_MARKING && check_passes(&object, &arena, &why);
        arena_release(&arena);
        if (is && !(object_read(checking->envelope.objects[i], &checking->arena, &object, err) &&
                    keep_definition(checking, &object, err)))
            return false;
    }
    if (checking->count > 1)
        qsort(checking->definitions, checking->count, sizeof *checking->definitions, compare);
    return true;
}

static bool check_one(struct checking *checking, size_t place, struct error *err)
{
    struct marking_source source = {.find = find_definition, .context = checking};
    struct arena arena;
    struct object object;
    struct check_report report;
    struct marking marking;
    arena_init(&arena, OBJECT_ARENA_BYTES);
    bool ok = object_read(checking->envelope.objects[place], &arena, &object, err) &&
              check_object(&object, &arena, &report, err) &&
              marking_of(&object, &source, &arena, &marking, err);
    bool no = !ok && !error_is_environment(err->code);
    if (ok)
        object_tell(checking->telling, checking->file, &object, &report, &marking);
    else if (no)
        object_tell_none(checking->telling, checking->file, place, err);
    checking->objects++;
    checking->refused += no || (ok && report.errors > 0);
    arena_release(&arena);
    return ok || no;
}

static bool check_all(struct checking *checking, struct error *err)
{
    struct object_telling *telling = checking->telling;
    if (!gather(checking, err))
        return false;
    if (telling->is_json)
        json_open_array(&telling->json, "objects");
    for (size_t i = 0; i < checking->envelope.count; i++)
        if (!check_one(checking, i, err))
            return false;
    if (telling->is_json) {
        json_close(&telling->json);
        return true;
    }
    dynbuf_format(&telling->out, "%s: ", checking->file);
    dynbuf_count(&telling->out, checking->objects, "object, ", "objects, ");
    dynbuf_format(&telling->out, "%zu refused\n", checking->refused);
    return true;
}

/* A file that is no JSON is an answer too: everything in it is refused. */
static void tell_no_envelope(struct checking *checking, const struct error *why)
{
    checking->refused++;
    if (checking->telling->is_json)
        json_text(&checking->telling->json, "error", why->text);
    else
        dynbuf_format(&checking->telling->out, "%s\n", why->text);
}

static bool check_file(struct object_telling *telling, const char *file, size_t *refused,
                       struct error *err)
{
    struct checking checking = {.file = file, .telling = telling};
    struct map map = {.slot = -1};
    if (!map_open(&map, file, err))
        return false;
    arena_init(&checking.arena, OBJECT_ARENA_BYTES);
    if (telling->is_json) {
        json_open_object(&telling->json, NULL);
        json_text(&telling->json, "file", file);
    }
    bool ok = envelope_read(&checking.envelope, map.bytes, file, err);
    if (ok)
        ok = check_all(&checking, err);
    else if (!error_is_environment(err->code))
        ok = (tell_no_envelope(&checking, err), true);
    if (ok && map_damaged(&map))
        ok = error_os(err, ERROR_IO, "read", file, 0);
    if (ok && telling->is_json)
        json_close(&telling->json);
    *refused += checking.refused;
    envelope_release(&checking.envelope);
    free(checking.definitions);
    arena_release(&checking.arena);
    map_close(&map);
    return ok;
}

static bool check_files(struct object_telling *telling, const struct words *words, size_t *refused,
                        struct error *err)
{
    if (telling->is_json) {
        json_writer_init(&telling->json, &telling->out);
        json_open_object(&telling->json, NULL);
        json_text(&telling->json, "version", TREFOIL_VERSION);
        json_open_array(&telling->json, "files");
    }
    for (size_t i = 0; i < words->plain.count; i++)
        if (!check_file(telling, words->plain.words[i], refused, err))
            return false;
    if (telling->is_json) {
        json_close(&telling->json);
        json_u64(&telling->json, "refused", *refused);
        json_close(&telling->json);
    }
    return true;
}

static int run(const struct words *words)
{
    struct object_telling telling = {.is_json = words_has(words, "--json")};
    struct error err;
    size_t refused = 0;
    dynbuf_init(&telling.out, CLI_OUTPUT_BYTES_MAX);
    if (!check_files(&telling, words, &refused, &err)) {
        dynbuf_release(&telling.out);
        return cli_fail(&err);
    }
    if (!cli_print(&telling.out, "what was checked", &err))
        return cli_fail(&err);
    return refused > 0 ? EXIT_NOT_SO : EXIT_DONE;
}

static const struct option options[] = {
    {.name = "--json", .help = "Prints JSON; docs/objects.md has the names."},
    {0},
};

static const struct example examples[] = {
    {"trefoil object check report.json", "Is it valid STIX, and how far would it go?"},
    {"trefoil object check --json *.json", "The same, for a program."},
    {0},
};

const struct command command_object_check = {
    .name = "object check",
    .about = "is this STIX valid, and how far would it go?",
    .plain = {"FILE", "A STIX 2.1 bundle, a TAXII envelope, or one object; JSON.", WORD_FILE, 1,
              true},
    .options = {options},
    .paragraphs =
        (const char *const[]){
            "Reads the objects of each file and holds them against STIX 2.1 as a node does at its "
            "door: what breaks a rule is refused, what the standard advises against is a warning. "
            "Of each valid object it tells the marking (TLP, REL TO, ORCON, PAP) and whom that "
            "marking lets have it, with the marking definitions of the same file.",
            "Whether a node would release an object rests on more: its references, approvals and "
            "release decisions. docs/release-rules.md has them. Nothing is stored or sent.",
            NULL},
    .examples = examples,
    .codes = "At least one object is refused, or a file is no JSON.",
    .run = run,
};
