#include "ledger/stack.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/beside.h"
#include "base/file.h"
#include "base/limits.h"
#include "ledger/asset_index.h"
#include "ledger/cut.h"

static bool ends_with(const char *name, const char *end)
{
    size_t size = strlen(name), part = strlen(end);
    return size >= part && strcmp(name + size - part, end) == 0;
}

/* What a killed writer left: segments that no manifest names, and files that it was writing. */
static void drop_strangers(const struct stack *stack)
{
    DIR *folder = opendir(stack->folder);
    if (folder == NULL)
        return; /* tidying only: what is left over costs space, nothing else */
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        bool named = false;
        char path[PATH_BYTES_MAX], name[SEGMENT_NAME_BYTES];
        struct error ignored;
        if (!ends_with(entry->d_name, ".segment") && !ends_with(entry->d_name, ".segment.new"))
            continue;
        for (size_t i = 0; i < stack->manifest.segment_count && !named; i++) {
            segment_file_name(name, stack->manifest.segments[i].identity);
            named = strcmp(name, entry->d_name) == 0;
        }
        if (!named && file_path(path, stack->folder, entry->d_name, &ignored))
            unlink(path);
    }
    closedir(folder);
}

/* The ledger that is there, whose segments the stack takes over; or an empty one. */
static bool take_ledger(struct stack *stack, const char *chain, const struct segment_kind *kind,
                        struct error *err)
{
    struct ledger *found;
    if (!ledger_open(&found, stack->folder, err)) {
        if (err->code != ERROR_NOT_FOUND)
            return false;
        snprintf(stack->manifest.chain, sizeof stack->manifest.chain, "%s", chain);
        return true;
    }
    bool same = strcmp(found->manifest.chain, chain) == 0 &&
                (found->kind == kind || found->segment_count == 0);
    if (!same)
        error_input(err, ERROR_CONFLICT, stack->folder, "a ledger of %s; expected %s, %s kind",
                    found->manifest.chain, chain, kind->name);
    else {
        stack->manifest = found->manifest;
        found->manifest = (struct manifest){0};
        for (size_t i = 0; i < found->segment_count; i++) {
            stack->ledger.segments[i] = found->segments[i];
            stack->listed[i] = stack->manifest.segments[i];
            stack->named[i] = true;
        }
        stack->ledger.segment_count = found->segment_count;
        found->segment_count = 0;
    }
    ledger_free(found);
    return same;
}

static bool copy_files(struct manifest *next, const struct manifest *from, struct error *err)
{
    memcpy(next->chain, from->chain, MANIFEST_CHAIN_BYTES);
    next->unproven = from->unproven;
    for (size_t i = 0; i < from->file_count; i++)
        if (!manifest_add_file(next, from->files[i].sha256, from->files[i].name, err))
            return false;
    return true;
}

bool stack_open(struct stack *stack, const char *folder, const char *chain,
                const struct segment_kind *kind, struct error *err)
{
    *stack = (struct stack){.lock = -1, .ledger.kind = kind};
    snprintf(stack->folder, sizeof stack->folder, "%s", folder);
    stack->ledger.segments = calloc(STACK_MAX, sizeof(struct segment *));
    if (stack->ledger.segments == NULL)
        return error_memory(err, "opening a ledger");
    if (!asset_index_new(&stack->ledger.asset_index, err) || !file_make_folder(folder, err) ||
        !file_lock(&stack->lock, folder, err) || !take_ledger(stack, chain, kind, err))
        return false;
    drop_strangers(stack);
    return copy_files(&stack->next, &stack->manifest, err);
}

void stack_release(struct stack *stack)
{
    for (size_t i = 0; i < stack->ledger.segment_count; i++)
        segment_free(stack->ledger.segments[i]);
    free(stack->ledger.segments);
    asset_index_free(stack->ledger.asset_index);
    manifest_release(&stack->manifest);
    manifest_release(&stack->next);
    if (stack->lock >= 0)
        close(stack->lock);
    *stack = (struct stack){.lock = -1};
}

static bool open_listed(const struct stack *stack, const struct manifest_segment *listed,
                        struct segment **ret_segment, struct error *err)
{
    char name[SEGMENT_NAME_BYTES], path[PATH_BYTES_MAX];
    segment_file_name(name, listed->identity);
    return file_path(path, stack->folder, name, err) &&
           segment_open(ret_segment, path, listed->identity, err);
}

bool stack_push(struct stack *stack, const struct manifest_segment *listed, struct error *err)
{
    size_t top = stack->ledger.segment_count;
    if (top == STACK_MAX)
        return error_input(err, ERROR_LIMIT, stack->folder, "expected at most %d segments",
                           STACK_MAX);
    if (!open_listed(stack, listed, &stack->ledger.segments[top], err))
        return false;
    stack->listed[top] = *listed;
    stack->named[top] = false;
    stack->ledger.segment_count++;
    asset_index_clear(stack->ledger.asset_index);
    return true;
}

/* Lets go of a segment that no longer stands for itself. */
static void let_go(struct stack *stack, size_t at)
{
    if (!stack->named[at])
        unlink(stack->ledger.segments[at]->path);
    segment_free(stack->ledger.segments[at]);
    stack->ledger.segments[at] = NULL;
}

/* A run of them. */
struct merged {
    struct stack *stack;
    size_t from, to;
};

static void let_go_all(void *context)
{
    const struct merged *merged = context;
    for (size_t i = merged->from; i < merged->to; i++)
        let_go(merged->stack, i);
}

/* Segments [from, to), in two halves side by side: the system forgets their pages one by one. */
static void let_go_merged(struct stack *stack, size_t from, size_t to)
{
    size_t middle = from + (to - from) / 2;
    struct merged first = {stack, from, middle}, second = {stack, middle, to};
    struct beside other;
    beside_start(&other, let_go_all, &second);
    let_go_all(&first);
    beside_join(&other);
}

void stack_pop(struct stack *stack, size_t kept)
{
    while (stack->ledger.segment_count > kept)
        let_go(stack, --stack->ledger.segment_count);
}

bool stack_merge(struct stack *stack, size_t from, size_t to, struct manifest_segment range,
                 stack_merger *merger, struct error *err)
{
    struct segment **segments = stack->ledger.segments, *merged;
    const struct manifest_segment *first = &stack->listed[from];
    if (to - from == 1 && first->first_block == range.first_block &&
        first->last_block == range.last_block)
        return true;
    if (!merger(segments + from, to - from, stack->folder, &range, err) ||
        !open_listed(stack, &range, &merged, err))
        return false;
    let_go_merged(stack, from, to);
    segments[from] = merged;
    stack->listed[from] = range;
    stack->named[from] = false;
    size_t behind = stack->ledger.segment_count - to;
    memmove(segments + from + 1, segments + to, behind * sizeof *segments);
    memmove(stack->listed + from + 1, stack->listed + to, behind * sizeof *stack->listed);
    memmove(stack->named + from + 1, stack->named + to, behind * sizeof *stack->named);
    stack->ledger.segment_count = from + 1 + behind;
    return true;
}

bool stack_merge_cut(struct stack *stack, uint64_t last, stack_merger *merger, struct error *err)
{
    const struct manifest_segment *list = stack->listed;
    for (size_t from = 0, to; from < stack->ledger.segment_count; from++) {
        struct manifest_segment range = {.first_block = cut_start(list[from].first_block, last),
                                         .last_block = cut_end(list[from].first_block, last)};
        for (to = from + 1;
             to < stack->ledger.segment_count && list[to].first_block <= range.last_block;)
            to++;
        if (!stack_merge(stack, from, to, range, merger, err))
            return false;
    }
    return true;
}

/* What no manifest has named yet may not be on the disk. The writer has started that long ago. */
static bool sync_new(const struct stack *stack, struct error *err)
{
    for (size_t i = 0; i < stack->ledger.segment_count; i++)
        if (!stack->named[i] && !file_sync(stack->ledger.segments[i]->path, err))
            return false;
    return true;
}

bool stack_commit(struct stack *stack, uint64_t first_block, uint64_t last_block, struct error *err)
{
    struct manifest *next = &stack->next;
    size_t count = stack->ledger.segment_count;
    if (count > MANIFEST_SEGMENTS_MAX)
        return error_input(err, ERROR_LIMIT, stack->folder, "expected at most %d segments",
                           MANIFEST_SEGMENTS_MAX);
    next->generation = stack->manifest.generation + 1;
    next->first_block = first_block;
    next->last_block = last_block;
    next->segment_count = count;
    memcpy(next->segments, stack->listed, count * sizeof *stack->listed);
    if (!sync_new(stack, err) || !file_sync_folder(stack->folder, err) ||
        !manifest_write(next, stack->folder, err))
        return false;
    manifest_release(&stack->manifest);
    stack->manifest = *next;
    *next = (struct manifest){0};
    for (size_t i = 0; i < count; i++)
        stack->named[i] = true;
    drop_strangers(stack);
    return copy_files(next, &stack->manifest, err);
}
