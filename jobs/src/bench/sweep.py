"""bench sweep: a lottery-ticket sweep from the command to its last result, ours and PyTorch's."""

import argparse
import csv
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import namedtuple

from common import house, machine, output
from common.rates import BestPeer, Row, peer_environments

Size = namedtuple("Size", "network iterations levels replicates batch")

SIZES = [
    Size("lenet-300-100", 10000, 5, 4, 60),
    Size("lenet-300-100", 2000, 5, 4, 60),
    Size("lenet-5", 2000, 3, 4, 60),
]
PROCESSES = 2

EXPERIMENT = """experiment: sweep
dataset: {{name: mnist, path: {data}, format: idx, validation: 5000}}
network: {{name: {size.network}}}
training: {{optimizer: {{adam: {{learningRate: 1.0e-3}}}}, batchSize: {size.batch}, iterations: {size.iterations}, evaluateEvery: 0 it}}
replicates: {replicates}
arms:
  - name: ticket
    prune:
      scoring: magnitude
      selection: {{layerwise: {{outputLayerFactor: 0.5}}}}
      scheduling: {{iterative: {{rate: 0.2, levels: {pruned}}}}}
      finetuning: {{rewind: {{to: 0 it}}}}
"""

RESULTS = "SELECT level, top1 FROM results WHERE split = 'test' ORDER BY level"
TIMES = """SELECT count(DISTINCT step_id) AS steps, sum(wall_ms) AS wall, sum(train_ms) AS train,
  sum(data_ms) AS data, sum(compile_ms) AS compile, sum(evaluate_ms) AS evaluate, sum(commit_ms) AS commit FROM steps"""


def query(warehouse, text):
    run = subprocess.run(
        [house.POLLARD, "sql", text, "--warehouse", warehouse, "--format", "csv"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True,
    )
    return list(csv.DictReader(io.StringIO(run.stdout)))


def ours(size, data):
    """Seconds of 'pollard run', and what its tables say."""
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "sweep.yaml")
        with open(file, "w", encoding="utf-8") as text:
            text.write(
                EXPERIMENT.format(
                    data=data, size=size, pruned=size.levels - 1,
                    replicates=list(range(1, size.replicates + 1)),
                )
            )
        warehouse = os.path.join(folder, "warehouse")
        command = [house.POLLARD, "run", file, "--warehouse", warehouse]
        command += ["--master", f"local[{PROCESSES}]"]
        begin = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        seconds = time.perf_counter() - begin
        last = [
            float(row["top1"]) for row in query(warehouse, RESULTS)
            if int(row["level"]) == size.levels - 1
        ]
        times = {name: int(value) for name, value in query(warehouse, TIMES)[0].items()}
    return {"seconds": seconds, "accuracies": last, "times": times}


def theirs(size, data, variant, environment):
    """Seconds of two processes of PyTorch that share the replicates."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = [size.network, data, size.iterations, size.levels, size.batch, variant, folder]
        begin = time.perf_counter()
        processes = [
            subprocess.Popen(
                house.peer_command(
                    "sweep.py",
                    *map(str, arguments),
                    *map(str, range(1 + i, size.replicates + 1, PROCESSES)),
                ),
                env=environment,
                stdout=subprocess.PIPE,
                text=True,
            )
            for i in range(PROCESSES)
        ]
        printed = [process.communicate()[0] for process in processes]
        seconds = time.perf_counter() - begin
    if any(process.returncode for process in processes):
        raise SystemExit("Cannot measure: a process of PyTorch failed; see above")
    levels = [json.loads(line) for text in printed for line in text.splitlines()]
    last = [row["test"] for row in levels if row["level"] == size.levels - 1]
    return {"seconds": seconds, "accuracies": last}


def measure(size, options):
    best = BestPeer("step", Row(size.network, size.batch, "adam"), "wall")
    best.worker.close()
    sides = {
        "pollard": lambda: ours(size, options.data),
        "default": lambda: theirs(size, options.data, "", house.environment()),
        "best": lambda: theirs(size, options.data, best.variant, peer_environments()[best.allocator]),
    }
    rounds = []
    for _ in range(options.rounds):
        rounds.append({name: side() for name, side in sides.items()})
        line = ", ".join(f"{name} {run['seconds']:.1f} s" for name, run in rounds[-1].items())
        print(f"  {line}; {rounds[-1]['pollard']['times']}", file=sys.stderr, flush=True)
    return {"size": size._asdict(), "best_settings": best.settings, "rounds": rounds}


def row(result):
    size = Size(**result["size"])
    rounds = result["rounds"]

    def rate(name):
        return statistics.median(3600 * size.replicates / r[name]["seconds"] for r in rounds)

    def ratio(name):
        return statistics.median(r[name]["seconds"] / r["pollard"]["seconds"] for r in rounds)

    def accuracy(name):
        values = [100 * value for r in rounds for value in r[name]["accuracies"]]
        return f"{statistics.mean(values):.2f} ± {statistics.stdev(values):.2f}"

    # A trial of steps chose the settings of "best"; over a whole sweep the default may be faster.
    best = max("default", "best", key=rate)
    outside = statistics.median(
        1 - r["pollard"]["times"]["train"] / (1000 * PROCESSES * r["pollard"]["seconds"])
        for r in rounds
    )
    return [
        size.network, size.iterations, f"{size.replicates} x {size.levels}",
        rate("pollard"), rate("default"), ratio("default"), rate(best), ratio(best),
        result["best_settings"] if best == "best" else "as it comes",
        f"{100 * outside:.1f}%", accuracy("pollard"), accuracy(best),
    ]


def main():
    parser = argparse.ArgumentParser(prog="bin/bench sweep", description=__doc__)
    parser.add_argument("networks", nargs="*", help="only sweeps of these networks")
    parser.add_argument("--iterations", type=int, help="only sweeps with so many iterations a level")
    parser.add_argument("--rounds", type=int, default=3, help="alternating rounds (default 3)")
    parser.add_argument("--data", default=house.mnist(), help="folder with the IDX files of MNIST")
    parser.add_argument("--json", help="file to write everything that was measured to")
    options = parser.parse_args()
    if options.data is None:
        parser.error("Cannot find MNIST: POLLARD_DATA has no folder mnist; name one with --data")
    if house.peer_version() is None:
        parser.error("Cannot compare: there is no PyTorch; name a Python that has it in POLLARD_PEER_PYTHON")
    results = []
    for size in SIZES:
        if (not options.networks or size.network in options.networks) and options.iterations in (
            None, size.iterations,
        ):
            print(f"sweep {' '.join(map(str, size))} ...", file=sys.stderr, flush=True)
            results.append(measure(size, options))
    header = [
        "network", "iterations", "replicates x levels", "Pollard, arms/hour", "PyTorch", "ratio",
        "best PyTorch", "ratio", "its settings", "not training", "accuracy, %", "best PyTorch's",
    ]
    output.report(
        f"Lottery-ticket sweeps on {PROCESSES} cores, start to end",
        machine.facts(), output.markdown(header, [row(result) for result in results]),
        {"rows": results}, options.json,
    )


if __name__ == "__main__":
    main()
