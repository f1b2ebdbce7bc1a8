"""bench scheduling: how many steps a second Spark hands out and takes back when a step does nothing."""

import argparse
import json
import os
import statistics
import subprocess

from common import house, machine, output


def measure(slots, warm_up, steps):
    command = house.java_command("io.pollard.jobs.cluster.Scheduling", str(slots), str(warm_up), str(steps))
    with open(os.path.join(house.TARGET, "launcher", "spark.options"), encoding="utf-8") as file:
        command[1:1] = file.read().split()
    run = subprocess.run(
        command, env=house.environment({"SPARK_LOCAL_IP": "127.0.0.1"}),
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True,
    )
    found = json.loads(run.stdout.strip().splitlines()[-1])
    return found["steps"] / found["seconds"]


def main():
    parser = argparse.ArgumentParser(prog="bin/bench scheduling", description=__doc__)
    parser.add_argument("--slots", type=int, nargs="*", default=[2, 100, 1000], help="tasks at a time")
    parser.add_argument("--steps", type=int, default=5000, help="steps that are timed")
    parser.add_argument("--warm-up", type=int, default=2500, help="steps before them")
    parser.add_argument("--rounds", type=int, default=3, help="processes for each (default 3)")
    parser.add_argument("--json", metavar="FILE", help="also writes everything as JSON")
    options = parser.parse_args()
    data = []
    rows = []
    for slots in options.slots:
        rates = [measure(slots, options.warm_up, options.steps) for _ in range(options.rounds)]
        rate = statistics.median(rates)
        data.append({"slots": slots, "steps_per_second": rates})
        rows.append([slots, options.steps, rate, 1000 / rate])
    header = ["slots", "steps", "steps a second", "seconds of a step that keep 1,000 executors busy"]
    output.report(
        "Scheduling", machine.facts(), output.markdown(header, rows), {"measured": data}, options.json
    )


if __name__ == "__main__":
    main()
