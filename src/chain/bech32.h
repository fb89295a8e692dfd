/* Bech32 (BIP-173), Bech32m (BIP-350), and the addresses of witness programs written in them.
 *
 *     bc       1   p               0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq  zk5jj0
 *     prefix       version 0..16   program, five bits a character                       checksum
 *
 * A text is of one case. Version 0 has the checksum of Bech32, later ones that of Bech32m.
 *
 * Errors: value, whose text quotes the text, says which character is wrong, from 1, and what was
 * expected; `place` stands before it. Where the checksum fails and a change of one character alone
 * would mend it, that character is named (not its right value: who guesses sends money astray).
 * Threads: pure functions.
 */
#pragma once

#include "base/error.h"
#include "base/span.h"

enum {
    BECH32_TEXT_BYTES = 91, /* 90 characters and a zero */
    BECH32_DATA_MAX = 83,   /* 90 less one of prefix, the separator, and six of checksum */
    WITNESS_PROGRAM_BYTES_MAX = 40,
};

enum bech32_form { BECH32, BECH32M };

struct bech32 {
    enum bech32_form form;
    struct span prefix; /* lies in the text, in the case of the text */
    size_t size;
    unsigned char data[BECH32_DATA_MAX]; /* five bits each */
};

bool bech32_decode(struct span text, const char *place, struct bech32 *ret, struct error *err);

/* Lower case, with a zero behind; returns how many characters. The prefix is lower case already,
 * and all fits BECH32_TEXT_BYTES. */
size_t bech32_encode(const struct bech32 *content, char ret_text[BECH32_TEXT_BYTES]);

struct witness_program {
    unsigned version; /* 0 to 16 */
    size_t size;      /* 2 to 40; 20 or 32 for version 0 */
    unsigned char bytes[WITNESS_PROGRAM_BYTES_MAX];
};

/* An address whose prefix is `prefix`, which is lower case. */
bool witness_decode(struct span text, const char *prefix, const char *place,
                    struct witness_program *ret, struct error *err);
size_t witness_encode(unsigned version, struct span program, const char *prefix,
                      char ret_text[BECH32_TEXT_BYTES]);
