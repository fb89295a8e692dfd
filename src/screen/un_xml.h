/* The consolidated list of the UN Security Council (CONSOLIDATED_LIST, XML). The key is DATAID, the
 * number the reference (KPi.066); the date is the day of `dateGenerated`, as it stands there. */
#pragma once

#include "screen/reading.h"

bool un_xml_read(struct list_reading *reading, struct error *err);
