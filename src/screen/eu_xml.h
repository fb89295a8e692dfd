/* The European Union's consolidated list of financial sanctions as XML (FSF, `export` of version
 * 1.1). The key is logicalId, the number euReferenceNumber, the date that of generationDate. */
#pragma once

#include "screen/reading.h"

bool eu_xml_read(struct list_reading *reading, struct error *err);
