/* Errors: one enum with stable names, three kinds kept apart.
 *
 *   bad input           the bytes or words that somebody gave: code, place, what was expected
 *   broken environment  disk, memory, another process: code, cause
 *   broken program      `ensure` below; kept on in every build
 *
 * A function that can fail returns bool and takes a `struct error *` last. On failure it fills the
 * error, returns false and leaves every `ret_` output as it was; on success the error is untouched.
 * The helpers below return false, so that `return error_input(...)` reads as one sentence.
 * Library code never prints and never exits: that is the business of cli/.
 *
 * Threads: an error belongs to its caller; nothing here is shared.
 */
#pragma once

#include <stdbool.h>

enum error_code {
    ERROR_NONE = 0,
    /* bad input */
    ERROR_SYNTAX,      /* bytes that are not of the format */
    ERROR_VALUE,       /* well-formed, but not a value that can be */
    ERROR_LIMIT,       /* larger, deeper or longer than base/limits.h allows */
    ERROR_CONFLICT,    /* contradicts what is already there */
    ERROR_NOT_FOUND,   /* names something that is not there */
    ERROR_UNSUPPORTED, /* known to the field, not to this version */
    ERROR_DAMAGED,     /* one of our own files is not as it was written */
    ERROR_USAGE,       /* the words of a command line */
    /* broken environment */
    ERROR_IO,
    ERROR_MEMORY,
    ERROR_BUSY, /* another process holds what is needed */
};

enum { ERROR_TEXT_BYTES = 1024 };

struct error {
    enum error_code code;
    char text[ERROR_TEXT_BYTES]; /* UTF-8, one line, cut at a character when too long */
};

/* The stable name of a code, such as "syntax". Static storage. */
const char *error_name(enum error_code code);

/* True for the codes that blame the environment rather than the input. */
bool error_is_environment(enum error_code code);

/* Bad input. `place` says where ("flows.csv:12: column 8"), the format what is wrong and what was
 * expected. Either may hold bytes of the input: control characters, and bytes
 * that are no UTF-8, are shown as `?`. */
bool error_input(struct error *err, enum error_code code, const char *place, const char *format,
                 ...) __attribute__((format(printf, 4, 5)));

/* Broken environment: `what` was being done to `name`; `os_error` is an errno value, or 0. */
bool error_os(struct error *err, enum error_code code, const char *what, const char *name,
              int os_error);

/* Out of memory, or over a budget, while `what`. */
bool error_memory(struct error *err, const char *what);

/* Puts "`place`: " before the text, for callers that know more of the place. Returns false. */
bool error_prefix(struct error *err, const char *place);

/* A broken program: prints the place and aborts. Never for bad input. */
#define ensure(condition) ((condition) ? (void)0 : ensure_failed(#condition, __FILE__, __LINE__))
_Noreturn void ensure_failed(const char *condition, const char *file, int line);
