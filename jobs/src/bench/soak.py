"""bench soak: whether native memory stays flat while fresh networks come and go."""

import argparse
import json
import subprocess

from common import house, machine, output


def main():
    parser = argparse.ArgumentParser(prog="bench soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0, help="how long (default 60)")
    parser.add_argument(
        "--reference-every",
        type=int,
        default=25,
        help="one network in so many runs on the reference engine (default 25; 0: none)",
    )
    parser.add_argument("--json", metavar="FILE", help="also writes everything as JSON")
    arguments = parser.parse_args()
    command = house.java_command(
        "io.pollard.bench.Soak", str(arguments.minutes), str(arguments.reference_every)
    )
    # A heap that is all there from the beginning: what grows is native.
    command[1:2] = ["-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch"]
    run = subprocess.run(
        command, env=house.environment(), stdout=subprocess.PIPE, text=True, check=True
    )
    found = json.loads(run.stdout.strip().splitlines()[-1])
    samples = found["samples"]
    shown = samples[:: max(1, len(samples) // 12)]
    rows = [
        [sample["seconds"] // 60, sample["nets"], sample["resident_mib"], sample["javacpp_mib"]]
        for sample in shown
    ]
    header = ["minute", "networks so far", "resident, MiB", "of that held by networks, MiB"]
    output.report(
        "Memory of fresh networks",
        machine.facts(),
        output.markdown(header, rows),
        {"measured": found},
        arguments.json,
    )


if __name__ == "__main__":
    main()
