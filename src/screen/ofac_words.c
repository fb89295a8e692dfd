#include "screen/ofac_words.h"

#include <strings.h>

#include "screen/address_form.h"
#include "text/trim.h"

/* Identifiers that start a part of the remarks; where one starts another the longer one counts. */
static const char *const identifiers[] = {
    "Vessel Registration Identification",
    "Vessel Registration Number",
    "Aircraft Manufacturer's Serial Number (MSN)",
    "Aircraft Construction Number (also called L/N or S/N or F/N)",
    "Aircraft Tail Number",
    "Aircraft Mode S Transponder Code",
    "Diplomatic Passport",
    "Passport",
    "Stateless Person Passport",
    "National ID No.",
    "National Foreign ID Number",
    "Identification Number",
    "Tax ID No.",
    "Registration Number",
    "Registration ID",
    "Business Registration Number",
    "Business Registration Document #",
    "Business Number",
    "Company Number",
    "Enterprise Number",
    "Commercial Registry Number",
    "Chamber of Commerce Number",
    "Public Registration Number",
    "Central Registration System Number",
    "Economic Register Number (CBLS)",
    "Legal Entity Number",
    "Government Gazette Number",
    "Trade License No.",
    "License",
    "Unified Social Credit Code (USCC)",
    "Cedula No.",
    "Cedula de Ciudadania",
    "C.U.R.P.",
    "R.F.C.",
    "NIT #",
    "RUC #",
    "RIF #",
    "RTN",
    "RSIN",
    "C.R. No.",
    "C.U.I.T.",
    "C.U.I.",
    "C.U.I.P.",
    "D.N.I.",
    "D-U-N-S Number",
    "V.A.T. Number",
    "Matricula Mercantil No",
    "Folio Mercantil No.",
    "Driver's License No.",
    "Birth Certificate Number",
    "Electoral Registry No.",
    "Travel Document Number",
    "Refugee ID Card",
    "Residency Number",
    "Personal ID Card",
    "Turkish Identification Number",
    "Afghan Money Service Provider License Number",
    "Serial No.",
    "Numero Unico de Identificacao Fiscal",
    "Italian Fiscal Code",
    "SWIFT/BIC",
    "BIK (RU)",
    "MMSI",
    "IMO",
    "SSN",
    "CNP (Personal Numerical Code)",
    "Kenyan ID No.",
    "Bosnian Personal ID No.",
    "Citizen's Card Number",
    "Interpol: Red Notice. File No.",
    "File Number",
    "UAE Identification",
    "Pilot License Number",
    "I.F.E.",
    "Paraguayan tax identification number",
    "Tourism License No.",
    "ISIN",
    "Equity Ticker",
    "Email Address",
    "Phone Number",
    "Website",
};

static bool starts(struct span text, const char *prefix, struct span *ret_rest)
{
    if (text.size == 0 || ((text.data[0] ^ (unsigned char)prefix[0]) & ~0x20) != 0)
        return false; /* another first letter: most, as this is asked of every identifier */
    size_t size = strlen(prefix);
    if (text.size < size || strncasecmp((const char *)text.data, prefix, size) != 0)
        return false;
    *ret_rest = trim_space(span_part(text, size, text.size));
    return true;
}

/* The longest that stands at the start, or NULL. */
static const char *identifier_of(struct span part, struct span *ret_rest)
{
    const char *best = NULL;
    size_t best_size = 0;
    for (size_t i = 0; i < sizeof identifiers / sizeof *identifiers; i++) {
        struct span rest;
        if (!starts(part, identifiers[i], &rest))
            continue;
        size_t size = strlen(identifiers[i]);
        if (size > best_size &&
            (part.size == size || part.data[size] == ' ' || part.data[size] == '#')) {
            best = identifiers[i];
            best_size = size;
            *ret_rest = rest;
        }
    }
    return best;
}

/* Up to what stands in brackets, or to a word about its validity: the number alone. */
static struct span number_alone(struct span text)
{
    static const char *const ends[] = {" (", " issued ", " expires ", " issue date"};
    for (size_t i = 0; i < text.size; i++)
        for (size_t j = 0; text.data[i] == ' ' && j < sizeof ends / sizeof *ends; j++)
            if (span_starts_with(span_part(text, i, text.size), ends[j]))
                return trim_space(span_part(text, 0, i));
    return text;
}

void ofac_identifier(struct draft *draft, struct span type, struct span number)
{
    struct span rest;
    if (starts(type, "Digital Currency Address -", &rest)) {
        draft_address(draft, rest, number);
        return;
    }
    if (starts(type, "Vessel Registration", &rest) && starts(number, "IMO", &rest)) {
        draft_add(draft, FACT_ID, span_text("IMO"), rest);
        return;
    }
    if (identifier_of(type, &rest) != NULL && rest.size == 0)
        draft_add(draft, FACT_ID, type, number_alone(number));
}

/* The text between the first quote and the last one. */
static struct span unquoted(struct span text)
{
    const unsigned char *first = text.size == 0 ? NULL : memchr(text.data, '\'', text.size);
    if (first == NULL)
        return text;
    size_t from = (size_t)(first - text.data) + 1, to = text.size;
    while (to > from && text.data[to - 1] != '\'')
        to--;
    return to > from ? span_part(text, from, to - 1) : span_part(text, from, text.size);
}

/* "XBT 1Abc": the asset, and its address. */
static void digital_currency(struct draft *draft, struct span text)
{
    const unsigned char *space = text.size == 0 ? NULL : memchr(text.data, ' ', text.size);
    if (space == NULL)
        return;
    size_t at = (size_t)(space - text.data);
    draft_address(draft, span_part(text, 0, at), span_part(text, at, text.size));
}

/* Whether the last part of a cut text is an address that its checksum proves whole. */
static bool is_whole_address(struct span part)
{
    struct span rest;
    starts(part, "alt. ", &part);
    if (!starts(part, "Digital Currency Address -", &rest))
        return false;
    size_t at = part.size;
    for (; at > 0 && part.data[at - 1] != ' ';)
        at--;
    enum address_form form = address_form_of(span_part(part, at, part.size));
    return form == ADDRESS_EVM || form == ADDRESS_BASE58 || form == ADDRESS_BECH32 ||
           form == ADDRESS_CASHADDR || form == ADDRESS_RIPPLE || form == ADDRESS_MONERO;
}

static void one_part(struct draft *draft, struct span part)
{
    struct span rest;
    starts(part, "alt. ", &part);
    const char *identifier;
    if (starts(part, "Digital Currency Address -", &rest))
        digital_currency(draft, rest);
    else if (starts(part, "DOB ", &rest))
        draft_birth(draft, rest);
    else if (starts(part, "nationality ", &rest) || starts(part, "citizen ", &rest))
        draft_add(draft, FACT_NATIONALITY, span_text(""), rest);
    else if (starts(part, "a.k.a. ", &rest))
        draft_add(draft, FACT_WEAK_ALIAS, span_text(""), unquoted(rest));
    else if (starts(part, "f.k.a. ", &rest))
        draft_add(draft, FACT_FORMER_NAME, span_text(""), unquoted(rest));
    else if ((identifier = identifier_of(part, &rest)) != NULL)
        ofac_identifier(draft, span_text(identifier), number_alone(rest));
}

void ofac_remarks(struct draft *draft, struct span remarks, bool cut)
{
    struct span rest = remarks, part;
    draft_flag(draft, FACT_REMARK, cut ? FACT_CUT : 0, span_text(""), remarks);
    if (!cut && rest.size > 0 && rest.data[rest.size - 1] == '.')
        rest.size--;
    while (trim_split(&rest, ';', &part)) {
        if (!cut || rest.size > 0 || is_whole_address(part))
            one_part(draft, part); /* where the text breaks off, a fragment says nothing */
    }
    quoted_references(draft, remarks);
}

bool ofac_is_non_sdn(struct span programme)
{
    static const char *const programmes[] = {"NS-PLC", "NS-ISA", "NS-MBS",          "561-Related",
                                             "FSE-IR", "FSE-SY", "CMIC-EO13959",    "CMIC-EO14032",
                                             "CAPTA",  "SSI",    "UKRAINE-EO13662", "BPI-PA"};
    for (size_t i = 0; i < sizeof programmes / sizeof *programmes; i++)
        if (span_is(programme, programmes[i]))
            return true;
    return false;
}

/* The consolidated list blocks nobody's property by itself. */
static const char *effect_of(struct span programme, bool consolidated)
{
    if (!consolidated)
        return "blocking";
    if (span_starts_with(programme, "UKRAINE-EO13662"))
        return "sectoral";
    if (span_starts_with(programme, "CMIC"))
        return "capital transactions";
    if (span_is(programme, "561-Related") || span_is(programme, "CAPTA") ||
        span_starts_with(programme, "RUSSIA-EO14024") || span_is(programme, "IRAN-CON-ARMS-EO"))
        return "correspondent account";
    return "see remarks";
}

void ofac_programme(struct draft *draft, struct span programme, bool consolidated)
{
    draft_add(draft, FACT_PROGRAMME, span_text(""), programme);
    draft_add(draft, FACT_EFFECT, span_text(""), span_text(effect_of(programme, consolidated)));
}

void ofac_programmes(struct draft *draft, struct span programmes, bool consolidated)
{
    size_t from = 0;
    for (size_t i = 0; i <= programmes.size; i++) {
        bool end = i == programmes.size;
        if (!end && !span_starts_with(span_part(programmes, i, programmes.size), "] ["))
            continue;
        struct span programme = trim_space(span_part(programmes, from, i));
        if (programme.size > 0)
            ofac_programme(draft, programme, consolidated);
        from = i + 3;
        i += 2;
    }
}

enum party_kind ofac_party_kind(struct span type)
{
    struct span rest;
    if (starts(type, "individual", &rest))
        return PARTY_PERSON;
    if (starts(type, "vessel", &rest))
        return PARTY_VESSEL;
    return starts(type, "aircraft", &rest) ? PARTY_AIRCRAFT : PARTY_ENTITY;
}

static bool is_upper(unsigned char byte)
{
    return byte >= 'A' && byte <= 'Z';
}

static bool is_digit(unsigned char byte)
{
    return byte >= '0' && byte <= '9';
}

void quoted_references(struct draft *draft, struct span text)
{
    for (size_t i = 0; i + 7 <= text.size; i++) {
        const unsigned char *at = text.data + i;
        if (at[3] == '.' && is_upper(at[0]) && is_upper(at[1]) && (at[2] == 'i' || at[2] == 'e') &&
            is_digit(at[4]) && is_digit(at[5]) && is_digit(at[6]) &&
            (i == 0 || !(is_upper(at[-1]) || (at[-1] >= 'a' && at[-1] <= 'z'))) &&
            (i + 7 == text.size || !is_digit(at[7])))
            draft_add(draft, FACT_REFERENCE, span_text("UN"), span_part(text, i, i + 7));
    }
}
