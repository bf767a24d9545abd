#!/usr/bin/env python3
"""Breaks the rules of triage and ranking one small way at a time, and says which
breaks no test notices.

    tests/recommendation/mutate.py [--sample N] [--seed S] [FILE...]

Each mutant changes one operator, bound or sign of one line, builds the tests of
the advice in build/release, and runs them. A mutant that all tests pass is a
survivor: either a test is missing, or the change makes no difference (say so in
EXPLAINED). Sources are put back whatever happens. On demand only: a mutant takes
as long as compiling one file and linking.

Exit codes: 0 no survivor but those explained, 1 survivors, 2 wrong usage.
"""
import argparse
import pathlib
import random
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCES = ["triage.cc", "ranking.cc", "facts.cc", "questions.cc"]
TESTS = ["recommendation_advice_test", "recommendation_knowledge_test"]
SWAPS = [
    (r" < ", " <= "), (r" <= ", " < "), (r" > ", " >= "), (r" >= ", " > "),
    (r" == ", " != "), (r" != ", " == "), (r" && ", " || "), (r" \|\| ", " && "),
    (r"\+= ", "-= "), (r"\|= ", "= "), (r"any_of", "all_of"),
    (r"all_of", "any_of"), (r"none_of", "any_of"), (r"return true;", "return false;"),
    (r"return false;", "return true;"), (r"continue;", "break;"),
    (r"std::min", "std::max"), (r"std::max", "std::min"),
]
# Survivors that change nothing anybody can see, as "file: line of source".
EXPLAINED = {}


def mutants(path):
    """Yields (line number, old line, new line) of every mutant of a file."""
    for number, line in enumerate(path.read_text().splitlines()):
        code = line.split("//")[0]
        if code.lstrip().startswith("#") or "template" in code:
            continue
        for pattern, replacement in SWAPS:
            for match in re.finditer(pattern, code):
                changed = code[:match.start()] + replacement + code[match.end():]
                yield number, line, changed


def survives():
    """Whether the tests build and pass. What does not compile is no mutant."""
    build = subprocess.run(
        ["cmake", "--build", "build/release", "-j2", "--target", *TESTS],
        cwd=ROOT, capture_output=True)
    if build.returncode != 0:
        return False
    for test in TESTS:
        try:
            run = subprocess.run([f"build/release/bin/{test}"], cwd=ROOT,
                                 capture_output=True, timeout=300)
        except subprocess.TimeoutExpired:
            return False
        if run.returncode != 0:
            return False
    return True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="*", default=SOURCES)
    parser.add_argument("--sample", type=int, default=0,
                        help="try only so many, chosen by the seed")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    folder = ROOT / "services" / "recommendation"
    planned = [(folder / name, *mutant) for name in options.files
               for mutant in mutants(folder / name)]
    if options.sample:
        planned = random.Random(options.seed).sample(
            planned, min(options.sample, len(planned)))
    if not survives():
        print("The tests do not pass as they are.", file=sys.stderr)
        return 2
    survivors = 0
    for path, number, old, new in planned:
        original = path.read_text()
        lines = original.splitlines()
        lines[number] = new
        try:
            path.write_text("\n".join(lines) + "\n")
            alive = survives()
        finally:
            path.write_text(original)
        if not alive:
            continue
        why = EXPLAINED.get(f"{path.name}: {old.strip()}")
        print(f"{path.name}:{number + 1}: {old.strip()}  ->  {new.strip()}"
              + (f"  ({why})" if why else ""))
        survivors += 0 if why else 1
    print(f"{len(planned)} mutants, {survivors} survivors without a reason")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
