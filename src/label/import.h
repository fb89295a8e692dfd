/* One file of labels into a home. */
#pragma once

#include "label/rejects.h"
#include "label/store.h"

struct label_import {
    const char *home, *path;
    bool keep_going;
    struct dynbuf *rejected; /* with keep_going: what was rejected is appended here */
};

struct label_report {
    bool already_in; /* the same bytes are in: nothing was done */
    uint64_t labels, actors, rejected;
};

/* Reads the file, of any form: our own CSV, DefiLlama's CSV, TagPacks and actor packs in YAML,
 * Etherscan's JSON; told apart by the first line, the first character or the name's ending. Says in
 * `ret_report` what is in it; with nothing good in it an error. The pack is sorted and not yet
 * stored; `ret_sha256` is that of the file. Errors: as the readers; io. */
bool label_import_read(struct pack *pack, const struct label_import *import,
                       unsigned char ret_sha256[PACK_SHA256_BYTES], struct label_report *ret_report,
                       struct error *err);
