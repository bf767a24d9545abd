#!/usr/bin/env python3
"""Breaks the rules of triage and exclusion one small way at a time, and says
which breaks no test notices.

    tests/recommendation/mutate.py [--jobs N] [--sample N] [--seed S] [FILE...]

Each mutant changes one operator, bound, sign, number or condition of one line.
It is compiled aside, linked with recommendation_rules_test of build/release
(build that first) in place of the real file, and the tests are run. A mutant
that all tests pass is a survivor: either a test is missing, or the change makes
no difference that anybody could see (say so in EXPLAINED). The sources are not
touched. On demand only: a mutant takes about two seconds.

Exit codes: 0 no survivor but those explained, 1 survivors, 2 wrong usage.
"""
import argparse
import concurrent.futures
import pathlib
import random
import re
import subprocess
import sys
import tempfile

from rule_files import FOLDER, ROOT, SOURCES, TEST, Bench

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

SORTED = "a shortcut: the rules that follow are no more careful"
NO_SWING = "0 and less both mean that nothing changes, or all keys of a group share it"
NONE_OF_NONE = "a shortcut: of no questions none is chosen"
SET_BEFORE = "set for every key, or shared by all keys that it could part"
# Survivors that change nothing anybody can see: file, and the line as mutated,
# or both lines where that says too little.
EXPLAINED = {
    ("ranking.cc", "if (best.size() < kMaxOffered) return best;"):
        "a shortcut: of exactly as many as are offered none is cut, and they "
        "are sorted again",
    ("questions.cc", "if (tier >= std::min(tiers[flag.question], "
     "findings.tier)) continue;"): SORTED,
    ("questions.cc", "if (tier >= otherwise) continue;"): SORTED,
    ("questions.cc", "key.group = Key::kCheck;  ->  ;"):
        "a check leads to no more careful step: it is last of those of safety",
    ("questions.cc", "if (findings.tier == v1::TIER_EMERGENCY || limit < 0) "
     "return {};"): NONE_OF_NONE,
    ("questions.cc", "if (findings.tier == v1::TIER_EMERGENCY || limit <= -1) "
     "return {};"): NONE_OF_NONE,
    ("questions.cc", "int swing = -1;"): NO_SWING,
    ("questions.cc", "int swing = 1;"): SET_BEFORE,
    ("questions.cc", "int order = 1;"): SET_BEFORE,
    ("questions.cc", "int order = -1;"): SET_BEFORE,
    ("questions.cc", "int position = 1;"): SET_BEFORE,
    ("questions.cc", "int position = -1;"): SET_BEFORE,
    ("questions.cc", "if (spread >= swing &&"):
        "a row that spreads as far sets the same number again",
    ("questions.cc", "if (tier > otherwise) break;"):
        "a rule as careful as `otherwise` comes to `otherwise`",
}


def mutants_of(line):
    """Yields what becomes of a line of code, each break alone. What would
    read before or after a list stays: sanitizers are for that."""
    if re.match(r" *for \(\w+ i = 0;", line):
        yield line.replace("i = 0;", "i = 1;")
        return
    for pattern, replacement in SWAPS:
        for match in re.finditer(pattern, line):
            yield (line[:match.start()] + match.expand(replacement)
                   + line[match.end():])
    for match in NUMBER.finditer(line):
        is_position = re.search(r"(< |>= |\[)$", line[:match.start()])
        for step in (1, -1):
            if match.group() == "0" and step < 0 and is_position:
                continue
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


def survives(bench, name, text):
    """Whether the tests pass with `text` as the file; None where it does not
    compile, which is no mutant."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        source, built, test = folder / name, folder / "o.o", folder / TEST
        source.write_text(text)
        if not bench.compile(name, source, built):
            return None
        bench.link([built], test)
        try:
            run = subprocess.run(
                [str(test), "--gtest_brief=1", "--gtest_fail_fast"],
                cwd=ROOT, capture_output=True, timeout=120)
        except subprocess.TimeoutExpired:
            return False
        return run.returncode == 0


def survives_break(bench, name, number, new):
    lines = (FOLDER / name).read_text().splitlines()
    lines[number] = new
    return survives(bench, name, "\n".join(lines) + "\n")


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
    folder = tempfile.TemporaryDirectory()
    bench = Bench()
    bench.precompile(pathlib.Path(folder.name))
    for name in options.files:
        if not survives(bench, name, (FOLDER / name).read_text()):
            print("The tests do not pass as they are.", file=sys.stderr)
            return 2
    tried = survivors = explained = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        results = pool.map(
            lambda one: survives_break(bench, one[0], one[1], one[3]), planned)
        for (name, number, old, new), alive in zip(planned, results):
            tried += 0 if alive is None else 1
            if not alive:
                continue
            why = EXPLAINED.get((name, new.strip())) or EXPLAINED.get(
                (name, f"{old.strip()}  ->  {new.strip()}"))
            explained += 1 if why else 0
            survivors += 0 if why else 1
            print(f"{name}:{number + 1}: {old.strip()}  ->  {new.strip()}"
                  + (f"  ({why})" if why else ""), flush=True)
    print(f"{tried} mutants, {explained} survivors with a reason, "
          f"{survivors} without")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
