"""bench levels: time per level of a lottery-ticket path against density, compaction on and off."""

import argparse
import json
import statistics
import subprocess
import sys

from common import house, machine, output

SIZES = [("lenet-300-100", 60, 1000), ("lenet-5", 60, 500)]


def measure(network, batch, iterations, options):
    arguments = [network, str(batch), str(iterations), str(options.rounds)]
    if options.data:
        arguments.append(options.data)
    command = house.java_command("io.pollard.bench.Levels", *arguments)
    run = subprocess.run(
        command, env=house.environment(), stdout=subprocess.PIPE, text=True, check=True
    )
    return [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]


def rows(network, iterations, levels):
    dense = statistics.median(levels[0]["off"])
    for level in levels:
        off = statistics.median(level["off"])
        auto = statistics.median(level["auto"])
        yield [
            network,
            f"{100 * level['kept']:.1f}%",
            level["trained_macs"],
            1e6 * off / iterations,
            1e6 * auto / iterations,
            off / dense,
            auto / dense,
        ]


def main():
    parser = argparse.ArgumentParser(prog="bin/bench levels", description=__doc__)
    parser.add_argument("networks", nargs="*", help="only these networks")
    parser.add_argument("--rounds", type=int, default=3, help="alternating rounds (default 3)")
    parser.add_argument("--data", default=house.mnist(), help="folder with IDX files (default MNIST, else what is shipped)")
    parser.add_argument("--json", help="file to write everything that was measured to")
    options = parser.parse_args()
    lines = []
    data = []
    for network, batch, iterations in SIZES:
        if not options.networks or network in options.networks:
            print(f"levels {network} {batch} {iterations} ...", file=sys.stderr, flush=True)
            levels = measure(network, batch, iterations, options)
            lines += rows(network, iterations, levels)
            data.append({"network": network, "batch": batch, "levels": levels})
    header = ["network", "kept", "MACs trained", "off, us a step", "auto, us a step"]
    header += ["off / dense", "auto / dense"]
    facts = {**machine.facts(), "arithmetic": data[0]["levels"][0]["arithmetic"]}
    facts["data"] = options.data or "shipped"
    output.report(
        "Time per level against density, one thread", facts, output.markdown(header, lines),
        {"rows": data}, options.json,
    )


if __name__ == "__main__":
    main()
