"""bench profile: where the time of a training step or forward pass goes, kernel by kernel."""

import argparse
import collections
import subprocess
import sys

from common import house, machine, output
from common.rates import Row
from step import SIZES


def traced(kind, row, engine, seconds):
    """Runs with oneDNN's own trace; the kernels of all steps with their milliseconds, and the rate."""
    run = subprocess.run(
        house.java_command("io.pollard.bench.Worker", kind, *row.arguments),
        input=f"use {engine}\nrun {seconds}\n",
        env=house.environment({"ONEDNN_VERBOSE": "1"}),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    calls = []
    for line in run.stdout.splitlines():
        fields = line.split(",")
        if fields[0] in ("onednn_verbose", "dnnl_verbose") and fields[1] == "exec":
            # operation, implementation, direction, tensors, attributes, settings, shape, time
            calls.append((",".join(fields[3:-1]), float(fields[-1])))
    return calls


def period(names):
    """The length of the sequence of kernels that repeats."""
    tail = names[len(names) // 2 :]
    for length in range(1, len(tail) // 2):
        if tail[:length] == tail[length : 2 * length]:
            return length
    raise SystemExit("Cannot profile: the kernels do not repeat; give it more --seconds")


def fastest(calls, length):
    """Each kernel of one step with its least time over the steps: what others disturbed falls out."""
    whole = len(calls) // length
    last = calls[len(calls) - length :]
    skip = whole // 3
    best = []
    for i in range(length):
        times = [calls[len(calls) - length * (k + 1) + i][1] for k in range(whole - skip)]
        best.append((last[i][0], min(times)))
    return best


def main():
    parser = argparse.ArgumentParser(prog="bin/bench profile", description=__doc__)
    parser.add_argument("network", choices=sorted({name for name, _ in SIZES}))
    parser.add_argument("--kind", choices=("step", "forward"), default="step")
    parser.add_argument("--batch", type=int, help="default: that of the network's row")
    parser.add_argument("--optimizer", choices=("momentum", "adam"), default="momentum")
    parser.add_argument("--engine", default="onednn", help="onednn (default) or onednn-bfloat16")
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--each", action="store_true", help="every kernel, not only their sums")
    parser.add_argument("--json", help="file to write everything that was measured to")
    options = parser.parse_args()
    batch = options.batch or dict(reversed(SIZES))[options.network]
    row = Row(options.network, batch, options.optimizer)
    print(f"profile {options.kind} {' '.join(row.arguments)} ...", file=sys.stderr, flush=True)
    calls = traced(options.kind, row, options.engine, options.seconds)
    kernels = fastest(calls, period([name for name, _ in calls]))
    total = sum(ms for _, ms in kernels)
    sums = collections.Counter()
    for name, ms in kernels:
        operation, implementation, direction = name.split(",")[:3]
        sums[(operation, direction.replace("undef", ""), implementation)] += ms
    lines = [[*key, ms, 100.0 * ms / total] for key, ms in sums.most_common()]
    table = output.markdown(["operation", "direction", "implementation", "ms", "%"], lines)
    if options.each:
        table += "\n\n" + output.markdown(["kernel", "ms"], [list(kernel) for kernel in kernels])
    output.report(
        f"{options.network}, batch {batch}, {options.kind}: {len(kernels)} kernels, {total:.2f} ms",
        machine.facts(),
        table,
        {"kernels": kernels},
        options.json,
    )


if __name__ == "__main__":
    main()
