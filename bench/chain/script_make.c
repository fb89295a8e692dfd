#include "script_make.h"

#include "../generate.h"

enum {
    OP_RETURN = 0x6a,
    OP_DUP = 0x76,
    OP_EQUAL = 0x87,
    OP_EQUALVERIFY = 0x88,
    OP_SHA256 = 0xa8,
    OP_HASH160 = 0xa9,
    OP_CHECKSIG = 0xac,
    OP_CHECKMULTISIG = 0xae,
    OP_1 = 0x51,
    SIGNATURE_BYTES = 71,
    KEY_BYTES = 33,
    MULTISIG_BYTES = 3 + 3 * (KEY_BYTES + 1),
};

/* Bytes one behind the other; the caller knows that there is room. */
struct pen {
    unsigned char *data;
    size_t size;
};

static void put(struct pen *pen, unsigned byte)
{
    pen->data[pen->size++] = (unsigned char)byte;
}

static void put_noise(struct pen *pen, uint64_t *state, size_t size)
{
    while (size > 0) {
        uint64_t noise = generate_next(state);
        for (unsigned i = 0; i < 8 && size > 0; i++, size--)
            put(pen, noise >> 8 * i & 0xff);
    }
}

/* A length byte (in a script below 76 that is a push) and noise. */
static void put_pushed(struct pen *pen, uint64_t *state, size_t size)
{
    put(pen, (unsigned)size);
    put_noise(pen, state, size);
}

static void put_key(struct pen *pen, uint64_t *state)
{
    put(pen, KEY_BYTES);
    put(pen, 2 + (unsigned)(generate_next(state) & 1));
    put_noise(pen, state, KEY_BYTES - 1);
}

static void put_signature(struct pen *pen, uint64_t *state)
{
    put(pen, SIGNATURE_BYTES);
    put(pen, 0x30);
    put(pen, SIGNATURE_BYTES - 3);
    put_noise(pen, state, SIGNATURE_BYTES - 3);
    put(pen, 1);
}

static void put_multisig(struct pen *pen, uint64_t *state)
{
    put(pen, OP_1 + 1);
    for (int i = 0; i < 3; i++)
        put_key(pen, state);
    put(pen, OP_1 + 2);
    put(pen, OP_CHECKMULTISIG);
}

/* Of a thousand owners, how many up to and with each kind. */
static const unsigned shares[OWNER_KINDS] = {
    [OWNER_P2PKH] = 400,         [OWNER_P2WPKH] = 650,   [OWNER_P2SH_NESTED] = 740,
    [OWNER_P2SH_MULTISIG] = 790, [OWNER_P2TR] = 900,     [OWNER_P2WSH] = 960,
    [OWNER_P2PK] = 975,          [OWNER_MULTISIG] = 985, [OWNER_ODD] = 1000,
};

enum owner_kind owner_kind_of(uint64_t owner)
{
    uint64_t state = owner ^ UINT64_C(0x6f776e6572);
    uint64_t draw = generate_next(&state) % 1000;
    int kind = 0;
    while (draw >= shares[kind])
        kind++;
    return (enum owner_kind)kind;
}

/* Valid and of no address: a puzzle, a lock of two rounds, a number. */
static void put_odd(struct pen *pen, uint64_t *state)
{
    switch (generate_next(state) % 3) {
    case 0:
        put(pen, OP_SHA256);
        put_pushed(pen, state, 32);
        put(pen, OP_EQUAL);
        break;
    case 1:
        put(pen, OP_DUP);
        put(pen, OP_HASH160);
        put_pushed(pen, state, 20);
        put(pen, OP_EQUAL);
        break;
    default:
        put_pushed(pen, state, 4);
    }
}

size_t owner_script(uint64_t owner, unsigned char ret[SCRIPT_MADE_MAX])
{
    return owner_script_of(owner, owner_kind_of(owner), ret);
}

size_t owner_script_of(uint64_t owner, enum owner_kind kind, unsigned char ret[SCRIPT_MADE_MAX])
{
    struct pen pen = {.data = ret};
    uint64_t state = owner * OWNER_KINDS + (uint64_t)kind;
    switch (kind) {
    case OWNER_P2PKH:
        put(&pen, OP_DUP);
        put(&pen, OP_HASH160);
        put_pushed(&pen, &state, 20);
        put(&pen, OP_EQUALVERIFY);
        put(&pen, OP_CHECKSIG);
        break;
    case OWNER_P2WPKH:
        put(&pen, 0);
        put_pushed(&pen, &state, 20);
        break;
    case OWNER_P2SH_NESTED:
    case OWNER_P2SH_MULTISIG:
        put(&pen, OP_HASH160);
        put_pushed(&pen, &state, 20);
        put(&pen, OP_EQUAL);
        break;
    case OWNER_P2TR:
    case OWNER_P2WSH:
        put(&pen, kind == OWNER_P2TR ? OP_1 : 0);
        put_pushed(&pen, &state, 32);
        break;
    case OWNER_P2PK:
        put_key(&pen, &state);
        put(&pen, OP_CHECKSIG);
        break;
    case OWNER_MULTISIG:
        put_multisig(&pen, &state);
        break;
    case OWNER_ODD:
    case OWNER_KINDS:
        put_odd(&pen, &state);
        break;
    }
    return pen.size;
}

size_t return_script(uint64_t *state, unsigned char ret[SCRIPT_MADE_MAX])
{
    struct pen pen = {.data = ret};
    put(&pen, OP_RETURN);
    put_pushed(&pen, state, 1 + generate_next(state) % 75);
    return pen.size;
}

/* For 2 of 3: an empty item, two signatures, and the script that they sign for. */
static void put_multisig_spend(struct pen *pen, uint64_t *state, bool as_items)
{
    if (as_items)
        put(pen, 4);
    put(pen, 0);
    put_signature(pen, state);
    put_signature(pen, state);
    if (!as_items)
        put(pen, 0x4c); /* a script pushes more than 75 bytes with OP_PUSHDATA1 */
    put(pen, MULTISIG_BYTES);
    put_multisig(pen, state);
}

static void put_script(struct pen *pen, enum owner_kind kind, uint64_t *state)
{
    if (kind == OWNER_P2PKH || kind == OWNER_P2PK || kind == OWNER_MULTISIG) {
        if (kind == OWNER_MULTISIG)
            put(pen, 0);
        put_signature(pen, state);
    }
    if (kind == OWNER_P2PKH)
        put_key(pen, state);
    if (kind == OWNER_MULTISIG)
        put_signature(pen, state);
    if (kind == OWNER_P2SH_NESTED) {
        put(pen, 22);
        put(pen, 0);
        put_pushed(pen, state, 20);
    }
    if (kind == OWNER_P2SH_MULTISIG)
        put_multisig_spend(pen, state, false);
    if (kind == OWNER_ODD)
        put_pushed(pen, state, 8);
}

static void put_witness(struct pen *pen, enum owner_kind kind, uint64_t *state)
{
    if (kind == OWNER_P2WPKH || kind == OWNER_P2SH_NESTED) {
        put(pen, 2);
        put_signature(pen, state);
        put_key(pen, state);
    }
    if (kind == OWNER_P2WSH)
        put_multisig_spend(pen, state, true);
    if (kind == OWNER_P2TR) {
        put(pen, 1);
        put_pushed(pen, state, 64);
    }
}

void owner_spend(enum owner_kind kind, uint64_t *state, unsigned char ret_bytes[SPEND_MADE_MAX],
                 struct made_input *ret_input)
{
    struct pen pen = {.data = ret_bytes};
    put_script(&pen, kind, state);
    ret_input->script = span_of(ret_bytes, pen.size);
    put_witness(&pen, kind, state);
    ret_input->witness = span_part(span_of(ret_bytes, pen.size), ret_input->script.size, pen.size);
}
