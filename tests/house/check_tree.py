#!/usr/bin/env python3
"""Checks what can be seen without compiling: who includes whom, how long files
are, and that nothing unfinished or foreign is left lying about.

    check_tree.py [ROOT]     prints one line for each fault; exit 1 if any

The rules are the functions named rule_*; each says why it is there.
"""
import pathlib
import re
import subprocess
import sys

MAX_LINES = 600

# What each folder may include besides itself and the protos. The longest
# matching folder decides. See "Dependencies point one way" in CONTRIBUTING.md.
MAY_INCLUDE = {
    "protos": (),
    "services/runtime": (),
    "services/recommendation": ("services/runtime",),
    "services/directory": ("services/runtime",),
    "chatbot/understanding": ("services/runtime",),
    "chatbot/dialogue": ("services/runtime", "chatbot/understanding"),
    "chatbot/embedded": ("services",),
    "chatbot/gateway": (
        "services/runtime", "chatbot/understanding", "chatbot/dialogue",
        "chatbot/embedded"),
    "chatbot/cli": (
        "services/runtime", "chatbot/understanding", "chatbot/dialogue",
        "chatbot/embedded"),
}

# Written in halves so that this file does not find itself.
UNFINISHED = re.compile(r"\b(" + "|".join(("TO" "DO", "FIX" "ME", "XX" "X")) + r")\b")
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"')
TEXT_SUFFIXES = {
    ".cc", ".h", ".py", ".proto", ".textproto", ".txt", ".md", ".cmake",
    ".json", ".yaml", ".yml", ".csv", ".tsv", ".jsonl", ".sql", ""}


def lines_of(path):
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def is_cpp(path):
    return path.suffix in (".cc", ".h")


def folder_rule(relative):
    """The folder of MAY_INCLUDE that `relative` lies in, or None (tests)."""
    parts = relative.split("/")
    for length in range(len(parts) - 1, 0, -1):
        folder = "/".join(parts[:length])
        if folder in MAY_INCLUDE:
            return folder
    return None


def rule_dependencies(relative, path):
    """Parts can only be replaced while dependencies point one way."""
    folder = folder_rule(relative)
    if not is_cpp(path) or folder is None:
        return
    allowed = (folder,) + MAY_INCLUDE[folder]
    for number, line in enumerate(lines_of(path), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        target = match.group(1)
        if not target.startswith(("services/", "chatbot/", "tests/")):
            continue
        if not any(target.startswith(a + "/") for a in allowed):
            yield number, f'{folder} must not include "{target}"'


def rule_root_relative_includes(relative, path):
    """An include that reads the same everywhere can be searched for."""
    if not is_cpp(path):
        return
    for number, line in enumerate(lines_of(path), 1):
        match = INCLUDE.match(line)
        if match and ("/" not in match.group(1) or ".." in match.group(1)):
            yield number, f'include "{match.group(1)}" from the root of the tree'


def rule_length(relative, path):
    """A file that does one thing is short."""
    if is_cpp(path):
        count = len(lines_of(path))
        if count > MAX_LINES:
            yield count, f"{count} lines; more than {MAX_LINES} is two files"


def rule_first_comment(relative, path):
    """The first comment says what a file is for; a .cc may leave it to its .h."""
    if is_cpp(path) and not (path.suffix == ".cc" and path.with_suffix(".h").exists()):
        lines = lines_of(path)
        if not lines or not lines[0].startswith("//"):
            yield 1, "the first line should begin the comment that says what this file is for"


def rule_nothing_unfinished(relative, path):
    """Unfinished work belongs in the tracker, not in the tree."""
    if path.suffix not in TEXT_SUFFIXES:
        return
    for number, line in enumerate(lines_of(path), 1):
        match = UNFINISHED.search(line)
        if match:
            yield number, f"unfinished mark {match.group(0)}"


def rule_nothing_outside(relative, path):
    """A clone is complete: nothing refers to what lies beside it."""
    if path.suffix not in TEXT_SUFFIXES or path.name == "package-lock.json":
        return
    depth = relative.count("/")
    for number, line in enumerate(lines_of(path), 1):
        for match in re.finditer(r"(?:\.\./)+", line):
            if match.group(0).count("../") > depth:
                yield number, "a path that leads out of the tree"


def rule_no_generated_code(relative, path):
    """Generated code is made by the build, so that it cannot be stale."""
    if re.search(r"\.pb\.(cc|h)$|_pb2\.py$", relative):
        yield 1, "generated code does not belong in the tree"


RULES = [rule for name, rule in sorted(globals().items()) if name.startswith("rule_")]


def files_in(root):
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "-C", str(root), "ls-files", "-z", "--cached", "--others",
         "--exclude-standard"], check=True, capture_output=True).stdout
    names = sorted(set(listing.decode().split("\0")) - {""})
    return [name for name in names if (root / name).is_file()]


def faults_in(root):
    """Yields "file:line: fault" for every fault below `root`."""
    for relative in files_in(root):
        for rule in RULES:
            for number, fault in rule(relative, root / relative):
                yield f"{relative}:{number}: {fault}"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else
                        pathlib.Path(__file__).resolve().parents[2])
    faults = list(faults_in(root))
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
