"""kill -9 at 200 random moments of an ingest: the ledger opens, verifies, and the same command makes
it equal to an undisturbed one, byte for byte."""
import os
import random
import subprocess
import time

from common import PROGRAM, SOURCE, check, main, run, tree

FLOWS = os.path.join(SOURCE, "examples", "harmony-2023", "flows.csv")
MOMENTS = 200


def kills(place):
    undisturbed = os.path.join(place, "undisturbed")
    start = time.monotonic()
    check(run(undisturbed, "ingest", "flows", FLOWS).returncode == 0, "undisturbed")
    length = time.monotonic() - start
    wanted = tree(undisturbed)
    chance = random.Random(7)
    cut_short = 0
    for moment in range(MOMENTS):
        home = os.path.join(place, str(moment))
        process = subprocess.Popen([PROGRAM, "--home", home, "ingest", "flows", FLOWS],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0, length * 1.1))
        process.kill()
        cut_short += process.wait() != 0
        manifest = os.path.join(home, "ledger", "eip155-1", "manifest")
        if os.path.exists(manifest):
            check(run(home, "ledger", "verify").returncode == 0, f"verify after kill {moment}")
        check(run(home, "ingest", "flows", FLOWS).returncode == 0, f"resumed after kill {moment}")
        check(tree(home) == wanted, f"same bytes after kill {moment}")
    check(cut_short > MOMENTS // 4, f"only {cut_short} of {MOMENTS} kills met a running ingest")


main([kills])
