/* What stands in one cell of Japan's list: enumerated, in both widths, with readings and other
 * names in brackets.
 *
 *     (a)ボジゼ・ヤングボンダ（Bozize Yangouvonda）、 (b)サミュエル（Samuel）
 *
 * is two pieces, each of which is two names. Threads: pure functions over the caller's draft.
 */
#pragma once

#include "screen/draft.h"

/* The next piece of a cell: parted at line ends, semicolons and enumerators such as (a), （b）,
 * (1). Pieces that say nothing (不明, "unknown", "N/A") are passed over. False at the end of
 * `*rest`. */
bool jp_piece(struct span *rest, struct span *ret_piece);

/* All names of a cell of other names: each piece, and what stands in its brackets, as a name of its
 * own. */
void jp_names(struct draft *draft, enum fact_kind kind, struct span cell);

/* The name itself, whose lines belong together. Behind a person's name or surname brackets hold
 * other spellings of that word: "Nikolai (Nikolay) Pankov" is two names, and what stands in
 * brackets with several words, or behind a body's name, is a name of its own. */
void jp_own_name(struct draft *draft, bool person, struct span cell);

/* Every piece as a fact. */
void jp_facts(struct draft *draft, enum fact_kind kind, const char *label, struct span cell);

void jp_births(struct draft *draft, struct span cell);

/* Passport and other numbers: of each piece the first run of letters and digits with at least five
 * of them and a digit, else the piece as it stands. */
void jp_numbers(struct draft *draft, const char *label, struct span cell);
