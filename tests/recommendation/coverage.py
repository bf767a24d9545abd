#!/usr/bin/env python3
"""Says which lines and branches of the rules of triage, exclusion and questions
their tests reach. Branches that only an exception takes are left out.

    tests/recommendation/coverage.py [--html FOLDER]

Counters are compiled into the rule files alone, in build/coverage, and linked
with recommendation_rules_test of build/release (build that first). Needs
`deploy/install-packages coverage`.

Exit codes: 0 all branches of triage, ranking and facts are reached, 1 not all,
2 it could not be measured.
"""
import argparse
import json
import pathlib
import shutil
import subprocess
import sys

from rule_files import FOLDER, ROOT, SOURCES, TEST, Bench

# What must be covered whole.
WHOLE = ["triage.cc", "ranking.cc", "facts.cc"]


def report(build, *options):
    return subprocess.run(
        ["gcovr", str(build), "--root", str(ROOT), "--exclude-throw-branches",
         "--exclude-unreachable-branches", "--filter",
         str(FOLDER) + "/", *options],
        cwd=build, check=True, capture_output=True, text=True).stdout


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--html", type=pathlib.Path,
                        help="write pages with the lines into this folder")
    options = parser.parse_args()
    if shutil.which("gcovr") is None:
        print("gcovr is not installed (deploy/install-packages coverage)", file=sys.stderr)
        return 2
    build = ROOT / "build" / "coverage"
    shutil.rmtree(build, ignore_errors=True)
    build.mkdir(parents=True)
    bench = Bench()
    objects = [build / f"{pathlib.Path(name).stem}.o" for name in SOURCES]
    for name, built in zip(SOURCES, objects):
        if not bench.compile(name, FOLDER / name, built, ["-O0", "--coverage"]):
            print(f"{name} does not compile", file=sys.stderr)
            return 2
    bench.link(objects, build / TEST, ["--coverage"])
    run = subprocess.run([str(build / TEST), "--gtest_brief=1"], cwd=ROOT,
                         capture_output=True)
    if run.returncode != 0:
        print("the tests do not pass", file=sys.stderr)
        return 2
    if options.html:
        options.html.mkdir(parents=True, exist_ok=True)
        report(build, "--html-details", str(options.html.resolve() / "index.html"))
    print(f"{'file':22} {'lines':>12} {'branches':>14}")
    missing = 0
    for file in json.loads(report(build, "--json"))["files"]:
        name = pathlib.Path(file["file"]).name
        if name not in SOURCES:
            continue
        lines = [line for line in file["lines"] if not line["gcovr/noncode"]]
        reached = sum(1 for line in lines if line["count"])
        branches = [(line["line_number"], branch["count"]) for line in lines
                    for branch in line["branches"] if not branch["throw"]]
        taken = sum(1 for _, count in branches if count)
        print(f"{name:22} {reached:5} of {len(lines):3} "
              f"{taken:6} of {len(branches):3}")
        at = sorted({number for number, count in branches if not count})
        never = [line["line_number"] for line in lines if not line["count"]]
        for what, where in (("never run", never), ("branch not taken", at)):
            if where:
                print(f"    {what}: line {', '.join(map(str, where))}")
        if name in WHOLE:
            missing += len(branches) - taken + len(lines) - reached
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
