/* The media type of TAXII (TAXII 2.1, 1.6.8): `application/taxii+json;version=2.1`, and without
 * version. Threads: pure functions. */
#pragma once

#include "base/span.h"

#define TAXII_MEDIA_TYPE "application/taxii+json;version=2.1"
#define STIX_MEDIA_TYPE  "application/stix+json;version=2.1"

/* Whether an Accept field (RFC 9110, 12.5.1) has a range that takes TAXII 2.1: the type itself with
 * version 2.1 or none, or `application/` and all its types, or all types, at a weight above 0. An
 * exact range outweighs a general one. Without any field nothing is taken, as the standard demands
 * one. */
bool media_type_accepted(const struct span *accept);

/* Whether a Content-Type field says TAXII 2.1. */
bool media_type_is_taxii(const struct span *content_type);
