#include "screen/lists.h"

#include <string.h>

const struct list_kind list_kinds[] = {
    {"ofac-sdn", "US", "OFAC Specially Designated Nationals", true, true, true},
    {"ofac-cons", "US", "OFAC consolidated (non-SDN)", true, true, true},
    {"ofac-addr", "US", "OFAC addresses by asset", false, true, true},
    {"un", "UN", "UN Security Council consolidated", true, false, true},
    {"jp", "JP", "Japan, Ministry of Finance", true, false, false},
    {"kr", "KR", "Korea, Financial Services Commission", true, false, false},
    {"eu", "EU", "European Union", true, false, false},
    {"opensanctions", "OS", "OpenSanctions", true, true, true},
};
const size_t list_kind_count = sizeof list_kinds / sizeof *list_kinds;

const struct list_kind *list_kind_named(const char *name)
{
    for (size_t i = 0; i < list_kind_count; i++)
        if (strcmp(list_kinds[i].name, name) == 0)
            return &list_kinds[i];
    return NULL;
}
