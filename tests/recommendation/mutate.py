#!/usr/bin/env python3
"""Breaks the rules of triage and exclusion one small way at a time, and says
which breaks no test notices.

    tests/recommendation/mutate.py [--jobs N] [--sample N] [--seed S] [FILE...]

Each mutant changes one operator, bound, sign, number or condition of one line.
It is compiled aside, linked with recommendation_rules_test of build/release
(build that first) in place of the real file, and the tests are run. A mutant
that all tests pass is a survivor: either a test is missing, or the change makes
no difference that anybody could see (say so in EXPLAINED). The sources are not
touched. On demand only: a mutant takes about three seconds.

Exit codes: 0 no survivor but those explained, 1 survivors, 2 wrong usage.
"""
import argparse
import concurrent.futures
import pathlib
import random
import re
import shlex
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "release"
FOLDER = ROOT / "services" / "recommendation"
SOURCES = ["triage.cc", "ranking.cc", "facts.cc", "questions.cc",
           "validation.cc", "fact_table.cc", "question_weight.cc"]
TEST = "recommendation_rules_test"
# What is done to a line, wherever the pattern matches.
SWAPS = [
    (r" < ", " <= "), (r" <= ", " < "), (r" > ", " >= "), (r" >= ", " > "),
    (r" < ", " > "), (r" > ", " < "),
    (r" == ", " != "), (r" != ", " == "), (r" && ", " || "), (r" \|\| ", " && "),
    (r" & ", " | "), (r" \+ ", " - "), (r" - ", " + "),
    (r"\+= ", "-= "), (r"-= ", "+= "), (r"\|= ", "= "), (r"&= ", "= "),
    (r"any_of\(", "all_of("), (r"all_of\(", "any_of("),
    (r"none_of\(", "any_of("),
    (r"return true;", "return false;"), (r"return false;", "return true;"),
    (r"return !", "return "), (r"continue;", "break;"), (r"break;", "continue;"),
    (r"\bmin\b", "max"), (r"\bmax\b", "min"), (r"= true;", "= false;"),
    # A condition turned round, or a sign left out.
    (r"\bif \((?!!)(.*)\) (\{|continue;|break;|return.*)$", r"if (!(\1)) \2"),
    (r"\bif \((?!!)([^&|]*)\)( \w[^;{]*;)?$", r"if (!(\1))\2"),
    (r"!(?=[\w(])", ""), (r"(?<=[ (<,])-(?=[\w(])", ""), (r"~(?=\w)", ""),
    # A choice the other way round.
    (r" \? ([^:?]+) : ([^;?]+);$", r" ? \2 : \1;"),
    # The effect of a statement left out.
    (r"^ +[\w.>\-]+(\.|->)(push_back|Add|Say|Remove|insert|emplace_back|resize)"
     r"\(.*\);$", ";"),
    (r"^ +[\w.>\-\[\]]+ \|?= [^=].*;$", ";"),
]
NUMBER = re.compile(r"(?<![\w.\"'])\d+(?![\w.\"'])")

# Survivors that change nothing anybody can see: file, and the line as mutated.
EXPLAINED = {
}


def mutants_of(line):
    """Yields what becomes of a line of code, each break alone. The end of a
    counted loop stays: reading past a list is what sanitizers are for."""
    if re.match(r" *for \(\w+ i = 0;", line):
        yield line.replace("i = 0;", "i = 1;")
        return
    for pattern, replacement in SWAPS:
        for match in re.finditer(pattern, line):
            yield (line[:match.start()] + match.expand(replacement)
                   + line[match.end():])
    for match in NUMBER.finditer(line):
        for step in (1, -1):
            number = str(int(match.group()) + step)
            yield line[:match.start()] + number + line[match.end():]


def mutants(path):
    """Yields (line number, old line, new line) of every mutant of a file."""
    for number, line in enumerate(path.read_text().splitlines()):
        code = line.split("//")[0].rstrip()
        if code.startswith("#") or "template" in code or '"' in code:
            continue
        seen = {code}
        for changed in mutants_of(code):
            if changed not in seen:
                seen.add(changed)
                yield number, line, changed


class Bench:
    """Compiles one file aside and runs the tests with it."""

    def __init__(self):
        output = subprocess.run(["ninja", "-t", "commands", TEST], cwd=BUILD,
                                capture_output=True, text=True, check=True)
        commands = output.stdout.splitlines()
        self.compile = {}
        for command in commands:
            for name in SOURCES:
                if f"-c {FOLDER / name}" in command:
                    self.compile[name] = [
                        word for word in shlex.split(command)
                        if not word.endswith("ccache")]
        self.link = next(command for command in reversed(commands)
                         if f"-o bin/{TEST}" in command)
        self.link = self.link.split("&&")[1].strip()

    def survives(self, name, text):
        """Whether the tests pass with `text` as the file. What does not compile
        is no mutant."""
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            source, built, test = folder / name, folder / "o.o", folder / TEST
            source.write_text(text)
            command = list(self.compile[name])
            for flag in ("-MD", "-O3", "-Werror"):
                command.remove(flag)
            for flag in ("-MT", "-MF"):
                del command[command.index(flag):command.index(flag) + 2]
            command[command.index("-o") + 1] = str(built)
            command[command.index("-c") + 1] = str(source)
            if subprocess.run(command, cwd=BUILD,
                              capture_output=True).returncode:
                return None
            link = shlex.split(self.link)
            link[link.index("-o") + 1] = str(test)
            # Before the archive, whose member of the same symbols is not taken.
            link.insert(link.index("-o"), str(built))
            subprocess.run(link, cwd=BUILD, check=True, capture_output=True)
            try:
                run = subprocess.run(
                    [str(test), "--gtest_brief=1", "--gtest_fail_fast"],
                    cwd=ROOT, capture_output=True, timeout=120)
            except subprocess.TimeoutExpired:
                return False
            return run.returncode == 0

    def survives_break(self, name, number, new):
        lines = (FOLDER / name).read_text().splitlines()
        lines[number] = new
        return self.survives(name, "\n".join(lines) + "\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="*", default=SOURCES)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--sample", type=int, default=0,
                        help="try only so many, chosen by the seed")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    planned = [(name, *mutant) for name in options.files
               for mutant in mutants(FOLDER / name)]
    if options.sample:
        planned = random.Random(options.seed).sample(
            planned, min(options.sample, len(planned)))
    bench = Bench()
    for name in options.files:
        if not bench.survives(name, (FOLDER / name).read_text()):
            print("The tests do not pass as they are.", file=sys.stderr)
            return 2
    tried = survivors = explained = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        results = pool.map(
            lambda one: bench.survives_break(one[0], one[1], one[3]), planned)
        for (name, number, old, new), alive in zip(planned, results):
            tried += 0 if alive is None else 1
            if not alive:
                continue
            why = EXPLAINED.get((name, new.strip()))
            explained += 1 if why else 0
            survivors += 0 if why else 1
            print(f"{name}:{number + 1}: {old.strip()}  ->  {new.strip()}"
                  + (f"  ({why})" if why else ""), flush=True)
    print(f"{tried} mutants, {explained} survivors with a reason, "
          f"{survivors} without")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
