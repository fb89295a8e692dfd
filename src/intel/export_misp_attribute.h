/* The attributes of an exported event; only for export_misp*.c. */
#pragma once

#include "intel/export.h"

/* Writes an attribute for each value that the object has in MISP; counts them. Errors: memory. */
bool misp_put(struct exporter *exporter, const struct object *object, struct arena *arena,
              struct error *err);

/* Members of an event or an attribute. Times are seconds since 1970, as text; before it 0. */
void misp_put_uuid(struct json_writer *json, const struct uuid *uuid);
void misp_put_time(struct json_writer *json, const char *name, const struct timestamp *time);
void misp_put_tags(struct json_writer *json, const struct object *object);
