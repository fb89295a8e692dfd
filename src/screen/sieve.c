#include "screen/sieve.h"

#include <stdlib.h>
#include <xxhash.h>

enum {
    PLAIN = 1, /* a letter or a digit of ASCII */
    HEX = 2,
    LOWER = 4,
    UPPER = 8,
    WORD_BYTES_MIN = 25, /* what is shorter is left to look_up */
    WORD_BYTES_MAX = 106,
};

void sieve_init(struct sieve *sieve, struct look_up *look_up, const struct labelled *labelled)
{
    *sieve = (struct sieve){.look_up = look_up, .labelled = labelled};
    for (int c = '0'; c <= '9'; c++)
        sieve->classes[c] = PLAIN | HEX;
    for (int c = 'a'; c <= 'z'; c++) {
        unsigned hex = c <= 'f' ? HEX : 0;
        sieve->classes[c] = (unsigned char)(PLAIN | LOWER | hex);
        sieve->classes[c - 'a' + 'A'] = (unsigned char)(PLAIN | UPPER | hex);
    }
}

void sieve_release(struct sieve *sieve)
{
    free(sieve->slots);
    *sieve = (struct sieve){.mask = 0};
}

static bool has_0x(struct span text)
{
    return text.size == 42 && text.data[0] == '0' && (text.data[1] | 0x20) == 'x';
}

/* Of the text in lower case: letters get the bit that digits have already, and what is neither is
 * no text for the sieve. Without the 0x of an EVM address, which may be left out. */
static uint64_t hash_of(const struct sieve *sieve, struct span text)
{
    unsigned char lower[ADDRESS_KEY_BYTES];
    if (has_0x(text))
        text = span_part(text, 2, text.size);
    size_t size = text.size < sizeof lower ? text.size : sizeof lower;
    for (size_t i = 0; i < size; i++)
        lower[i] = text.data[i] | 0x20;
    uint64_t hash = XXH3_64bits_withSeed(lower, size, sieve->look_up->seed);
    return hash == 0 ? 1 : hash;
}

static bool holds(const struct sieve *sieve, uint64_t hash)
{
    size_t at = hash & sieve->mask;
    while (sieve->slots[at] != 0 && sieve->slots[at] != hash)
        at = (at + 1) & sieve->mask;
    return sieve->slots[at] == hash;
}

static void put(struct sieve *sieve, uint64_t hash)
{
    size_t at = hash & sieve->mask;
    while (sieve->slots[at] != 0 && sieve->slots[at] != hash)
        at = (at + 1) & sieve->mask;
    sieve->slots[at] = hash;
}

static void put_key(void *sieve, struct span key)
{
    put(sieve, hash_of(sieve, key));
}

/* All listed and labelled addresses, and names when they count too. */
static bool make(struct sieve *sieve, bool names, struct error *err)
{
    struct look_up *look_up = sieve->look_up;
    size_t slots = 1024;
    if (!look_up_make(look_up, QUESTION_ADDRESS, err) ||
        (names && !look_up_make(look_up, QUESTION_NAME, err)))
        return false;
    size_t labels = sieve->labelled == NULL ? 0 : sieve->labelled->index.count;
    while (slots < 4 * (look_up->count[QUESTION_ADDRESS] + look_up->count[QUESTION_NAME] + labels))
        slots *= 2;
    free(sieve->slots);
    sieve->slots = calloc(slots, sizeof *sieve->slots);
    sieve->mask = slots - 1;
    sieve->made = sieve->slots != NULL;
    sieve->names = names;
    if (!sieve->made)
        return error_memory(err, "screening a batch");
    for (size_t kind = 0; kind < QUESTION_KINDS; kind++)
        for (size_t i = 0; i < look_up->count[kind]; i++)
            put_key(sieve, look_up->listed[kind][i].key);
    if (labels > 0)
        labelled_each(sieve->labelled, put_key, sieve);
    return true;
}

/* Whether a word's key may be another text than the word: address_key.h has the forms. */
static bool is_rewritten(struct span text)
{
    unsigned char first = text.data[0] | 0x20;
    return first == 'x' || (text.size == 42 && (first == '4' || first == 'q' || first == 'p'));
}

bool sieve_clears(struct sieve *sieve, struct span text, bool *ret_clear,
                  enum address_form *ret_form, struct error *err)
{
    unsigned all = PLAIN | HEX, any = 0;
    *ret_clear = false;
    *ret_form = ADDRESS_UNKNOWN;
    if (text.size < WORD_BYTES_MIN || text.size > WORD_BYTES_MAX)
        return true;
    bool evm = has_0x(text);
    for (size_t i = evm ? 2 : 0; i < text.size; i++) {
        all &= sieve->classes[text.data[i]];
        any |= sieve->classes[text.data[i]];
    }
    evm = evm && (all & HEX) != 0;
    if ((all & PLAIN) == 0 || is_rewritten(text))
        return true;
    if ((!sieve->made || (!evm && !sieve->names)) && !make(sieve, !evm || sieve->names, err))
        return false;
    *ret_clear = !holds(sieve, hash_of(sieve, text));
    if (evm && text.data[1] == 'x' && (any & (LOWER | UPPER)) != (LOWER | UPPER))
        *ret_form = ADDRESS_EVM;
    return true;
}
