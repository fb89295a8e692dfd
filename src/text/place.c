#include "text/place.h"

#include <stdio.h>

const char *place_name(const char *name)
{
    size_t size = strlen(name);
    if (size <= TEXT_PLACE_NAME_BYTES)
        return name;
    const char *tail = name + size - TEXT_PLACE_NAME_BYTES;
    while (((unsigned char)*tail & 0xc0) == 0x80)
        tail++;
    return tail;
}

uint64_t place_line(struct span text, size_t at, uint64_t first)
{
    for (size_t i = 0; i < at; i++)
        first += text.data[i] == '\n';
    return first;
}

void place_of(char ret_place[TEXT_PLACE_BYTES], const char *name, struct span text, size_t at)
{
    unsigned long long column = 1;
    for (size_t i = at; i > 0 && text.data[i - 1] != '\n'; i--)
        column += (text.data[i - 1] & 0xc0) != 0x80;
    snprintf(ret_place, TEXT_PLACE_BYTES, "%s:%llu:%llu", place_name(name),
             (unsigned long long)place_line(text, at, 1), column);
}

void place_found(char ret_found[TEXT_FOUND_BYTES], struct span text, size_t at)
{
    if (at >= text.size)
        snprintf(ret_found, TEXT_FOUND_BYTES, "the end");
    else if (text.data[at] > ' ' && text.data[at] < 0x7f)
        snprintf(ret_found, TEXT_FOUND_BYTES, "'%c'", text.data[at]);
    else
        snprintf(ret_found, TEXT_FOUND_BYTES, "byte 0x%02x", text.data[at]);
}
