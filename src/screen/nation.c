#include "screen/nation.h"

#include <strings.h>

/* The first that stands anywhere in the text counts, so longer names come first. */
static const struct {
    const char *word, *code;
} words[] = {
    {"DPRK", "KP"},
    {"Democratic People", "KP"},
    {"North Korea", "KP"},
    {"Korea, North", "KP"},
    {"\xe5\x8c\x97\xe6\x9c\x9d\xe9\xae\xae", "KP"}, /* 北朝鮮 */
    {"\xeb\xb6\x81\xed\x95\x9c", "KP"},             /* 북한 */
    {"South Korea", "KR"},
    {"Korea, South", "KR"},
    {"Republic of Korea", "KR"},
    {"Iran", "IR"},
    {"\xe3\x82\xa4\xe3\x83\xa9\xe3\x83\xb3", "IR"}, /* イラン */
    {"Iraq", "IQ"},
    {"\xe3\x82\xa4\xe3\x83\xa9\xe3\x82\xaf", "IQ"}, /* イラク */
    {"Russia", "RU"},
    {"\xe3\x83\xad\xe3\x82\xb7\xe3\x82\xa2", "RU"}, /* ロシア */
    {"Belarus", "BY"},
    {"\xe3\x83\x99\xe3\x83\xa9\xe3\x83\xab\xe3\x83\xbc\xe3\x82\xb7", "BY"}, /* ベラルーシ */
    {"Ukrain", "UA"},
    {"\xe3\x82\xa6\xe3\x82\xaf\xe3\x83\xa9\xe3\x82\xa4\xe3\x83\x8a", "UA"}, /* ウクライナ */
    {"Syria", "SY"},
    {"\xe3\x82\xb7\xe3\x83\xaa\xe3\x82\xa2", "SY"}, /* シリア */
    {"Taiwan", "TW"},
    {"China", "CN"},
    {"\xe4\xb8\xad\xe5\x9b\xbd", "CN"}, /* 中国 */
    {"Afghan", "AF"},
    {"\xe3\x82\xa2\xe3\x83\x95\xe3\x82\xac\xe3\x83\x8b", "AF"}, /* アフガニ */
    {"Pakistan", "PK"},
    {"\xe3\x83\x91\xe3\x82\xad\xe3\x82\xb9\xe3\x82\xbf\xe3\x83\xb3", "PK"}, /* パキスタン */
    {"Libya", "LY"},
    {"\xe3\x83\xaa\xe3\x83\x93\xe3\x82\xa2", "LY"}, /* リビア */
    {"Myanmar", "MM"},
    {"Burma", "MM"},
    {"Cuba", "CU"},
    {"Venezuela", "VE"},
};

static bool contains(struct span text, const char *word)
{
    size_t size = strlen(word);
    for (size_t i = 0; i + size <= text.size; i++)
        if (strncasecmp((const char *)text.data + i, word, size) == 0)
            return true;
    return false;
}

const char *nation_code(struct span text)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (contains(text, words[i].word))
            return words[i].code;
    return NULL;
}

bool nations_conflict(const struct list_entry *a, const struct list_entry *b)
{
    bool known_a = false, known_b = false;
    for (size_t i = 0; i < a->fact_count; i++) {
        const char *code =
            a->facts[i].kind == FACT_NATIONALITY ? nation_code(a->facts[i].text) : NULL;
        known_a = known_a || code != NULL;
        for (size_t j = 0; code != NULL && j < b->fact_count; j++) {
            const char *other =
                b->facts[j].kind == FACT_NATIONALITY ? nation_code(b->facts[j].text) : NULL;
            known_b = known_b || other != NULL;
            if (other != NULL && strcmp(code, other) == 0)
                return false;
        }
    }
    return known_a && known_b;
}

bool entry_is_dprk(const struct list_entry *entry)
{
    for (size_t i = 0; i < entry->fact_count; i++) {
        const struct fact *fact = &entry->facts[i];
        if (fact->kind == FACT_PROGRAMME &&
            (contains(fact->text, "DPRK") || contains(fact->text, "EU-PRK") ||
             span_is(fact->text, "PRK") ||
             contains(fact->text, "\xe5\x8c\x97\xe6\x9c\x9d\xe9\xae\xae")))
            return true;
        const char *code = fact->kind == FACT_NATIONALITY ? nation_code(fact->text) : NULL;
        if (code != NULL && strcmp(code, "KP") == 0)
            return true;
    }
    return false;
}
