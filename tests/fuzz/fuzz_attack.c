/* Bytes as a bundle of STIX 2.0 or 2.1: as fuzz_misp.c. */
#include "import_use.h"
#include "intel/import_attack.h"

#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span bytes = span_of(data, size);
    (void)is_stix_2_0_bundle(bytes);
    import_use(import_attack, bytes);
    return 0;
}
