/* What the targets of importers ask of whatever came in. */
#pragma once

#include "intel/import.h"

typedef bool import_function(struct import *import, struct span bytes, const char *name,
                             struct error *err);

/* Imports the bytes, asks that all of it passes the door, that it is the same a second time, and
 * exports it in every form; then with less and less memory. Crashes when something is wrong. */
void import_use(import_function *function, struct span bytes);
