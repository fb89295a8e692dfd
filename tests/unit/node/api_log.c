/* The log through the API: proofs that verify, records for whom they concern, hashes for members.
 */
#include "asked.h"

#include "log/opening.h"
#include "log/proof.h"

#define GREEN "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
#define RED   "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"

static struct error err;

static const char identity[] =
    "{\"type\":\"identity\",\"spec_version\":\"2.1\",\"id\":\"" MADE_USA "\",\"name\":\"usa\","
    "\"created\":\"2026-01-01T00:00:00Z\",\"modified\":\"2026-01-01T00:00:00Z\","
    "\"identity_class\":\"organization\",\"object_marking_refs\":[\"" GREEN "\"]}";

/* The proof of a leaf, as `trefoil log verify` reads it; whether it carries an opening. */
static bool proof_opens(const char *text, int64_t leaf)
{
    struct log_proof proof;
    struct checkpoint checkpoint;
    struct note_verdict verdict;
    struct opening opening;
    struct dynbuf extra;
    struct log_hash hash;
    assert_true(log_proof_parse(span_text(text), "proof", &proof, &err));
    assert_int_equal(proof.index, leaf);
    if (proof.extra.size == 0)
        return false;
    dynbuf_init(&extra, 1 << 16);
    assert_true(log_proof_extra(&proof, &extra, &err));
    assert_true(opening_parse(dynbuf_bytes(&extra), "opening", &opening, &err));
    log_hash_leaf(&hash, opening.leaf_bytes);
    assert_true(log_proof_verify(&proof, "proof", &hash, &asked.node.keys.log.key, 1, &checkpoint,
                                 &verdict, &err));
    assert_true(span_is(opening.record.values[RECORD_AUDIENCE], "member:jpn"));
    assert_true(span_is(opening.record.values[RECORD_VERSION], "2026-01-01T00:00:00.000Z"));
    dynbuf_release(&extra);
    return true;
}

static void records_are_for_whom_they_concern(void **state)
{
    static const struct {
        const char *name;
        bool record;
        unsigned proof;
    } people[] = {
        {"aldo", true, 200},    {"olga", true, 200},        {"operator", true, 200},
        {"jpn-bot", true, 200}, {"kor-bot", false, 200},    {"ana", false, 200},
        {"admin", false, 404},  {"market-bot", false, 404},
    };
    char target[64];
    char proof[64];
    (void)state;
    ask_post(&asked, "ana", identity);
    assert_int_equal(
        ask(&asked, "olga", HTTP_POST, "/releases", "{\"id\":\"" MADE_USA "\",\"to\":\"jpn\"}"),
        200);
    int64_t leaf = ask_number(&asked, "leaf");
    assert_true(leaf > 0);
    snprintf(target, sizeof target, "/log/records/%lld", (long long)leaf);
    snprintf(proof, sizeof proof, "/log/proofs/%lld", (long long)leaf);
    for (size_t i = 0; i < sizeof people / sizeof people[0]; i++) {
        unsigned status = ask(&asked, people[i].name, HTTP_GET, target, NULL);
        if (status != (people[i].record ? 200 : 404))
            fail_msg("%s: record %u", people[i].name, status);
        status = ask(&asked, people[i].name, HTTP_GET, proof, NULL);
        if (status != people[i].proof)
            fail_msg("%s: proof %u", people[i].name, status);
        if (status == 200)
            assert_int_equal(proof_opens(asked.answer.body.data, leaf), people[i].record);
    }
    /* Raised, it is not theirs any more; what they were told of it neither. */
    ask_post(&asked, "ana",
             "{\"type\":\"identity\",\"spec_version\":\"2.1\",\"id\":\"" MADE_USA
             "\",\"name\":\"usa\",\"created\":\"2026-01-01T00:00:00Z\","
             "\"modified\":\"2026-01-01T00:00:05Z\",\"object_marking_refs\":[\"" RED "\"]}");
    assert_int_equal(ask(&asked, "jpn-bot", HTTP_GET, target, NULL), 404);
    assert_int_equal(ask(&asked, "aldo", HTTP_GET, target, NULL), 200);
}

static void tree(void **state)
{
    struct checkpoint checkpoint;
    struct note_verdict verdict;
    char target[64];
    (void)state;
    assert_int_equal(ask(&asked, "jpn-bot", HTTP_GET, "/log/checkpoint", NULL), 200);
    const char *note = arena_text(&asked.arena, ask_text(&asked));
    assert_true(checkpoint_open(span_text(note), "note", &asked.node.keys.log.key, 1, &checkpoint,
                                &verdict, &err));
    assert_true(checkpoint.size > 0);
    snprintf(target, sizeof target, "/log/tile/0/000.p/%llu", (unsigned long long)checkpoint.size);
    assert_int_equal(ask(&asked, "jpn-bot", HTTP_GET, target, NULL), 200);
    assert_int_equal(asked.answer.body.size, 32 * checkpoint.size);
    assert_string_equal(asked.answer.media_type, "application/octet-stream");
    assert_int_equal(ask(&asked, "jpn-bot", HTTP_GET, "/log/tile/0/000.p/1", NULL), 200);
    snprintf(target, sizeof target, "/log/tile/0/000.p/%llu",
             (unsigned long long)checkpoint.size + 1);
    assert_int_equal(ask(&asked, "jpn-bot", HTTP_GET, target, NULL), 404);
    static const char *const bad[] = {"/log/tile/0/000",     "/log/tile/entries/000",
                                      "/log/tile/0/001.p/1", "/log/tile/9/000.p/1",
                                      "/log/tile/0",         "/log/tile/0/x001/x234/067",
                                      "/log/tile/00/000.p/1"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (ask(&asked, "jpn-bot", HTTP_GET, bad[i], NULL) != 404)
            fail_msg("%s: %u", bad[i], asked.answer.status);
    assert_int_equal(ask(&asked, "jpn-bot", HTTP_GET, "/log/key", NULL), 200);
    assert_true(ask_has(&asked, "trefoil.example/usa+"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(records_are_for_whom_they_concern, asked_begin, asked_end),
        cmocka_unit_test_setup_teardown(tree, asked_begin, asked_end),
    };
    return RUN_ALL("node/api_log", tests);
}
