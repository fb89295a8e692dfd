/* The row behind what was let out. Only gate/ includes this. */
#pragma once

#include "gate/released.h"
#include "store/shown.h"

const struct shown *released_row(const struct released *released);
