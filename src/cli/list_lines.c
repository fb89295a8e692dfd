#include "cli/list_lines.h"

#include <string.h>

#include "text/utf8.h"

void list_version_json(struct json_writer *json, const struct list_version *version)
{
    char moment[MOMENT_BYTES];
    moment_print(version->imported, moment);
    json_open_object(json, NULL);
    json_text(json, "list", version->list);
    json_text(json, "authority", version->authority);
    json_text(json, "scope", version->scope);
    json_text(json, "form", version->form);
    json_text(json, "date", version->date);
    json_text(json, "date_from", version->date_from);
    json_text(json, "imported", moment);
    json_text(json, "sha256", version->sha256);
    json_u64(json, "entries", version->entries);
    json_u64(json, "addresses", version->addresses);
    json_u64(json, "addresses_mistyped", version->mistyped);
    json_u64(json, "remarks_cut", version->cut);
    json_bool(json, "partial", version->left_out[0] != '\0');
    json_text(json, "left_out", version->left_out);
    json_text(json, "absent", version->absent);
    json_bool(json, "accepted_shrink", version->accepted_shrink);
    json_open_array(json, "warnings");
    for (const char *at = version->warnings; *at != '\0';) {
        size_t size = strcspn(at, "\n");
        json_string(json, NULL, span_of(at, size));
        at += size + (at[size] == '\n');
    }
    json_close(json);
    if (version->refused[0] == '\0')
        json_no_value(json, "refused");
    else
        json_text(json, "refused", version->refused);
    json_open_array(json, "files");
    for (size_t i = 0; i < version->file_count; i++) {
        json_open_object(json, NULL);
        json_text(json, "name", version->files[i].name);
        json_text(json, "sha256", version->files[i].sha256);
        json_close(json);
    }
    json_close(json);
    json_close(json);
}

void list_version_line(struct dynbuf *out, const struct list_version *version, bool already_in)
{
    dynbuf_format(out, "%s%s%s of %s: %llu entries", version->list,
                  version->scope[0] == '\0' ? "" : " ", version->scope, version->date,
                  (unsigned long long)version->entries);
    if (version->addresses > 0)
        dynbuf_format(out, ", %llu addresses", (unsigned long long)version->addresses);
    if (version->mistyped > 0)
        dynbuf_format(out, " (%llu of them mistyped)", (unsigned long long)version->mistyped);
    if (version->cut > 0)
        dynbuf_format(out, ", %llu remarks cut", (unsigned long long)version->cut);
    dynbuf_text(out, version->left_out[0] != '\0' ? ", partial" : "");
    dynbuf_text(out, version->accepted_shrink ? ", shrinkage accepted" : "");
    dynbuf_text(out, already_in ? "; in already, nothing to do\n" : "\n");
    for (const char *at = version->warnings; *at != '\0';) {
        size_t size = strcspn(at, "\n");
        dynbuf_text(out, "  warning: ");
        dynbuf_append(out, at, size);
        dynbuf_char(out, '\n');
        at += size + (at[size] == '\n');
    }
    if (version->refused[0] != '\0')
        dynbuf_format(out, "  refused: %s\n", version->refused);
}

struct span list_entry_name(const struct list_entry *entry)
{
    for (size_t i = 0; i < entry->fact_count; i++)
        if (fact_is_name(entry->facts[i].kind))
            return entry->facts[i].text;
    return entry->key;
}

void list_entry_json(struct json_writer *json, const struct list_entry *entry)
{
    json_string(json, "key", entry->key);
    json_string(json, "entry", entry->number);
    json_text(json, "kind", party_kind_word(entry->kind));
    json_string(json, "name", list_entry_name(entry));
    json_open_array(json, "facts");
    for (size_t i = 0; i < entry->fact_count; i++) {
        const struct fact *fact = &entry->facts[i];
        json_open_object(json, NULL);
        json_text(json, "fact", fact_kind_word(fact->kind));
        json_string(json, "label", fact->label);
        json_string(json, "text", fact->text);
        if (fact->flags & FACT_CUT)
            json_bool(json, "cut", true);
        if (fact->flags & FACT_MISTYPED)
            json_bool(json, "mistyped", true);
        json_close(json);
    }
    json_close(json);
}

/* One printable line of a text that strangers wrote. */
static void put_plain(struct dynbuf *out, struct span text)
{
    while (text.size > 0) {
        size_t size = utf8_line(text);
        dynbuf_span(out, span_part(text, 0, size));
        if (size == text.size)
            return;
        dynbuf_char(out, ' ');
        text = span_part(text, size + 1, text.size);
    }
}

void list_entry_line(struct dynbuf *out, const struct list_entry *entry)
{
    put_plain(out, entry->number);
    dynbuf_char(out, ' ');
    if (!span_equal(entry->number, list_entry_name(entry)))
        put_plain(out, list_entry_name(entry));
    const struct fact *programme = entry_fact(entry, FACT_PROGRAMME, 0);
    if (programme != NULL) {
        dynbuf_text(out, " [");
        put_plain(out, programme->text);
        dynbuf_char(out, ']');
    }
    dynbuf_char(out, '\n');
}

void list_entry_facts(struct dynbuf *out, const struct list_entry *entry)
{
    for (size_t i = 0; i < entry->fact_count; i++) {
        const struct fact *fact = &entry->facts[i];
        dynbuf_format(out, "    %-12s ", fact_kind_word(fact->kind));
        put_plain(out, fact->label);
        dynbuf_text(out, fact->label.size > 0 && fact->text.size > 0 ? ": " : "");
        put_plain(out, fact->text);
        dynbuf_text(out, fact->flags & FACT_CUT ? " (cut here by the list)" : "");
        dynbuf_text(out, fact->flags & FACT_MISTYPED ? " (mistyped)" : "");
        dynbuf_char(out, '\n');
    }
}
