/* reference-check DIR: the reference checked by itself; exit 0 when nothing differs. */
#include "check.h"

#include <stdio.h>

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: %s FOLDER-OF-HEISTS\n", argv[0]);
        return 2;
    }
    int wrong = ref_check_cases();
    wrong += ref_check_heists(argv[1]);
    wrong += ref_check_random(1000);
    wrong += ref_check_domain(1, 2, 1, 31);
    wrong += ref_check_domain(2, 1, 1, 101);
    wrong += ref_check_domain(3, 1, 10007, 11);
    printf("%d differences\n", wrong);
    return wrong == 0 ? 0 : 1;
}
