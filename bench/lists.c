/* Claim: importing all lists takes at most four times what a plain pass over the same bytes takes.
 *
 * All lists are the published files that are at hand, in folders as they came. Import is one
 * command over all folders, from its start as a process to its end, into a home that is not there
 * yet, on the disk: everything is read, checked, indexed, kept and synced. The plain pass runs in
 * this process over the same files: expat without handlers for XML, and for what a workbook holds
 * once it is inflated; the CSV reader for CSV; the JSON reader for JSON; a search for line feeds
 * for lines. Files that say no date, neither inside nor in their name, get one in front of their
 * name.
 */
#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "base/map.h"
#include "cli/list_files.h"
#include "measure.h"
#include "text/csv_reader.h"
#include "text/json_reader.h"

struct folder {
    const char *name, *date; /* date: NULL when the files say it */
    bool newest;             /* of its list */
};

static const struct folder folders[] = {
    {"sdn-history", NULL, false},
    {"ofac-2019", "2019-06-01", false},
    {"ofac-2024-05-02", "2024-05-02", true},
    {"ofac-cons-2025-03", NULL, true},
    {"un-2025-04", NULL, false},
    {"un-2026-02", NULL, true},
    {"jp-mof-2026-03", NULL, true},
    {"eu", "2024-12-17", true},
    {"addr-2024-09", "2024-09-27", false},
    {"addr-2025-11", "2025-11-27", true},
};
enum { FOLDERS = sizeof folders / sizeof *folders, WORDS = 6, FILES_MAX = 256 };

static char paths[FOLDERS][2048];

/* No list: notes beside them, and a copy of a version that a person made and cut short. */
static bool is_left_out(const char *name)
{
    return strstr(name, ".md") != NULL || strstr(name, "requoted") != NULL;
}

static void copy_file(const char *from, const char *to)
{
    struct error err;
    struct map map;
    if (!map_open(&map, from, &err))
        measure_fail(&err);
    FILE *file = fopen(to, "w");
    if (file == NULL || fwrite(map.bytes.data, 1, map.bytes.size, file) != map.bytes.size ||
        fclose(file) != 0) {
        perror(to);
        exit(1);
    }
    map_close(&map);
}

/* The folder's files under names that carry a date where one is needed. */
static void copy_folder(const char *lists, const struct folder *folder, char path[2048])
{
    struct error err;
    struct list_input input;
    char from[2048], to[4096];
    const char *words[] = {from};
    snprintf(from, sizeof from, "%s/%s", lists, folder->name);
    snprintf(path, 2048, "%s/lists/%s", measure_folder(), folder->name);
    mkdir(path, 0777);
    if (!list_input_open(&input, words, 1, &err))
        measure_fail(&err);
    for (size_t i = 0; i < input.count; i++) {
        const char *name = strrchr(input.files[i].name, '/') + 1;
        const char *dot = strrchr(name, '.');
        snprintf(to, sizeof to, "%s/%.*s%s%s%s", path, (int)(dot - name), name,
                 folder->date == NULL ? "" : "-", folder->date == NULL ? "" : folder->date, dot);
        if (!is_left_out(name))
            copy_file(input.files[i].name, to);
    }
    list_input_release(&input);
}

static void pass_xml(struct span bytes, const char *name)
{
    XML_Parser xml = XML_ParserCreate(NULL);
    if (XML_Parse(xml, (const char *)bytes.data, (int)bytes.size, 1) != XML_STATUS_OK)
        fprintf(stderr, "bench: %s is no XML\n", name);
    XML_ParserFree(xml);
}

static void pass_workbook(const char *path)
{
    static char member[1 << 24];
    int why;
    zip_t *zip = zip_open(path, ZIP_RDONLY, &why);
    zip_int64_t count = zip == NULL ? 0 : zip_get_num_entries(zip, 0);
    for (zip_int64_t i = 0; i < count; i++) {
        zip_file_t *file = zip_fopen_index(zip, (zip_uint64_t)i, 0);
        zip_int64_t size = file == NULL ? 0 : zip_fread(file, member, sizeof member);
        if (size > 0 && member[0] == '<')
            pass_xml(span_of(member, (size_t)size), path);
        zip_fclose(file);
    }
    zip_discard(zip);
}

static void pass_csv(struct span bytes, const char *name)
{
    struct error err;
    struct csv_reader *csv = calloc(1, sizeof *csv);
    bool any = true, ok = true;
    csv_init(csv, bytes, name);
    while (ok && any)
        ok = csv_next(csv, &any, &err);
    csv_release(csv);
    free(csv);
    if (!ok)
        measure_fail(&err);
}

static void pass_json(struct span bytes, const char *name)
{
    struct error err;
    struct json_reader *json = calloc(1, sizeof *json);
    json_reader_init(json, bytes, name);
    if (!json_skip_value(json, &err))
        measure_fail(&err);
    json_reader_release(json);
    free(json);
}

static size_t pass_lines(struct span bytes)
{
    size_t lines = 0;
    for (const unsigned char *at = bytes.data, *end = at + bytes.size, *feed;
         at < end && (feed = memchr(at, '\n', (size_t)(end - at))) != NULL; at = feed + 1)
        lines++;
    return lines;
}

static void pass(const struct list_file *file)
{
    if (strstr(file->name, ".xml") != NULL)
        pass_xml(file->bytes, file->name);
    else if (strstr(file->name, ".xlsx") != NULL)
        pass_workbook(file->name);
    else if (strstr(file->name, ".csv") != NULL)
        pass_csv(file->bytes, file->name);
    else if (strstr(file->name, ".json") != NULL)
        pass_json(file->bytes, file->name);
    else
        pass_lines(file->bytes);
}

/* Opens, passes over and closes all files; their bytes. */
static uint64_t pass_over(const char *const *from, size_t count)
{
    struct error err;
    struct list_input input;
    uint64_t bytes = 0;
    if (!list_input_open(&input, from, count, &err))
        measure_fail(&err);
    for (size_t i = 0; i < input.count; i++) {
        pass(&input.files[i]);
        bytes += input.files[i].bytes.size;
    }
    list_input_release(&input);
    return bytes;
}

static bool load(const char *home, const char *what, const char *const *from, size_t count)
{
    const char *words[WORDS + FOLDERS] = {TREFOIL_PROGRAM, "--home", home, "list", "import"};
    uint64_t times[MEASURE_RUNS], passes[MEASURE_RUNS], bytes = 0;
    uint64_t worked[MEASURE_RUNS], passed[MEASURE_RUNS]; /* processor time */
    memcpy(words + WORDS - 1, from, count * sizeof *from);
    for (int run = 0; run < MEASURE_RUNS; run++) {
        measure_clear(home);
        uint64_t start = measure_now(), work = measure_processor();
        bytes = pass_over(from, count);
        passes[run] = measure_now() - start;
        passed[run] = measure_processor() - work;
        work = measure_children();
        times[run] = measure_command(words, 0);
        worked[run] = measure_children() - work;
    }
    uint64_t plain = measure_median(passes), time = measure_median(times);
    printf("importing %s, %llu bytes, one command, durable: %llu us; a plain pass: %llu us; "
           "%llu.%02llu times; bar 4\n",
           what, (unsigned long long)bytes, (unsigned long long)(time / 1000),
           (unsigned long long)(plain / 1000), (unsigned long long)(time / plain),
           (unsigned long long)(time * 100 / plain % 100));
    uint64_t work = measure_median(worked), pass_work = measure_median(passed);
    printf("    of processor time %llu us to %llu us, %llu.%02llu times\n",
           (unsigned long long)(work / 1000), (unsigned long long)(pass_work / 1000),
           (unsigned long long)(work / pass_work),
           (unsigned long long)(work * 100 / pass_work % 100));
    return time <= 4 * plain;
}

int main(int count, char **words)
{
    static char home[2048], copies[2048];
    const char *lists = count > 1 ? words[1] : "../shared/data/sanctions";
    const char *all[FOLDERS], *newest[FOLDERS];
    size_t newest_count = 0;
    if (access(lists, R_OK) != 0) {
        printf("no published lists at %s: nothing measured\n", lists);
        return 0;
    }
    snprintf(home, sizeof home, "%s/lists-home", measure_folder());
    snprintf(copies, sizeof copies, "%s/lists", measure_folder());
    mkdir(measure_folder(), 0777);
    measure_clear(copies);
    mkdir(copies, 0777);
    for (size_t i = 0; i < FOLDERS; i++) {
        copy_folder(lists, &folders[i], paths[i]);
        all[i] = paths[i];
        if (folders[i].newest)
            newest[newest_count++] = paths[i];
    }
    bool met = load(home, "one version of each list", newest, newest_count);
    met = load(home, "every version", all, FOLDERS) && met;
    return met ? 0 : 1;
}
