/* Objects in the forms of others: bundles, events of MISP; and indicators in those of who blocks:
 * a table, a response policy zone, a deny-list, rules.
 *
 *     struct exporter exporter = {.buffer = &buffer, .now = now};
 *     export_rpz_head(&exporter, "rpz.example", serial);
 *     for each object: export_rpz(&exporter, object, &arena, err)
 *     exporter_release(&exporter)
 *
 * Values come from strangers, and each form is somebody's program: a value never ends its line or
 * cell, starts another record, or becomes a formula or a directive. What a form cannot say is left
 * out and counted. Which indicators an object has: indicators.h.
 *
 * What hurts: whoever may see the object may see what is exported of it, and nobody else; that is
 * the gate's business, not this one's. Lifetime: `arena` may be cleared after each object. Threads:
 * one at a time.
 */
#pragma once

#include "base/dynbuf.h"
#include "base/hash_index.h"
#include "intel/indicators.h"
#include "text/json_writer.h"

struct exporter {
    struct dynbuf *buffer;    /* its failure shows at the end */
    struct timestamp now;     /* lists hold what is in force then */
    size_t written, left_out; /* values */

    /* The forms' own: */
    struct hash_index sids;             /* Suricata: the numbers that are taken */
    struct json_writer json, part;      /* MISP: into `buffer` the attributes, into `parts` */
    struct dynbuf parts, event, people; /*   objects; `event` is the first report or grouping, */
                                        /*   `people` are the identities, a line each */
};

/* Gives back what the forms took; the buffer is the caller's. */
void exporter_release(struct exporter *exporter);

/* RFC 4180, lines end in a line feed: object,type,property,value,valid_from,valid_until. All that
 * ever was in force. A cell that begins with an apostrophe is escaped: without it, and with each
 * \xHH as that byte, it is the value. Escaped are cells that a spreadsheet might take for a
 * formula, also where it splits at semicolons or tabs, and those with control characters. */
void export_csv_head(struct exporter *exporter);
bool export_csv(struct exporter *exporter, const struct object *object, struct arena *arena,
                struct error *err);

/* A response policy zone of BIND 9 that answers NXDOMAIN: names of `domain-name` with all below
 * them, addresses and networks of `ipv4-addr`; of indicators only, as an observable by itself may
 * be anybody's. Left out: names of one label, and those that are none in the DNS; networks wider
 * than /8; IPv6. `origin` and `serial` are the zone's. */
void export_rpz_head(struct exporter *exporter, const char *origin, uint32_t serial);
bool export_rpz(struct exporter *exporter, const struct object *object, struct arena *arena,
                struct error *err);

/* Addresses of cryptocurrencies, one a line, of wallets and of indicators; left out: what is not of
 * letters, digits and : . _ - alone, or longer than 128. */
bool export_deny(struct exporter *exporter, const struct object *object, struct arena *arena,
                 struct error *err);

/* A bundle of STIX 2.1: each object as it is, byte for byte. `id` is the bundle's. */
void export_stix_head(struct exporter *exporter, const struct uuid *id);
bool export_stix(struct exporter *exporter, const struct object *object, struct arena *arena,
                 struct error *err);
void export_stix_end(struct exporter *exporter);

/* An event of MISP (the MISP core format): an attribute a value, of indicators to_ids, of
 * observables not; patterns that are no list of values whole, as `stix2-pattern`; names of threat
 * actors, campaigns, malware and vulnerabilities; notes. The event is what the first report or
 * grouping says; `id` where there is none. TLP becomes a tag, of objects without one there is none;
 * the distribution is always 0, "your organisation only": who takes it in decides. Left out: all
 * other types, other markings. */
void export_misp_head(struct exporter *exporter);
bool export_misp(struct exporter *exporter, const struct object *object, struct arena *arena,
                 struct error *err);
bool export_misp_end(struct exporter *exporter, const struct uuid *id, struct error *err);

/* Rules of Suricata 5 and later, of indicators in force: names of `domain-name` and all below them
 * (in DNS queries and in TLS), addresses and networks, `http:` URLs. Left out: what no zone may
 * have, see export_rpz; networks wider than /8, of IPv6 /16; URLs of other schemes (only their host
 * would be seen, and that is not what the indicator says), with a user, or over 1,024 bytes; hashes
 * of files, which Suricata takes from files beside the rules only. A rule's sid is made of the
 * indicator's identifier and the value, from 2^30 to 2^31 - 1; where two are the same the later
 * takes another. Its rev is the second of the indicator's version. */
bool export_suricata(struct exporter *exporter, const struct object *object, struct arena *arena,
                     struct error *err);
