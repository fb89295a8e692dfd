/* A text as an address: its key is the key of itself, and stays what it is in another case where
 * the family knows none. */
#include <string.h>

#include "base/error.h"
#include "screen/address_key.h"
#include "screen/birth.h"
#include "target.h"

static void key_of_key(const struct address_key *key)
{
    struct address_key again;
    address_key_of(span_of(key->text, key->size), &again);
    ensure(again.size == key->size && memcmp(again.text, key->text, key->size) == 0);
}

static void other_case(struct span text, const struct address_key *key)
{
    struct address_key other;
    char upper[ADDRESS_KEY_BYTES];
    if (key->form != ADDRESS_BECH32 || text.size >= sizeof upper)
        return;
    for (size_t i = 0; i < text.size; i++)
        upper[i] = (char)(text.data[i] >= 'a' && text.data[i] <= 'z' ? text.data[i] - 'a' + 'A'
                                                                     : text.data[i]);
    address_key_of(span_of(upper, text.size), &other);
    ensure(other.size == key->size && memcmp(other.text, key->text, key->size) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct address_key key;
    char birth[BIRTH_TEXT_BYTES], again[BIRTH_TEXT_BYTES], day[11];
    struct span text = span_of(data, size);
    address_key_of(text, &key);
    ensure(key.size < ADDRESS_KEY_BYTES);
    if (key.size > 0) {
        if (address_form_is_sound(key.form))
            key_of_key(&key);
        other_case(text, &key);
    }
    if (birth_parse(text, birth)) {
        ensure(strlen(birth) < BIRTH_TEXT_BYTES);
        if (birth_is_full(span_text(birth)))
            ensure(birth_parse(span_text(birth), again) && strcmp(birth, again) == 0);
    }
    if (day_parse(text, day))
        ensure(day_is(span_text(day)));
    return 0;
}
