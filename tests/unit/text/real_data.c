/* Every JSON, JSON Lines, YAML and CSV file that others published and that lies in the folder
 * $TREFOIL_DATA, or else the one given as the argument: what libjansson takes, we take, and read
 * the same. */
#define _XOPEN_SOURCE 700 /* nftw */
#include <fnmatch.h>
#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/map.h"
#include "json_oracle.h"
#include "run.h"
#include "text/csv_reader.h"
#include "text/json_reader.h"
#include "text/yaml_reader.h"

static const char *folder;
static unsigned long long files, bytes, units;

static bool read_json(struct span text, const char *path, struct error *err)
{
    char why[256] = "";
    (void)err;
    enum oracle_answer answer = json_oracle(text, why);
    if (answer == ORACLE_DIFFER)
        print_error("%s: %s\n", path, why);
    units += answer == ORACLE_BOTH_TAKE;
    return answer != ORACLE_DIFFER;
}

/* Some files hold a value a line. */
static bool read_json_lines(struct span text, const char *path, struct error *err)
{
    if (!read_json(text, path, err))
        return false;
    while (text.size > 0) {
        const unsigned char *end = memchr(text.data, '\n', text.size);
        size_t size = end == NULL ? text.size : (size_t)(end - text.data);
        if (!read_json(span_part(text, 0, size), path, err))
            return false;
        text = span_part(text, end == NULL ? size : size + 1, text.size);
    }
    return true;
}

static bool read_yaml(struct span text, const char *path, struct error *err)
{
    static struct yaml_reader yaml;
    bool ok = yaml_reader_init(&yaml, text, path, err);
    while (ok && (ok = yaml_next(&yaml, err)) && yaml.token.kind != YAML_END)
        units++;
    yaml_reader_release(&yaml);
    return ok;
}

static bool read_csv(struct span text, const char *path, struct error *err)
{
    static struct csv_reader csv;
    bool ok, any = true;
    csv_init(&csv, text, path);
    while ((ok = csv_next(&csv, &any, err)) && any)
        units++;
    csv_release(&csv);
    return ok;
}

static const char *pattern;
static bool (*read_file)(struct span text, const char *path, struct error *err);
static unsigned bad;

static int visit(const char *path, const struct stat *info, int type, struct FTW *place)
{
    struct map map;
    struct error err = {0};
    if (type != FTW_F || fnmatch(pattern, path + place->base, 0) != 0)
        return 0;
    assert_true(map_open(&map, path, &err));
    if (!read_file(map.bytes, path, &err)) {
        print_error("%s\n", err.text);
        bad++;
    }
    map_close(&map);
    files++;
    bytes += (unsigned long long)info->st_size;
    return 0;
}

static void read_all(const char *names, bool (*read)(struct span, const char *, struct error *),
                     const char *unit)
{
    pattern = names;
    read_file = read;
    bad = 0;
    files = bytes = units = 0;
    assert_int_equal(nftw(folder, visit, 16, FTW_PHYS), 0);
    print_message("%s: %llu files, %llu bytes, %llu %s\n", names, files, bytes, units, unit);
    assert_int_equal(bad, 0);
    assert_true(files > 0 && units > 0);
}

static void json_files(void **state)
{
    (void)state;
    read_all("*.json", read_json_lines, "values");
}

static void yaml_files(void **state)
{
    (void)state;
    read_all("*.y*ml", read_yaml, "tokens");
}

static void csv_files(void **state)
{
    (void)state;
    read_all("*.csv", read_csv, "records");
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_files),
        cmocka_unit_test(yaml_files),
        cmocka_unit_test(csv_files),
    };
    struct stat info;
    folder = getenv("TREFOIL_DATA");
    if (folder == NULL)
        folder = count > 1 ? arguments[1] : ".";
    if (stat(folder, &info) != 0) {
        printf("no folder %s: the real data is not read\n0 passed, 0 failed, 3 skipped\n", folder);
        return 77;
    }
    return RUN_ALL("text/real_data", tests);
}
