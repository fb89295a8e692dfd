#include <stdio.h>

#include "base/file.h"
#include "cli/cli.h"

static int run(const char *home, int count, char **words)
{
    struct error err;
    (void)words;
    if (count > 1)
        return cli_misuse(&command_init, "expected no further words");
    if (!file_make_folder(home, &err))
        return cli_fail(&err);
    printf("home %s\n", home);
    return EXIT_DONE;
}

const struct command command_init = {"init", "", "make a home", run};
