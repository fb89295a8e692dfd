/* What FollowTheMoney's properties of parties are as facts: the words of OpenSanctions' JSON and of
 * the columns of the European Union's regulations as CSV. Names of properties: followthemoney.tech,
 * schemata Person, Organization, Company, Vessel, CryptoWallet. Threads: pure functions over the
 * caller's draft.
 */
#pragma once

#include "screen/draft.h"

struct party_property {
    const char *name;
    enum fact_kind kind;
    const char *label;
};

/* By name; NULL for one that says nothing of a party. Static storage. */
const struct party_property *party_property_named(struct span name);

/* Adds a value of the property. */
void party_property_add(struct draft *draft, const struct party_property *property,
                        struct span value);
