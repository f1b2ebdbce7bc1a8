"""bench arms: how much arms of one process slow each other down."""

import argparse
import json
import os
import statistics
import subprocess

from common import house, machine, output

NETWORKS = [("lenet-300-100", 60, 4000), ("lenet-5", 60, 500)]


def main():
    parser = argparse.ArgumentParser(prog="bench arms", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often they take turns")
    parser.add_argument("--arms", type=int, default=2, help="arms side by side, a core each")
    parser.add_argument("--json", metavar="FILE", help="also writes everything as JSON")
    arguments = parser.parse_args()
    if arguments.arms > (os.cpu_count() or 1):
        parser.error("Cannot run more arms than there are cores (--arms); ask for fewer")
    rows, all_found = [], {}
    for network, batch, iterations in NETWORKS:
        command = house.java_command(
            "io.pollard.bench.Arms",
            network,
            str(batch),
            str(iterations),
            str(arguments.rounds),
            str(arguments.arms),
        )
        run = subprocess.run(
            command, env=house.environment(), stdout=subprocess.PIPE, text=True, check=True
        )
        found = json.loads(run.stdout.strip().splitlines()[-1])
        all_found[network] = found
        rows.append(
            [
                network,
                batch,
                statistics.median(round_["alone_seconds"] for round_ in found),
                statistics.median(round_["together_seconds"] for round_ in found),
                statistics.median(
                    round_["together_seconds"] / round_["alone_seconds"] for round_ in found
                ),
                statistics.median(
                    round_["together_cpu"] / round_["alone_cpu"] for round_ in found
                ),
            ]
        )
    header = ["network", "batch", "alone, s", "together, s", "ratio", "ratio of processor time"]
    output.report(
        f"{arguments.arms} arms side by side",
        machine.facts(),
        output.markdown(header, rows),
        {"measured": all_found},
        arguments.json,
    )


if __name__ == "__main__":
    main()
