#include "chain/script.h"

#include "base/error.h"

enum {
    OP_0 = 0x00,
    OP_PUSHDATA1 = 0x4c,
    OP_PUSHDATA2 = 0x4d,
    OP_PUSHDATA4 = 0x4e,
    OP_1 = 0x51,
    OP_16 = 0x60,
    OP_RETURN = 0x6a,
    OP_DUP = 0x76,
    OP_EQUAL = 0x87,
    OP_EQUALVERIFY = 0x88,
    OP_HASH160 = 0xa9,
    OP_CHECKSIG = 0xac,
    OP_CHECKMULTISIG = 0xae,
    KEYS_MAX = 20, /* of a bare multisig */
    SCRIPT_BYTES_MAX = 10000,
};

/* One step of a script: an operation, with the data that it pushes. */
struct step {
    unsigned op;
    struct span data;
};

/* Moves `*at` behind the next step; false at the end, and where a push runs over it. */
static bool next_step(struct span script, size_t *at, struct step *ret)
{
    size_t from = *at, size = 0;
    if (from >= script.size)
        return false;
    unsigned op = script.data[from++];
    if (op <= OP_PUSHDATA4) {
        unsigned width = op < OP_PUSHDATA1 ? 0 : 1u << (op - OP_PUSHDATA1);
        if (script.size - from < width)
            return false;
        for (unsigned i = 0; i < width; i++)
            size |= (size_t)script.data[from + i] << 8 * i;
        if (width == 0)
            size = op;
        from += width;
        if (script.size - from < size)
            return false;
    }
    *ret = (struct step){op, span_part(script, from, from + size)};
    *at = from + size;
    return true;
}

/* By length and first byte. */
static bool is_public_key(struct span key)
{
    if (key.size == 33)
        return key.data[0] == 2 || key.data[0] == 3;
    return key.size == 65 && (key.data[0] == 4 || key.data[0] == 6 || key.data[0] == 7);
}

/* How many keys: 1 to 16 by its operation, 17 to 20 by a push of one byte; 0 for anything else. */
static unsigned key_count(const struct step *step)
{
    if (step->op >= OP_1 && step->op <= OP_16)
        return step->op - OP_1 + 1;
    if (step->op == 1 && step->data.data[0] > 16 && step->data.data[0] <= KEYS_MAX)
        return step->data.data[0];
    return 0;
}

static bool is_multisig(struct span script)
{
    struct step step;
    size_t at = 0;
    unsigned keys = 0;
    if (script.size == 0 || script.data[script.size - 1] != OP_CHECKMULTISIG ||
        !next_step(script, &at, &step))
        return false;
    unsigned needed = key_count(&step);
    if (needed == 0)
        return false;
    for (;; keys++) {
        if (!next_step(script, &at, &step))
            return false;
        if (!is_public_key(step.data))
            break;
    }
    return key_count(&step) == keys && keys >= needed && at + 1 == script.size;
}

static bool is_push_only(struct span script, size_t at)
{
    struct step step;
    while (at < script.size)
        if (!next_step(script, &at, &step) || step.op > OP_16)
            return false;
    return true;
}

/* A witness program: a version, then one push of 2 to 40 bytes, and nothing else. */
static bool witness_script(struct span script, struct script *ret)
{
    if (script.size < 4 || script.size > 42 || script.data[1] != script.size - 2)
        return false;
    unsigned op = script.data[0];
    if (op != OP_0 && (op < OP_1 || op > OP_16))
        return false;
    struct span program = span_part(script, 2, script.size);
    unsigned version = op == OP_0 ? 0 : op - OP_1 + 1;
    enum script_kind kind = SCRIPT_WITNESS;
    if (version == 0 && program.size == 20)
        kind = SCRIPT_P2WPKH;
    else if (version == 0 && program.size == 32)
        kind = SCRIPT_P2WSH;
    else if (version == 0)
        return false; /* nobody can spend it: neither kind of version 0 */
    else if (version == 1 && program.size == 32)
        kind = SCRIPT_P2TR;
    *ret = (struct script){kind, version, program};
    return true;
}

/* The forms without a witness that hold a key or its hash. */
static bool key_script(struct span script, struct script *ret)
{
    const unsigned char *bytes = script.data;
    size_t size = script.size;
    if (size == 25 && bytes[0] == OP_DUP && bytes[1] == OP_HASH160 && bytes[2] == 20 &&
        bytes[23] == OP_EQUALVERIFY && bytes[24] == OP_CHECKSIG)
        *ret = (struct script){SCRIPT_P2PKH, 0, span_part(script, 3, 23)};
    else if (size == 23 && bytes[0] == OP_HASH160 && bytes[1] == 20 && bytes[22] == OP_EQUAL)
        *ret = (struct script){SCRIPT_P2SH, 0, span_part(script, 2, 22)};
    else if ((size == 35 || size == 67) && bytes[0] == size - 2 && bytes[size - 1] == OP_CHECKSIG &&
             is_public_key(span_part(script, 1, size - 1)))
        *ret = (struct script){SCRIPT_P2PK, 0, span_part(script, 1, size - 1)};
    else
        return false;
    return true;
}

struct script script_classify(struct span bytes)
{
    struct script found = {SCRIPT_UNKNOWN, 0, bytes};
    if (key_script(bytes, &found) || witness_script(bytes, &found))
        return found;
    if (bytes.size > 0 && bytes.data[0] == OP_RETURN && is_push_only(bytes, 1))
        found.kind = SCRIPT_NULLDATA;
    else if (is_multisig(bytes))
        found.kind = SCRIPT_MULTISIG;
    return found;
}

bool script_unspendable(struct span bytes)
{
    return bytes.size > SCRIPT_BYTES_MAX || (bytes.size > 0 && bytes.data[0] == OP_RETURN);
}

const char *script_kind_name(enum script_kind kind)
{
    static const char *const names[SCRIPT_KINDS] = {
        [SCRIPT_UNKNOWN] = "unknown",   [SCRIPT_P2PK] = "p2pk",
        [SCRIPT_P2PKH] = "p2pkh",       [SCRIPT_P2SH] = "p2sh",
        [SCRIPT_P2WPKH] = "p2wpkh",     [SCRIPT_P2WSH] = "p2wsh",
        [SCRIPT_P2TR] = "p2tr",         [SCRIPT_WITNESS] = "witness",
        [SCRIPT_MULTISIG] = "multisig", [SCRIPT_NULLDATA] = "nulldata",
    };
    ensure((unsigned)kind < SCRIPT_KINDS);
    return names[kind];
}
