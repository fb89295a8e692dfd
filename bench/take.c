/* Envelopes of 100 objects taken in: read, checked, stored, logged, shown, each envelope durable
 * when it is answered; beside a bare SQLite insert of the same bytes with the same commits.
 *
 *     bench-take [OBJECTS]        default 50,000
 *
 * By one poster, and by two at a time, as a node has threads: reading and checking needs no lock,
 * transactions take turns. Beside an insert under a number, the least that SQLite can do, and under
 * the object's id, which is random, as in life: what must at least be asked of whoever wants to
 * find it again. What a node adds to this is HTTP; what the baselines lack is everything but the
 * bytes.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/limits.h"
#include "intel/envelope.h"
#include "measure.h"
#include "posted.h"

static struct error err;

#define MUST(call) ((call) ? (void)0 : measure_fail(&err))

struct posters {
    struct posted_node node;
    const struct dynbuf *envelopes;
    size_t count;
    atomic_size_t next;
};

static void *post(void *context)
{
    struct posters *posters = context;
    for (size_t at = posters->next++; at < posters->count; at = posters->next++)
        posted_take(&posters->node, dynbuf_bytes(&posters->envelopes[at]));
    return NULL;
}

static uint64_t run_take(const char *folder, const struct dynbuf *envelopes, size_t count, bool two)
{
    static struct posters posters;
    pthread_t other;
    posters.envelopes = envelopes;
    posters.count = count;
    posters.next = 0;
    posted_open(&posters.node, folder, false);
    uint64_t from = measure_now();
    if (two && pthread_create(&other, NULL, post, &posters) != 0)
        exit(1);
    post(&posters);
    if (two)
        pthread_join(other, NULL);
    uint64_t spent = measure_now() - from;
    posted_close(&posters.node);
    measure_clear(folder);
    return spent;
}

/* The envelopes are cut outside the time: the baseline reads no JSON. */
static uint64_t run_bare(const char *folder, const struct dynbuf *envelopes, size_t count,
                         bool by_id)
{
    static const char make[] = "CREATE TABLE object (number INTEGER PRIMARY KEY, bytes BYTEA);"
                               "CREATE TABLE named (id TEXT PRIMARY KEY, bytes BYTEA);";
    static const char insert[] = "INSERT INTO object (number, bytes) VALUES ($1, $2)";
    static const char insert_named[] = "INSERT INTO named (id, bytes) VALUES ($1, $2)";
    char path[PATH_BYTES_MAX], id[POSTED_ID_BYTES];
    struct sql *db = NULL;
    uint64_t number = 0, spent = 0;
    MUST(file_make_folder(folder, &err) && file_path(path, folder, "bare.sqlite", &err));
    MUST(sql_open_sqlite(&db, path, false, &err) && sql_script(db, make, &err));
    for (size_t i = 0; i < count; i++) {
        struct envelope envelope;
        MUST(envelope_read(&envelope, dynbuf_bytes(&envelopes[i]), "envelope", &err));
        uint64_t from = measure_now();
        MUST(sql_begin(db, &err));
        for (size_t o = 0; o < envelope.count; o++, number++) {
            posted_id(id, number);
            MUST(sql_run(db, by_id ? insert_named : insert,
                         SQL_VALUES(by_id ? sql_text(span_text(id)) : sql_number((int64_t)number),
                                    sql_bytes(envelope.objects[o])),
                         &err));
        }
        MUST(sql_commit(db, &err));
        spent += measure_now() - from;
        envelope_release(&envelope);
    }
    sql_free(db);
    measure_clear(folder);
    return spent;
}

static double seconds(uint64_t *runs)
{
    return (double)measure_median(runs) / 1e9;
}

int main(int argc, char **argv)
{
    size_t objects = argc > 1 ? measure_transfers(argc, argv) : 50000;
    size_t count = objects / POSTED_ENVELOPE;
    struct dynbuf *envelopes = calloc(count, sizeof *envelopes);
    uint64_t one[MEASURE_RUNS], two[MEASURE_RUNS], bare[MEASURE_RUNS], named[MEASURE_RUNS];
    char folder[PATH_BYTES_MAX];
    if (envelopes == NULL || count == 0)
        return 1;
    for (size_t i = 0; i < count; i++) {
        dynbuf_init(&envelopes[i], 1 << 20);
        posted_envelope(&envelopes[i], i * POSTED_ENVELOPE);
    }
    mkdir(measure_folder(), 0777);
    snprintf(folder, sizeof folder, "%s/take", measure_folder());
    measure_clear(folder);
    for (int run = 0; run < MEASURE_RUNS; run++) {
        bare[run] = run_bare(folder, envelopes, count, false);
        one[run] = run_take(folder, envelopes, count, false);
        named[run] = run_bare(folder, envelopes, count, true);
        two[run] = run_take(folder, envelopes, count, true);
    }
    double number = seconds(bare), id = seconds(named), taken[] = {seconds(one), seconds(two)};
    objects = count * POSTED_ENVELOPE;
    printf("bare SQLite insert of %zu objects in envelopes of %d: %.2f s by number, %.2f s by id\n",
           objects, POSTED_ENVELOPE, number, id);
    for (int i = 0; i < 2; i++)
        printf("taken in by %s: %.2f s, %.0f objects a second, bar 10,000; %.2f of the insert by "
               "number, bar 4; %.2f of that by id\n",
               i == 0 ? "one poster" : "two posters", taken[i], (double)objects / taken[i],
               taken[i] / number, taken[i] / id);
    for (size_t i = 0; i < count; i++)
        dynbuf_release(&envelopes[i]);
    free(envelopes);
    return taken[1] <= 4 * number && (double)objects >= 10000 * taken[1] ? 0 : 1;
}
