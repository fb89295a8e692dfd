/* Reads the files of `trefoil object convert` into one import. */
#pragma once

#include "intel/import.h"

/* A file in the form that `from` names, or NULL: in the one that it looks like. Of a feed's
 * manifest the events that lie beside it are read, and held against its hashes. Errors: io, and the
 * importer's. */
bool convert_read(struct import *import, const char *file, const char *from, struct error *err);
