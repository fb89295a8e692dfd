/* A label: "address X belongs to Y", with who says so, where, how surely and when.
 *
 * Order of labels: by address, then chain, both by their bytes; labels of one address on one chain
 * from the one that counts to the one that counts least:
 *
 *   1. the higher level of confidence
 *   2. the later lastmod; none is the oldest
 *   3. creator, pack's name, text, category, actor, source, confidence, validity, by their bytes
 *   4. the pack's SHA-256
 *
 * The order is total and looks at nothing but the labels, so it does not depend on which pack was
 * imported first. Threads: values, nothing shared.
 */
#pragma once

#include "base/error.h"
#include "base/span.h"
#include "chain/caip.h"

/* Whose bytes live with whoever made the label. Only chain, address and text are never empty. */
struct label {
    struct span chain;      /* CAIP-2, or `ticker:NAME` */
    struct span address;    /* of eip155 in lower case */
    struct span text;       /* such as "Binance 14" */
    struct span category;   /* words with a semicolon between them: see label/category.h */
    struct span actor;      /* an id, such as one of the GraphSense actor pack */
    struct span confidence; /* an id: see label/confidence.h */
    struct span source;     /* a URL, or the name of a file */
    struct span creator;
    struct span lastmod, valid_from, valid_to; /* YYYY-MM-DD, or empty */
    struct span pack;                          /* the name of the file that brought it */
    uint32_t level;                            /* of the confidence */
    uint32_t pack_number;                      /* by the packs' SHA-256; 0 while there is one */
};

/* The canonical form of an address on a chain, for labels and for look-ups. Errors: value; the text
 * says what was expected and names no place. `ret_address` is EVM_ADDRESS_TEXT_BYTES long and
 * written for eip155 only; `*ret_text` points there or at `text`. */
bool label_address(struct span chain, struct span text, char *ret_address, struct span *ret_text,
                   struct error *err);

/* YYYY-MM-DD, perhaps with a time behind it that is cut off; empty is taken. False when neither. */
bool label_date(struct span text, struct span *ret_date);

/* Checks the chain, and lengths and characters of all fields but the address, which is for
 * label_address; sets `level` (an empty confidence becomes `unknown`) and cuts the dates. Errors:
 * value, limit, without a place: `*ret_field` is the wrong field's name in the CSV form. */
bool label_check(struct label *label, const char **ret_field, struct error *err);

/* Negative, 0, positive, in the order above; the first compares address and chain only. */
int label_compare_place(const struct label *a, const struct label *b);
int label_compare(const struct label *a, const struct label *b);

/* Whether two labels of one address say different things: two actors; else two known categories;
 * else, where neither says either, two texts. */
bool label_conflicts(const struct label *a, const struct label *b);
