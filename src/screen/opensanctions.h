/* OpenSanctions' own forms of lists: FollowTheMoney entities as JSON, one a line, and
 * targets.simple.csv. The key is the entity's id. Of FollowTheMoney only parties and wallets are
 * entries; addresses, sanctions and relations between them are not, nor is a party that the file
 * says is no target: such are there because they are related to one. */
#pragma once

#include "screen/reading.h"

bool ftm_is(struct span bytes);
bool ftm_read(struct list_reading *reading, struct error *err);

bool targets_csv_is(struct span bytes);
bool targets_csv_read(struct list_reading *reading, struct error *err);

/* Person, Organization, Company, LegalEntity, PublicBody, Vessel, Airplane, CryptoWallet; false for
 * a schema that is no party. */
bool schema_kind(struct span schema, enum party_kind *ret_kind);
