#include "trace/report/picture_layout.h"

#include <stdlib.h>

enum {
    FLOW_HEIGHT = 330 * PIXEL, /* of the fullest rank */
    SIDE_SLOT = 34 * PIXEL,    /* least height of a bar with its label beside it */
    ABOVE = 32 * PIXEL,        /* the label above a bar */
    BELOW = 48 * PIXEL,        /* the label below a fold */
    GAP = 10 * PIXEL,
    BAR_MIN = 3 * PIXEL,
    SWEEPS = 6,
};

/* While it is laid out. */
struct sheet {
    const struct picture *picture;
    bool marks;
    struct layout *layout;
    int *sizes;                        /* by link: its thickness */
    unsigned order[PICTURE_NODES_MAX]; /* nodes, rank by rank, top to bottom */
};

int layout_column_x(const struct picture *picture, unsigned at)
{
    int room = LAYOUT_END_X - LAYOUT_SEED_X - LAYOUT_BAR;
    int pitch = room / (int)(picture->columns + 1);
    return LAYOUT_SEED_X + LAYOUT_BAR + pitch * (int)at + pitch * 3 / 5;
}

static bool is_arc(const struct picture *picture, const struct picture_link *link)
{
    return picture->nodes[link->from].rank == picture->nodes[link->to].rank;
}

static struct amount larger(struct amount a, struct amount b)
{
    return amount_compare(a, b) < 0 ? b : a;
}

static struct amount sum(struct amount a, struct amount b)
{
    struct amount both = a;
    return amount_add(a, b, &both) ? both : a;
}

/* What a bar must be able to hold: what goes out of it, or what comes in. */
static struct amount load_of(const struct picture *picture, unsigned node)
{
    struct amount in = amount_zero(), out = amount_zero();
    for (size_t i = 0; i < picture->link_count; i++) {
        const struct picture_link *link = &picture->links[i];
        if (is_arc(picture, link))
            continue;
        if (link->from == node)
            out = sum(out, link->amount);
        if (link->to == node)
            in = sum(in, link->amount);
    }
    return larger(in, out);
}

/* part of whole, times `height`, cut off; `part` is at most `whole`. */
static int scaled(struct amount part, struct amount whole, int height)
{
    struct amount share;
    char digits[U256_DECIMAL_BYTES];
    int value = 0;
    if (!amount_share(part, amount_from_u64((uint64_t)height), whole, &share))
        return 0;
    amount_to_decimal(amount_min(share, amount_from_u64((uint64_t)height)), digits);
    for (const char *at = digits; *at != '\0'; at++)
        value = value * 10 + (*at - '0');
    return value;
}

static void set_heights(struct sheet *sheet)
{
    const struct picture *picture = sheet->picture;
    struct amount fullest = amount_zero();
    for (unsigned rank = 0; rank <= 2 * picture->columns + 1; rank++) {
        struct amount whole = amount_zero();
        for (unsigned i = 0; i < picture->node_count; i++)
            if (picture->nodes[i].rank == rank)
                whole = sum(whole, load_of(picture, i));
        fullest = larger(fullest, whole);
    }
    for (size_t i = 0; i < picture->link_count; i++)
        sheet->sizes[i] = sheet->marks || is_arc(picture, &picture->links[i])
                              ? 0
                              : scaled(picture->links[i].amount, fullest, FLOW_HEIGHT);
    for (unsigned i = 0; i < picture->node_count; i++) {
        int height =
            sheet->marks ? 2 * LAYOUT_BAR : scaled(load_of(picture, i), fullest, FLOW_HEIGHT);
        sheet->layout->boxes[i].height = height < BAR_MIN ? BAR_MIN : height;
    }
}

static bool is_beside(const struct picture *picture, unsigned node)
{
    unsigned rank = picture->nodes[node].rank;
    return rank == 0 || rank == 2 * picture->columns + 1;
}

/* How much of its column a bar takes, with its label and the gap behind it. */
static int slot_of(const struct sheet *sheet, unsigned node)
{
    int height = sheet->layout->boxes[node].height;
    if (!is_beside(sheet->picture, node))
        return ABOVE + height + GAP;
    return (height > SIDE_SLOT ? height : SIDE_SLOT) + GAP;
}

static unsigned of_rank(const struct sheet *sheet, unsigned rank, unsigned *ret_nodes)
{
    unsigned count = 0;
    for (unsigned i = 0; i < sheet->picture->node_count; i++)
        if (sheet->picture->nodes[sheet->order[i]].rank == rank)
            ret_nodes[count++] = sheet->order[i];
    return count;
}

/* Stacks one rank from the middle of the main area; returns how much it takes. */
static int stack(struct sheet *sheet, unsigned rank, int area)
{
    unsigned nodes[PICTURE_NODES_MAX], count = of_rank(sheet, rank, nodes);
    int whole = 0, y;
    for (unsigned i = 0; i < count; i++)
        whole += slot_of(sheet, nodes[i]);
    y = area > whole ? (area - whole) / 2 : 0;
    for (unsigned i = 0; i < count; i++) {
        struct layout_box *box = &sheet->layout->boxes[nodes[i]];
        int slot = slot_of(sheet, nodes[i]);
        box->y =
            is_beside(sheet->picture, nodes[i]) ? y + (slot - GAP - box->height) / 2 : y + ABOVE;
        y += slot;
    }
    return whole;
}

/* The mean height of a node's neighbours, each by the size of its link. */
static long long pull(const struct sheet *sheet, unsigned node)
{
    const struct picture *picture = sheet->picture;
    long long weights = 0, pulls = 0;
    for (size_t i = 0; i < picture->link_count; i++) {
        const struct picture_link *link = &picture->links[i];
        if (link->from != node && link->to != node)
            continue;
        unsigned other = link->from == node ? link->to : link->from;
        const struct layout_box *box = &sheet->layout->boxes[other];
        long long weight = sheet->sizes[i] + 1;
        pulls += weight * (box->y + box->height / 2);
        weights += weight;
    }
    return weights == 0 ? 0 : pulls / weights;
}

/* Sorts the nodes of each rank by where their neighbours stand; equal ones stay as they are. The
 * ends keep their order, largest first. */
static void sort_rank(struct sheet *sheet, unsigned rank)
{
    const struct picture *picture = sheet->picture;
    unsigned places[PICTURE_NODES_MAX], count = 0;
    long long pulls[PICTURE_NODES_MAX];
    for (unsigned i = 0; i < picture->node_count; i++)
        if (picture->nodes[sheet->order[i]].rank == rank)
            places[count++] = i;
    for (unsigned i = 0; i < count; i++)
        pulls[i] = pull(sheet, sheet->order[places[i]]);
    for (unsigned i = 1; i < count; i++)
        for (unsigned j = i; j > 0 && pulls[j] < pulls[j - 1]; j--) {
            unsigned *a = &sheet->order[places[j - 1]], *b = &sheet->order[places[j]], node = *a;
            long long moved = pulls[j];
            pulls[j] = pulls[j - 1];
            pulls[j - 1] = moved;
            *a = *b;
            *b = node;
        }
}

static void place_main(struct sheet *sheet)
{
    unsigned last = 2 * sheet->picture->columns + 1;
    int area = 0;
    for (unsigned i = 0; i < sheet->picture->node_count; i++)
        sheet->order[i] = i;
    for (unsigned rank = 0; rank <= last; rank++) {
        int whole = rank % 2 == 0 && rank > 0 ? 0 : stack(sheet, rank, 0);
        area = whole > area ? whole : area;
    }
    for (unsigned sweep = 0; sweep < SWEEPS; sweep++)
        for (unsigned rank = 0; rank <= last; rank++) {
            if (rank % 2 == 0 && rank > 0)
                continue;
            if (sweep > 0 && rank < last)
                sort_rank(sheet, rank);
            stack(sheet, rank, area);
        }
    sheet->layout->height = sheet->layout->band_y = area;
}

static void place_folds(struct sheet *sheet)
{
    int highest = 0;
    struct layout *layout = sheet->layout;
    for (unsigned i = 0; i < sheet->picture->node_count; i++) {
        if (sheet->picture->nodes[i].role != PICTURE_FOLD)
            continue;
        layout->boxes[i].y = layout->band_y + 2 * GAP;
        layout->has_folds = true;
        highest = layout->boxes[i].height > highest ? layout->boxes[i].height : highest;
    }
    if (layout->has_folds)
        layout->height += 2 * GAP + highest + BELOW;
}

static void place_across(struct sheet *sheet)
{
    const struct picture *picture = sheet->picture;
    int pitch = (LAYOUT_END_X - LAYOUT_SEED_X - LAYOUT_BAR) / (int)(picture->columns + 1);
    for (unsigned i = 0; i < picture->node_count; i++) {
        struct layout_box *box = &sheet->layout->boxes[i];
        unsigned rank = picture->nodes[i].rank;
        box->label_width = pitch - 4 * PIXEL;
        if (rank == 0) {
            box->x = LAYOUT_SEED_X;
            box->label_width = LAYOUT_SEED_X - 36 * PIXEL;
        } else if (rank == 2 * picture->columns + 1) {
            box->x = LAYOUT_END_X;
            box->label_width = LAYOUT_WIDTH - LAYOUT_END_X - 46 * PIXEL;
        } else {
            box->x = layout_column_x(picture, (rank - 1) / 2) + (rank % 2 == 0 ? pitch / 2 : 0);
        }
    }
}

/* Whether link `a` leaves (or, at its end, reaches) its node above `b`. */
static bool is_above(const struct sheet *sheet, size_t a, size_t b, bool leaving)
{
    const struct picture_link *x = &sheet->picture->links[a], *y = &sheet->picture->links[b];
    const struct layout_box *boxes = sheet->layout->boxes;
    int at_a = boxes[leaving ? x->to : x->from].y, at_b = boxes[leaving ? y->to : y->from].y;
    return at_a != at_b ? at_a < at_b : a < b;
}

/* The upper corner of a link at one of its nodes: below all that stand above it. */
static int corner(const struct sheet *sheet, size_t link, bool leaving)
{
    const struct picture_link *links = sheet->picture->links;
    unsigned node = leaving ? links[link].from : links[link].to;
    const struct layout_box *box = &sheet->layout->boxes[node];
    int y = box->y, beside = 0, before = 0;
    for (size_t i = 0; i < sheet->picture->link_count; i++) {
        if ((leaving ? links[i].from : links[i].to) != node || is_arc(sheet->picture, &links[i]))
            continue;
        beside++;
        if (i != link && is_above(sheet, i, link, leaving)) {
            y += sheet->sizes[i];
            before++;
        }
    }
    return sheet->marks ? box->y + box->height * (before + 1) / (beside + 1) : y;
}

/* From middle to middle, on the right side of both bars. */
static struct layout_link arc(const struct layout_box *from, const struct layout_box *to)
{
    return (struct layout_link){.from_x = from->x + LAYOUT_BAR,
                                .from_y = from->y + from->height / 2,
                                .to_x = to->x + LAYOUT_BAR,
                                .to_y = to->y + to->height / 2,
                                .arc = true};
}

static void place_links(struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->picture->link_count; i++) {
        const struct picture_link *link = &sheet->picture->links[i];
        if (is_arc(sheet->picture, link)) {
            sheet->layout->links[i] =
                arc(&sheet->layout->boxes[link->from], &sheet->layout->boxes[link->to]);
            continue;
        }
        sheet->layout->links[i] =
            (struct layout_link){.from_x = sheet->layout->boxes[link->from].x + LAYOUT_BAR,
                                 .from_y = corner(sheet, i, true),
                                 .to_x = sheet->layout->boxes[link->to].x,
                                 .to_y = corner(sheet, i, false),
                                 .thickness = sheet->sizes[i]};
    }
}

bool layout_make(const struct picture *picture, bool marks, struct layout *ret_layout,
                 struct error *err)
{
    struct layout layout = {.links = calloc(picture->link_count + 1, sizeof *layout.links)};
    struct sheet sheet = {.picture = picture,
                          .marks = marks,
                          .layout = &layout,
                          .sizes = calloc(picture->link_count + 1, sizeof(int))};
    bool ok = layout.links != NULL && sheet.sizes != NULL;
    if (ok) {
        set_heights(&sheet);
        place_across(&sheet);
        place_main(&sheet);
        place_folds(&sheet);
        place_links(&sheet);
        *ret_layout = layout;
    } else {
        free(layout.links);
    }
    free(sheet.sizes);
    return ok || error_memory(err, "laying out a picture");
}

void layout_release(struct layout *layout)
{
    free(layout->links);
    layout->links = NULL;
}
