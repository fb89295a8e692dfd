#include "share/next_token.h"

#include <sodium.h>

#include "base/hex.h"

enum { POSITION_BYTES = 9, TOKEN_BYTES = POSITION_BYTES + NEXT_MAC_BYTES };

static void put_number(crypto_generichash_state *state, uint64_t number)
{
    unsigned char bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(number >> (8 * i));
    crypto_generichash_update(state, bytes, sizeof bytes);
}

static void put_span(crypto_generichash_state *state, struct span bytes)
{
    put_number(state, bytes.size);
    crypto_generichash_update(state, bytes.data, bytes.size);
}

static void put_list(crypto_generichash_state *state, const struct span *list, size_t count)
{
    put_number(state, count);
    for (size_t i = 0; i < count; i++)
        put_span(state, list[i]);
}

/* Every part stands behind its length, so that no two scopes give the same bytes. */
static void hash_of(unsigned char ret_hash[NEXT_SCOPE_BYTES], const struct next_scope *scope,
                    const unsigned char position[POSITION_BYTES], int64_t added_after, size_t limit,
                    uint64_t generation)
{
    const struct released_query *released = &scope->query->released;
    crypto_generichash_state state;
    crypto_generichash_init(&state, scope->key, NEXT_KEY_BYTES, NEXT_SCOPE_BYTES);
    put_number(&state, scope->endpoint);
    put_number(&state, (uint64_t)scope->collection);
    put_number(&state, (uint64_t)scope->audience);
    put_span(&state, scope->person);
    put_number(&state, (uint64_t)added_after);
    put_number(&state, released->versions);
    put_number(&state, limit);
    put_number(&state, generation);
    put_list(&state, released->ids, released->id_count);
    put_list(&state, released->types, released->type_count);
    put_list(&state, released->specs, released->spec_count);
    put_list(&state, released->version_keys, released->version_key_count);
    crypto_generichash_update(&state, position, POSITION_BYTES);
    crypto_generichash_final(&state, ret_hash, NEXT_SCOPE_BYTES);
}

static void put_position(unsigned char ret_bytes[POSITION_BYTES], const struct position *position)
{
    for (size_t i = 0; i < 8; i++)
        ret_bytes[i] = (unsigned char)((uint64_t)position->added >> (8 * i));
    ret_bytes[8] = (unsigned char)position->feed;
}

/* Of a token: for any limit and added_after, in any world. */
static void mac_of(unsigned char ret_mac[NEXT_MAC_BYTES], const struct next_scope *scope,
                   const unsigned char position[POSITION_BYTES])
{
    unsigned char hash[NEXT_SCOPE_BYTES];
    hash_of(hash, scope, position, 0, 0, 0);
    memcpy(ret_mac, hash, NEXT_MAC_BYTES);
}

void next_scope_hash(unsigned char ret_hash[NEXT_SCOPE_BYTES], const struct next_scope *scope,
                     uint64_t generation)
{
    unsigned char position[POSITION_BYTES];
    put_position(position, &scope->query->released.after);
    hash_of(ret_hash, scope, position, scope->query->released.added_after,
            scope->query->released.limit, generation);
}

void next_token_write(char ret_text[NEXT_TOKEN_BYTES + 1], const struct next_scope *scope,
                      const struct position *position)
{
    unsigned char token[TOKEN_BYTES];
    put_position(token, position);
    mac_of(token + POSITION_BYTES, scope, token);
    hex_encode(ret_text, token, sizeof token);
}

bool next_token_read(struct position *ret_position, const struct next_scope *scope,
                     struct span text)
{
    unsigned char token[TOKEN_BYTES];
    unsigned char mac[NEXT_MAC_BYTES];
    uint64_t added = 0;
    size_t place = 0;
    if (text.size != NEXT_TOKEN_BYTES || !hex_decode(token, text, &place))
        return false;
    mac_of(mac, scope, token);
    if (sodium_memcmp(mac, token + POSITION_BYTES, sizeof mac) != 0)
        return false;
    for (size_t i = 0; i < 8; i++)
        added |= (uint64_t)token[i] << (8 * i);
    *ret_position = (struct position){.added = (int64_t)added, .feed = token[8]};
    return true;
}
