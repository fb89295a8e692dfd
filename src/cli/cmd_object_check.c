#include "cli/cli.h"
#include "cli/object_file.h"
#include "cli/object_tell.h"

struct checking {
    struct object_file file;
    struct object_telling *telling;
    size_t objects, refused;
};

static bool check_one(struct checking *checking, size_t place, struct error *err)
{
    const struct marking_source source = object_file_markings(&checking->file);
    struct arena arena;
    struct object object;
    struct check_report report;
    struct marking marking;
    arena_init(&arena, OBJECT_ARENA_BYTES);
    bool ok = object_read(checking->file.envelope.objects[place], &arena, &object, err) &&
              check_object(&object, &arena, &report, err) &&
              marking_of(&object, &source, &arena, &marking, err);
    bool no = !ok && !error_is_environment(err->code);
    if (ok)
        object_tell(checking->telling, checking->file.path, &object, &report, &marking);
    else if (no)
        object_tell_none(checking->telling, checking->file.path, place, err);
    checking->objects++;
    checking->refused += no || (ok && report.errors > 0);
    arena_release(&arena);
    return ok || no;
}

static bool check_all(struct checking *checking, struct error *err)
{
    struct object_telling *telling = checking->telling;
    if (telling->is_json)
        json_open_array(&telling->json, "objects");
    for (size_t i = 0; i < checking->file.envelope.count; i++)
        if (!check_one(checking, i, err))
            return false;
    if (telling->is_json) {
        json_close(&telling->json);
        return true;
    }
    dynbuf_format(&telling->out, "%s: ", checking->file.path);
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

static bool check_file(struct object_telling *telling, const char *path, size_t *refused,
                       struct error *err)
{
    struct checking checking = {.telling = telling};
    bool ok = object_file_open(&checking.file, path, err);
    if (ok && telling->is_json) {
        json_open_object(&telling->json, NULL);
        json_text(&telling->json, "file", path);
    }
    if (ok && object_file_read(&checking.file, err))
        ok = check_all(&checking, err);
    else if (ok && !error_is_environment(err->code))
        tell_no_envelope(&checking, err);
    else
        ok = false;
    ok = ok && object_file_whole(&checking.file, err);
    if (ok && telling->is_json)
        json_close(&telling->json);
    *refused += checking.refused;
    object_file_release(&checking.file);
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
