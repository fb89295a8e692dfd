/* What `trefoil object convert` left out, for standard error: lines, or JSON. */
#pragma once

#include "cli/convert_out.h"

void convert_tell(struct dynbuf *lines, const struct import *import, const struct convert_out *out,
                  const char *form);
bool convert_tell_json(struct dynbuf *text, const struct import *import,
                       const struct convert_out *out, const char *form, struct error *err);
