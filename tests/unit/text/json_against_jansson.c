/* Every short text, every escape and every pair of bytes in a string: read by us and by libjansson.
 */
#include "guarded.h"
#include "json_oracle.h"
#include "run.h"

static unsigned long long answers[4];

static void compare(struct span text)
{
    char why[256] = "";
    enum oracle_answer answer = json_oracle(guarded(text), why);
    answers[answer]++;
    if (answer == ORACLE_DIFFER)
        fail_msg("%.*s: %s", (int)text.size, (const char *)text.data, why);
}

/* Every text of up to `most` of these words. */
static void compare_all(const char *const *words, size_t count, size_t most)
{
    char text[256];
    unsigned long long texts = 1;
    for (size_t length = 0; length <= most; length++, texts *= count)
        for (unsigned long long number = 0; number < texts; number++) {
            size_t size = 0;
            unsigned long long rest = number;
            for (size_t i = 0; i < length; i++, rest /= count) {
                size_t word = strlen(words[rest % count]);
                memcpy(text + size, words[rest % count], word);
                size += word;
            }
            compare(span_of(text, size));
        }
}

static void say_answers(void)
{
    print_message("%llu taken by both, %llu refused by both, %llu known differences\n",
                  answers[ORACLE_BOTH_TAKE], answers[ORACLE_BOTH_REFUSE], answers[ORACLE_KNOWN]);
}

static void every_short_text(void **state)
{
    (void)state;
    static const char *const bytes[] = {"[", "]", "{", "}", ",", ":",  "\"",
                                        "0", "1", ".", "e", "-", "\\", " "};
    compare_all(bytes, 14, 5);
    say_answers();
}

static void every_short_structure(void **state)
{
    (void)state;
    static const char *const words[] = {"[", "]", "{", "}", ",", "\"a\":", "\"b\":", "7"};
    compare_all(words, 8, 7);
    say_answers();
}

static void every_short_object(void **state)
{
    (void)state;
    static const char *const words[] = {"{\"a\":", ",\"a\":", ",\"\\u0061\":", ",\"\":", "1", "[",
                                        "]",       "}"};
    compare_all(words, 8, 6);
    say_answers();
}

static void every_short_number(void **state)
{
    (void)state;
    static const char *const bytes[] = {"0", "9", "-", "+", ".", "e", "E"};
    compare_all(bytes, 7, 7);
    say_answers();
}

static void every_escape(void **state)
{
    (void)state;
    char text[32];
    for (unsigned unit = 0; unit <= 0xffff; unit++) {
        snprintf(text, sizeof text, "\"\\u%04x\"", unit);
        compare(span_text(text));
        snprintf(text, sizeof text, "[\"\\u%04X\\uDFFE\"]", unit);
        compare(span_text(text));
        snprintf(text, sizeof text, "\"\\ud83d\\u%04x\"", unit);
        compare(span_text(text));
    }
    say_answers();
}

static void every_pair_of_bytes_in_a_string(void **state)
{
    (void)state;
    for (unsigned pair = 0; pair <= 0xffff; pair++) {
        unsigned char text[] = {'"', (unsigned char)(pair >> 8), (unsigned char)pair, '"', '"'};
        compare(span_of(text, 4));
        text[3] = 0xbf;
        compare(span_of(text, 5));
    }
    say_answers();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_short_text),   cmocka_unit_test(every_short_structure),
        cmocka_unit_test(every_short_object), cmocka_unit_test(every_short_number),
        cmocka_unit_test(every_escape),       cmocka_unit_test(every_pair_of_bytes_in_a_string),
    };
    return RUN_ALL("text/json_against_jansson", tests);
}
