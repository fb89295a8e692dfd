/* Where the nodes and links of a picture stand on paper. Integers in hundredths of a pixel, so that
 * every machine draws the same.
 *
 *   y = 0 ------------------------------------------------------------
 *   seeds   | passes in columns                    | services, held ...
 *           | (labels above their bars)            | (labels behind)
 *           |-- folds, in a band below, between the columns ----------|
 *   height ----------------------------------------------------------
 *
 * Each bar has room for its own label, so labels never meet. The heights of bars and links are
 * proportional to amounts, one scale for the whole picture; under poison all links are equal.
 */
#pragma once

#include "trace/report/picture.h"

enum {
    PIXEL = 100,
    LAYOUT_WIDTH = 1120 * PIXEL,
    LAYOUT_BAR = 12 * PIXEL,
    LAYOUT_SEED_X = 166 * PIXEL,
    LAYOUT_END_X = 884 * PIXEL,
};

struct layout_box {
    int x, y, height;
    int label_width; /* that a label may take */
};

struct layout_link {
    int from_x, from_y, to_x, to_y; /* upper corners */
    int thickness;                  /* 0: too small for the scale, a mark, or an arc */
    bool arc;                       /* between two nodes of one rank */
};

struct layout {
    struct layout_box boxes[PICTURE_NODES_MAX];
    struct layout_link *links; /* by link of the picture; release with free() */
    int height, band_y;        /* all in all; upper edge of the band of folds */
    bool has_folds;
};

/* Column `at` from 0: the left edge of its passes. */
int layout_column_x(const struct picture *picture, unsigned at);

/* Errors: memory. */
bool layout_make(const struct picture *picture, bool marks, struct layout *ret_layout,
                 struct error *err);
void layout_release(struct layout *layout);
