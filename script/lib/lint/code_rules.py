"""Rules about C: functions, sizes, money."""

import re

FILE_LINES, FUNCTION_LINES = 400, 60
MONEY_ROOMS = {"chain", "ledger", "trace", "ingest"}
AMOUNT_FILES = {"src/chain/amount.c", "src/chain/amount.h"}
MAY_PRINT = {"cli", "node"}


def words(text):
    return set(text.split())


NO_BOUND = words("strcpy stpcpy strcat strncpy strncat sprintf vsprintf strtok strtok_r gets alloca "
                 "scanf fscanf sscanf vscanf vfscanf vsscanf wcscpy wcscat")
NO_ERROR = words("atoi atol atoll atof strtol strtoll strtoul strtoull strtoimax strtoumax strtod "
                 "strtof strtold")
OF_PLACE = words("setlocale localtime localtime_r mktime ctime asctime strftime tzset")
OTHER = words("system popen rand srand random srandom rand_r drand48 tmpnam tempnam mktemp")
PRINTS = words("printf vprintf fprintf vfprintf dprintf puts putchar perror putc fputs fputc")
ENDS = words("exit _exit _Exit quick_exit abort assert")
PASSED_IN = words("getenv secure_getenv time clock gettimeofday clock_gettime timespec_get "
                  "getentropy getrandom")

WHY = {}
for _set, _why in ((NO_BOUND, "a call that takes the size (memcpy, snprintf, dynbuf)"),
                   (NO_ERROR, "a parser that says what was wrong (text/, chain/)"),
                   (OF_PLACE, "nothing of locale or time zone: the same bytes everywhere"),
                   (OTHER, "no shell, no hidden random state, no guessable names")):
    WHY.update(dict.fromkeys(_set, _why))
WHY_LIBRARY = {}
for _set, _why in ((PRINTS, "library code never prints: return an error, fill a buffer"),
                   (ENDS, "library code never ends the process: return an error, or ensure()"),
                   (PASSED_IN, "clock, chance and environment are passed in")):
    WHY_LIBRARY.update(dict.fromkeys(_set, _why))
# Where the one exception of a kind lives.
ALLOWED = {("src/base/error.c", "fprintf"), ("src/base/error.c", "abort"),
           ("src/base/clock.c", "clock_gettime"),
           # Only numbers of over 15 digits that json_scan_number has passed.
           ("src/text/json_number.c", "strtod")}

CALL = re.compile(r"(?<![\w.>])([A-Za-z_]\w*)\s*\(")


def banned(tree):
    """Calls that have no bound, no error, or depend on where they run."""
    for file in tree.c:
        in_src = file.path.startswith("src/")
        library = in_src and file.room not in MAY_PRINT
        for number, line in enumerate(file.code, 1):
            for name in CALL.findall(line):
                if (file.path, name) in ALLOWED:
                    continue
                why = WHY.get(name) if in_src or name in NO_BOUND else None
                if library:
                    why = why or WHY_LIBRARY.get(name)
                if why:
                    yield file.path, number, f"{name}()", why
            if library and re.search(r"\bstd(out|err)\b", line) and \
                    (file.path, "fprintf") not in ALLOWED:
                yield file.path, number, "a standard stream", WHY_LIBRARY["printf"]


def generated(file):
    return bool(file.lines) and re.match(r"(/\*|//) generated\b", file.lines[0]) is not None


def file_size(tree):
    """A file has one topic: at most 400 lines."""
    for file in tree.c:
        if len(file.lines) > FILE_LINES and not generated(file):
            yield (file.path, FILE_LINES + 1, f"{len(file.lines)} lines",
                   f"at most {FILE_LINES}: one topic a file")


def function_size(tree):
    """A function fits a screen: at most 60 lines from brace to brace."""
    for file in tree.c:
        start = None
        for number, line in enumerate(file.lines, 1):
            if line.startswith("{") and start is None:
                start = number
            elif line.startswith("}") and start is not None:
                if number - start + 1 > FUNCTION_LINES and not generated(file):
                    yield (file.path, start, f"a function of {number - start + 1} lines",
                           f"at most {FUNCTION_LINES}: it fits a screen")
                start = None


def raw_amounts(tree):
    """Only chain/amount looks inside an amount, and tests of it."""
    for file in tree.c:
        if file.path in AMOUNT_FILES or file.path.startswith("tests/"):
            continue
        for number, line in enumerate(file.code, 1):
            if re.search(r"(\.|->)\s*units\b", line):
                yield file.path, number, "the inside of an amount", "the functions of chain/amount.h"


def no_floats(tree):
    """Money is never a float."""
    for file in tree.src:
        if file.room not in MONEY_ROOMS:
            continue
        for number, line in enumerate(file.code, 1):
            found = re.search(r"\b(float|double|\d+\.\d+|\d+[eE][+-]?\d+)\b", line)
            if found:
                yield file.path, number, found.group(1), "integers in base units"


RULES = [banned, file_size, function_size, raw_amounts, no_floats]
