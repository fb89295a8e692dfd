#include <sodium.h>
#include <string.h>

#include "base/file.h"
#include "cli/cli.h"
#include "cli/means.h"
#include "node/setup.h"
#include "text/json_writer.h"

/* What was made, or was there. */
struct made {
    const char *home;
    bool node;          /* keys, configuration */
    bool administrator; /* with this password */
    bool running;       /* nothing was looked at in its store */
    char password[SECRET_TEXT_BYTES + 1];
    struct config config;
};

static bool check_member(const struct made *made, const char *asked, struct error *err)
{
    struct span member = made->config.member;
    return asked == NULL || span_is(member, asked) ||
           error_input(err, ERROR_CONFLICT, made->home,
                       "the node here is that of '%.*s'; expected another home for '%s'",
                       (int)member.size, (const char *)member.data, asked);
}

static bool make_administrator(struct made *made, struct error *err)
{
    const struct gate_means means = cli_means();
    struct node node;
    if (!node_open(&node, made->home, 1, &means, err)) {
        made->running = err->code == ERROR_BUSY;
        return made->running;
    }
    bool ok = setup_administrator(&node, &made->administrator, made->password, err);
    node_close(&node);
    return ok;
}

static bool make(struct made *made, const struct words *words, struct error *err)
{
    const char *asked = words_value(words, "--member");
    const char *member = asked == NULL ? "usa" : asked;
    return cli_home(words, &made->home, err) &&
           (sodium_init() >= 0 || error_os(err, ERROR_IO, "starting", "libsodium", 0)) &&
           setup_node(made->home, span_text(member), &made->node, err) &&
           config_read(&made->config, made->home, err) && check_member(made, asked, err) &&
           make_administrator(made, err);
}

static struct span identity_of(const struct config *config)
{
    const struct config_org *own = config_org_named(config, config->member);
    return own->identity_count > 0 ? own->identities[0] : (struct span){0};
}

static void print_json(const struct made *made, struct dynbuf *out)
{
    struct span identity = identity_of(&made->config);
    struct json_writer json;
    json_writer_init(&json, out);
    json_open_object(&json, NULL);
    json_text(&json, "version", TREFOIL_VERSION);
    json_text(&json, "home", made->home);
    json_bool(&json, "made", made->node || made->administrator);
    json_string(&json, "member", made->config.member);
    if (identity.size > 0)
        json_string(&json, "identity", identity);
    if (made->administrator) {
        json_text(&json, "user", SETUP_ADMINISTRATOR);
        json_text(&json, "password", made->password);
    }
    json_close(&json);
}

static void print_text(const struct made *made, struct dynbuf *out)
{
    struct span member = made->config.member;
    struct span identity = identity_of(&made->config);
    dynbuf_format(out, "home %s\n", made->home);
    if (!made->node && !made->administrator) {
        dynbuf_format(out, "it was made before%s: nothing was changed\n",
                      made->running ? " and its node runs" : "");
        return;
    }
    dynbuf_format(out, "node of %.*s, identity %.*s\n", (int)member.size, (const char *)member.data,
                  (int)identity.size, (const char *)identity.data);
    if (made->administrator)
        dynbuf_format(out, "administrator %s, password %s (shown this once)\n", SETUP_ADMINISTRATOR,
                      made->password);
}

static int run(const struct words *words)
{
    struct made made = {0};
    struct dynbuf out;
    struct error err;
    bool ok = make(&made, words, &err);
    dynbuf_init(&out, CLI_OUTPUT_BYTES_MAX);
    if (ok && words_has(words, "--json"))
        print_json(&made, &out);
    else if (ok)
        print_text(&made, &out);
    config_release(&made.config);
    sodium_memzero(made.password, sizeof made.password);
    return ok && cli_print(&out, "the home", &err) ? EXIT_DONE : cli_fail(&err);
}

static const struct option options[] = {
    {.name = "--member",
     .value = "CODE",
     .help = "Whose node it is: the code of a member (default usa)."},
    {.name = "--json",
     .help = "Prints JSON: home, the folder; made, whether anything was; member; identity, by "
             "which objects name the member; user and password of the administrator when it was "
             "made."},
    {0},
};

static const struct example examples[] = {
    {"trefoil init", "A home where everybody's is."},
    {"trefoil --home case-7 init", "A home of its own for one case."},
    {"trefoil --home /srv/trefoil init --member jpn", "The home of Japan's node."},
    {0},
};

const struct command command_init = {
    .name = "init",
    .about = "make a home, and a node in it",
    .options = {options},
    .paragraphs =
        (const char *const[]){
            "Makes the home, and the folders above it that are not there. Only its owner may look "
            "into a folder that is made (mode 0700).",
            "With the home comes a node (trefoil serve), which costs nothing as long as it does "
            "not run: its keys, its configuration node.yaml, its store, and an administrator whose "
            "one-time password is printed. Nothing is asked.",
            "What is there already stays as it is, and is no error; what is missing is made.",
            NULL},
    .examples = examples,
    .run = run,
};
