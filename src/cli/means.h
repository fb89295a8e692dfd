/* Clock and chance, from the system. A clock that is not between 1970 and 9998 is told as the
 * nearest moment of these (base/clock.h), so that nobody has to print another. Threads: any. */
#pragma once

#include "gate/writer.h"

struct gate_means cli_means(void);
uint64_t cli_microseconds(void); /* of a clock that never goes back */
int64_t cli_seconds(void);       /* since 1970 */
/* The same for what is not done under such a clock. Errors: io. */
bool cli_now(int64_t *ret_seconds, struct error *err);
