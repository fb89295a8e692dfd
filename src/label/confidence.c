#include "label/confidence.h"

/* Source: confidence.csv of graphsense-tagpack-tool, all ids of its versions. Packs in
 * homes are sorted by level: another level for an id that is here makes them be imported again. */
static const struct {
    const char *id;
    unsigned level;
} levels[] = {
    {"override", 100},
    {"ownership", 100},
    {"ledger_immanent", 100},
    {"manual_transaction", 90},
    {"service_api", 70},
    {"forensic_investigation", 70},
    {"authority_data", 60},
    {"trusted_provider", 50},
    {"service_data", 50},
    {"forensic", 50},
    {"untrusted_transaction", 40},
    {"web_crawl", 20},
    {"heuristic", 10},
    {"unknown", 5},
};

bool confidence_level(struct span id, unsigned *ret_level)
{
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++)
        if (span_is(id, levels[i].id)) {
            *ret_level = levels[i].level;
            return true;
        }
    return false;
}

const char *confidence_ids(void)
{
    return "override, ownership, ledger_immanent, manual_transaction, service_api, "
           "forensic_investigation, authority_data, trusted_provider, service_data, forensic, "
           "untrusted_transaction, "
           "web_crawl, heuristic or unknown";
}
