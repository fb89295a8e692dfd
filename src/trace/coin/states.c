#include "trace/coin/states.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/huge.h"
#include "base/limits.h"

enum { SLOTS_MIN = 1 << 10 };

void coin_states_release(struct coin_states *states)
{
    free(states->states);
    free(states->slots);
    *states = (struct coin_states){0};
}

static uint64_t slot_of(const struct coin_states *states, uint64_t output)
{
    return (output * UINT64_C(0x9E3779B97F4A7C15)) >> 20 & states->mask;
}

struct coin_state *coin_states_find(const struct coin_states *states, uint64_t output)
{
    if (states->slots == NULL)
        return NULL;
    if (states->dense)
        return states->slots[output] == 0 ? NULL : &states->states[states->slots[output] - 1];
    for (uint64_t at = slot_of(states, output); states->slots[at] != 0;
         at = (at + 1) & states->mask)
        if (states->states[states->slots[at] - 1].output == output)
            return &states->states[states->slots[at] - 1];
    return NULL;
}

void coin_states_fetch(const struct coin_states *states, uint64_t output)
{
    if (states->slots != NULL)
        __builtin_prefetch(&states->slots[states->dense ? output : slot_of(states, output)]);
}

static void put_slot(struct coin_states *states, uint32_t state)
{
    uint64_t at = slot_of(states, states->states[state].output);
    while (states->slots[at] != 0)
        at = (at + 1) & states->mask;
    states->slots[at] = state + 1;
}

/* A table with room for so many states. */
static bool make_slots(struct coin_states *states, size_t count, struct error *err)
{
    uint64_t wanted = SLOTS_MIN;
    while (wanted < 2 * (uint64_t)count)
        wanted *= 2;
    uint32_t *slots = huge_zeroed(wanted, sizeof *slots);
    if (slots == NULL)
        return error_memory(err, "following a colour");
    free(states->slots);
    states->slots = slots;
    states->mask = wanted - 1;
    states->dense = false;
    for (size_t i = 0; i < states->count; i++)
        put_slot(states, (uint32_t)i);
    return true;
}

bool coin_states_make_dense(struct coin_states *states, uint64_t outputs, struct error *err)
{
    if (states->dense)
        return true;
    uint32_t *slots = huge_zeroed(outputs + 1, sizeof *slots);
    if (slots == NULL)
        return error_memory(err, "following a colour");
    free(states->slots);
    states->slots = slots;
    states->mask = 0;
    states->dense = true;
    for (size_t i = 0; i < states->count; i++)
        slots[states->states[i].output] = (uint32_t)i + 1;
    return true;
}

bool coin_states_make_sparse(struct coin_states *states, struct error *err)
{
    return make_slots(states, states->count, err);
}

bool coin_states_add(struct coin_states *states, uint64_t output, struct coin_state **ret_state,
                     struct error *err)
{
    struct coin_state *grown = array_grow(states->states, &states->capacity, states->count + 1,
                                          sizeof *grown, COIN_STATES_MAX);
    if (grown == NULL)
        return array_error(states->count + 1, COIN_STATES_MAX, "outputs of one colour", err);
    states->states = grown;
    if (!states->dense && 2 * (states->count + 1) > states->mask &&
        !make_slots(states, 2 * (states->count + 1), err))
        return false;
    states->states[states->count] = (struct coin_state){.output = output};
    if (states->dense)
        states->slots[output] = (uint32_t)states->count + 1;
    else
        put_slot(states, (uint32_t)states->count);
    *ret_state = &states->states[states->count++];
    return true;
}
