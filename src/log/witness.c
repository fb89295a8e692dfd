#include "log/witness.h"

#include "log/lines.h"

bool witness_request_print(const struct witness_request *request, struct dynbuf *out,
                           struct error *err)
{
    if (request->proof.count > WITNESS_HASHES_MAX)
        return error_input(err, ERROR_LIMIT, "witness", "a proof of more than %d hashes",
                           WITNESS_HASHES_MAX);
    dynbuf_format(out, "old %llu\n", (unsigned long long)request->old_size);
    for (size_t i = 0; i < request->proof.count; i++)
        log_hash_line(out, &request->proof.hashes[i]);
    dynbuf_char(out, '\n');
    return dynbuf_span(out, request->checkpoint) || dynbuf_error(out, "the request", err);
}

bool witness_request_parse(struct span bytes, const char *place,
                           struct witness_request *ret_request, struct error *err)
{
    struct witness_request request;
    struct span rest = bytes, line;
    if (bytes.size > LOG_FILE_BYTES_MAX)
        return error_input(err, ERROR_LIMIT, place, "more than %d bytes", LOG_FILE_BYTES_MAX);
    if (!line_take_after(&rest, "old ", &line) || !decimal_parse(line, &request.old_size))
        return error_input(err, ERROR_SYNTAX, place, "expected a line 'old SIZE'");
    if (!line_take_hashes(&rest, WITNESS_HASHES_MAX, &request.proof))
        return error_input(err, ERROR_SYNTAX, place,
                           "expected at most %d hashes in base 64, then an empty line",
                           WITNESS_HASHES_MAX);
    request.checkpoint = rest;
    *ret_request = request;
    return true;
}
