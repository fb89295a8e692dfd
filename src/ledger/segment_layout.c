#include "ledger/segment_layout.h"

#include <string.h>

#include "base/u256.h"

void le_store(unsigned char *bytes, uint64_t value, unsigned width)
{
    for (unsigned i = 0; i < width; i++)
        bytes[i] = (unsigned char)(value >> (8 * i));
}

void be_store(unsigned char *bytes, uint64_t value)
{
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(value >> (56 - 8 * i));
}

uint64_t le_load(const unsigned char *bytes, unsigned width)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < width; i++)
        value |= (uint64_t)bytes[i] << (8 * i);
    return value;
}

unsigned segment_number_width(uint64_t largest)
{
    return u256_width(u256_from_u64(largest));
}

const struct segment_kind *segment_kind_numbered(uint64_t number)
{
    static const struct segment_kind *const kinds[] = {&account_kind, &coin_kind};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (kinds[i]->number == number)
            return kinds[i];
    return NULL;
}

void segment_shape_set(struct segment_shape *shape)
{
    for (int i = 0; i < shape->kind->columns; i++)
        shape->columns[i].rows = shape->kind->rows(shape->counts, i);
    shape->kind->set_widths(shape);
}

bool segment_layout(const struct segment_shape *shape, struct segment_layout *ret_layout)
{
    struct segment_layout layout = {0};
    const uint64_t check_bytes = UINT64_C(1) << SEGMENT_CHECK_SHIFT;
    for (int i = 0; i < shape->kind->columns; i++) {
        uint64_t rows = shape->columns[i].rows;
        if (rows > UINT64_C(1) << 48 || shape->columns[i].width > SEGMENT_WIDTH_MAX)
            return false;
        layout.bytes[i] = rows * shape->columns[i].width;
        layout.first_check[i] = layout.checks;
        layout.checks += (layout.bytes[i] + check_bytes - 1) / check_bytes;
    }
    layout.checks_at =
        shape->kind->head_bytes + (uint64_t)shape->kind->columns * SEGMENT_ENTRY_BYTES;
    layout.head_bytes = layout.checks_at + layout.checks * 8;
    uint64_t at = layout.head_bytes;
    for (int i = 0; i < shape->kind->columns; i++) {
        at = (at + SEGMENT_ALIGN - 1) / SEGMENT_ALIGN * SEGMENT_ALIGN;
        layout.offset[i] = at;
        at += layout.bytes[i] + SEGMENT_SLACK;
    }
    layout.file_bytes = at;
    *ret_layout = layout;
    return true;
}

void segment_head_encode(const struct segment_shape *shape, const struct segment_layout *layout,
                         unsigned char hashes[][SHA256_BYTES], unsigned char *ret_bytes)
{
    memset(ret_bytes, 0, layout->checks_at);
    memcpy(ret_bytes, SEGMENT_MAGIC, 8);
    le_store(ret_bytes + 8, SEGMENT_VERSION, 4);
    le_store(ret_bytes + 12, shape->kind->number, 4);
    le_store(ret_bytes + 16, (uint64_t)shape->kind->columns, 4);
    le_store(ret_bytes + 24, layout->file_bytes, 8);
    for (int i = 0; i < shape->kind->counts; i++)
        le_store(ret_bytes + 32 + 8 * i, shape->counts[i], 8);
    for (int i = 0; i < shape->kind->columns; i++) {
        unsigned char *entry = ret_bytes + shape->kind->head_bytes + i * SEGMENT_ENTRY_BYTES;
        le_store(entry, (uint64_t)i + 1, 4);
        le_store(entry + 4, shape->columns[i].width, 4);
        le_store(entry + 8, shape->columns[i].rows, 8);
        le_store(entry + 16, layout->offset[i], 8);
        le_store(entry + 24, layout->first_check[i], 8);
        memcpy(entry + 32, hashes[i], SHA256_BYTES);
    }
}
