/* One row of a flow table on its way into the ledger. */
#pragma once

#include "ledger/batch.h"

#define FLOW_NO_POSITION UINT64_MAX

struct flow_row {
    struct ledger_row row; /* its asset's text is the table's */
    uint64_t position;     /* FLOW_NO_POSITION when the row has none */
    uint64_t line;
    uint64_t from;     /* its first byte in the file */
    uint64_t sequence; /* as given, over all files */
    uint32_t file;
    uint32_t asset; /* equal texts have equal numbers */
};
