#include <errno.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/means.h"
#include "node/serve.h"
#include "text/json_writer.h"

/* One write a line, so that lines of several threads do not mix. */
static void say_line(void *context, struct span line)
{
    (void)context;
    ssize_t written = write(STDERR_FILENO, line.data, line.size);
    (void)written; /* nobody is left to tell */
}

static void print_start(const struct words *words, const struct node *node, uint16_t port)
{
    const struct config *config = &node->config;
    bool six = strchr(config->address, ':') != NULL;
    char url[128];
    snprintf(url, sizeof url, "%s://%s%s%s:%u", config->certificate == NULL ? "http" : "https",
             six ? "[" : "", config->address, six ? "]" : "", port);
    if (words_has(words, "--json"))
        printf("{\"url\":\"%s\",\"api_root\":\"%s/taxii2/trefoil/\",\"pid\":%ld}\n", url, url,
               (long)getpid());
    else
        printf("serving %s/taxii2/\n", url);
    fflush(stdout);
}

/* Until SIGTERM or SIGINT, which the caller has blocked. */
static bool serve_until_told(struct serving *serving, const sigset_t *signals, struct error *err)
{
    for (;;) {
        const struct timespec beat = {.tv_sec = 1};
        int signal = sigtimedwait(signals, NULL, &beat);
        if (signal == SIGTERM || signal == SIGINT)
            return true;
        if (signal == SIGHUP)
            serve_reload(serving);
        if (!serve_beat(serving, err))
            return false;
    }
}

static bool serve(const struct words *words, struct node *node, struct error *err)
{
    const struct serve_means means = {
        .say = {.line = say_line},
        .microseconds = cli_microseconds,
        .seconds = cli_seconds,
        .unlimited = words_has(words, "--unlimited"),
    };
    struct serving *serving = NULL;
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    if (pthread_sigmask(SIG_BLOCK, &signals, NULL) != 0)
        return error_os(err, ERROR_IO, "block", "signals", 0);
    if (!serve_start(&serving, node, &means, err))
        return false;
    bool ok = serve_beat(serving, err);
    if (ok) {
        print_start(words, node, serve_port(serving));
        ok = serve_until_told(serving, &signals, err);
    }
    serve_stop(serving);
    return ok;
}

static int run(const struct words *words)
{
    const struct gate_means means = cli_means();
    struct node node;
    struct error err;
    const char *home = NULL;
    if (sodium_init() < 0)
        error_os(&err, ERROR_IO, "starting", "libsodium", 0);
    else if (cli_home(words, &home, &err) && node_open(&node, home, SERVE_READERS, &means, &err)) {
        bool ok = serve(words, &node, &err);
        node_close(&node);
        if (ok)
            return EXIT_DONE;
    }
    return cli_fail(&err);
}

static const struct option options[] = {
    {.name = "--json",
     .help = "Prints one line of JSON once it listens: url; api_root, the TAXII root of the "
             "members; pid."},
    {.name = "--unlimited",
     .help = "Does not limit how many requests an address sends, nor how often it fails to sign "
             "in: for throw-away nodes in tests."},
    {0},
};

static const struct example examples[] = {
    {"trefoil serve", "The node of everybody's home, as its node.yaml says."},
    {0},
};

const struct command command_serve = {
    .name = "serve",
    .about = "run the home's node",
    .options = {options},
    .paragraphs =
        (const char *const[]){
            "Runs the node that trefoil init has made, as the home's node.yaml says, until SIGTERM "
            "or SIGINT; requests that run then may take ten seconds more. SIGHUP reads the "
            "certificate again. One node runs in a home.",
            "It serves TAXII 2.1 under /taxii2/, a JSON API under /api/v1, /healthz and /metrics. "
            "What happens is told on standard error, a line of JSON an event; who asked for what "
            "stands in the folder journal of the home.",
            NULL},
    .examples = examples,
    .run = run,
};
