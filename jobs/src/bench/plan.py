"""bench plan: what it costs to plan a large experiment and to see what of it is there."""

import argparse
import json
import subprocess
import tempfile

from common import house, machine, output


def main():
    parser = argparse.ArgumentParser(prog="bench plan", description=__doc__)
    parser.add_argument("--steps", type=int, default=100_000, help="steps of the experiment")
    parser.add_argument("--json", metavar="FILE", help="also writes everything as JSON")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        command = house.java_command("io.pollard.bench.PlanCost", str(arguments.steps), folder)
        command.insert(1, "-Xmx1g")
        command.remove("-Xmx4g")
        run = subprocess.run(
            command, env=house.environment(), stdout=subprocess.PIPE, text=True, check=True
        )
    found = json.loads(run.stdout.strip().splitlines()[-1])
    rows = [
        [
            found["steps"],
            found["expand_seconds"],
            found["scan_seconds"],
            found["queue_seconds"],
            found["total_seconds"],
            found["peak_heap_mib"],
        ]
    ]
    header = ["steps", "expand and hash, s", "scan, s", "order, s", "together, s", "heap, MiB"]
    output.report(
        "Planning",
        machine.facts(),
        output.markdown(header, rows),
        {"measured": found},
        arguments.json,
    )


if __name__ == "__main__":
    main()
