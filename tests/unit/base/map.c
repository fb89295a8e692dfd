#include "base/map.h"

#include <sys/stat.h>

#include "base/file.h"
#include "run.h"
#include "scratch.h"

static struct error err;

static void write_file(const char *name, size_t size)
{
    struct dynbuf bytes;
    dynbuf_init(&bytes, size);
    for (size_t i = 0; i < size; i++)
        assert_true(dynbuf_char(&bytes, (char)(i % 251 + 1)));
    assert_true(file_replace(scratch(), name, dynbuf_bytes(&bytes), &err));
    dynbuf_release(&bytes);
}

static void maps_a_file_whole(void **state)
{
    struct map map = {0};
    (void)state;
    write_file("plain", 10000);
    assert_true(map_open(&map, scratch_path("plain"), &err));
    assert_int_equal(map.bytes.size, 10000);
    for (size_t i = 0; i < 10000; i++)
        assert_int_equal(map.bytes.data[i], i % 251 + 1);
    assert_false(map_damaged(&map));
    map_close(&map);
    assert_null(map.bytes.data);
    map_close(&map);
}

static void an_empty_file_is_an_empty_map(void **state)
{
    struct map map = {0};
    (void)state;
    write_file("empty", 0);
    assert_true(map_open(&map, scratch_path("empty"), &err));
    assert_int_equal(map.bytes.size, 0);
    assert_false(map_damaged(&map));
    map_close(&map);
}

static void what_is_no_file_is_refused(void **state)
{
    struct map map = {.slot = 77};
    (void)state;
    assert_false(map_open(&map, scratch_path("absent"), &err));
    assert_int_equal(err.code, ERROR_IO);
    assert_false(map_open(&map, scratch(), &err));
    assert_int_equal(err.code, ERROR_VALUE);
    assert_non_null(strstr(err.text, "expected a regular file"));
    assert_int_equal(map.slot, 77); /* untouched */
}

static void a_file_that_shrinks_is_damage_and_no_crash(void **state)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    struct map map, other;
    (void)state;
    write_file("shrinks", 4 * page);
    write_file("stays", 4 * page);
    assert_true(map_open(&other, scratch_path("stays"), &err));
    assert_true(map_open(&map, scratch_path("shrinks"), &err));
    assert_int_equal(truncate(scratch_path("shrinks"), (off_t)page), 0);
    assert_int_equal(map.bytes.data[page - 1], (page - 1) % 251 + 1);
    assert_false(map_damaged(&map)); /* nothing was missed yet */
    assert_int_equal(map.bytes.data[2 * page + 5], 0);
    assert_true(map_damaged(&map));
    assert_int_equal(map.bytes.data[4 * page - 1], 0); /* another page */
    assert_int_equal(other.bytes.data[4 * page - 1], (4 * page - 1) % 251 + 1);
    assert_false(map_damaged(&other));
    map_close(&map);
    write_file("again", 100); /* the slot is used again, the damage forgotten */
    assert_true(map_open(&map, scratch_path("again"), &err));
    assert_false(map_damaged(&map));
    map_close(&map);
    map_close(&other);
}

static void a_file_that_is_written_to_has_changed(void **state)
{
    struct map map, empty;
    FILE *file;
    (void)state;
    write_file("written", 100);
    write_file("still-empty", 0);
    assert_true(map_open(&map, scratch_path("written"), &err));
    assert_true(map_open(&empty, scratch_path("still-empty"), &err));
    assert_false(map_changed(&map, scratch_path("written")));
    assert_false(map_changed(&empty, scratch_path("still-empty")));
    write_file("written", 200); /* another file in its place: the old bytes stand */
    assert_false(map_changed(&map, scratch_path("written")));
    map_close(&map);
    assert_true(map_open(&map, scratch_path("written"), &err));
    assert_non_null(file = fopen(scratch_path("written"), "ab"));
    assert_true(fputc('x', file) == 'x' && fclose(file) == 0);
    assert_true(map_changed(&map, scratch_path("written")));
    assert_non_null(file = fopen(scratch_path("still-empty"), "ab"));
    assert_true(fputc('x', file) == 'x' && fclose(file) == 0);
    assert_true(map_changed(&empty, scratch_path("still-empty")));
    map_close(&map);
    map_close(&empty);
}

static void a_pipe_is_refused_at_once(void **state)
{
    struct map map;
    (void)state;
    assert_int_equal(mkfifo(scratch_path("pipe"), 0600), 0);
    assert_false(map_open(&map, scratch_path("pipe"), &err));
    assert_int_equal(err.code, ERROR_VALUE);
}

static void so_many_maps_and_no_more(void **state)
{
    static struct map maps[MAPS_OPEN_MAX];
    struct map more;
    (void)state;
    write_file("many", 100);
    for (int i = 0; i < MAPS_OPEN_MAX; i++)
        assert_true(map_open(&maps[i], scratch_path("many"), &err));
    assert_false(map_open(&more, scratch_path("many"), &err));
    assert_int_equal(err.code, ERROR_LIMIT);
    map_close(&maps[500]);
    assert_true(map_open(&more, scratch_path("many"), &err));
    assert_int_equal(more.bytes.data[99], 100);
    map_close(&more);
    for (int i = 0; i < MAPS_OPEN_MAX; i++)
        map_close(&maps[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        /* First: cmocka takes SIGBUS before each test, the map takes it back when it first opens.
         */
        cmocka_unit_test(a_file_that_shrinks_is_damage_and_no_crash),
        cmocka_unit_test(maps_a_file_whole),
        cmocka_unit_test(an_empty_file_is_an_empty_map),
        cmocka_unit_test(what_is_no_file_is_refused),
        cmocka_unit_test(a_file_that_is_written_to_has_changed),
        cmocka_unit_test(a_pipe_is_refused_at_once),
        cmocka_unit_test(so_many_maps_and_no_more),
    };
    return RUN_ALL("base/map", tests);
}
