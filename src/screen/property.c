#include "screen/property.h"

static const struct party_property properties[] = {
    {"name", FACT_NAME, ""},
    {"alias", FACT_ALIAS, ""},
    {"weakAlias", FACT_WEAK_ALIAS, ""},
    {"previousName", FACT_FORMER_NAME, ""},
    {"birthDate", FACT_BIRTH, ""},
    {"nationality", FACT_NATIONALITY, ""},
    {"citizenship", FACT_NATIONALITY, ""},
    {"jurisdiction", FACT_NATIONALITY, "jurisdiction"},
    {"country", FACT_NATIONALITY, "country"},
    {"flag", FACT_NATIONALITY, "flag"},
    {"passportNumber", FACT_ID, "Passport"},
    {"idNumber", FACT_ID, "National ID No."},
    {"registrationNumber", FACT_ID, "Registration Number"},
    {"taxNumber", FACT_ID, "Tax ID No."},
    {"innCode", FACT_ID, "INN"},
    {"ogrnCode", FACT_ID, "OGRN"},
    {"kppCode", FACT_ID, "KPP"},
    {"okpoCode", FACT_ID, "OKPO"},
    {"leiCode", FACT_ID, "LEI"},
    {"swiftBic", FACT_ID, "SWIFT/BIC"},
    {"imoNumber", FACT_ID, "IMO"},
    {"mmsi", FACT_ID, "MMSI"},
    {"publicKey", FACT_ADDRESS, ""},
    {"program", FACT_PROGRAMME, ""},
    {"programId", FACT_PROGRAMME, ""},
    {"position", FACT_REMARK, "position"},
    {"birthPlace", FACT_REMARK, "birth place"},
    {"address", FACT_REMARK, "place"},
    {"incorporationDate", FACT_REMARK, "incorporated"},
    {"reason", FACT_REMARK, "reason"},
    {"notes", FACT_REMARK, ""},
};

const struct party_property *party_property_named(struct span name)
{
    for (size_t i = 0; i < sizeof properties / sizeof *properties; i++)
        if (span_is(name, properties[i].name))
            return &properties[i];
    return NULL;
}

void party_property_add(struct draft *draft, const struct party_property *property,
                        struct span value)
{
    if (property->kind == FACT_BIRTH)
        draft_birth(draft, value);
    else if (property->kind == FACT_ADDRESS)
        draft_address(draft, span_text(""), value);
    else
        draft_add(draft, property->kind, span_text(property->label), value);
}
