#include "cli/cli.h"
#include "cli/convert_in.h"
#include "cli/convert_out.h"
#include "cli/convert_tell.h"
#include "cli/means.h"
#include "intel/block_value.h"

static bool read_all(struct import *import, const struct words *words, struct error *err)
{
    const char *from = words_value(words, "--from");
    for (size_t i = 0; i < words->plain.count; i++)
        if (!convert_read(import, words->plain.words[i], from, err))
            return false;
    return import_finish(import, err);
}

/* What was left out goes to standard error before the conversion to standard output: whoever sees
 * only the end of both sees all of it. */
static bool tell(const struct words *words, const struct import *import,
                 const struct convert_out *out, struct error *err)
{
    const char *form = words_value(words, "--to");
    struct dynbuf lines;
    dynbuf_init(&lines, CLI_OUTPUT_BYTES_MAX);
    bool ok = true;
    if (words_has(words, "--json"))
        ok = convert_tell_json(&lines, import, out, form, err);
    else
        convert_tell(&lines, import, out, form);
    if (ok && lines.failed)
        ok = dynbuf_error(&lines, "what was left out", err);
    if (ok)
        cli_warn(&lines);
    dynbuf_release(&lines);
    return ok;
}

static bool convert(const struct words *words, struct import *import, struct dynbuf *output,
                    const char *zone, struct error *err)
{
    struct convert_out out = {0};
    int64_t now = 0;
    bool ok = cli_now(&now, err) && read_all(import, words, err) &&
              convert_write(&out, output, import, words_value(words, "--to"), zone, now, err) &&
              (!output->failed || dynbuf_error(output, "what was converted", err)) &&
              tell(words, import, &out, err);
    convert_out_release(&out);
    return ok;
}

/* The zone's name as it stands in the file. */
static bool read_zone(const struct words *words, char ret_zone[DNS_NAME_BYTES_MAX + 1],
                      struct error *err)
{
    const char *zone = words_value(words, "--zone");
    size_t size;
    if (zone == NULL)
        zone = "rpz.local";
    return block_name(span_text(zone), ret_zone, &size) ||
           error_input(err, ERROR_USAGE, "--zone", "'%s': expected a name of two labels or more",
                       zone);
}

static int run(const struct words *words)
{
    char zone[DNS_NAME_BYTES_MAX + 1];
    struct import import;
    struct dynbuf output;
    struct error err;
    if (words_value(words, "--to") == NULL) {
        error_input(&err, ERROR_USAGE, "--to", "missing; expected the form to convert to");
        return cli_misuse(words->command, &err);
    }
    if (!read_zone(words, zone, &err))
        return cli_misuse(words->command, &err);
    import_init(&import);
    dynbuf_init(&output, CLI_OUTPUT_BYTES_MAX);
    bool ok = convert(words, &import, &output, zone, &err);
    bool whole = import.left_out == 0;
    import_release(&import);
    if (!ok) {
        dynbuf_release(&output);
        return cli_fail(&err);
    }
    if (!cli_print(&output, "what was converted", &err))
        return cli_fail(&err);
    return whole ? EXIT_DONE : EXIT_NOT_SO;
}

static const struct option options[] = {
    {.name = "--from",
     .value = "FORM",
     .choices = "stix misp attack",
     .help = "What the files are; without it each is looked at. stix: STIX 2.1, bundles, TAXII "
             "envelopes or single objects. misp: events, or a feed's manifest, whose events lie "
             "beside it. attack: as stix, with objects of STIX 2.0 upgraded."},
    {.name = "--to",
     .value = "FORM",
     .needed = true,
     .choices = "stix misp csv rpz suricata deny",
     .help = "stix: a bundle of STIX 2.1. misp: an event. csv: a table of values. rpz: a response "
             "policy zone. suricata: rules. deny: addresses of cryptocurrencies, one a line."},
    {.name = "--zone", .value = "NAME", .help = "Of an RPZ; rpz.local without it."},
    {.name = "--json",
     .help = "What was left out is told in JSON, on standard error; docs/convert.md has the "
             "names."},
    {0},
};

static const struct example examples[] = {
    {"trefoil object convert --to stix event.json > bundle.json", "An event of MISP as STIX."},
    {"trefoil object convert --to suricata feed/manifest.json > dprk.rules",
     "All events of a feed as rules."},
    {"trefoil object convert --from attack --to stix ics-attack.json > ics.json",
     "ATT&CK as STIX 2.1."},
    {0},
};

const struct command command_object_convert = {
    .name = "object convert",
    .about = "MISP, ATT&CK or STIX in another form",
    .plain = {"FILE", "JSON.", WORD_FILE, 1, true},
    .options = {options},
    .paragraphs =
        (const char *const[]){
            "Reads the files into objects of STIX 2.1, as a node does that imports them, and "
            "prints "
            "them in another form. Identifiers and times are made of what the files say: the same "
            "files make the same objects. No object comes out that `object check` would refuse.",
            "What cannot be carried over is said on standard error, with its place and the reason: "
            "first what of the files has no word in STIX, then what of the objects has none in the "
            "form asked for. docs/convert.md has the tables. Nothing is stored or sent.",
            "Markings are not weighed: what is printed may go as far as its markings say, and a "
            "list has none. A node asks its gate before it exports.",
            NULL},
    .examples = examples,
    .codes = "Something in the files could not be made an object; standard error says what.",
    .run = run,
};
