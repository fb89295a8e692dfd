"""The tree as the rules see it: files, their lines, C code without comments and strings."""

import os
import re

# The rooms of the house, in order (docs and src/meson.build name those that exist).
ROOMS = ("base text net chain ledger ingest label cluster trace screen "
         "log intel store gate share respond council node cli").split()

C_FOLDERS = ("src", "tests", "bench")
TEXT_FOLDERS = C_FOLDERS + ("script", "docs", "examples", "man", ".ci")
TEXT_ENDS = (".c", ".h", ".py", ".sh", ".md", ".build", ".txt", ".yaml", ".yml", ".json", ".test")
# Bytes that are as they must be, not as we write.
AS_GIVEN = ("tests/vectors/", "tests/fuzz/corpus/")


class File:
    """One file: `path` from the root, `lines` without their ends."""

    def __init__(self, root, path):
        self.path = path
        with open(os.path.join(root, path), "rb") as f:
            self.bytes = f.read()
        self.text = self.bytes.decode("utf-8", "replace")
        self.lines = self.text.split("\n")
        if self.lines[-1] == "":
            self.lines.pop()
        self.is_c = path.endswith((".c", ".h"))
        self._code = None

    @property
    def room(self):
        parts = self.path.split("/")
        return parts[1] if parts[0] == "src" and len(parts) > 2 else None

    @property
    def code(self):
        """Lines of C in which comments and what is inside quotes are blanks."""
        if self._code is None:
            self._code = blank_out(self.text).split("\n")
        return self._code

    def includes(self):
        """(line number, what, quoted) of every #include."""
        for number, line in enumerate(self.lines, 1):
            found = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
            if found:
                yield number, found.group(2), found.group(1) == '"'


TOKEN = re.compile(r'//[^\n]*|/\*.*?(?:\*/|\Z)|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


def blank_out(text):
    def blanks(found):
        token = found.group(0)
        if token[0] in "\"'":
            return token[0] + " " * (len(token) - 2) + token[0]
        return re.sub(r"[^\n]", " ", token)

    return TOKEN.sub(blanks, text)


class Tree:
    def __init__(self, root):
        self.root = root
        self.files = [File(root, path) for path in sorted(text_paths(root))]
        self.by_path = {file.path: file for file in self.files}
        self.c = [file for file in self.files if file.is_c]
        self.src = [file for file in self.c if file.path.startswith("src/")]

    def rooms_there(self):
        src = os.path.join(self.root, "src")
        names = os.listdir(src) if os.path.isdir(src) else []
        return sorted(name for name in names if os.path.isdir(os.path.join(src, name)))


def text_paths(root):
    for name in os.listdir(root):
        if os.path.isfile(os.path.join(root, name)) and is_text(root, name):
            yield name
    for top in TEXT_FOLDERS:
        for folder, folders, names in os.walk(os.path.join(root, top)):
            folders[:] = [name for name in folders if name != "__pycache__"]
            for name in names:
                path = os.path.relpath(os.path.join(folder, name), root)
                if not path.startswith(AS_GIVEN) and is_text(root, path):
                    yield path


def is_text(root, path):
    """By its end, or as a script without one."""
    name = os.path.basename(path)
    if name.endswith(TEXT_ENDS) or name in (".clang-format", ".clang-tidy", ".editorconfig", ".gitignore"):
        return True
    if "." in name.lstrip("."):
        return False
    with open(os.path.join(root, path), "rb") as f:
        return f.read(2) == b"#!"
