/* Labels of Etherscan as published in JSON:
 *
 *     {"0x22ff...": {"name": "Balancer: MLN/ETH", "labels": ["balancer", "dex"]}, ...}
 *
 * Chain eip155:1; the text is the name, or the labels where it is empty; the labels become the
 * category's words; creator Etherscan, confidence web_crawl, no date. */
#pragma once

#include "label/pack.h"
#include "label/rejects.h"

/* As tagpack_read. */
bool etherscan_read(struct pack *pack, struct span bytes, const char *name, struct rejects *rejects,
                    struct error *err);
