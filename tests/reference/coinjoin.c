#include "coinjoin.h"

#include "coin_inside.h"

#include <stdlib.h>
#include <string.h>

/* One output, or what an input spends. */
struct piece {
    uint64_t value;
    char *script;
};

struct pieces {
    size_t count;
    struct piece *piece;
};

/* Ends the text at a separator and returns what comes behind. */
static char *split(char *text, const char *separator)
{
    char *at = strstr(text, separator);
    REF_ASSERT(at != NULL);
    *at = '\0';
    return at + strlen(separator);
}

static uint64_t number_of(const char *digits)
{
    uint64_t number = 0;
    REF_ASSERT(*digits != '\0');
    for (; *digits != '\0'; digits++) {
        REF_ASSERT(*digits >= '0' && *digits <= '9' && number < UINT64_C(2100000000000000));
        number = 10 * number + (uint64_t)(*digits - '0');
    }
    return number;
}

/* Inputs have `txid-vout-` in front. */
static void read_pieces(char *text, bool inputs, struct pieces *pieces)
{
    for (bool more = true; more;) {
        char *next = strstr(text, "}{");
        more = next != NULL;
        if (more) {
            *next = '\0';
            next += 2;
        }
        char *value = inputs ? split(split(text, "-"), "-") : text;
        char *script = split(value, "+");
        split(script, "+");
        pieces->piece = ref_grow(pieces->piece, pieces->count + 1, sizeof *pieces->piece);
        pieces->piece[pieces->count++] = (struct piece){number_of(value), script};
        text = next;
    }
}

static int owner_of(struct coinjoin *joined, char *script)
{
    for (int a = 0; a < joined->chain.addresses; a++)
        if (strcmp(joined->scripts[a], script) == 0)
            return a;
    size_t count = (size_t)joined->chain.addresses++;
    joined->scripts = ref_grow(joined->scripts, count + 1, sizeof *joined->scripts);
    joined->scripts[count] = script;
    return (int)count;
}

static bool is_burnt(const char *script)
{
    return strncmp(script, "6a", 2) == 0;
}

static void build(struct coinjoin *joined, const struct pieces *inputs,
                  const struct pieces *outputs)
{
    struct ref_coin_chain *chain = &joined->chain;
    ref_coin_add_output(chain, ref_coin_add_block(chain, 0), 0, REF_NONE, false);
    for (size_t i = 0; i < inputs->count; i++) {
        size_t coinbase = ref_coin_add_block(chain, inputs->piece[i].value);
        int owner = owner_of(joined, inputs->piece[i].script);
        ref_coin_add_output(chain, coinbase, inputs->piece[i].value, owner, false);
    }
    size_t coinbase = ref_coin_add_block(chain, 0);
    joined->tx = ref_coin_add_tx(chain);
    for (size_t i = 0; i < inputs->count; i++)
        ref_coin_add_input(chain, joined->tx, 1 + i, 0);
    for (size_t i = 0; i < outputs->count; i++) {
        bool burnt = is_burnt(outputs->piece[i].script);
        int owner = burnt ? REF_NONE : owner_of(joined, outputs->piece[i].script);
        ref_coin_add_output(chain, joined->tx, outputs->piece[i].value, owner, burnt);
    }
    uint64_t fee = ref_coin_fees(chain, chain->block_count - 1);
    ref_coin_add_output(chain, coinbase, fee, REF_NONE, false);
}

static void forget(struct coinjoin *joined)
{
    ref_coin_chain_release(&joined->chain);
    free(joined->scripts);
    joined->scripts = NULL;
}

bool coinjoin_next(struct coinjoin *joined, FILE *file)
{
    struct pieces inputs = {0}, outputs = {0};
    forget(joined);
    ssize_t size = getline(&joined->line, &joined->line_room, file);
    if (size <= 0)
        return false;
    char *id = joined->line;
    if (memcmp(id, "\xef\xbb\xbf", 3) == 0)
        id += 3;
    id[strcspn(id, "\r\n")] = '\0';
    char *input_text = split(split(split(split(id, ":::"), ":::"), ":::"), ":::");
    char *output_text = split(input_text, ":::");
    REF_ASSERT(strlen(id) == sizeof joined->id - 1);
    memcpy(joined->id, id, sizeof joined->id);
    read_pieces(input_text, true, &inputs);
    read_pieces(output_text, false, &outputs);
    build(joined, &inputs, &outputs);
    free(inputs.piece);
    free(outputs.piece);
    return true;
}

void coinjoin_release(struct coinjoin *joined)
{
    forget(joined);
    free(joined->line);
    *joined = (struct coinjoin){0};
}
