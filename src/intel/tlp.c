#include "intel/tlp.h"

#define TLP_2(id, name, word)                                                                      \
    "{\"type\":\"marking-definition\",\"spec_version\":\"2.1\",\"id\":\"" id                       \
    "\",\"created\":\"2022-10-01T00:00:00.000Z\",\"name\":\"" name                                 \
    "\",\"extensions\":{\"extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d\":"           \
    "{\"extension_type\":\"property-extension\",\"tlp_2_0\":\"" word "\"}}}"
#define TLP_1(id, name, word)                                                                      \
    "{\"type\":\"marking-definition\",\"spec_version\":\"2.1\",\"id\":\"" id                       \
    "\",\"created\":\"2017-01-20T00:00:00.000Z\",\"definition_type\":\"tlp\",\"name\":\"" name     \
    "\",\"definition\":{\"tlp\":\"" word "\"}}"

#define CLEAR_ID  "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"
#define GREEN_ID  "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
#define AMBER_ID  "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"
#define STRICT_ID "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"
#define RED_ID    "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"

#define WHITE_1_ID "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"
#define GREEN_1_ID "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da"
#define AMBER_1_ID "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"
#define RED_1_ID   "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"

/* TLP 2.0 first, in the order of `enum tlp`. */
static const struct {
    const char *id;
    enum tlp tlp;
    const char *definition;
} levels[] = {
    {CLEAR_ID, TLP_CLEAR, TLP_2(CLEAR_ID, "TLP:CLEAR", "clear")},
    {GREEN_ID, TLP_GREEN, TLP_2(GREEN_ID, "TLP:GREEN", "green")},
    {AMBER_ID, TLP_AMBER, TLP_2(AMBER_ID, "TLP:AMBER", "amber")},
    {STRICT_ID, TLP_AMBER_STRICT, TLP_2(STRICT_ID, "TLP:AMBER+STRICT", "amber+strict")},
    {RED_ID, TLP_RED, TLP_2(RED_ID, "TLP:RED", "red")},
    {WHITE_1_ID, TLP_CLEAR, TLP_1(WHITE_1_ID, "TLP:WHITE", "white")},
    {GREEN_1_ID, TLP_GREEN, TLP_1(GREEN_1_ID, "TLP:GREEN", "green")},
    {AMBER_1_ID, TLP_AMBER, TLP_1(AMBER_1_ID, "TLP:AMBER", "amber")},
    {RED_1_ID, TLP_RED, TLP_1(RED_1_ID, "TLP:RED", "red")},
};

enum { LEVELS = sizeof levels / sizeof levels[0] };

static size_t find(struct span id)
{
    size_t i = 0;
    while (i < LEVELS && !span_is(id, levels[i].id))
        i++;
    return i;
}

bool tlp_of(struct span id, enum tlp *ret_tlp)
{
    size_t i = find(id);
    if (i == LEVELS)
        return false;
    *ret_tlp = levels[i].tlp;
    return true;
}

const char *tlp_id(enum tlp tlp)
{
    return levels[tlp].id;
}

struct span tlp_definition(struct span id)
{
    size_t i = find(id);
    return i == LEVELS ? span_of(NULL, 0) : span_text(levels[i].definition);
}

const char *tlp_name(enum tlp tlp)
{
    static const char *const names[] = {
        [TLP_CLEAR] = "TLP:CLEAR", [TLP_GREEN] = "TLP:GREEN",
        [TLP_AMBER] = "TLP:AMBER", [TLP_AMBER_STRICT] = "TLP:AMBER+STRICT",
        [TLP_RED] = "TLP:RED",
    };
    return names[tlp];
}
