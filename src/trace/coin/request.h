/* What people ask of a coin ledger, and what they get: the words of seeds and addresses, and the
 * text of outputs. For the files of this folder and trace/report; see trace/kind.h for what each of
 * the first three does. */
#pragma once

#include "trace/kind.h"

bool coin_seed_parse(const struct ledger *ledger, struct span text, const char *place,
                     const struct amount *cap, struct named_seed *seed, struct error *err);
bool coin_find_owner(const struct ledger *ledger, struct span text, const char *place,
                     uint64_t *ret_number, struct error *err);
bool coin_request_run(const struct trace_request *request, struct trace_shown *shown,
                      struct error *err);

/* The first transaction behind those that count. Errors: damaged. */
bool coin_request_end(const struct trace_request *request, uint64_t *ret_end, struct error *err);

/* The parameters of the ledger's chain. Errors: unsupported. */
bool coin_chain_of(const struct ledger *ledger, const struct coin_chain **ret_chain,
                   struct error *err);

enum {
    COIN_TXID_TEXT_BYTES = 2 * COIN_ID_BYTES + 1,
    COIN_OUTPUT_TEXT_BYTES = COIN_TXID_TEXT_BYTES + 21,
};

/* A txid as people write it: the bytes of the hash backwards, in hex. Errors: damaged. */
bool coin_txid_text(const struct ledger *ledger, uint64_t transaction,
                    char ret_text[COIN_TXID_TEXT_BYTES], struct error *err);

/* `txid:vout`. Errors: damaged. */
bool coin_output_text(const struct ledger *ledger, uint64_t output,
                      char ret_text[COIN_OUTPUT_TEXT_BYTES], struct error *err);

/* Whether a text has the form of a txid, perhaps with a colon and an index behind it. */
bool coin_is_txid(struct span text);

/* Of a text that is none: false when it was meant as one, with what is wrong, so that nobody is
 * told of Base58. Errors: value. */
bool coin_no_bad_txid(struct span text, const char *place, struct error *err);

/* The output that such a text names, LEDGER_NONE for a txid alone. Where two coinbases have the
 * txid, the later one's is `ret_both[1]`, else LEDGER_NONE. Errors: not-found, value, damaged. */
bool coin_find_outputs(const struct ledger *ledger, struct span text, const char *place,
                       uint64_t ret_both[2], struct error *err);

/* Appends the text of an owner: an address, or a descriptor; nothing for LEDGER_NONE. Errors:
 * damaged, unsupported. */
bool coin_print_owner(const struct ledger *ledger, uint64_t owner, struct dynbuf *out,
                      struct error *err);
