"""bench threshold: the exact threshold of many scores, beside Spark's sort and percentile_approx."""

import argparse
import json
import os
import statistics
import subprocess

from common import house, machine, output

MEGA = 1_000_000
WAYS = {
    "exact": "two passes of histograms",
    "read": "one reading, nothing ranked",
    "sort": "DataFrame sort",
    "approx": "percentile_approx (accuracy 10,000)",
}


def measure(way, count, partitions, rounds, heap):
    """The rounds of one way, in a process of its own."""
    command = house.java_command(
        "io.pollard.bench.Threshold", way, str(count), str(partitions), str(rounds)
    )
    with open(os.path.join(house.TARGET, "launcher", "spark.options"), encoding="utf-8") as file:
        spark = file.read().split()
    log = os.path.join(house.ROOT, "conf", "log4j2.properties")
    command[1:2] = [f"-Xmx{heap}", *spark, f"-Dlog4j2.configurationFile={log}"]
    run = subprocess.run(
        command, capture_output=True, text=True, check=False, env=house.environment()
    )
    if run.returncode != 0:
        raise SystemExit(f"Cannot measure {way}: the process failed:\n{run.stderr[-4000:]}")
    return [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]


def main():
    parser = argparse.ArgumentParser(prog="bench threshold", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of the fast ways (5)")
    parser.add_argument(
        "--ways", default="exact,read,sort,approx", help="what to measure (exact,read,sort,approx)"
    )
    parser.add_argument(
        "--millions",
        default="100,1000",
        help="numbers of scores, in millions; all but the first without sort and approx (100,1000)",
    )
    parser.add_argument("--json", help="keeps everything in this file")
    arguments = parser.parse_args()
    sizes = [int(size) for size in arguments.millions.split(",")]
    runs = []
    for size in sizes:
        for way in arguments.ways.split(","):
            slow = way in ("sort", "approx")
            if slow and size != sizes[0]:
                continue
            partitions = 64 if way == "sort" else 16
            heap = "4g" if slow else "512m"
            rounds = 1 if slow else arguments.rounds
            runs.append(
                {
                    "way": way,
                    "size": size,
                    "heap": heap,
                    "partitions": partitions,
                    "rounds": measure(way, size * MEGA, partitions, rounds, heap),
                }
            )
    if "exact" in arguments.ways:
        # Hardly any scores in many tasks: what a job costs besides counting.
        runs.append(
            {
                "way": "exact",
                "size": 1,
                "heap": "512m",
                "partitions": 1000,
                "rounds": measure("exact", MEGA, 1000, arguments.rounds, "512m"),
            }
        )
    show(runs, arguments.json)


def show(runs, json_file):
    header = [
        "scores", "way", "tasks a job", "seconds", "bytes shuffled", "bytes to the driver",
        "peak heap, MB", "threshold", "off by, ranks",
    ]  # fmt: skip
    rows = []
    for run in runs:
        median = statistics.median_low([each["seconds"] for each in run["rounds"]])
        of = next(each for each in run["rounds"] if each["seconds"] == median)
        ranked = run["way"] != "read"
        off = abs(of["rank"] - of["wanted"]) if run["way"] == "approx" else 0
        rows.append(
            [
                f"{run['size']:,} M",
                WAYS[run["way"]],
                run["partitions"],
                of["seconds"],
                of["shuffled"],
                of["returned"],
                of["peak"] // MEGA,
                of["value"] if ranked else "",
                f"{off:,}" if ranked else "",
            ]
        )
    values = {
        (run["size"], each["value"])
        for run in runs
        if run["way"] in ("exact", "sort")
        for each in run["rounds"]
    }
    for size in {size for size, _ in values}:
        if sum(1 for other, _ in values if other == size) > 1:
            raise SystemExit(f"Exact ways disagree at {size} million scores: {sorted(values)}")
    output.report(
        "Exact threshold at 90% of generated scores, local[2]",
        machine.facts(),
        output.markdown(header, rows),
        {"runs": runs},
        json_file,
    )


if __name__ == "__main__":
    main()
