/* A folder for the ledgers of a run, in memory where the system has such a place: what is compared
 * is read back from files, but no run is about the disk. */
#pragma once

#include <stdbool.h>

/* False: none could be made. */
bool place_make(const char *name, char ret_folder[static 256]);

/* A folder and all in it go, by no process of their own: a run does so for each of its chains. One
 * that is not there is no failure; any other ends the program. */
void place_remove(const char *folder);
