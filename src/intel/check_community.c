/* Types that extensions of the community define and that everybody uses: cryptocurrency wallets and
 * transactions (extension definitions be78509e-… and 151d042d-…). An object of these types that
 * names another extension is held against the common properties only. */
#include "intel/shape.h"

static const struct property wallet[] = {
    ROW("value", KIND_STRING, NEED),
    WORDS("holder_ref", KIND_REFERENCE, 0, "identity"),
};

static const struct property address_and_amount[] = {
    ROW("amount", KIND_POSITIVE, 0),
    WORDS("address_ref", KIND_REFERENCE, 0, "cryptocurrency-wallet"),
};
static const struct shape address_and_amount_shape = {
    .name = "address-and-amount",
    .properties = address_and_amount,
    .count = COUNT(address_and_amount),
};

static const struct property transaction[] = {
    ROW("symbol", KIND_STRING, NEED),
    ROW("value", KIND_STRING, NEED),
    ROW("fee", KIND_POSITIVE, 0),
    ROW("execution_time", KIND_TIMESTAMP, 0),
    PART("input", LIST, &address_and_amount_shape),
    PART("output", LIST, &address_and_amount_shape),
};

static const struct shape shapes[] = {
    {"cryptocurrency-wallet", wallet, COUNT(wallet), NULL, "value", NULL, NULL,
     "extension-definition--be78509e-6958-51b1-8b26-d17ee0eba2d7"},
    {"cryptocurrency-transaction", transaction, COUNT(transaction), NULL, "symbol value", NULL,
     NULL, "extension-definition--151d042d-4dcf-5e44-843f-1024440318e5"},
};

const struct shape *shape_of_community(struct span type)
{
    return shape_find(shapes, COUNT(shapes), type);
}
