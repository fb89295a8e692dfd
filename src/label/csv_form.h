/* Labels as CSV: our own form, and DefiLlama's list of exchange wallets, told apart by the header.
 *
 *   chain,address,label,category,actor,confidence,source,creator,lastmod,valid_from,valid_to,pack
 *
 * In files that people give, columns stand in any order and all but chain, address and label may be
 * missing. The packs of a home have all of them, in this order, and a last line with their hash
 * (base/sum_line.h): given back, it must hold. Threads: one pack a thread.
 */
#pragma once

#include "label/pack.h"
#include "label/rejects.h"
#include "text/csv_reader.h"

enum { LABEL_COLUMNS = 12, ACTOR_COLUMNS = 6 };

const char *label_column_name(size_t column);
const char *actor_column_name(size_t column);

/* The label's field of a column. */
struct span *label_column(struct label *label, size_t column);

/* Whether the first line of a file is a header of labels in CSV, written without quotes. */
bool csv_form_is(struct span bytes);

/* Adds the labels of a file to a pack; `name` is the file's, for errors and as the labels' pack.
 * Errors: syntax, value, limit with file, line, column and what was expected; memory. */
bool csv_form_read(struct pack *pack, struct span bytes, const char *name, struct rejects *rejects,
                   struct error *err);
