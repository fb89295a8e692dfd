/* A pack, written and read again: what came in is what a home keeps. */
#pragma once

#include "label/pack.h"

/* Sorts the pack, checks that each label is as label/label.h promises, writes the pack, reads the
 * text as our own CSV and ensures that this makes the same labels, none rejected. */
void read_back(struct pack *pack);
