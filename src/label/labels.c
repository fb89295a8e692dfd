#include "label/labels.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/file.h"
#include "base/hex.h"
#include "base/limits.h"
#include "label/load.h"
#include "label/store.h"

/* ---- which packs there are ---- */

static bool is_pack_name(const char *name)
{
    unsigned char sha256[PACK_SHA256_BYTES];
    size_t wrong, size = (size_t)2 * PACK_SHA256_BYTES;
    return strlen(name) > size && hex_decode(sha256, span_of(name, size), &wrong) &&
           (strcmp(name + size, ".csv") == 0 || strcmp(name + size, ".actors.csv") == 0);
}

/* A file of a pack: of one that is known, or of a new one. */
static bool note_file(struct labels *labels, const char *name, struct error *err)
{
    size_t size = (size_t)2 * PACK_SHA256_BYTES;
    bool actors = strcmp(name + size, ".actors.csv") == 0;
    for (size_t i = 0; i < labels->pack_count; i++)
        if (memcmp(labels->packs[i].sha256, name, size) == 0) {
            *(actors ? &labels->packs[i].has_actors : &labels->packs[i].has_labels) = true;
            return true;
        }
    struct label_pack *grown = array_grow(labels->packs, &labels->pack_capacity,
                                          labels->pack_count + 1, sizeof *grown, LABEL_PACKS_MAX);
    if (grown == NULL)
        return array_error(labels->pack_count + 1, LABEL_PACKS_MAX, "label packs of the home", err);
    labels->packs = grown;
    struct label_pack *pack = &grown[labels->pack_count++];
    *pack = (struct label_pack){.has_labels = !actors, .has_actors = actors};
    memcpy(pack->sha256, name, size);
    return true;
}

static int by_sha256(const void *a, const void *b)
{
    return strcmp(((const struct label_pack *)a)->sha256, ((const struct label_pack *)b)->sha256);
}

static bool list_packs(struct labels *labels, const char *folder, struct error *err)
{
    DIR *entries = opendir(folder);
    bool ok = true;
    if (entries == NULL)
        return errno == ENOENT || error_os(err, ERROR_IO, "look into", folder, errno);
    for (;;) {
        errno = 0;
        struct dirent *entry = readdir(entries);
        if (entry == NULL) {
            ok = errno == 0 || error_os(err, ERROR_IO, "look into", folder, errno);
            break;
        }
        if (is_pack_name(entry->d_name) && !(ok = note_file(labels, entry->d_name, err)))
            break;
    }
    closedir(entries);
    if (ok && labels->pack_count > 0)
        qsort(labels->packs, labels->pack_count, sizeof *labels->packs, by_sha256);
    return ok;
}

/* ---- reading and ordering them ---- */

static bool load_file(struct labels *labels, size_t number, const char *folder, const char *ending,
                      bool (*load)(struct labels *, size_t, const char *, struct error *),
                      struct error *err)
{
    char name[PACK_NAME_BYTES], path[PATH_BYTES_MAX];
    snprintf(name, sizeof name, "%s%s", labels->packs[number].sha256, ending);
    if (!file_path(path, folder, name, err))
        return false;
    return load(labels, number, path, err);
}

/* Merges two neighbouring runs of `from` into `to`. */
static void merge(const struct label **to, const struct label *const *from, size_t middle,
                  size_t end)
{
    size_t left = 0, right = middle;
    for (size_t i = 0; i < end; i++) {
        bool take_right =
            left == middle || (right < end && label_compare(from[right], from[left]) < 0);
        to[i] = from[take_right ? right++ : left++];
    }
}

/* The packs are sorted each: merged two by two until one run is left. `ends` has the end of each
 * run. Returns the array that holds the result, one of the two. */
static const struct label **merge_all(const struct label **runs, const struct label **other,
                                      size_t *ends, size_t run_count)
{
    while (run_count > 1) {
        size_t merged = 0, start = 0;
        for (size_t i = 0; i < run_count; i += 2) {
            size_t middle = ends[i], end = i + 1 < run_count ? ends[i + 1] : middle;
            merge(other + start, runs + start, middle - start, end - start);
            ends[merged++] = start = end;
        }
        run_count = merged;
        const struct label **swap = runs;
        runs = other;
        other = swap;
    }
    return runs;
}

static bool sort_labels(struct labels *labels, struct error *err)
{
    const struct label **runs = calloc(labels->count + 1, sizeof *runs);
    const struct label **other = calloc(labels->count + 1, sizeof *other);
    size_t *ends = calloc(labels->pack_count + 1, sizeof *ends);
    size_t end = 0;
    bool ok = runs != NULL && other != NULL && ends != NULL;
    for (size_t i = 0; ok && i < labels->count; i++)
        runs[i] = &labels->all[i];
    for (size_t i = 0; ok && i < labels->pack_count; i++)
        ends[i] = end += labels->packs[i].label_count;
    if (ok) {
        labels->sorted = merge_all(runs, other, ends, labels->pack_count);
        free(labels->sorted == runs ? other : runs);
    } else {
        free(runs);
        free(other);
    }
    free(ends);
    return ok || error_memory(err, "sorting labels");
}

static int by_id(const void *a, const void *b)
{
    const struct actor *x = a, *y = b;
    int order = span_compare(x->id, y->id);
    if (order == 0)
        order = span_compare(x->pack, y->pack);
    return order != 0 ? order : span_compare(x->name, y->name);
}

/* The packs that were chosen; NULL: every one. */
struct choice {
    const char (*packs)[LABEL_PACK_HEX];
    size_t count;
};

/* Leaves the chosen packs, each of which must be there. */
static bool choose(struct labels *labels, const struct choice *choice, struct error *err)
{
    size_t kept = 0;
    for (size_t i = 0; i < choice->count; i++) {
        size_t at = 0;
        while (at < labels->pack_count && strcmp(labels->packs[at].sha256, choice->packs[i]) != 0)
            at++;
        if (at == labels->pack_count)
            return error_input(err, ERROR_NOT_FOUND, "labels", "the home has no pack %s",
                               choice->packs[i]);
    }
    for (size_t i = 0; i < labels->pack_count; i++)
        for (size_t j = 0; j < choice->count; j++)
            if (strcmp(labels->packs[i].sha256, choice->packs[j]) == 0) {
                labels->packs[kept++] = labels->packs[i];
                break;
            }
    labels->pack_count = kept;
    return true;
}

static bool load_all(struct labels *labels, const char *home, const struct choice *choice,
                     struct error *err)
{
    char folder[PATH_BYTES_MAX];
    if (!label_folder(folder, home, err) || !list_packs(labels, folder, err) ||
        (choice != NULL && !choose(labels, choice, err)))
        return false;
    for (size_t i = 0; i < labels->pack_count; i++)
        if ((labels->packs[i].has_labels &&
             !load_file(labels, i, folder, ".csv", load_labels, err)) ||
            (labels->packs[i].has_actors &&
             !load_file(labels, i, folder, ".actors.csv", load_actors, err)))
            return false;
    if (labels->actor_count > 0)
        qsort(labels->actors, labels->actor_count, sizeof *labels->actors, by_id);
    return sort_labels(labels, err);
}

static bool load_chosen(struct labels **ret_labels, const char *home, const struct choice *choice,
                        struct error *err)
{
    struct labels *labels = calloc(1, sizeof *labels);
    if (labels == NULL)
        return error_memory(err, "loading labels");
    arena_init(&labels->decoded, LABEL_TEXTS_BYTES_MAX);
    if (!load_all(labels, home, choice, err)) {
        labels_free(labels);
        return false;
    }
    *ret_labels = labels;
    return true;
}

bool labels_load(struct labels **ret_labels, const char *home, struct error *err)
{
    return load_chosen(ret_labels, home, NULL, err);
}

bool labels_load_packs(struct labels **ret_labels, const char *home,
                       const char (*packs)[LABEL_PACK_HEX], size_t count, struct error *err)
{
    struct choice choice = {packs, count};
    return load_chosen(ret_labels, home, &choice, err);
}

void labels_free(struct labels *labels)
{
    if (labels == NULL)
        return;
    for (size_t i = 0; i < labels->pack_count; i++) {
        dynbuf_release(&labels->packs[i].labels_text);
        dynbuf_release(&labels->packs[i].actors_text);
    }
    free(labels->packs);
    free(labels->all);
    free(labels->sorted);
    free(labels->actors);
    arena_release(&labels->decoded);
    free(labels);
}

/* ---- looking up ---- */

/* The first label that does not stand before (address, chain). */
static size_t first_at(const struct labels *labels, const struct label *place)
{
    size_t low = 0, high = labels->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (label_compare_place(labels->sorted[middle], place) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void labels_find(const struct labels *labels, struct span chain, struct span address,
                 size_t *ret_first, size_t *ret_count)
{
    size_t first = first_at(labels, &(struct label){.chain = chain, .address = address});
    size_t end = first;
    while (end < labels->count && span_equal(labels->sorted[end]->address, address) &&
           (chain.size == 0 || span_equal(labels->sorted[end]->chain, chain)))
        end++;
    *ret_first = first;
    *ret_count = end - first;
}

const struct label *labels_winner(const struct labels *labels, struct span chain,
                                  struct span address)
{
    size_t first, count;
    labels_find(labels, chain, address, &first, &count);
    return count > 0 ? labels->sorted[first] : NULL;
}

const struct label *labels_next_service(const struct labels *labels, struct span chain, size_t *at)
{
    while (*at < labels->count) {
        const struct label *label = labels->sorted[*at];
        const struct category *category;
        bool wins = *at == 0 || label_compare_place(labels->sorted[*at - 1], label) != 0;
        (*at)++;
        if (wins && span_equal(label->chain, chain) &&
            (category = category_of(label->category)) != NULL && category->ends)
            return label;
    }
    return NULL;
}

const struct actor *labels_actor(const struct labels *labels, struct span id)
{
    size_t low = 0, high = labels->actor_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (span_compare(labels->actors[middle].id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < labels->actor_count && span_equal(labels->actors[low].id, id)
               ? &labels->actors[low]
               : NULL;
}
