/* Indicators in the forms of those who block: a table, a response policy zone, a deny-list.
 *
 *     struct exporter exporter = {.buffer = &buffer, .now = now};
 *     export_rpz_head(&exporter, "rpz.example", serial);
 *     for each object: export_rpz(&exporter, object, &arena, err)
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
#include "intel/indicators.h"

struct exporter {
    struct dynbuf *buffer;    /* its failure shows at the end */
    struct timestamp now;     /* lists hold what is in force then */
    size_t written, left_out; /* values */
};

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
