#include "node/config.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/file.h"
#include "net/http_request.h"
#include "node/config_reading.h"
#include "node/config_values.h"

enum { CONFIG_ARENA_BYTES = 8 << 20 };

static bool read_member(struct config_reading *reading, void *target, struct error *err)
{
    struct config *config = target;
    if (!config_formed(reading, config_code_valid, config_code_form, &config->member, err))
        return false;
    reading->member_at = reading->yaml.token;
    return true;
}

static bool read_listen(struct config_reading *reading, void *target, struct error *err)
{
    struct config *config = target;
    struct span text;
    char *address = arena_alloc(&config->arena, HTTP_ADDRESS_TEXT_BYTES);
    if (address == NULL)
        return error_memory(err, "reading the configuration");
    if (!config_text(reading, &text, err))
        return false;
    if (!config_listen_parse(text, address, &config->port, &config->loopback))
        return yaml_error(err, &reading->yaml, ERROR_VALUE,
                          "expected a numeric address and a port, such as 127.0.0.1:8443");
    config->address = address;
    reading->listen_at = reading->yaml.token;
    return true;
}

/* A path, relative to the home unless it is absolute. */
static bool read_path(struct config_reading *reading, const char **ret_path, struct error *err)
{
    struct span text;
    char path[PATH_BYTES_MAX];
    if (!config_text(reading, &text, err))
        return false;
    if (text.data[0] == '/') {
        *ret_path = (const char *)text.data;
        return true;
    }
    if (!file_path(path, reading->home, (const char *)text.data, err))
        return false;
    *ret_path = arena_text(&reading->config->arena, span_text(path));
    return *ret_path != NULL || error_memory(err, "reading the configuration");
}

static bool read_certificate(struct config_reading *reading, void *target, struct error *err)
{
    return read_path(reading, &((struct config *)target)->certificate, err);
}

static bool read_key(struct config_reading *reading, void *target, struct error *err)
{
    return read_path(reading, &((struct config *)target)->key, err);
}

static bool read_authorities(struct config_reading *reading, void *target, struct error *err)
{
    return read_path(reading, &((struct config *)target)->authorities, err);
}

static bool read_tls(struct config_reading *reading, void *target, struct error *err)
{
    static const struct config_field fields[] = {{"certificate", read_certificate, true},
                                                 {"key", read_key, true},
                                                 {"authorities", read_authorities, false},
                                                 {0}};
    return config_mapping(reading, fields, target, err);
}

static bool read_postgres(struct config_reading *reading, void *target, struct error *err)
{
    struct span text;
    if (!config_text(reading, &text, err))
        return false;
    ((struct config *)target)->postgres = (const char *)text.data;
    return true;
}

static bool read_store(struct config_reading *reading, void *target, struct error *err)
{
    static const struct config_field fields[] = {{"postgres", read_postgres, true}, {0}};
    return config_mapping(reading, fields, target, err);
}

static bool read_backup_key(struct config_reading *reading, void *target, struct error *err)
{
    struct config *config = target;
    struct span text;
    if (!config_text(reading, &text, err))
        return false;
    config->has_backup_key = config_sealing_key_parse(text, config->backup_key);
    return config->has_backup_key ||
           yaml_error(err, &reading->yaml, ERROR_VALUE, "expected a key of 32 bytes in base 64");
}

static bool read_document(struct config_reading *reading, struct error *err)
{
    static const struct config_field fields[] = {{"member", read_member, true},
                                                 {"listen", read_listen, true},
                                                 {"tls", read_tls, false},
                                                 {"store", read_store, false},
                                                 {"members", config_members, true},
                                                 {"desks", config_desks, false},
                                                 {"backup_key", read_backup_key, false},
                                                 {0}};
    const struct config *config = reading->config;
    if (!config_mapping(reading, fields, reading->config, err) ||
        !yaml_expect(&reading->yaml, YAML_END, err) || !config_orgs_finish(reading, err))
        return false;
    if (config->loopback || config->certificate != NULL)
        return true;
    reading->yaml.token = reading->listen_at;
    return yaml_error(err, &reading->yaml, ERROR_VALUE,
                      "others can reach this address; expected one of loopback, or tls");
}

bool config_parse(struct config *ret_config, struct span bytes, const char *place, const char *home,
                  struct error *err)
{
    struct config config = {0};
    struct config_reading reading = {.config = &config, .home = home};
    arena_init(&config.arena, CONFIG_ARENA_BYTES);
    bool ok = (bytes.size <= CONFIG_BYTES_MAX ||
               error_input(err, ERROR_LIMIT, place, "longer than %d bytes", CONFIG_BYTES_MAX)) &&
              yaml_reader_init(&reading.yaml, bytes, place, err) && read_document(&reading, err);
    yaml_reader_release(&reading.yaml);
    if (ok)
        *ret_config = config;
    else
        config_release(&config);
    return ok;
}

/* Its connection string may hold a password. */
static bool check_mode(const struct config *config, const char *path, struct error *err)
{
    struct stat found;
    if (config->postgres == NULL)
        return true;
    if (stat(path, &found) != 0)
        return error_os(err, ERROR_IO, "look at the file", path, errno);
    return (found.st_mode & (S_IRWXG | S_IRWXO)) == 0 ||
           error_input(
               err, ERROR_VALUE, path,
               "others may read it, and it says how to get at the store; expected mode 600");
}

bool config_read(struct config *ret_config, const char *home, struct error *err)
{
    char path[PATH_BYTES_MAX];
    struct stat found;
    struct dynbuf bytes;
    struct config config = {0};
    if (!file_path(path, home, CONFIG_NAME, err))
        return false;
    if (stat(path, &found) != 0 && errno == ENOENT)
        return error_input(err, ERROR_NOT_FOUND, home,
                           "no node was made here; expected `trefoil init` first");
    dynbuf_init(&bytes, CONFIG_BYTES_MAX + 1);
    bool ok = file_read(&bytes, path, err) &&
              config_parse(&config, dynbuf_bytes(&bytes), path, home, err) &&
              check_mode(&config, path, err);
    dynbuf_release(&bytes);
    if (ok)
        *ret_config = config;
    else
        config_release(&config);
    return ok;
}

void config_release(struct config *config)
{
    arena_release(&config->arena);
    *config = (struct config){0};
}

const struct config_org *config_org_named(const struct config *config, struct span name)
{
    for (size_t i = 0; i < config->org_count; i++)
        if (span_equal(config->orgs[i].name, name))
            return &config->orgs[i];
    return NULL;
}
