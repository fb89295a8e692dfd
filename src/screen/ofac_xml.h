/* OFAC's lists as XML of the older schema (sdnList): SDN and consolidated. The key is the uid, the
 * date that of Publish_Date; Record_Count must be the number of entries. */
#pragma once

#include "screen/reading.h"

/* Whether at least half of the first hundred entries have a programme of the consolidated list. */
bool ofac_xml_is_consolidated(struct span bytes, bool *ret_is, struct error *err);

bool ofac_xml_read(struct list_reading *reading, bool consolidated, struct error *err);
