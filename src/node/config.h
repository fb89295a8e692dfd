/* The configuration of a node: one YAML file, `node.yaml` in the home (examples/node/node.yaml has
 * every line with its meaning; docs/node.md).
 *
 *     member: usa                    which of the members below this node is
 *     listen: 127.0.0.1:8443        plain HTTP on a loopback address only
 *     tls: {certificate: FILE, key: FILE, authorities: FILE}
 *     store: {postgres: "…"}         left out: SQLite in the home
 *     backup_key: …                  public key of who may restore; left out: no backups
 *     members: [{code, name, identities: […], key}, …]
 *     desks: [{name, title, home, identities: […], key}, …]
 *
 * Relative files are relative to the home. A line that is not known, twice, or of the wrong kind is
 * refused with its place. No secret stands in it but a password inside `postgres`, for which the
 * file's mode is 0600 (libpq's own ways, a service or password file, need none).
 *
 * Lifetime: all spans and texts lie in its arena. Threads: read-only once read.
 */
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "store/orgs.h"

#define CONFIG_NAME "node.yaml"

struct config_org {
    enum org_kind kind;
    struct span name;              /* code of a member, name of a desk */
    struct span title;             /* for people; may be empty */
    struct span home;              /* of a desk: its member's code */
    const struct span *identities; /* STIX ids registered under it; the first speaks for it */
    size_t identity_count;
    bool has_key;
    unsigned char key[ORG_KEY_BYTES]; /* Ed25519, of its object key */
};

struct config {
    struct arena arena;
    struct span member; /* the own one's code; stands among the orgs */
    const char *address;
    uint16_t port;
    bool loopback;
    const char *certificate, *key, *authorities; /* paths, or NULL: plain HTTP */
    const char *postgres;                        /* NULL: SQLite */
    bool has_backup_key;
    unsigned char backup_key[32];  /* X25519 */
    const struct config_org *orgs; /* members, then desks */
    size_t org_count;
};

/* Reads the bytes of the file `place`, relative files against `home`. Errors: syntax, value (with
 * line and what was expected), limit, memory. Release with config_release. */
bool config_parse(struct config *ret_config, struct span bytes, const char *place, const char *home,
                  struct error *err);
/* Reads HOME/node.yaml. Errors also: not-found (no node was made here), io. */
bool config_read(struct config *ret_config, const char *home, struct error *err);
void config_release(struct config *config); /* takes a zeroed one */

const struct config_org *config_org_named(const struct config *config, struct span name);
