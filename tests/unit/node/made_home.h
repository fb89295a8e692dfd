/* A home with a node in it, for tests of backups: a key to seal with, an account, objects. */
#pragma once

#include "node/node.h"
#include "node/seal.h"
#include "run.h"

enum { MADE_ACCOUNT = 1 };

extern unsigned char made_public[SEAL_KEY_BYTES], made_secret[SEAL_KEY_BYTES];

/* Calls sodium_init and makes the key, always the same: tests/fuzz/fuzz_backup.c has it too. */
void made_start(void);

/* Makes the home of that name in the scratch folder. Static storage, good for four calls. */
const char *made_home(const char *name);

void made_open(struct node *node, const char *home);
/* Takes tools of the own member with these numbers, [from, to), and commits; every fifth is asked
 * to go to the public. */
void made_take(struct node *node, unsigned from, unsigned to);
/* The same without the commit: the transaction stays open. */
void made_take_open(struct node *node, unsigned from, unsigned to);

/* All rows of a home's store, as bytes. */
void made_dump(const char *home, struct dynbuf *ret_bytes);
