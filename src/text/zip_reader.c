#include "text/zip_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <zip.h>

#include "base/limits.h"
#include "text/place.h"

enum { PIECE_BYTES = 1 << 16 };

struct zip_libzip {
    zip_t *archive;
};

bool zip_reader_init(struct zip_reader *reader, struct span input, const char *name,
                     struct error *err)
{
    *reader = (struct zip_reader){.name = name};
    zip_error_t why;
    zip_error_init(&why);
    reader->libzip = calloc(1, sizeof *reader->libzip);
    zip_source_t *source =
        reader->libzip == NULL ? NULL : zip_source_buffer_create(input.data, input.size, 0, &why);
    if (source == NULL) {
        zip_error_fini(&why);
        return error_memory(err, "opening a zip archive");
    }
    reader->libzip->archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &why);
    if (reader->libzip->archive == NULL) {
        zip_source_free(source);
        bool no_memory = zip_error_code_zip(&why) == ZIP_ER_MEMORY;
        bool ok = no_memory ? error_memory(err, "opening a zip archive")
                            : error_input(err, ERROR_SYNTAX, place_name(name),
                                          "%s; expected a zip archive", zip_error_strerror(&why));
        zip_error_fini(&why);
        return ok;
    }
    zip_error_fini(&why);
    if (zip_get_num_entries(reader->libzip->archive, 0) > ZIP_MEMBERS_MAX)
        return error_input(err, ERROR_LIMIT, place_name(name), "more than %d files in it",
                           ZIP_MEMBERS_MAX);
    return true;
}

void zip_reader_release(struct zip_reader *reader)
{
    if (reader->libzip != NULL && reader->libzip->archive != NULL)
        zip_discard(reader->libzip->archive);
    free(reader->libzip);
    reader->libzip = NULL;
}

bool zip_has(struct zip_reader *reader, const char *member)
{
    return zip_name_locate(reader->libzip->archive, member, 0) >= 0;
}

/* Whether the member is one that may be inflated at all. */
static bool check(const struct zip_reader *reader, const zip_stat_t *info, const char *place,
                  struct error *err)
{
    zip_uint64_t wanted = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD;
    (void)reader;
    if ((info->valid & wanted) != wanted)
        return error_input(err, ERROR_SYNTAX, place, "no size; expected one");
    if ((info->valid & ZIP_STAT_ENCRYPTION_METHOD) && info->encryption_method != ZIP_EM_NONE)
        return error_input(err, ERROR_UNSUPPORTED, place, "encrypted; expected plain");
    if (info->comp_method != ZIP_CM_STORE && info->comp_method != ZIP_CM_DEFLATE)
        return error_input(err, ERROR_UNSUPPORTED, place,
                           "compression method %u; expected stored or deflated",
                           (unsigned)info->comp_method);
    return true;
}

static bool inflate_pieces(struct zip_reader *reader, zip_file_t *file, const zip_stat_t *info,
                           const char *place, struct dynbuf *ret_bytes, struct error *err)
{
    unsigned char *piece = malloc(PIECE_BYTES);
    uint64_t taken = 0, most = (info->comp_size + 1) * ZIP_RATIO_MAX;
    zip_int64_t size = -1;
    bool ok = piece != NULL || error_memory(err, "inflating");
    while (ok && (size = zip_fread(file, piece, PIECE_BYTES)) > 0) {
        taken += (uint64_t)size;
        reader->inflated += (uint64_t)size;
        if (taken > most || reader->inflated > ZIP_TOTAL_BYTES_MAX)
            ok = error_input(err, ERROR_LIMIT, place, "it inflates beyond all measure");
        else if (!dynbuf_append(ret_bytes, piece, (size_t)size))
            ok = dynbuf_error(ret_bytes, place, err);
    }
    free(piece);
    if (ok && size < 0)
        ok = error_input(err, ERROR_SYNTAX, place, "%s; expected a whole file",
                         zip_file_strerror(file));
    return ok;
}

bool zip_read(struct zip_reader *reader, const char *member, struct dynbuf *ret_bytes,
              struct error *err)
{
    char place[TEXT_PLACE_BYTES];
    zip_stat_t info;
    snprintf(place, sizeof place, "%s:%.100s", place_name(reader->name), member);
    if (zip_stat(reader->libzip->archive, member, 0, &info) != 0)
        return error_input(err, ERROR_NOT_FOUND, place, "not in the archive");
    if (!check(reader, &info, place, err))
        return false;
    zip_file_t *file = zip_fopen_index(reader->libzip->archive, info.index, 0);
    if (file == NULL)
        return error_input(err, ERROR_SYNTAX, place, "%s; expected a readable file",
                           zip_strerror(reader->libzip->archive));
    bool ok = inflate_pieces(reader, file, &info, place, ret_bytes, err);
    zip_fclose(file);
    return ok;
}
