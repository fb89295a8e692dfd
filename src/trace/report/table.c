#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "chain/asset.h"
#include "chain/evm_address.h"
#include "text/utf8.h"
#include "trace/report/report.h"

struct sheet {
    struct dynbuf *buffer;
    const struct trace_request *request;
    unsigned decimals;
    char symbol[160];
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
    amount_display(&display, amount, sheet->decimals, sheet->symbol);
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

static int by_amount(const void *a, const void *b)
{
    const struct trace_place *x = *(const struct trace_place *const *)a;
    const struct trace_place *y = *(const struct trace_place *const *)b;
    int order = amount_compare(y->coloured, x->coloured);
    return order != 0 ? order : (x->container > y->container) - (x->container < y->container);
}

static bool put_services(const struct sheet *sheet, const struct trace_shown *shown, uint64_t asset,
                         struct amount stolen, struct error *err)
{
    const struct by_asset *by = &shown->result.by_asset;
    size_t first = by->first[asset], end = by->first[asset + 1], count = 0;
    const struct trace_place **sorted = calloc(end - first + 1, sizeof *sorted);
    bool ok = sorted != NULL || error_memory(err, "sorting a trace's services");
    for (size_t at = first; ok && at < end; at++) {
        const struct trace_place *place = &shown->result.places[by->numbers[at]];
        if (place->service)
            sorted[count++] = place;
    }
    if (count > 0)
        qsort(sorted, count, sizeof *sorted, by_amount);
    for (size_t i = 0; ok && i < count; i++) {
        unsigned char key[ACCOUNT_KEY_BYTES];
        char address[EVM_ADDRESS_TEXT_BYTES], name[256], part[192];
        ok = ledger_account(sheet->request->ledger, sorted[i]->account, key, err);
        if (!ok)
            break;
        evm_address_print(key, address);
        const char *known = trace_service_name(sheet->request, sorted[i]->account);
        if (known[0] != '\0')
            snprintf(name, sizeof name, "  %.*s %.8s..%.4s", (int)whole(known, 26), known, address,
                     address + 38);
        else
            snprintf(name, sizeof name, "  %s", address);
        share(part, sizeof part, sorted[i]->coloured, stolen);
        put_line(sheet, name, sorted[i]->coloured, shown->rule->marks ? "" : part);
    }
    free(sorted);
    return ok;
}

/* The reached address with the largest fewest-hops distance, the earliest of several. */
static bool put_farthest(const struct sheet *sheet, const struct trace_shown *shown, uint64_t asset,
                         struct error *err)
{
    const struct trace_place *farthest = NULL;
    unsigned char key[ACCOUNT_KEY_BYTES];
    char address[EVM_ADDRESS_TEXT_BYTES];
    const struct by_asset *by = &shown->result.by_asset;
    for (size_t at = by->first[asset]; at < by->first[asset + 1]; at++) {
        const struct trace_place *place = &shown->result.places[by->numbers[at]];
        if (!place->reached)
            continue;
        if (farthest == NULL || place->hops > farthest->hops ||
            (place->hops == farthest->hops && place->reached_at < farthest->reached_at))
            farthest = place;
    }
    if (farthest == NULL)
        return true;
    if (!ledger_account(sheet->request->ledger, farthest->account, key, err))
        return false;
    evm_address_print(key, address);
    dynbuf_format(sheet->buffer, "  deepest path: %s, ", address);
    dynbuf_count(sheet->buffer, farthest->hops, "hop\n", "hops\n");
    return true;
}

static bool put_asset(const struct sheet *sheet, const struct trace_shown *shown,
                      const struct trace_asset *asset, struct error *err)
{
    char part[192];
    struct amount stolen = amount_zero();
    dynbuf_format(sheet->buffer, "%s, rule %s: ", shown->colour, shown->rule->name);
    dynbuf_count(sheet->buffer, asset->reached, "address reached\n", "addresses reached\n");
    if (shown->rule->marks) {
        dynbuf_text(sheet->buffer,
                    "  sent to services from reached addresses (reach, not money)\n");
        return put_services(sheet, shown, asset->asset, stolen, err);
    }
    ensure(amount_add(asset->opening, asset->received, &stolen));
    put_line(sheet, "stolen", stolen, "");
    put_line(sheet, "  held by the seeds when it began", asset->opening, "");
    put_line(sheet, "  received by the seeds later", asset->received, "");
    share(part, sizeof part, asset->services, stolen);
    put_line(sheet, "at services", asset->services, part);
    if (!put_services(sheet, shown, asset->asset, stolen, err))
        return false;
    const struct {
        const char *name;
        struct amount amount;
    } rests[] = {{"held elsewhere", asset->held},
                 {"fees", asset->fees},
                 {"burnt", asset->burnt},
                 {"unresolved", asset->unresolved}};
    for (size_t i = 0; i < sizeof rests / sizeof rests[0]; i++) {
        share(part, sizeof part, rests[i].amount, stolen);
        put_line(sheet, rests[i].name, rests[i].amount, part);
    }
    dynbuf_text(sheet->buffer,
                "  stolen = at services + held + fees + burnt + unresolved: balances\n");
    put_line(sheet, "beside it, unseen: others spent, origin unknown", asset->unseen, "");
    return put_farthest(sheet, shown, asset->asset, err);
}

static bool put_assets(struct sheet *sheet, const struct trace_shown *shown, struct error *err)
{
    for (size_t a = 0; a < shown->result.asset_count; a++) {
        const struct trace_asset *asset = &shown->result.assets[a];
        struct span text;
        if (!asset->seeded)
            continue;
        if (!ledger_asset(sheet->request->ledger, asset->asset, &text, err))
            return false;
        asset_display(text, &sheet->decimals, sheet->symbol, sizeof sheet->symbol);
        dynbuf_char(sheet->buffer, '\n');
        if (!put_asset(sheet, shown, asset, err))
            return false;
    }
    return true;
}

bool trace_table(struct dynbuf *buffer, const struct trace_request *request,
                 const struct trace_shown *shown, size_t count, struct error *err)
{
    struct sheet sheet = {.buffer = buffer, .request = request};
    const struct manifest *manifest = &request->ledger->manifest;
    dynbuf_format(buffer, "%s, blocks %llu to %llu\n", manifest->chain,
                  (unsigned long long)manifest->first_block,
                  (unsigned long long)(request->has_until ? request->until : manifest->last_block));
    for (size_t i = 0; i < count; i++)
        if (!put_assets(&sheet, &shown[i], err))
            return false;
    return true;
}
