#include "chain/coin_owner.h"

#include "base/hex.h"
#include "chain/coin_address.h"

enum { OP_1 = 0x51, OP_CHECKSIG = 0xac, OP_CHECKMULTISIG = 0xae, KEYS_MAX = 20, KEY_MAX = 65 };

static void print_hex(struct dynbuf *out, struct span bytes)
{
    for (size_t i = 0; i < bytes.size; i++) {
        char digits[3];
        hex_encode(digits, bytes.data + i, 1);
        dynbuf_text(out, digits);
    }
}

/* How many keys, at `*at` of a script that was classified as multisig: 1 to 16 by its operation,
 * more by a push of one byte. */
static unsigned take_count(struct span script, size_t *at)
{
    unsigned op = script.data[(*at)++];
    return op == 1 ? script.data[(*at)++] : op - OP_1 + 1;
}

/* Whether the keys are pushed in the shortest way, as the descriptor would write them. */
static bool pushed_plainly(struct span script)
{
    size_t at = 0;
    take_count(script, &at);
    while (script.data[at] == 33 || script.data[at] == KEY_MAX)
        at += 1 + script.data[at];
    take_count(script, &at);
    return at + 1 == script.size;
}

static void print_multisig(struct dynbuf *out, struct span script)
{
    size_t at = 0;
    dynbuf_format(out, "multi(%u", take_count(script, &at));
    while (script.data[at] == 33 || script.data[at] == KEY_MAX) {
        dynbuf_char(out, ',');
        print_hex(out, span_part(script, at + 1, at + 1 + script.data[at]));
        at += 1 + script.data[at];
    }
    dynbuf_char(out, ')');
}

void coin_owner_print(const struct coin_chain *chain, const struct script *script,
                      struct dynbuf *out)
{
    char address[COIN_ADDRESS_TEXT_BYTES];
    if (coin_address_print(chain, script, address)) {
        dynbuf_text(out, address);
    } else if (script->kind == SCRIPT_P2PK) {
        dynbuf_text(out, "pk(");
        print_hex(out, script->key);
        dynbuf_char(out, ')');
    } else if (script->kind == SCRIPT_MULTISIG && pushed_plainly(script->key)) {
        print_multisig(out, script->key);
    } else if (script->kind == SCRIPT_MULTISIG) {
        dynbuf_text(out, "raw(");
        print_hex(out, script->key);
        dynbuf_char(out, ')');
    }
}

/* Puts the push of a key in hex behind the script. */
static bool put_key(struct coin_owner *owner, struct span hex, const char *place, struct error *err)
{
    size_t wrong = 0, size = hex.size / 2;
    unsigned char *at = owner->script + owner->size;
    if ((size != 33 && size != KEY_MAX) || !hex_decode(at + 1, hex, &wrong))
        return error_input(err, ERROR_VALUE, place,
                           "expected public keys of 66 or 130 hexadecimal digits");
    at[0] = (unsigned char)size;
    owner->size += 1 + size;
    return true;
}

static void put_count(struct coin_owner *owner, unsigned count)
{
    if (count > 16)
        owner->script[owner->size++] = 1;
    owner->script[owner->size++] = (unsigned char)(count > 16 ? count : OP_1 + count - 1);
}

/* The part before the next comma, which goes from the text with it. */
static struct span next_part(struct span *text)
{
    size_t size = 0;
    while (size < text->size && text->data[size] != ',')
        size++;
    struct span part = span_part(*text, 0, size);
    *text = span_part(*text, size < text->size ? size + 1 : size, text->size);
    return part;
}

static bool parse_multisig(struct span inside, const char *place, struct coin_owner *owner,
                           struct error *err)
{
    bool ends_in_comma = inside.size > 0 && inside.data[inside.size - 1] == ',';
    struct span digits = next_part(&inside);
    unsigned needed = 0, keys = 0;
    for (size_t i = 0; i < digits.size && digits.size <= 2; i++)
        needed = digits.data[i] < '0' || digits.data[i] > '9' ? KEYS_MAX + 1
                                                              : 10 * needed + digits.data[i] - '0';
    if (needed == 0 || needed > KEYS_MAX || ends_in_comma)
        return error_input(err, ERROR_VALUE, place,
                           "expected multi(M,KEY,...), where M is from 1 to %d", KEYS_MAX);
    put_count(owner, needed);
    for (; inside.size > 0; keys++)
        if (keys == KEYS_MAX)
            return error_input(err, ERROR_VALUE, place, "expected at most %d keys", KEYS_MAX);
        else if (!put_key(owner, next_part(&inside), place, err))
            return false;
    if (keys < needed)
        return error_input(err, ERROR_VALUE, place, "expected at least %u keys in multi(%u,...)",
                           needed, needed);
    put_count(owner, keys);
    owner->script[owner->size++] = OP_CHECKMULTISIG;
    return true;
}

/* FORM(INSIDE), where `form` is the opening with its bracket. */
static bool inside_of(struct span text, const char *form, struct span *ret_inside)
{
    size_t opening = strlen(form);
    if (!span_starts_with(text, form) || text.data[text.size - 1] != ')')
        return false;
    *ret_inside = span_part(text, opening, text.size - 1);
    return true;
}

static bool put_raw(struct coin_owner *owner, struct span hex, const char *place, struct error *err)
{
    size_t wrong = 0;
    if (hex.size / 2 > sizeof owner->script || !hex_decode(owner->script, hex, &wrong))
        return error_input(err, ERROR_VALUE, place,
                           "expected a script in hexadecimal digits in raw(...)");
    owner->size = hex.size / 2;
    return true;
}

static bool parse_descriptor(struct span text, const char *place, struct coin_owner *owner,
                             bool *ret_is_one, struct error *err)
{
    struct span inside;
    bool ok;
    *ret_is_one = true;
    if (inside_of(text, "pk(", &inside)) {
        ok = put_key(owner, inside, place, err);
        owner->script[owner->size++] = OP_CHECKSIG;
    } else if (inside_of(text, "multi(", &inside)) {
        ok = parse_multisig(inside, place, owner, err);
    } else if (inside_of(text, "raw(", &inside)) {
        ok = put_raw(owner, inside, place, err);
    } else {
        *ret_is_one = false;
        return true;
    }
    enum script_kind kind =
        ok ? script_classify(span_of(owner->script, owner->size)).kind : SCRIPT_UNKNOWN;
    if (ok && (kind == SCRIPT_UNKNOWN || kind == SCRIPT_NULLDATA))
        return error_input(err, ERROR_VALUE, place,
                           "it names nobody; expected public keys that begin with 02, 03 or 04");
    return ok;
}

bool coin_owner_parse(const struct coin_chain *chain, struct span text, const char *place,
                      struct coin_owner *ret, struct error *err)
{
    struct coin_owner owner = {0};
    struct coin_address address;
    bool descriptor;
    if (!parse_descriptor(text, place, &owner, &descriptor, err))
        return false;
    if (!descriptor) {
        if (!coin_address_parse(chain, text, place, &address, err))
            return false;
        owner.size = coin_address_script(&address, owner.script);
    }
    *ret = owner;
    return true;
}
