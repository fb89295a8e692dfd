/* coin-reference-check [FOLDER-OF-COINJOINS]: the reference checked by itself; exit 0 when nothing
 * differs. */
#include "coin_check.h"

#include <stdio.h>

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    int wrong = ref_coin_check_cases();
    wrong += ref_coin_check_random(10000);
    wrong += ref_coin_check_domain(1, 0, 60);
    wrong += ref_coin_check_domain(2, 30, 0);
    wrong += ref_coin_check_domain(2, 20000, 60);
    wrong += ref_coin_check_domain(3, 30000, 60);
    wrong += ref_coin_check_domain(4, 40000, 60);
    if (argc > 1)
        wrong += ref_coin_check_coinjoins(argv[1]);
    printf("%d differences\n", wrong);
    return wrong == 0 ? 0 : 1;
}
