/* Writes a log as a folder with Trefoil's own code, for tests of what others make of it.
 *
 *     make-log FOLDER SIZE OLD [FORK [SKEY]]
 *
 * FOLDER/log: checkpoint (signed and cosigned) and tiles of SIZE leaves; FOLDER/old: the checkpoint
 * of the first OLD leaves; FOLDER/log.vkey, witness.vkey; FOLDER/log.skey; FOLDER/leaf-N and
 * opening-N of the leaves 0, OLD and SIZE - 1. Leaves from FORK on are others than without it
 * (nobody's, at the last time that there is): a log that was rewritten. With SKEY the log is that
 * key's. The same bytes every time.
 */
#include <stdio.h>
#include <stdlib.h>

#include <sodium.h>

#include "base/file.h"
#include "log/checkpoint.h"
#include "log/cosignature.h"
#include "log/lines.h"
#include "log/opening.h"
#include "log/tile.h"

enum { LEVELS = 4 };

struct making {
    const char *folder;
    uint64_t size, old, fork;
    struct log_hash *levels[LEVELS]; /* hashes as tiles hold them */
    struct note_signer log, witness;
    struct error err;
};

static void must(bool ok, const struct error *err)
{
    if (ok)
        return;
    fprintf(stderr, "make-log: %s\n", err->text);
    exit(1);
}

static void write_file(struct making *at, const char *folder, const char *name, struct span bytes)
{
    char path[PATH_BYTES_MAX];
    must(file_path(path, at->folder, folder, &at->err), &at->err);
    must(file_make_folder(path, &at->err) && file_replace(path, name, bytes, &at->err), &at->err);
}

static void make_keys(struct making *at, const char *skey)
{
    unsigned char seed[NOTE_SEED_BYTES] = {1};
    struct dynbuf text;
    must(skey != NULL ? note_signer_parse(span_text(skey), "SKEY", &at->log, &at->err)
                      : note_signer_make(&at->log, span_text("trefoil.example/usa"), NOTE_ED25519,
                                         seed, &at->err),
         &at->err);
    seed[0] = 2;
    must(note_signer_make(&at->witness, span_text("trefoil.example/kor/witness"), NOTE_COSIGNATURE,
                          seed, &at->err),
         &at->err);
    dynbuf_init(&text, 1000);
    note_key_print(&at->log.key, &text);
    write_file(at, ".", "log.vkey", dynbuf_bytes(&text));
    dynbuf_clear(&text);
    note_key_print(&at->witness.key, &text);
    write_file(at, ".", "witness.vkey", dynbuf_bytes(&text));
    dynbuf_clear(&text);
    note_signer_print(&at->log, &text);
    write_file(at, ".", "log.skey", dynbuf_bytes(&text));
    dynbuf_release(&text);
}

/* The nth leaf's bytes; its opening too, if asked for. */
static void make_leaf(struct making *at, uint64_t number, struct dynbuf *leaf,
                      struct dynbuf *opening)
{
    struct error *err = &at->err;
    unsigned char salt[LEAF_SALT_BYTES] = {0};
    char actor[32];
    struct dynbuf text;
    for (unsigned i = 0; i < 8; i++)
        salt[i] = (unsigned char)(number >> 8 * i);
    snprintf(actor, sizeof actor, "%s-%llu", number < at->fork ? "person" : "nobody",
             (unsigned long long)number);
    struct record record = {.values = {{NULL, 0}}};
    record.values[RECORD_AUDIENCE] = span_text("member:kor");
    record.values[RECORD_ACTOR] = span_text(actor);
    struct leaf made = {.kind = (enum leaf_kind)(number % LEAF_KINDS),
                        .time =
                            number < at->fork ? UINT64_C(1764331200000000) + number : INT64_MAX};
    dynbuf_init(&text, LOG_FILE_BYTES_MAX);
    must(record_print(&record, &text, err), err);
    leaf_commit(salt, dynbuf_bytes(&text), &made.commitment);
    dynbuf_clear(leaf);
    must(leaf_print(&made, leaf, err), err);
    if (opening != NULL)
        must(opening_print(salt, dynbuf_bytes(leaf), dynbuf_bytes(&text), opening, err), err);
    dynbuf_release(&text);
}

/* With `cosigned` also by the witness. */
static void write_checkpoint(struct making *at, const struct merkle_tree *tree, const char *folder,
                             const char *name, bool cosigned)
{
    struct checkpoint checkpoint = {.origin = span_text(at->log.key.name), .size = tree->size};
    struct dynbuf note, text;
    merkle_root(tree, &checkpoint.root);
    dynbuf_init(&note, NOTE_BYTES_MAX);
    dynbuf_init(&text, NOTE_BYTES_MAX);
    must(checkpoint_sign(&checkpoint, &at->log, &note, &at->err) &&
             checkpoint_print(&checkpoint, &text, &at->err) &&
             (!cosigned ||
              cosignature_line(&at->witness, dynbuf_bytes(&text), 1764331300, &note, &at->err)),
         &at->err);
    write_file(at, folder, name, dynbuf_bytes(&note));
    dynbuf_release(&note);
    dynbuf_release(&text);
}

static void write_samples(struct making *at, uint64_t number)
{
    struct dynbuf leaf, opening;
    char name[64];
    dynbuf_init(&leaf, LEAF_BYTES_MAX);
    dynbuf_init(&opening, LOG_FILE_BYTES_MAX);
    make_leaf(at, number, &leaf, &opening);
    snprintf(name, sizeof name, "leaf-%llu", (unsigned long long)number);
    write_file(at, ".", name, dynbuf_bytes(&leaf));
    snprintf(name, sizeof name, "opening-%llu", (unsigned long long)number);
    write_file(at, ".", name, dynbuf_bytes(&opening));
    dynbuf_release(&leaf);
    dynbuf_release(&opening);
}

static void grow(struct making *at)
{
    struct merkle_tree tree = {.size = 0};
    struct log_hash made[MERKLE_LEVELS], hash;
    struct dynbuf leaf;
    dynbuf_init(&leaf, LEAF_BYTES_MAX);
    while (tree.size < at->size) {
        size_t count;
        if (tree.size == at->old)
            write_checkpoint(at, &tree, ".", "old", false);
        make_leaf(at, tree.size, &leaf, NULL);
        log_hash_leaf(&hash, dynbuf_bytes(&leaf));
        must(merkle_append(&tree, &hash, made, &count, &at->err), &at->err);
        for (unsigned level = 0; level < LEVELS && level * TILE_HEIGHT < count; level++)
            at->levels[level][tile_hashes_at(level, tree.size) - 1] = made[level * TILE_HEIGHT];
    }
    write_checkpoint(at, &tree, "log", "checkpoint", true);
    dynbuf_release(&leaf);
}

static void write_tiles(struct making *at)
{
    struct tile_walk walk;
    struct tile tile;
    tile_walk_init(&walk, 0, at->size);
    while (tile_walk_next(&walk, &tile)) {
        char path[TILE_PATH_BYTES], folder[PATH_BYTES_MAX];
        tile_print(&tile, path);
        char *slash = strrchr(path, '/');
        *slash = '\0';
        snprintf(folder, sizeof folder, "log/%s", path);
        write_file(at, folder, slash + 1,
                   span_of(at->levels[tile.level] + tile.index * TILE_WIDTH,
                           (size_t)tile.width * LOG_HASH_BYTES));
    }
}

int main(int count, char **words)
{
    struct making at = {.folder = count >= 4 ? words[1] : "", .fork = UINT64_MAX};
    if (count < 4 || count > 6 || sodium_init() < 0 ||
        !decimal_parse(span_text(words[2]), &at.size) ||
        !decimal_parse(span_text(words[3]), &at.old) || at.old >= at.size || at.size > 1 << 20 ||
        (count > 4 && !decimal_parse(span_text(words[4]), &at.fork))) {
        fprintf(stderr, "make-log FOLDER SIZE OLD [FORK [SKEY]]\n");
        return 2;
    }
    for (unsigned level = 0; level < LEVELS; level++) {
        at.levels[level] = calloc(tile_hashes_at(level, at.size) + 1, sizeof *at.levels[level]);
        must(at.levels[level] != NULL || error_memory(&at.err, "hashes"), &at.err);
    }
    make_keys(&at, count > 5 ? words[5] : NULL);
    grow(&at);
    write_tiles(&at);
    write_samples(&at, 0);
    write_samples(&at, at.old);
    write_samples(&at, at.size - 1);
    for (unsigned level = 0; level < LEVELS; level++)
        free(at.levels[level]);
    return 0;
}
