#include "cli/label_show.h"

#include "chain/evm_address.h"
#include "label/chain_name.h"

/* ---- which labels ---- */

struct found {
    struct span chain, address;
    char canonical[EVM_ADDRESS_TEXT_BYTES];
    size_t first, count; /* of labels->sorted */
};

/* `namespace:reference:` before the address names the chain. */
static bool cut_chain(struct found *found)
{
    struct caip10 account;
    struct error ignored;
    if (!caip10_parse(found->address, NULL, &account, &ignored))
        return false;
    found->chain = account.chain.whole;
    found->address = account.address;
    return true;
}

static bool find(struct found *found, const struct labels *labels,
                 const struct label_question *question, struct error *err)
{
    found->chain = span_text(question->chain);
    found->address = span_text(question->address);
    if (found->chain.size > 0 && !caip2_valid(found->chain))
        return error_input(err, ERROR_VALUE, "--chain", "'%s': expected CAIP-2 such as eip155:1",
                           question->chain);
    if (found->chain.size == 0)
        cut_chain(found);
    bool evm = found->chain.size == 0 && looks_evm(found->address);
    if (!label_address(evm ? span_text("eip155:1") : found->chain, found->address, found->canonical,
                       &found->address, err))
        return error_prefix(err, "address");
    labels_find(labels, found->chain, found->address, &found->first, &found->count);
    return true;
}

/* A label's place among those of its address and chain. */
struct standing {
    const struct label *label, *winner;
    bool wins, conflicts;
};

static struct standing standing_of(const struct labels *labels, size_t at)
{
    size_t winner = at;
    while (winner > 0 && label_compare_place(labels->sorted[winner - 1], labels->sorted[at]) == 0)
        winner--;
    return (struct standing){.label = labels->sorted[at],
                             .winner = labels->sorted[winner],
                             .wins = winner == at,
                             .conflicts =
                                 label_conflicts(labels->sorted[winner], labels->sorted[at])};
}

/* ---- for people ---- */

static void put_words(struct dynbuf *buffer, const char *before, struct span text)
{
    if (text.size == 0)
        return;
    dynbuf_text(buffer, before);
    dynbuf_span(buffer, text);
}

static void put_line(struct dynbuf *buffer, const struct labels *labels,
                     const struct standing *standing)
{
    const struct label *label = standing->label;
    const struct category *category = category_of(label->category);
    const struct actor *actor = labels_actor(labels, label->actor);
    dynbuf_text(buffer, standing->wins ? "* " : standing->conflicts ? "! " : "  ");
    dynbuf_span(buffer, label->text);
    dynbuf_text(buffer, category == NULL ? "  [unknown" : "  [");
    dynbuf_text(buffer, category == NULL ? "" : category->name);
    dynbuf_text(buffer, category != NULL && category->ends ? ", ends a trace]" : "]");
    put_words(buffer, "\n    chain ", label->chain);
    put_words(buffer, ", actor ", label->actor);
    put_words(buffer, " = ", actor != NULL ? actor->name : span_of(NULL, 0));
    put_words(buffer, ", category ", label->category);
    put_words(buffer, "\n    confidence ", label->confidence);
    dynbuf_format(buffer, " (%u)", label->level);
    put_words(buffer, ", ", label->lastmod);
    put_words(buffer, ", valid from ", label->valid_from);
    put_words(buffer, ", valid to ", label->valid_to);
    put_words(buffer, ", by ", label->creator);
    put_words(buffer, "\n    source ", label->source);
    put_words(buffer, "\n    pack ", label->pack);
    dynbuf_char(buffer, '\n');
}

void label_line(struct dynbuf *buffer, const struct labels *labels, size_t at)
{
    struct standing standing = standing_of(labels, at);
    const struct label *label = standing.label;
    const struct category *category = category_of(label->category);
    dynbuf_span(buffer, label->text);
    dynbuf_format(buffer, " [%s]", category == NULL ? "unknown" : category->name);
    put_words(buffer, ", chain ", label->chain);
    put_words(buffer, ", by ", label->creator);
    put_words(buffer, ", source ", label->source);
    put_words(buffer, ", confidence ", label->confidence);
    dynbuf_format(buffer, " (%u)", label->level);
    put_words(buffer, ", ", label->lastmod);
    put_words(buffer, ", pack ", label->pack);
    dynbuf_text(buffer, standing.conflicts ? "; says otherwise than the one that counts\n" : "\n");
}

static void show_text(struct dynbuf *buffer, const struct labels *labels, const struct found *found)
{
    size_t conflicts = 0;
    dynbuf_span(buffer, found->address);
    dynbuf_text(buffer, ": ");
    dynbuf_count(buffer, found->count, "label\n", "labels\n");
    for (size_t i = 0; i < found->count; i++) {
        struct standing standing = standing_of(labels, found->first + i);
        put_line(buffer, labels, &standing);
        conflicts += standing.conflicts;
    }
    if (found->count > 0)
        dynbuf_text(buffer, "* the one that counts\n");
    if (conflicts > 0) {
        dynbuf_text(buffer, "! ");
        dynbuf_count(buffer, conflicts, "says otherwise\n", "say otherwise\n");
    }
}

/* ---- for programs ---- */

void label_json(struct json_writer *out, const struct labels *labels, size_t at)
{
    struct standing standing = standing_of(labels, at);
    const struct label *label = standing.label;
    const struct category *category = category_of(label->category);
    const struct actor *actor = labels_actor(labels, label->actor);
    json_open_object(out, NULL);
    json_string(out, "chain", label->chain);
    json_string(out, "address", label->address);
    json_string(out, "label", label->text);
    json_string(out, "category", label->category);
    json_text(out, "kind", category != NULL ? category->name : "unknown");
    json_bool(out, "ends_trace", category != NULL && category->ends);
    json_string(out, "actor", label->actor);
    json_string(out, "actor_name", actor != NULL ? actor->name : span_of(NULL, 0));
    json_string(out, "confidence", label->confidence);
    json_u64(out, "confidence_level", label->level);
    json_string(out, "source", label->source);
    json_string(out, "creator", label->creator);
    json_string(out, "lastmod", label->lastmod);
    json_string(out, "valid_from", label->valid_from);
    json_string(out, "valid_to", label->valid_to);
    json_string(out, "pack", label->pack);
    json_text(out, "pack_sha256", labels->packs[label->pack_number].sha256);
    json_bool(out, "winner", standing.wins);
    json_bool(out, "conflict", standing.conflicts);
    json_close(out);
}

static bool show_json(struct dynbuf *buffer, const struct labels *labels, const struct found *found,
                      struct error *err)
{
    struct json_writer out;
    json_writer_init(&out, buffer);
    json_open_object(&out, NULL);
    json_text(&out, "version", TREFOIL_VERSION);
    json_string(&out, "address", found->address);
    json_open_array(&out, "labels");
    for (size_t i = 0; i < found->count; i++) {
        label_json(&out, labels, found->first + i);
    }
    json_close(&out);
    json_close(&out);
    return json_writer_finish(&out, "the labels", err);
}

bool label_show(struct dynbuf *buffer, const struct labels *labels,
                const struct label_question *question, bool *ret_found, struct error *err)
{
    struct found found;
    if (!find(&found, labels, question, err) ||
        (question->json && !show_json(buffer, labels, &found, err)))
        return false;
    if (!question->json)
        show_text(buffer, labels, &found);
    *ret_found = found.count > 0;
    return true;
}

static void list_text(struct dynbuf *buffer, const struct labels *labels)
{
    for (size_t i = 0; i < labels->pack_count; i++) {
        const struct label_pack *pack = &labels->packs[i];
        dynbuf_format(buffer, "%8zu %-6s %6zu %-6s  %10.*s  %.16s  ", pack->label_count,
                      pack->label_count == 1 ? "label" : "labels", pack->actor_count,
                      pack->actor_count == 1 ? "actor" : "actors", (int)pack->date.size,
                      pack->date.data != NULL ? (const char *)pack->date.data : "", pack->sha256);
        dynbuf_span(buffer, pack->name);
        dynbuf_char(buffer, '\n');
    }
    dynbuf_count(buffer, labels->count, "label in ", "labels in ");
    dynbuf_count(buffer, labels->pack_count, "pack\n", "packs\n");
}

static bool list_json(struct dynbuf *buffer, const struct labels *labels, struct error *err)
{
    struct json_writer out;
    json_writer_init(&out, buffer);
    json_open_object(&out, NULL);
    json_text(&out, "version", TREFOIL_VERSION);
    json_open_array(&out, "packs");
    for (size_t i = 0; i < labels->pack_count; i++) {
        const struct label_pack *pack = &labels->packs[i];
        json_open_object(&out, NULL);
        json_string(&out, "name", pack->name);
        json_text(&out, "sha256", pack->sha256);
        json_string(&out, "date", pack->date);
        json_u64(&out, "labels", pack->label_count);
        json_u64(&out, "actors", pack->actor_count);
        json_close(&out);
    }
    json_close(&out);
    json_u64(&out, "labels", labels->count);
    json_u64(&out, "actors", labels->actor_count);
    json_close(&out);
    return json_writer_finish(&out, "the packs", err);
}

bool label_list(struct dynbuf *buffer, const struct labels *labels, bool json, struct error *err)
{
    if (json)
        return list_json(buffer, labels, err);
    list_text(buffer, labels);
    return true;
}
