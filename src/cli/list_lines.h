/* Versions and entries of lists as lines and as JSON: what the commands of `list` share. */
#pragma once

#include "screen/entry.h"
#include "screen/register.h"
#include "text/json_writer.h"

/* A version as an object of docs/list-json.md. */
void list_version_json(struct json_writer *json, const struct list_version *version);

/* A version as a line, and its warnings as lines under it. */
void list_version_line(struct dynbuf *out, const struct list_version *version, bool already_in);

/* The members of an entry, inside an open object. */
void list_entry_json(struct json_writer *json, const struct list_entry *entry);

/* "27307 LAZARUS GROUP [DPRK3]"; one line. */
void list_entry_line(struct dynbuf *out, const struct list_entry *entry);

/* All its facts, a line each. */
void list_entry_facts(struct dynbuf *out, const struct list_entry *entry);

/* The first name of an entry, or its key. */
struct span list_entry_name(const struct list_entry *entry);
