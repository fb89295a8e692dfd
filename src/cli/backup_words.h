/* What the commands of backups share: the key that opens one, and what is told of one. */
#pragma once

#include "cli/cli.h"
#include "node/restore.h"

/* The options --key and --log-key, read. Wipe it with backup_words_clear, on every way out. */
struct backup_words {
    unsigned char secret[SEAL_KEY_BYTES];
    struct note_key log_key;
    bool has_log_key;
};

/* Errors: usage (no --key), syntax, value (others may read the key's file), io. */
bool backup_words_read(struct backup_words *ret_read, const struct words *words, struct error *err);
void backup_words_clear(struct backup_words *read);

/* The two options, for a command's tables. Ends with a row of zeros. */
extern const struct option backup_key_options[];

/* "FILE: what" and lines under it, or the JSON of docs/backup.md. `log` NULL: of a backup that was
 * just made. */
bool backup_tell(struct dynbuf *out, bool as_json, const char *file, const char *what,
                 const struct backup_told *told, const struct note_key *log, struct error *err);
