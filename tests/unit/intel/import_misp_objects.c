/* Objects of MISP, and the references between them. */
#include "imported.h"

static void objects_of_one_thing_are_one(void **state)
{
    (void)state;
    take(import_misp,
         event_text(
             "\"Object\":[{\"uuid\":\"" ONE "\",\"name\":\"file\",\"timestamp\":\"1714640300\","
             "\"Attribute\":["
             "{\"uuid\":\"" TWO "\",\"type\":\"md5\",\"object_relation\":\"md5\",\"to_ids\":true,"
             "\"value\":\"d41d8cd98f00b204e9800998ecf8427e\"},"
             "{\"type\":\"sha1\",\"object_relation\":\"sha1\",\"to_ids\":true,"
             "\"value\":\"da39a3ee5e6b4b0d3255bfef95601890afd80709\"},"
             "{\"type\":\"filename\",\"to_ids\":true,\"value\":\"a.exe\"},"
             "{\"type\":\"size-in-bytes\",\"value\":\"17\"},"
             "{\"uuid\":\"" THREE "\",\"type\":\"float\",\"value\":\"1.5\"}]}]"));
    assert_has(object_of("indicator"),
               "\"pattern\":\"[file:hashes.'MD5' = 'd41d8cd98f00b204e9800998ecf8427e' OR "
               "file:hashes.'SHA-1' = 'da39a3ee5e6b4b0d3255bfef95601890afd80709']\"");
    assert_has(object_of("indicator"), "\"name\":\"a.exe\"");
    assert_has(object_of("file"), "\"size\":17");
    assert_has(object_of("file"), "\"name\":\"a.exe\"");
    assert_has(object_of("observed-data"), "\"id\":\"observed-data--" ONE "\"");
    assert_has(object_of("relationship"), "\"relationship_type\":\"based-on\"");
    assert_lost("Event.Object[0].Attribute[4]", "float", "nothing here says this type");
    assert_int_equal(import.left_out, 1);
}

static void a_coin_address_is_a_wallet(void **state)
{
    (void)state;
    take(import_misp,
         event_text("\"Object\":[{\"uuid\":\"" ONE "\",\"name\":\"coin-address\",\"Attribute\":["
                    "{\"type\":\"text\",\"object_relation\":\"address-crypto\",\"to_ids\":true,"
                    "\"value\":\"0x098B716B8Aaf21512996dC57EB0615e2383E2f96\"},"
                    "{\"type\":\"text\",\"object_relation\":\"symbol\",\"value\":\"ETH\"},"
                    "{\"uuid\":\"" TWO "\",\"type\":\"text\",\"object_relation\":\"text\","
                    "\"value\":\"Ronin\"}]}]"));
    assert_has(object_of("cryptocurrency-wallet"), "0x098B716B8Aaf21512996dC57EB0615e2383E2f96");
    assert_has(object_of("observed-data"), "misp:symbol=\\\"ETH\\\"");
    assert_has(object_of("indicator"), "[cryptocurrency-wallet:value = '0x098B716B8Aaf21512996d");
    assert_has(object_of("note"), "misp:relation=\\\"text\\\"");
    assert_int_equal(import.left_out, 0);
}

static void other_objects_are_taken_apart(void **state)
{
    (void)state;
    take(import_misp,
         event_text("\"Object\":[{\"uuid\":\"" ONE "\",\"name\":\"url\",\"Attribute\":["
                    "{\"uuid\":\"" TWO "\",\"type\":\"url\",\"to_ids\":true,"
                    "\"value\":\"http://a.example/\"}],\"ObjectReference\":["
                    "{\"uuid\":\"" THREE "\",\"object_uuid\":\"" TWO "\",\"referenced_uuid\":\"" ONE
                    "\",\"relationship_type\":\"x\"}]},"
                    "{\"name\":\"pe-section\",\"Attribute\":[{\"type\":\"md5\",\"to_ids\":true,"
                    "\"value\":\"d41d8cd98f00b204e9800998ecf8427e\"}]}]"));
    assert_has(object_of("indicator"), "\"id\":\"indicator--" TWO "\"");
    assert_has(object_of("indicator"), "misp:object=\\\"url\\\"");
    assert_lost("Event.Object[0]", "url", "taken apart");
    assert_lost("Event.Object[0].ObjectReference[0]", "ObjectReference", "one of its sides");
    assert_lost("Event.Object[1]", "pe-section", "a part of something");
}

static void references_are_relationships(void **state)
{
    (void)state;
    take(import_misp,
         event_text(
             "\"Attribute\":[{\"uuid\":\"" TWO "\",\"type\":\"domain\",\"value\":\"a.example\","
             "\"to_ids\":true}],\"Object\":[{\"uuid\":\"" ONE "\",\"name\":\"file\","
             "\"Attribute\":[{\"type\":\"md5\",\"value\":\"d41d8cd98f00b204e9800998ecf8427e\"}],"
             "\"ObjectReference\":[{\"uuid\":\"" THREE "\",\"object_uuid\":\"" ONE
             "\",\"referenced_uuid\":\"" TWO "\",\"relationship_type\":\"communicates-with\"}]}]"));
    const char *relationship = object_of("relationship");
    assert_has(relationship, "\"relationship_type\":\"communicates-with\"");
    assert_has(relationship, "\"source_ref\":\"observed-data--" ONE "\"");
    assert_has(relationship, "\"target_ref\":\"indicator--" TWO "\"");
    assert_int_equal(import.left_out, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(objects_of_one_thing_are_one),
        cmocka_unit_test(a_coin_address_is_a_wallet),
        cmocka_unit_test(other_objects_are_taken_apart),
        cmocka_unit_test(references_are_relationships),
    };
    int failed = RUN_ALL("import_misp_objects", tests);
    import_release(&import);
    return failed;
}
