/* Reads one stored pack: for labels.c. */
#pragma once

#include "label/labels.h"

/* Reads the pack's labels (or actors) into `labels`, whose pack `number` has its name and SHA-256;
 * `path` is the file's. */
bool load_labels(struct labels *labels, size_t number, const char *path, struct error *err);
bool load_actors(struct labels *labels, size_t number, const char *path, struct error *err);
