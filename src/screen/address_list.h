/* Lists of crypto addresses by asset, a file an asset: `sanctioned_addresses_XBT.txt` with a line
 * an address, perhaps `address;"names"`, or the same as .json, an array of addresses or of objects
 * with `address` and `name`. All files of a set are one list; what stands in both forms, or under
 * two assets, is one entry.
 *
 * The asset is the word behind the last underscore of the file's name, as the list has it: no
 * network. The key is the address, an EVM one in lower case. */
#pragma once

#include "screen/reading.h"

/* Whether the bytes look like one: the first address in them is sound. */
bool address_list_is(struct span bytes);

bool address_list_read(struct list_reading *reading, struct error *err);
