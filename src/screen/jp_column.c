#include "screen/jp_column.h"

#define WORD_DAY    "\xe5\x91\x8a\xe7\xa4\xba\xe6\x97\xa5\xe4\xbb\x98" /* 告示日付 */
#define WORD_NUMBER "\xe5\x91\x8a\xe7\xa4\xba\xe7\x95\xaa\xe5\x8f\xb7" /* 告示番号 */

/* By what the header says; the first that fits counts. */
static const struct {
    const char *word;
    enum jp_column column;
} headers[] = {
    {WORD_DAY, COLUMN_DAY},
    {WORD_NUMBER, COLUMN_NUMBER},
    {"\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe8\xa1\xa8\xe8\xa8\x98",
     COLUMN_JAPANESE},                                                             /* 日本語表記 */
    {"\xe8\x8b\xb1\xe8\xaa\x9e\xe8\xa1\xa8\xe8\xa8\x98", COLUMN_ENGLISH},          /* 英語表記 */
    {"\xe5\x8d\x81\xe5\x88\x86\xe3\x81\xa7\xe3\x81\xaa\xe3\x81\x84", COLUMN_WEAK}, /* 十分でない */
    {"\xe4\xbb\xa5\xe5\x89\x8d", COLUMN_FORMER},                                   /* 以前 */
    {"\xe9\x81\x8e\xe5\x8e\xbb", COLUMN_FORMER},                                   /* 過去 */
    {"\xe5\x88\xa5\xe5\x90\x8d", COLUMN_ALIAS},                                    /* 別名 */
    {"\xe5\x88\xa5\xe7\xa7\xb0", COLUMN_ALIAS},                                    /* 別称 */
    {"\xe6\x97\xa7\xe7\xa7\xb0", COLUMN_FORMER},                                   /* 旧称 */
    {"\xe7\x94\x9f\xe5\xb9\xb4\xe6\x9c\x88\xe6\x97\xa5", COLUMN_BIRTH},            /* 生年月日 */
    {"\xe5\x9b\xbd\xe7\xb1\x8d", COLUMN_NATION},                                   /* 国籍 */
    {"\xe6\x97\x85\xe5\x88\xb8", COLUMN_PASSPORT},                                 /* 旅券 */
    {"\xe5\x9b\xbd\xe9\x80\xa3\xe5\x8f\x82\xe7\x85\xa7", COLUMN_REFERENCE},        /* 国連参照 */
    {"ID", COLUMN_ID},
    {"\xe8\xba\xab\xe5\x88\x86", COLUMN_ID},                  /* 身分 */
    {"\xe4\xbd\x8f\xe6\x89\x80", COLUMN_PLACE},               /* 住所 */
    {"\xe6\x89\x80\xe5\x9c\xa8\xe5\x9c\xb0", COLUMN_PLACE},   /* 所在地 */
    {"\xe3\x81\x9d\xe3\x81\xae\xe4\xbb\x96", COLUMN_REMARKS}, /* その他 */
    {"\xe8\xa9\xb3\xe7\xb4\xb0", COLUMN_REMARKS},             /* 詳細 */
};

bool jp_contains(struct span text, const char *word)
{
    size_t size = strlen(word);
    for (size_t i = 0; i + size <= text.size; i++)
        if (memcmp(text.data + i, word, size) == 0)
            return true;
    return false;
}

enum jp_column jp_column_of(struct span header)
{
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        if (jp_contains(header, headers[i].word))
            return headers[i].column;
    return COLUMN_OTHER;
}

bool jp_is_header(const struct xlsx_cell *cells, size_t count)
{
    bool day = false, number = false;
    for (size_t i = 0; i < count; i++) {
        day = day || span_is(cells[i].text, WORD_DAY);
        number = number || span_is(cells[i].text, WORD_NUMBER);
    }
    return day && number;
}

bool jp_names_columns(struct span bytes)
{
    return jp_contains(bytes, WORD_DAY) && jp_contains(bytes, WORD_NUMBER);
}
