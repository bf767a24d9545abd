#!/usr/bin/env python3
"""Prints Google Benchmark's JSON files as one table: the median of each
benchmark, and how many times the first one of its file it costs.

    summarise.py RESULTS.json...
"""
import json
import pathlib
import sys

IN_MICROSECONDS = {"ns": 1e-3, "us": 1, "ms": 1e3, "s": 1e6}
# Counters that say how much was done, shown beside the time.
SHOWN = {"p50_us": ".1f", "p99_us": ".1f", "allocations": ".0f",
         "reply_bytes": ".0f", "results": ".0f", "rows": ".0f", "us_per_byte": ".3f",
         "of_plain": ".2f", "kib_per_1000": ".0f", "processor_us": ".0f"}


def medians(path):
    for row in json.loads(path.read_text())["benchmarks"]:
        if row.get("error_occurred"):
            yield row["name"], None, row["error_message"]
        elif row.get("aggregate_name") == "median":
            note = "  ".join(f"{key} {row[key]:{digits}}" for key, digits in SHOWN.items() if key in row)
            time = row["real_time"] * IN_MICROSECONDS[row["time_unit"]]
            yield row["run_name"].replace("/real_time", ""), time, note


def main():
    failed = False
    for path in map(pathlib.Path, sys.argv[1:]):
        print(f"{path.stem}")
        first = None
        for name, time, note in medians(path):
            if time is None:
                failed = True
                print(f"  {name:<36} FAILED: {note}")
                continue
            first = first or time
            print(f"  {name:<36}{time:10.2f} us {time / first:8.2f} x   {note}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
