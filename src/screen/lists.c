#include "screen/lists.h"

#include <string.h>

const struct list_kind list_kinds[] = {
    {"ofac-sdn", "US", "OFAC Specially Designated Nationals", true, true, true, {"306", "27307"}},
    {"ofac-cons", "US", "OFAC consolidated (non-SDN)", true, true, true, {"9641"}},
    {"ofac-addr",
     "US",
     "OFAC addresses by asset",
     false,
     true,
     true,
     {"0x098b716b8aaf21512996dc57eb0615e2383e2f96"}},
    {"un",
     "UN",
     "UN Security Council consolidated",
     true,
     false,
     true,
     {"690735", "6908643", "113458"}},
    {"jp", "JP", "Japan, Ministry of Finance", true, false, false, {NULL}},
    {"kr", "KR", "Korea, Financial Services Commission", true, false, false, {NULL}},
    {"eu", "EU", "European Union", true, false, false, {NULL}},
    {"opensanctions", "OS", "OpenSanctions", true, true, true, {NULL}},
};
const size_t list_kind_count = sizeof list_kinds / sizeof *list_kinds;

const struct list_kind *list_kind_named(const char *name)
{
    for (size_t i = 0; i < list_kind_count; i++)
        if (strcmp(list_kinds[i].name, name) == 0)
            return &list_kinds[i];
    return NULL;
}
