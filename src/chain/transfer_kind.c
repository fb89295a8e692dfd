#include "chain/transfer_kind.h"

/* Wrapping and unwrapping move one side each until conversions are traced: what wraps arrives
 * clean, what unwraps is counted as unresolved. */
const struct transfer_kind_info transfer_kinds[TRANSFER_KINDS] = {
    [TRANSFER_VALUE] = {"value", true, true, SINK_NONE},
    [TRANSFER_INTERNAL] = {"internal", true, true, SINK_NONE},
    [TRANSFER_TOKEN] = {"token", true, true, SINK_NONE},
    [TRANSFER_GAS] = {"gas", true, false, SINK_FEES},
    [TRANSFER_MINT] = {"mint", false, true, SINK_NONE},
    [TRANSFER_BURN] = {"burn", true, false, SINK_BURNT},
    [TRANSFER_WRAP] = {"wrap", false, true, SINK_NONE},
    [TRANSFER_UNWRAP] = {"unwrap", true, false, SINK_UNRESOLVED},
    [TRANSFER_WITHDRAWAL] = {"withdrawal", false, true, SINK_NONE},
    [TRANSFER_REWARD] = {"reward", false, true, SINK_NONE},
    [TRANSFER_GENESIS] = {"genesis", false, true, SINK_NONE},
    [TRANSFER_L1FEE] = {"l1fee", true, false, SINK_FEES},
};

bool transfer_kind_parse(struct span name, enum transfer_kind *ret_kind)
{
    for (int kind = 0; kind < TRANSFER_KINDS; kind++) {
        if (!span_is(name, transfer_kinds[kind].name))
            continue;
        *ret_kind = (enum transfer_kind)kind;
        return true;
    }
    return false;
}
