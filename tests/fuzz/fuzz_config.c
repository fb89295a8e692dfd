/* Arbitrary bytes as a node's configuration: an error with its place, or one in which all fits
 * together. */
#include <arpa/inet.h>
#include <sodium.h>

#include "base/limits.h"
#include "intel/rel.h"
#include "node/config.h"
#include "target.h"

static void check_orgs(const struct config *config)
{
    size_t desks = 0;
    for (size_t i = 0; i < config->org_count; i++) {
        const struct config_org *org = &config->orgs[i];
        ensure(config_org_named(config, org->name) == org);
        ensure(org->identity_count <= CONFIG_IDENTITIES_MAX);
        desks += org->kind == ORG_DESK;
        if (org->kind == ORG_MEMBER) {
            ensure(rel_member_valid(org->name) && desks == 0); /* members stand first */
            continue;
        }
        const struct config_org *home = config_org_named(config, org->home);
        ensure(home != NULL && home->kind == ORG_MEMBER);
    }
    ensure(config_org_named(config, config->member)->kind == ORG_MEMBER);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct config config;
    struct error err = {0};
    unsigned char address[sizeof(struct in6_addr)];
    if (size > 1 << 16 || sodium_init() < 0)
        return 0;
    if (!config_parse(&config, span_of(data, size), "node.yaml", "/home", &err)) {
        ensure(err.code != ERROR_NONE && err.code != ERROR_IO && err.text[0] != '\0');
        return 0;
    }
    ensure(inet_pton(AF_INET, config.address, address) == 1 ||
           inet_pton(AF_INET6, config.address, address) == 1);
    ensure(config.loopback || config.certificate != NULL);
    ensure((config.certificate == NULL) == (config.key == NULL));
    check_orgs(&config);
    config_release(&config);
    return 0;
}
