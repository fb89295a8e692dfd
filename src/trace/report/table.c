#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "text/utf8.h"
#include "trace/kind.h"
#include "trace/report/part.h"
#include "trace/report/report.h"

struct sheet {
    struct dynbuf *buffer;
    const struct trace_request *request;
    const struct report_part *part;
};

/* How many bytes of a text are whole characters within `room`. */
static size_t whole(const char *text, size_t room)
{
    struct span all = span_text(text);
    return utf8_valid(span_part(all, 0, all.size < room ? all.size : room));
}

/* "name .... 70,525,147.27 USD", the amounts flush right. */
static void put_line(const struct sheet *sheet, const char *name, struct amount amount,
                     const char *behind)
{
    struct dynbuf display;
    dynbuf_init(&display, AMOUNT_DISPLAY_BYTES_MAX);
    amount_display(&display, amount, sheet->part->decimals, sheet->part->symbol);
    dynbuf_format(sheet->buffer, "  %-48s %24s%s\n", name, display.data != NULL ? display.data : "",
                  behind);
    if (display.failed)
        dynbuf_fail(sheet->buffer, &display);
    dynbuf_release(&display);
}

/* The share of a whole in hundredths of a per cent, cut off. */
static void share(char *ret_text, size_t size, struct amount part, struct amount whole)
{
    struct amount hundredths;
    char digits[U256_DECIMAL_BYTES];
    ret_text[0] = '\0';
    if (!amount_share(part, amount_from_u64(10000), whole, &hundredths))
        return;
    size_t count = amount_to_decimal(hundredths, digits);
    const char *zeros = count == 1 ? "0.0" : count == 2 ? "0." : "";
    int front = count > 2 ? (int)(count - 2) : 0;
    snprintf(ret_text, size, "  %.*s%s%s%s %%", front, digits, zeros, front > 0 ? "." : "",
             digits + front);
}

static bool put_services(const struct sheet *sheet, const struct report_part *part, bool marks,
                         struct amount stolen, struct error *err)
{
    const struct report_row **rows;
    if (!report_sorted(part, REPORT_BY_AMOUNT, &rows, err))
        return false;
    for (size_t i = 0; i < part->row_count; i++) {
        const struct report_row *row = rows[i];
        const char *known = row->service ? trace_service_name(sheet->request, row->owner) : "";
        size_t length = strlen(row->address);
        char name[256], percent[192];
        if (!row->service)
            continue;
        if (known[0] != '\0')
            snprintf(name, sizeof name, "  %.*s %.8s..%s", (int)whole(known, 26), known,
                     row->address, row->address + (length > 4 ? length - 4 : 0));
        else
            snprintf(name, sizeof name, "  %s", row->address);
        share(percent, sizeof percent, row->amount, stolen);
        put_line(sheet, name, row->amount, marks ? "" : percent);
    }
    free(rows);
    return true;
}

static void put_farthest(const struct sheet *sheet, const struct report_part *part)
{
    if (part->farthest == NULL)
        return;
    dynbuf_format(sheet->buffer, "  deepest path: %s, ", part->farthest);
    dynbuf_count(sheet->buffer, part->farthest_hops, "hop\n", "hops\n");
}

static void put_rests(const struct sheet *sheet, const struct trace_asset *sums,
                      struct amount stolen)
{
    const struct {
        const char *name;
        struct amount amount;
    } rests[] = {{"held elsewhere", sums->held},
                 {"fees", sums->fees},
                 {"burnt", sums->burnt},
                 {"unresolved", sums->unresolved}};
    char percent[192];
    for (size_t i = 0; i < sizeof rests / sizeof rests[0]; i++) {
        share(percent, sizeof percent, rests[i].amount, stolen);
        put_line(sheet, rests[i].name, rests[i].amount, percent);
    }
    dynbuf_text(sheet->buffer,
                "  stolen = at services + held + fees + burnt + unresolved: balances\n");
}

static bool put_part(const struct sheet *sheet, const struct trace_shown *shown,
                     const struct report_part *part, struct error *err)
{
    const struct trace_asset *sums = &part->sums;
    char percent[192];
    struct amount stolen = amount_zero();
    dynbuf_format(sheet->buffer, "\n%s, rule %s: ", shown->colour, shown->rule->name);
    dynbuf_count(sheet->buffer, sums->reached, "address reached\n", "addresses reached\n");
    if (shown->rule->marks) {
        dynbuf_text(sheet->buffer,
                    "  sent to services from reached addresses (reach, not money)\n");
        return put_services(sheet, part, true, stolen, err);
    }
    ensure(amount_add(sums->opening, sums->received, &stolen));
    put_line(sheet, "stolen", stolen, "");
    put_line(sheet, "  held by the seeds when it began", sums->opening, "");
    put_line(sheet, "  received by the seeds later", sums->received, "");
    share(percent, sizeof percent, sums->services, stolen);
    put_line(sheet, "at services", sums->services, percent);
    if (!put_services(sheet, part, false, stolen, err))
        return false;
    put_rests(sheet, sums, stolen);
    if (trace_kind_of(sheet->request->ledger)->unseen)
        put_line(sheet, "beside it, unseen: others spent, origin unknown", sums->unseen, "");
    put_farthest(sheet, part);
    return true;
}

static bool put_result(struct sheet *sheet, const struct trace_shown *shown, struct error *err)
{
    for (uint64_t at = 0;;) {
        struct report_part part;
        bool found;
        if (!report_next_part(sheet->request, shown, &at, &part, &found, err))
            return false;
        if (!found)
            return true;
        sheet->part = &part;
        bool ok = put_part(sheet, shown, &part, err);
        report_part_release(&part);
        if (!ok)
            return false;
    }
}

bool trace_table(struct dynbuf *buffer, const struct trace_request *request,
                 const struct trace_shown *shown, size_t count, struct error *err)
{
    struct sheet sheet = {.buffer = buffer, .request = request};
    const struct manifest *manifest = &request->ledger->manifest;
    dynbuf_format(buffer, "%s, blocks %llu to %llu\n", manifest->chain,
                  (unsigned long long)manifest->first_block,
                  (unsigned long long)(request->has_until ? request->until : manifest->last_block));
    if (manifest->unproven)
        dynbuf_text(buffer, "headers were taken without proof of work (--no-pow)\n");
    for (size_t i = 0; i < count; i++)
        if (!put_result(&sheet, &shown[i], err))
            return false;
    return true;
}
