/* Clock and chance for the node, from the system. Threads: any. */
#pragma once

#include "gate/writer.h"

struct gate_means cli_means(void);
uint64_t cli_microseconds(void); /* of a clock that never goes back */
int64_t cli_seconds(void);       /* since 1970 */
