"""Rules about bytes: layout, ends of lines, marks, paths, scripts."""

import os
import re
import shutil
import subprocess

# Layouts differ from version to version. This one decides: Debian 12 and 13 both have it.
CLANG_FORMAT = "clang-format-19"
MARKS = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")
MACHINES = re.compile("/(" + "|".join(("wo" + "rk", "fa" + "rm", "ro" + "ot")) + r")/")
SCRATCH = "/t" + "mp/"


class Skip(Exception):
    """The rule cannot be checked here; says why."""


def ends_of_lines(tree):
    """No trailing blanks, no tabs, no carriage returns, a newline at the end."""
    for file in tree.files:
        for number, line in enumerate(file.lines, 1):
            if line != line.rstrip():
                yield file.path, number, "a blank at the end of the line", "none"
            if "\t" in line:
                yield file.path, number, "a tab", "blanks"
        if file.bytes and not file.bytes.endswith(b"\n"):
            yield file.path, len(file.lines), "no newline at the end of the file", "one"


def marks(tree):
    """Nothing is left to do in a comment: an issue, or done."""
    for file in tree.files:
        for number, line in enumerate(file.lines, 1):
            found = MARKS.search(line)
            if found:
                yield file.path, number, f"a mark {found.group(1)}", "done, or an issue"


def machine_paths(tree):
    """No path of somebody's machine; no fixed scratch folder in the product."""
    for file in tree.files:
        for number, line in enumerate(file.lines, 1):
            found = MACHINES.search(line)
            if found:
                yield file.path, number, f"a path of one machine, {found.group(0)}", "a relative one"
            if file.path.startswith("src/") and SCRATCH in line:
                yield file.path, number, SCRATCH, "a folder that the caller names"


def executables(tree):
    """What starts with #! can be started."""
    for file in tree.files:
        if file.bytes.startswith(b"#!") and not os.access(os.path.join(tree.root, file.path), os.X_OK):
            yield file.path, 1, "not executable", "chmod +x"


def run(words, root):
    return subprocess.run(words, cwd=root, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)


def layout(tree):
    """clang-format decides the layout of C."""
    if not tree.c:
        return
    if shutil.which(CLANG_FORMAT) is None:
        raise Skip(f"{CLANG_FORMAT} is not installed (script/test installs it)")
    paths = [file.path for file in tree.c]
    half = (len(paths) + 1) // 2
    parts = [subprocess.Popen([CLANG_FORMAT, "--dry-run", "-Werror"] + part, cwd=tree.root,
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True)
             for part in (paths[:half], paths[half:]) if part]
    for part in parts:
        said = part.communicate()[1]
        places = re.findall(r"^(\S+?):(\d+):\d+: (?:error|warning)", said, re.MULTILINE)
        for path, number in dict.fromkeys(places):
            yield path, int(number), "not laid out", f"{CLANG_FORMAT} -i {path}"
        if part.returncode != 0 and not places:
            yield ".clang-format", 1, f"{CLANG_FORMAT}: " + said.strip()[:200], "a run without complaint"


def shell(tree):
    """shellcheck has nothing to say about our scripts."""
    scripts = [file.path for file in tree.files
               if file.path.endswith(".sh") or re.match(r"#!.*\b(ba)?sh\b", file.text.split("\n")[0])]
    if not scripts:
        return
    if shutil.which("shellcheck") is None:
        raise Skip("shellcheck is not installed (script/test installs it)")
    said = run(["shellcheck", "-x", "-f", "gcc", "-S", "warning"] + scripts, tree.root).stdout
    for path, number, what in re.findall(r"^(.+?):(\d+):\d+: (.*)$", said, re.MULTILINE):
        yield path, int(number), what, "shellcheck clean"


RULES = [ends_of_lines, marks, machine_paths, executables, layout, shell]
