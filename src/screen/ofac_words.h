/* What OFAC's lists write in words, alike in all their formats: remarks, identifiers, programmes.
 * Threads: pure functions over the caller's draft.
 */
#pragma once

#include "screen/draft.h"

/* One identifier: "Digital Currency Address - XBT" is a crypto address, whatever the asset is
 * called; "Vessel Registration Identification" with "IMO 9172052" is the ship's; a link such as
 * "Gender" is no identifier and is passed over. */
void ofac_identifier(struct draft *draft, struct span type, struct span number);

/* The remarks of an SDN CSV, whole: each part between semicolons becomes what it says, and the
 * remarks themselves a fact. A text that is cut says nothing in its last part. */
void ofac_remarks(struct draft *draft, struct span remarks, bool cut);

/* Programmes between "] [", and what they have as their effect. */
void ofac_programmes(struct draft *draft, struct span programmes, bool consolidated);
void ofac_programme(struct draft *draft, struct span programme, bool consolidated);

/* Whether the programme is one of those that only the consolidated (non-SDN) list has. */
bool ofac_is_non_sdn(struct span programme);

/* "individual", "vessel", "aircraft", "-0-", in any case. */
enum party_kind ofac_party_kind(struct span type);

/* References of the United Nations' lists, such as KPi.066, that stand anywhere in the text. */
void quoted_references(struct draft *draft, struct span text);
