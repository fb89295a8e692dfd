/* A pack, written and read again: what came in is what a home keeps. */
#pragma once

#include "label/pack.h"
#include "label/rejects.h"

/* Sorts the pack, checks that each label is as label/label.h promises, writes the pack, reads the
 * text as our own CSV and ensures that this makes the same labels, none rejected. */
void read_back(struct pack *pack);

typedef bool pack_reader(struct pack *pack, struct span bytes, const char *name,
                         struct rejects *rejects, struct error *err);

/* For fuzzing: reads the bytes with and without keep_going. What comes in is read back; an error
 * blames the input, by the name; what is good without keep_going is good with it, none rejected. */
void read_both_ways(pack_reader *read, struct span bytes, const char *name);
