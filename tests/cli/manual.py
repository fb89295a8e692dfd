"""The manual: every command has its help, its page and its completion, and they agree.

    tests/cli/manual.py TREFOIL

The pages are those of man/ beside the program; a build with sanitizers makes none.
"""
import os
import re
import shutil
import subprocess

from common import PROGRAM, check, main, run, skip

PAGES = os.path.join(os.path.dirname(PROGRAM), "man")
with open(PROGRAM, "rb") as program:
    BUILT = b"__asan_init" not in program.read()
HEADINGS = ["SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT CODES", "ENVIRONMENT", "SEE ALSO"]


def said(*words):
    done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, check=False)
    check(done.returncode == 0 and done.stderr == "", f"{words}: {done.returncode} {done.stderr}")
    return done.stdout


def section(page, heading):
    """The lines under a heading of a page for the terminal."""
    return re.search(rf"^{heading}\n((?:    .*\n|\n(?=    ))*)", page, re.M).group(1)


def commands():
    """The commands' names, as `trefoil --help` lists them."""
    return [re.split(r"  +", line.strip())[0]
            for line in section(said("--help"), "COMMANDS").splitlines() if line[4] != " "]


def options(page):
    return re.findall(r"^    (--[a-z-]+)", section(page, "OPTIONS"), re.M)


def plain(roff):
    return roff.replace("\\-", "-").replace("\\ ", " ").replace("\\(aq", "'")


def pages(_place):
    names = commands()
    check(len(names) >= 7 and "trace" in names and "ledger show" in names, f"commands: {names}")
    if BUILT:
        wanted = {"trefoil.1", "trefoil"} | {f"trefoil-{name.replace(' ', '-')}.1" for name in names}
        check(set(os.listdir(PAGES)) == wanted, f"{sorted(os.listdir(PAGES))} are {sorted(wanted)}")
    for name in names:
        words = name.split()
        page = said(*words, "--help")
        check(page == said("help", *words) and page == said("--help", *words), f"help {name}")
        check(page.startswith(f"trefoil {name}: "), f"{name}: its first line")
        check(all(f"\n{heading}\n" in page for heading in HEADINGS), f"{name}: its headings")
        check(all(len(line) <= 80 or line.lstrip().startswith("$ ") for line in page.splitlines()),
              f"{name}: at most 80 columns")
        roff = said("help", "--man", *words)
        for option in options(page):
            check(f".B {option}" in plain(roff), f"{name}: {option} in its manual page")
        check(options(page)[-3:] == ["--home", "--quiet", "--help"], f"{name}: the common options")
        synopsis = section(page, "SYNOPSIS")
        check(set(re.findall(r"--[a-z-]+", synopsis)) == set(options(page)[:-3]),
              f"{name}: the synopsis has each option")
        needed = re.findall(r"^    (--[a-z-]+) [A-Z]+\n(?:        .*\n)*?        .*(?:Must be given|Needed)[.;]", page, re.M)
        check(all(re.search(rf"(?<!\[){option} ", synopsis) for option in needed), f"{name}: {needed} without brackets")
        if BUILT:
            with open(os.path.join(PAGES, f"trefoil-{name.replace(' ', '-')}.1"),
                      encoding="utf-8") as file:
                check(file.read() == roff, f"{name}: the page that was built")


def lint(place):
    """groff and mandoc have nothing to say, but that a page has no date: no output has a clock."""
    tools = [words for words in (["mandoc", "-T", "lint", "-W", "style"],
                                 ["groff", "-man", "-ww", "-z"]) if shutil.which(words[0])]
    if not tools:
        skip("neither mandoc nor groff is here")
    for name in [None, *commands()]:
        path = os.path.join(place, "page.1")
        with open(path, "w", encoding="utf-8") as file:
            file.write(said("help", "--man", *(name.split() if name else [])))
        for words in tools:
            done = subprocess.run([*words, path], capture_output=True, text=True, check=False)
            lines = [line for line in (done.stdout + done.stderr).splitlines()
                     if "missing date" not in line]
            check(lines == [], f"{words[0]} on {name}: {lines}")


ASK = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
_trefoil
printf '%s\\n' "${COMPREPLY[@]}"
"""


def complete(place, *words):
    done = subprocess.run(["bash", "-c", ASK, "ask", os.path.join(place, "completion"), "trefoil",
                           *words], capture_output=True, text=True, cwd=place, check=False)
    check(done.stderr == "", f"completing {words}: {done.stderr}")
    return set(done.stdout.split())


def completion(place):
    script = said("help", "--bash")
    with open(os.path.join(place, "completion"), "w", encoding="utf-8") as file:
        file.write(script)
    if BUILT:
        with open(os.path.join(PAGES, "trefoil"), encoding="utf-8") as file:
            check(file.read() == script, "the completion that was built")
    os.mkdir(os.path.join(place, "folder"))
    for name in ("one.csv", "two words.csv"):
        with open(os.path.join(place, name), "w", encoding="utf-8"):
            pass
    names = commands()
    firsts = {name.split()[0] for name in names}
    check(firsts <= complete(place, ""), "commands")
    check(complete(place, "tra") == {"trace"}, "the beginning of a command")
    for name in names:
        found = set(options(said(*name.split(), "--help")))
        check(complete(place, *name.split(), "--") == found, f"the options of {name}")
    check(complete(place, "ledger", "") == {"show", "verify", "--help"}, "the commands of a group")
    rules = {"haircut", "fifo", "lifo", "tiho", "poison", "all"}
    check(complete(place, "trace", "--rule", "") == rules, "rules")
    check(complete(place, "trace", "--rule", "f") == {"fifo"}, "the beginning of a rule")
    check(complete(place, "trace", "--rule", "=", "l") == {"lifo"}, "a rule behind =")
    check(complete(place, "trace", "--rule", "=") == rules, "rules behind =")
    check("one.csv" in complete(place, "trace", "--seeds", ""), "files")
    check(complete(place, "ingest", "flows", "on") == {"one.csv"}, "files of ingest")
    check({"none", "one.csv"} <= complete(place, "trace", "--services", ""), "a word or a file")
    check(complete(place, "--home", "f") == {"folder"}, "folders only")
    check("trace" in complete(place, "--home", "folder", ""), "a command behind --home")
    check(complete(place, "trace", "--seed", "") == set(), "nothing to offer for a seed")


def unknown(place):
    done = run(place, "help", "frobnicate")
    check(done.returncode == 2 and "frobnicate: no such command" in done.stderr, done.stderr)


main([pages, lint, completion, unknown])
