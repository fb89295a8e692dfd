#include "gate/meant.h"

#include <limits.h>

#include "base/hex.h"
#include "base/limits.h"
#include "gate/facts.h"
#include "intel/id.h"
#include "text/utf8.h"

enum { TELL_DIGITS = 12 };

struct finding {
    struct store *store;
    const struct world *world;
    struct arena arena;
    int64_t id;
    int64_t newest; /* the version that governs, or 0 */
    struct facts governs;
    struct span version;
    struct span contents[CONTENTS_MAX];
    size_t count;
};

/* All hashes that begin with the digits. */
static bool range_of(struct span digits, struct content_range *ret_range, struct error *err)
{
    enum { DIGITS = 2 * CONTENT_BYTES };
    char from[DIGITS];
    char to[DIGITS];
    size_t place = 0;
    memset(from, '0', sizeof from);
    memset(to, 'f', sizeof to);
    if (digits.size > 0 && digits.size <= DIGITS) {
        memcpy(from, digits.data, digits.size);
        memcpy(to, digits.data, digits.size);
    }
    return (digits.size <= DIGITS &&
            hex_decode(ret_range->from, span_of(from, sizeof from), &place) &&
            hex_decode(ret_range->to, span_of(to, sizeof to), &place)) ||
           error_input(err, ERROR_VALUE, "content", "expected at most %d digits of base 16",
                       DIGITS);
}

/* What governs the object, and the version that is meant. */
static bool find_version(struct finding *finding, struct span version, struct error *err)
{
    struct version governs = {0};
    if (!identifier_newest(finding->store, finding->id, &finding->newest, err))
        return false;
    if (finding->newest != 0 &&
        (!version_read(finding->store, finding->newest, false, &finding->arena, &governs, err) ||
         !facts_decode(governs.facts, &finding->arena, &finding->governs, err)))
        return false;
    finding->version = version.size > 0 ? version : governs.version;
    return version.size > 0 || finding->newest != 0 ||
           version_last(finding->store, finding->id, &finding->arena, &finding->version, err);
}

struct alike {
    struct version version;
    struct facts facts;
    unsigned rank; /* the lowest is meant */
};

static unsigned rank_of(const struct finding *finding, const struct alike *one)
{
    bool owner = finding->newest != 0 && one->facts.creator_org == finding->governs.creator_org &&
                 one->facts.relayed == finding->governs.relayed;
    return (unsigned)one->version.standing * 16 + (one->version.seq == finding->newest ? 0 : 8) +
           (owner ? 0 : 4) + (one->version.asserter == finding->world->own ? 0 : 2) +
           (one->facts.relayed ? 1 : 0);
}

/* Which of those that brought a content is meant. */
static bool choose(struct finding *finding, struct span content, struct alike *ret_best,
                   struct error *err)
{
    int64_t seqs[SEQS_MAX];
    int64_t after = 0;
    size_t count = SEQS_MAX;
    struct alike best = {.rank = UINT_MAX};
    while (count == SEQS_MAX) {
        if (!versions_alike(finding->store, finding->id, finding->version, content, after, seqs,
                            &count, err))
            return false;
        for (size_t i = 0; i < count; i++) {
            struct alike one;
            if (!version_read(finding->store, seqs[i], false, &finding->arena, &one.version, err) ||
                !facts_decode(one.version.facts, &finding->arena, &one.facts, err))
                return false;
            one.rank = rank_of(finding, &one);
            if (one.rank < best.rank)
                best = one;
            after = seqs[i];
        }
    }
    ensure(best.rank < UINT_MAX);
    *ret_best = best;
    return true;
}

/* "0123456789ab of jpn, TLP:GREEN": what tells one content from the others. */
static bool tell(struct finding *finding, struct span content, struct dynbuf *out,
                 struct error *err)
{
    struct alike one;
    char hex[2 * CONTENT_BYTES + 1];
    if (!choose(finding, content, &one, err))
        return false;
    const struct org *org = world_org(finding->world, one.version.asserter);
    const struct marking *marking = &one.facts.marking;
    hex_encode(hex, content.data, CONTENT_BYTES);
    dynbuf_format(out, "%s%.*s", out->size > 0 ? "; " : "", TELL_DIGITS, hex);
    if (org != NULL)
        dynbuf_format(out, " of %.*s", (int)org->name.size, (const char *)org->name.data);
    dynbuf_format(out, ", %s",
                  marking->defects & DEFECT_NO_TLP ? "no TLP" : tlp_name(marking->tlp));
    return true;
}

static bool refuse(struct finding *finding, struct error *err)
{
    struct dynbuf words;
    bool ok = true;
    bool more = finding->count == CONTENTS_MAX;
    dynbuf_init(&words, ERROR_TEXT_BYTES);
    for (size_t i = 0; ok && i < finding->count - more; i++)
        ok = tell(finding, finding->contents[i], &words, err);
    if (ok)
        error_input(err, ERROR_CONFLICT, "object",
                    "it has several contents, expected the first digits of one: %.*s%s",
                    (int)words.size, (const char *)dynbuf_bytes(&words).data,
                    more ? "; and more" : "");
    dynbuf_release(&words);
    return false;
}

static bool find(struct finding *finding, const struct meant *meant, int64_t *ret_seq,
                 struct error *err)
{
    struct content_range range;
    struct alike meant_one;
    struct span type;
    struct uuid uuid;
    if (!range_of(meant->content, &range, err))
        return false;
    if (stix_id_parse(meant->id, &type, &uuid) &&
        utf8_line(meant->version) == meant->version.size &&
        (!identifier_find(finding->store, meant->id, &finding->id, err) ||
         (finding->id != 0 &&
          (!find_version(finding, meant->version, err) ||
           !version_contents(finding->store, finding->id, finding->version, &range, &finding->arena,
                             finding->contents, &finding->count, err)))))
        return false;
    if (finding->count == 0)
        return error_input(err, ERROR_NOT_FOUND, "object", "there is no such object or version");
    if (finding->count > 1)
        return refuse(finding, err);
    if (!choose(finding, finding->contents[0], &meant_one, err))
        return false;
    *ret_seq = meant_one.version.seq;
    return true;
}

bool meant_find(struct store *store, const struct world *world, const struct meant *meant,
                int64_t *ret_id, int64_t *ret_seq, struct error *err)
{
    struct finding finding = {.store = store, .world = world};
    int64_t seq = 0;
    arena_init(&finding.arena, OBJECT_ARENA_BYTES);
    bool ok = find(&finding, meant, &seq, err);
    arena_release(&finding.arena);
    if (ok) {
        *ret_id = finding.id;
        *ret_seq = seq;
    }
    return ok;
}
