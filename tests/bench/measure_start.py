#!/usr/bin/env python3
"""Measures from the start of `unknot ask` to its answer, process and all.

    measure_start.py BIN_DIR [RUNS]

Prints median and fastest in milliseconds, and beside them the same for
`unknot --version`, which does nothing: the difference is loading and answering.
"""
import pathlib
import statistics
import subprocess
import sys
import time

TEXT = "my neck is stiff after two weeks of laptop work, no numbness"


def milliseconds(command, runs):
    taken = []
    for _ in range(runs + 1):
        begin = time.perf_counter()
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        taken.append((time.perf_counter() - begin) * 1000)
    return taken[1:]  # The first one reads the files into the page cache.


def main():
    program = pathlib.Path(sys.argv[1]) / "unknot"
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    for label, command in (("--version", [program, "--version"]),
                           ("ask", [program, "ask", TEXT])):
        taken = milliseconds(command, runs)
        print(f"  unknot {label:<28} {statistics.median(taken):9.1f} ms   "
              f"fastest {min(taken):.1f} ms")


if __name__ == "__main__":
    main()
