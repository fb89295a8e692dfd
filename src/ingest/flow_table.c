#include "ingest/flow_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

#include "base/array.h"
#include "base/hex.h"
#include "base/limits.h"
#include "chain/caip.h"
#include "chain/evm_address.h"
#include "ingest/flow_time.h"
#include "text/csv_reader.h"
#include "text/utf8.h"

enum { NATIVE_COLUMNS = 10, HEIST_COLUMNS = 8, PLACE_BYTES = 512 };

static const char *const native_titles[NATIVE_COLUMNS] = {
    "chain", "block", "time", "transaction", "position", "from", "to", "asset", "amount", "kind"};
static const char *const heist_titles[HEIST_COLUMNS] = {
    "Timestamp", "Block", "Tx_hash", "From", "From_label", "To", "To_label", "Value_in_USD"};

struct form {
    const char *const *titles;
    size_t columns;
    bool (*read)(struct flow_table *table, struct csv_reader *reader, struct flow_row *row,
                 struct error *err);
    bool labels; /* columns 5 and 7 label the addresses before them */
};

void flow_table_init(struct flow_table *table)
{
    *table = (struct flow_table){0};
    arena_init(&table->texts, ASSETS_MAX * (size_t)512);
}

void flow_table_release(struct flow_table *table)
{
    free(table->assets);
    hash_index_release(&table->asset_index);
    arena_release(&table->texts);
    *table = (struct flow_table){0};
}

static bool wrong(const struct csv_reader *reader, const struct form *form, size_t column,
                  enum error_code code, const char *expected, struct error *err)
{
    char place[PLACE_BYTES];
    struct span text = reader->fields[column];
    csv_place(reader, column, form->titles[column], place, sizeof place);
    return error_input(err, code, place, "'%.*s': expected %s",
                       text.size > 100 ? 100 : (int)text.size, (const char *)text.data, expected);
}

static bool number(struct span text, uint64_t *ret_number)
{
    uint64_t value = 0;
    if (text.size == 0 || text.size > 18)
        return false;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        value = value * 10 + (uint64_t)(text.data[i] - '0');
    }
    *ret_number = value;
    return true;
}

static const struct form native, heist;

static bool check_chain(const struct flow_table *table, const struct csv_reader *reader,
                        struct span chain, struct error *err)
{
    if (!caip2_valid(chain))
        return wrong(reader, &native, 0, ERROR_VALUE, "a CAIP-2 chain such as eip155:1", err);
    if (!span_starts_with(chain, "eip155:"))
        return wrong(reader, &native, 0, ERROR_UNSUPPORTED, "a chain of the eip155 namespace", err);
    return table->chain[0] == '\0' || span_is(chain, table->chain) ||
           wrong(reader, &native, 0, ERROR_CONFLICT, "the chain of the rows before", err);
}

/* A row that is taken decides the chain of those behind it. */
static void set_chain(struct flow_table *table, struct span chain)
{
    memcpy(table->chain, chain.data, chain.size);
    table->chain[chain.size] = '\0';
}

/* Without a secret: ASSETS_MAX bounds what texts of one hash can cost. */
static uint64_t asset_hash(struct span text)
{
    return XXH3_64bits(text.data, text.size);
}

static bool known_asset(const struct flow_table *table, struct span text, struct flow_row *row)
{
    uint64_t hash = asset_hash(text);
    for (size_t at = hash_index_first(&table->asset_index, hash);
         hash_index_find(&table->asset_index, hash, &at, &row->asset);
         at = hash_index_next(&table->asset_index, at))
        if (span_equal(table->assets[row->asset], text)) {
            row->row.asset = table->assets[row->asset];
            return true;
        }
    return false;
}

static bool take_asset(struct flow_table *table, struct span text, struct flow_row *row,
                       struct error *err)
{
    if (known_asset(table, text, row))
        return true;
    struct span *grown = array_grow(table->assets, &table->asset_capacity, table->asset_count + 1,
                                    sizeof *grown, ASSETS_MAX);
    char *copy = arena_text(&table->texts, text);
    if (grown == NULL)
        return array_error(table->asset_count + 1, ASSETS_MAX, "assets of flow tables", err);
    table->assets = grown;
    if (copy == NULL ||
        !hash_index_add(&table->asset_index, asset_hash(text), (uint32_t)table->asset_count))
        return error_memory(err, "reading a flow table");
    row->asset = (uint32_t)table->asset_count;
    row->row.asset = span_of(copy, text.size);
    table->assets[table->asset_count++] = row->row.asset;
    return true;
}

/* The place is printed for a bad address only: this runs twice a row. */
static bool take_address(const struct csv_reader *reader, const struct form *form, size_t column,
                         bool needed, bool *ret_has, unsigned char *ret_key, struct error *err)
{
    char place[PLACE_BYTES];
    *ret_has = reader->fields[column].size > 0;
    if ((!*ret_has && !needed) || evm_address_parse(reader->fields[column], NULL, ret_key, err))
        return true;
    csv_place(reader, column, form->titles[column], place, sizeof place);
    return error_prefix(err, place);
}

static bool take_common(const struct csv_reader *reader, const struct form *form,
                        const size_t columns[3], struct flow_row *row, struct error *err)
{
    size_t wrong_at;
    struct span id = reader->fields[columns[2]];
    if (!number(reader->fields[columns[0]], &row->row.block))
        return wrong(reader, form, columns[0], ERROR_VALUE, "a block height", err);
    if (!flow_time_parse(reader->fields[columns[1]], &row->row.time))
        return wrong(reader, form, columns[1], ERROR_VALUE,
                     "a UTC time such as 2023-01-13T20:34:11Z, or seconds since 1970", err);
    if (id.size != 2 + 2 * TRANSACTION_ID_BYTES || !span_starts_with(id, "0x") ||
        !hex_decode(row->row.transaction, span_part(id, 2, id.size), &wrong_at))
        return wrong(reader, form, columns[2], ERROR_VALUE,
                     "a transaction, 0x and 64 hexadecimal digits", err);
    return true;
}

static bool take_amount(const struct csv_reader *reader, struct flow_row *row, struct error *err)
{
    return amount_from_decimal(reader->fields[8], &row->row.amount) ||
           wrong(reader, &native, 8, ERROR_VALUE,
                 "an amount in base units, digits only, below 2^256", err);
}

static bool read_native(struct flow_table *table, struct csv_reader *reader, struct flow_row *row,
                        struct error *err)
{
    static const size_t common[3] = {1, 2, 3};
    const struct span *fields = reader->fields;
    struct span chain;
    bool same_chain = table->chain[0] != '\0' && span_is(fields[0], table->chain);
    if ((!same_chain && !check_chain(table, reader, fields[0], err)) ||
        !take_common(reader, &native, common, row, err))
        return false;
    row->position = FLOW_NO_POSITION;
    if (fields[4].size > 0 && !number(fields[4], &row->position))
        return wrong(reader, &native, 4, ERROR_VALUE, "a number, or nothing", err);
    if (!transfer_kind_parse(fields[9], &row->row.kind))
        return wrong(reader, &native, 9, ERROR_VALUE,
                     "value, internal, token, gas, mint, burn, wrap, unwrap, withdrawal, reward, "
                     "genesis or l1fee",
                     err);
    const struct transfer_kind_info *kind = transfer_kind_info(row->row.kind);
    if (!take_address(reader, &native, 5, kind->debits, &row->row.has_from, row->row.from, err) ||
        !take_address(reader, &native, 6, kind->credits, &row->row.has_to, row->row.to, err))
        return false;
    if (same_chain && known_asset(table, fields[7], row))
        return take_amount(reader, row, err);
    if (!caip19_valid(fields[7], &chain) || !span_equal(chain, fields[0]))
        return wrong(reader, &native, 7, ERROR_VALUE, "a CAIP-19 asset of the row's chain", err);
    if (!take_amount(reader, row, err))
        return false;
    set_chain(table, chain);
    return take_asset(table, fields[7], row, err);
}

static bool read_heist(struct flow_table *table, struct csv_reader *reader, struct flow_row *row,
                       struct error *err)
{
    static const size_t common[3] = {1, 0, 2};
    size_t wrong_at;
    row->position = FLOW_NO_POSITION;
    row->row.kind = TRANSFER_VALUE;
    if (!take_common(reader, &heist, common, row, err) ||
        !take_address(reader, &heist, 3, true, &row->row.has_from, row->row.from, err) ||
        !take_address(reader, &heist, 5, true, &row->row.has_to, row->row.to, err))
        return false;
    if (!amount_parse_display(reader->fields[7], 2, &row->row.amount, &wrong_at))
        return wrong(reader, &heist, 7, ERROR_VALUE, "a USD value with at most two decimals", err);
    if (table->chain[0] != '\0' && strcmp(table->chain, "eip155:1") != 0)
        return wrong(reader, &heist, 0, ERROR_CONFLICT, "rows of eip155:1 only, as before", err);
    set_chain(table, span_text("eip155:1"));
    return take_asset(table, span_text("eip155:1/iso4217:USD"), row, err);
}

static const struct form native = {native_titles, NATIVE_COLUMNS, read_native, false};
static const struct form heist = {heist_titles, HEIST_COLUMNS, read_heist, true};

static bool check_labels(const struct csv_reader *reader, struct error *err)
{
    for (size_t column = 4; column <= 6; column += 2) {
        struct span text = reader->fields[column];
        if (text.size > LABEL_FIELD_BYTES_MAX || utf8_line(text) < text.size)
            return wrong(reader, &heist, column, ERROR_VALUE, "a label, one short line of UTF-8",
                         err);
    }
    return true;
}

/* The labels of a row that is taken. */
static bool give_labels(const struct csv_reader *reader, const struct flow_row *row,
                        const struct flow_sink *sink, struct error *err)
{
    const struct span *fields = reader->fields;
    return (fields[4].size == 0 ||
            sink->label(sink->context, row->file, row->row.from, fields[4], err)) &&
           (fields[6].size == 0 ||
            sink->label(sink->context, row->file, row->row.to, fields[6], err));
}

static bool has_titles(const struct csv_reader *reader, const struct form *form)
{
    if (reader->field_count != form->columns)
        return false;
    for (size_t i = 0; i < form->columns; i++)
        if (!span_is(reader->fields[i], form->titles[i]))
            return false;
    return true;
}

static bool wrong_header(const struct csv_reader *reader, struct error *err)
{
    char place[PLACE_BYTES];
    snprintf(place, sizeof place, "%s:%llu", reader->name, (unsigned long long)reader->record);
    return error_input(err, ERROR_SYNTAX, place,
                       "expected the header "
                       "chain,block,time,transaction,position,from,to,asset,amount,kind or "
                       "Timestamp,Block,Tx_hash,From,From_label,To,To_label,Value_in_USD");
}

static bool read_header(struct csv_reader *reader, const struct form **ret_form, struct error *err)
{
    bool any = false;
    if (!csv_next(reader, &any, err))
        return false;
    if (any && has_titles(reader, &native))
        *ret_form = &native;
    else if (any && has_titles(reader, &heist))
        *ret_form = &heist;
    else
        return wrong_header(reader, err);
    return true;
}

static bool read_row(struct flow_table *table, struct csv_reader *reader, const struct form *form,
                     struct flow_row *row, struct error *err)
{
    if (reader->field_count == form->columns)
        return form->read(table, reader, row, err) && (!form->labels || check_labels(reader, err));
    char place[PLACE_BYTES];
    snprintf(place, sizeof place, "%s:%llu", reader->name, (unsigned long long)reader->record);
    return error_input(err, ERROR_SYNTAX, place, "%zu columns; expected %zu", reader->field_count,
                       form->columns);
}

static bool reject_row(struct flow_table *table, struct csv_reader *reader,
                       const struct flow_sink *sink, const struct error *why, struct error *err)
{
    if (sink->reject == NULL || error_is_environment(why->code)) {
        *err = *why;
        return false;
    }
    table->rejected++;
    struct span line = span_part(reader->input, reader->record_from, reader->record_to);
    return sink->reject(sink->context, line, why, err);
}

static bool read_rows(struct flow_table *table, struct csv_reader *reader, const struct form *form,
                      uint32_t file, const struct flow_sink *sink, struct error *err)
{
    for (;;) {
        bool any = false;
        struct flow_row row = {.file = file, .sequence = table->rows};
        struct error why;
        bool parsed = csv_next(reader, &any, &why);
        if (parsed && !any)
            return true;
        row.line = reader->record;
        row.from = reader->record_from;
        progress_done(sink->progress, sink->bytes_before + reader->at);
        if (parsed && read_row(table, reader, form, &row, &why)) {
            table->rows++;
            if (!sink->take(sink->context, &row, err) ||
                (form->labels && sink->label != NULL && !give_labels(reader, &row, sink, err)))
                return false;
            continue;
        }
        if (!parsed && !error_is_environment(why.code))
            csv_skip_line(reader);
        if (!reject_row(table, reader, sink, &why, err))
            return false;
    }
}

struct flow_file_rows {
    struct csv_reader reader;
    const struct form *form;
    uint32_t file;
};

bool flow_file_rows_open(struct flow_file_rows **ret_rows, struct span bytes, const char *name,
                         uint32_t file, struct error *err)
{
    struct flow_file_rows *rows = malloc(sizeof *rows);
    if (rows == NULL)
        return error_memory(err, "reading a flow table");
    rows->file = file;
    csv_init(&rows->reader, bytes, name);
    if (!read_header(&rows->reader, &rows->form, err)) {
        flow_file_rows_free(rows);
        return false;
    }
    *ret_rows = rows;
    return true;
}

void flow_file_rows_free(struct flow_file_rows *rows)
{
    if (rows != NULL)
        csv_release(&rows->reader);
    free(rows);
}

bool flow_file_rows_at(struct flow_file_rows *rows, struct flow_table *table, uint64_t from,
                       uint64_t line, struct flow_row *ret_row, struct error *err)
{
    bool any;
    struct flow_row row = {.file = rows->file, .line = line, .from = from};
    csv_seek(&rows->reader, from, line);
    if (!csv_next(&rows->reader, &any, err))
        return false;
    if (!any)
        return error_input(err, ERROR_IO, rows->reader.name, "a row is gone that was there");
    if (!read_row(table, &rows->reader, rows->form, &row, err))
        return false;
    *ret_row = row;
    return true;
}

bool flow_table_read(struct flow_table *table, struct span bytes, const char *name, uint32_t file,
                     const struct flow_sink *sink, struct error *err)
{
    struct flow_file_rows *rows;
    if (!flow_file_rows_open(&rows, bytes, name, file, err))
        return false;
    bool ok = read_rows(table, &rows->reader, rows->form, file, sink, err);
    flow_file_rows_free(rows);
    return ok;
}
