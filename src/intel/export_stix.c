/* A bundle without objects has no list of them: lists are never empty in STIX. */
#include "intel/export.h"

void export_stix_head(struct exporter *exporter, const struct uuid *id)
{
    char text[UUID_TEXT_BYTES + 1];
    uuid_print(text, id);
    dynbuf_format(exporter->buffer, "{\"type\":\"bundle\",\"id\":\"bundle--%s\"", text);
}

bool export_stix(struct exporter *exporter, const struct object *object, struct arena *arena,
                 struct error *err)
{
    (void)arena;
    (void)err;
    dynbuf_text(exporter->buffer, exporter->written == 0 ? ",\"objects\":[\n" : ",\n");
    dynbuf_span(exporter->buffer, object->bytes);
    exporter->written++;
    return true;
}

void export_stix_end(struct exporter *exporter)
{
    dynbuf_text(exporter->buffer, exporter->written == 0 ? "}\n" : "\n]}\n");
}

void exporter_release(struct exporter *exporter)
{
    hash_index_release(&exporter->sids);
    dynbuf_release(&exporter->parts);
    dynbuf_release(&exporter->event);
    dynbuf_release(&exporter->people);
}
