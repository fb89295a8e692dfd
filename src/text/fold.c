#include "text/fold.h"

#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

#include "base/limits.h"
#include "text/utf8.h"

static bool is_apostrophe(uint32_t letter)
{
    return letter == '\'' || letter == '`' || (letter >= 0x2018 && letter <= 0x201b) ||
           (letter >= 0x2bb && letter <= 0x2bf) || letter == 0xb4;
}

static bool is_word(uint32_t letter)
{
    return (U_GET_GC_MASK((UChar32)letter) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0;
}

/* Plain ASCII, most names by far, needs no library. */
static bool fold_ascii(struct dynbuf *folded, struct span name)
{
    bool gap = false;
    for (size_t i = 0; i < name.size; i++) {
        unsigned char byte = name.data[i];
        if (byte == '\'' || byte == '`')
            continue;
        if (byte >= 'A' && byte <= 'Z')
            byte = (unsigned char)(byte | 0x20);
        bool word = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
        if (!word) {
            gap = true;
            continue;
        }
        if (gap && folded->size > 0)
            dynbuf_char(folded, ' ');
        gap = false;
        dynbuf_char(folded, (char)byte);
    }
    return !folded->failed;
}

/* The character at `*at`, which goes behind it. What ICU wrote has no lone surrogates. */
static uint32_t next_letter(const UChar *text, int32_t *at)
{
    uint32_t unit = text[(*at)++];
    if ((unit & 0xfc00) != 0xd800)
        return unit;
    return 0x10000 + ((unit & 0x3ff) << 10) + (text[(*at)++] & 0x3ffU);
}

static void fold_letters(struct dynbuf *folded, const UChar *text, int32_t size)
{
    bool gap = false;
    for (int32_t i = 0; i < size;) {
        uint32_t letter = next_letter(text, &i);
        unsigned char bytes[4];
        if (is_apostrophe(letter))
            continue;
        if (!is_word(letter)) {
            gap = true;
            continue;
        }
        if (gap && folded->size > 0)
            dynbuf_char(folded, ' ');
        gap = false;
        dynbuf_append(folded, bytes, utf8_encode(bytes, letter));
    }
}

static bool fold_unicode(struct dynbuf *folded, struct span name, struct error *err)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *folding = unorm2_getNFKCCasefoldInstance(&status);
    /* UTF-16 has at most as many units as UTF-8 bytes; folding makes at most 18 of one. */
    int32_t capacity = (int32_t)name.size * 18 + 16, size = 0;
    UChar *wide = malloc(((size_t)capacity + name.size + 1) * sizeof *wide);
    if (wide == NULL || U_FAILURE(status)) {
        free(wide);
        return error_memory(err, "folding a name");
    }
    UChar *text = wide + capacity;
    u_strFromUTF8WithSub(text, (int32_t)name.size + 1, &size, (const char *)name.data,
                         (int32_t)name.size, 0xfffd, NULL, &status);
    size = unorm2_normalize(folding, text, size, wide, capacity, &status);
    if (U_SUCCESS(status))
        fold_letters(folded, wide, size);
    free(wide);
    return U_SUCCESS(status) || error_memory(err, "folding a name");
}

static bool is_ascii(struct span name)
{
    unsigned char all = 0;
    for (size_t i = 0; i < name.size; i++)
        all |= name.data[i];
    return all < 0x80;
}

bool fold_text(struct dynbuf *ret_folded, struct span text, struct error *err)
{
    dynbuf_clear(ret_folded);
    if (text.size > FOLD_BYTES_MAX)
        return error_input(err, ERROR_LIMIT, NULL, "a name of more than %d bytes", FOLD_BYTES_MAX);
    if (is_ascii(text))
        fold_ascii(ret_folded, text);
    else if (!fold_unicode(ret_folded, text, err))
        return false;
    return !ret_folded->failed || dynbuf_error(ret_folded, "a folded name", err);
}

static int compare_words(const void *a, const void *b)
{
    return span_compare(*(const struct span *)a, *(const struct span *)b);
}

bool fold_name(struct dynbuf *ret_folded, struct span name, struct error *err)
{
    struct span few[32], *words = few;
    size_t count = 0, at = 0;
    if (!fold_text(ret_folded, name, err))
        return false;
    size_t size = ret_folded->size;
    if (size == 0 || memchr(ret_folded->data, ' ', size) == NULL)
        return true;
    char *copy = malloc(size);
    if (copy != NULL && size / 2 + 1 > sizeof few / sizeof *few)
        words = malloc((size / 2 + 1) * sizeof *words);
    if (copy == NULL || words == NULL) {
        free(copy);
        return error_memory(err, "folding a name");
    }
    memcpy(copy, ret_folded->data, size);
    while (at < size) {
        const char *end = memchr(copy + at, ' ', size - at);
        size_t stop = end == NULL ? size : (size_t)(end - copy);
        words[count++] = span_of(copy + at, stop - at);
        at = stop + 1;
    }
    qsort(words, count, sizeof *words, compare_words);
    dynbuf_clear(ret_folded);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            dynbuf_char(ret_folded, ' ');
        dynbuf_span(ret_folded, words[i]);
    }
    if (words != few)
        free(words);
    free(copy);
    return true;
}

const char *fold_script(struct span folded)
{
    for (int32_t i = 0; i < (int32_t)folded.size;) {
        UChar32 letter;
        UErrorCode status = U_ZERO_ERROR;
        U8_NEXT_OR_FFFD(folded.data, i, (int32_t)folded.size, letter);
        UScriptCode script = uscript_getScript(letter, &status);
        if (U_SUCCESS(status) && script != USCRIPT_COMMON && script != USCRIPT_INHERITED &&
            script != USCRIPT_UNKNOWN)
            return uscript_getShortName(script);
    }
    return "Zyyy";
}
