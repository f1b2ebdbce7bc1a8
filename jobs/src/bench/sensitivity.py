"""bench sensitivity: every layer at nine sparsities, with and without reuse of prefixes, and PyTorch's."""

import argparse
import concurrent.futures
import os
import statistics
import subprocess
import sys

from common import house, machine, output
from common.worker import Worker

# Network: experiment that trains it, test examples, examples of a round.
NETWORKS = {
    "lenet-5": ("dense-lenet5", 10000, 512),
    "resnet-20": ("dense-resnet20", 2000, 128),
}


def trained(experiment, warehouse):
    """Trains the network unless the warehouse has it, whatever processor it was trained on."""
    if os.path.isdir(os.path.join(warehouse, "results", "experiment=" + experiment)):
        return
    file = os.path.join(house.ROOT, "conf", "experiments", experiment + ".yaml")
    command = [os.path.join(house.ROOT, "bin", "pollard"), "run", file, "--warehouse", warehouse]
    subprocess.run(command, check=True, stdout=sys.stderr)


def examples_of(network, options):
    return options.examples or NETWORKS[network][1]


def side(network, options):
    """A process of Pollard's, with the network and all cells ready."""
    experiment = NETWORKS[network][0]
    return Worker(
        house.java_command(
            "io.pollard.bench.Sensitivity",
            os.path.abspath(options.warehouse),
            experiment,
            options.structure,
            str(examples_of(network, options)),
            str(options.batch),
        ),
        house.environment(),
    )


def all_counts(ours, other, examples):
    """Right answers of every cell on all examples; both ways at once, since nothing is timed."""
    with concurrent.futures.ThreadPoolExecutor() as pool:
        reuse = pool.submit(ours.ask, f"reuse 0 {examples}")
        naive = pool.submit(other.ask, f"naive 0 {examples}")
        if reuse.result()["right"] != naive.result()["right"]:
            raise SystemExit("the counts of right answers differ")
        return reuse.result()["right"]


def measure(network, options):
    experiment, _, chunk = NETWORKS[network]
    examples = examples_of(network, options)
    trained(experiment, os.path.abspath(options.warehouse))
    ours = side(network, options)
    facts = ours.ask("facts")
    peer = None
    if options.structure == "weight" and house.peer_version() is not None:
        peer = Worker(
            house.peer_command("sensitivity.py", network, str(options.batch)),
            house.environment(),
        )
    ours.ask(f"reuse 0 {options.batch}")
    ours.ask(f"naive 0 {options.batch}")
    rounds = []
    for i in range(options.rounds):
        span = f"{i * chunk} {(i + 1) * chunk}"
        reuse, naive = ours.ask(f"reuse {span}"), ours.ask(f"naive {span}")
        if reuse["right"] != naive["right"]:
            raise SystemExit(f"the counts of right answers differ on examples {span}")
        rounds.append({"reuse": reuse[options.clock], "naive": naive[options.clock]})
        if peer is not None:
            rounds[-1]["pytorch"] = peer.ask(f"naive {span}")[options.clock]
    result = {"network": network, "examples": examples, "chunk": chunk, "rounds": rounds, **facts}
    for name in rounds[0]:
        result[name] = statistics.median(r[name] for r in rounds) * examples / chunk
        result[f"{name}/reuse"] = statistics.median(r[name] / r["reuse"] for r in rounds)
    if options.within:
        sampled = [ours.ask(f"sampled {options.within} {seed + 1}") for seed in range(options.seeds)]
        result["sampled"] = statistics.median(run[options.clock] for run in sampled)
        result["naive/sampled"] = result["naive"] / result["sampled"]
        result["share"] = statistics.mean(c[0] for run in sampled for c in run["cells"]) / examples
    if options.exact:
        other = side(network, options)
        right = all_counts(ours, other, examples)
        other.close()
        result["equal"] = True
        if options.within:
            result["inside"] = [
                statistics.mean(
                    low - 1e-12 <= r / examples <= high + 1e-12
                    for r, (_, low, high) in zip(right, run["cells"])
                )
                for run in sampled
            ]
    ours.close()
    if peer is not None:
        peer.close()
    return result


def table(results):
    header = ["network", "cells", "smaller", "bound", "exact s", "without reuse s", "ratio", "of the bound"]
    peer = "pytorch" in results[0]
    header += ["PyTorch s", "ratio"] if peer else []
    header += ["sampled s", "ratio", "examples looked at"] if "sampled" in results[0] else []
    header += ["exact value inside"] if "inside" in results[0] else []
    header += ["counts equal on all examples"] if "equal" in results[0] else []
    rows = []
    for r in results:
        row = [r["network"], r["cells"], r["smaller"], r["bound"], r["reuse"], r["naive"], r["naive/reuse"]]
        row.append(r["naive/reuse"] / r["bound"])
        row += [r["pytorch"], r["pytorch/reuse"]] if peer else []
        if "sampled" in r:
            row += [r["sampled"], r["naive/sampled"], f"{100 * r['share']:.0f}%"]
        if "inside" in r:
            row.append(f"{100 * statistics.mean(r['inside']):.1f}%, least {100 * min(r['inside']):.1f}%")
        row += ["yes"] if "equal" in r else []
        rows.append(row)
    return output.markdown(header, rows)


def main():
    parser = argparse.ArgumentParser(
        prog="bin/bench sensitivity",
        description="Prunes every layer at sparsities 0.1 to 0.9, one at a time, and evaluates on test"
        " images. Rounds take turns on the same examples; seconds are for all of them. The bound is what"
        " the reuse of prefixes can give in multiply-adds; 'smaller' counts the cells that are computed without"
        " the channels that they remove.",
    )
    parser.add_argument("networks", nargs="*", help=f"of {', '.join(NETWORKS)}; all by default")
    parser.add_argument("--rounds", type=int, default=5, help="alternating rounds (default 5)")
    parser.add_argument(
        "--clock",
        choices=("wall", "cpu"),
        default="wall",
        help="whose seconds: the clock's, or the thread's processor time",
    )
    parser.add_argument("--structure", default="weight", help="weight or filter (default weight)")
    parser.add_argument("--batch", type=int, default=64, help="examples at once (default 64)")
    parser.add_argument("--examples", type=int, help="test images (default 10000 and 2000)")
    parser.add_argument("--within", type=float, help="also measures cells that stop at this precision")
    parser.add_argument("--seeds", type=int, default=5, help="orders of sampling for --within (default 5)")
    parser.add_argument("--exact", action="store_true", help="also compares all counts and intervals")
    parser.add_argument("--warehouse", default=os.path.join(house.TARGET, "bench-warehouse"))
    parser.add_argument("--json", help="file to write everything that was measured to")
    options = parser.parse_args()
    unknown = set(options.networks) - set(NETWORKS)
    if unknown:
        parser.error(f"no network {', '.join(sorted(unknown))}")
    results = [measure(name, options) for name in options.networks or NETWORKS]
    facts = {**machine.facts(), "arithmetic": results[0]["arithmetic"]}
    title = f"Sensitivity analysis ({options.structure}), one thread"
    output.report(title, facts, table(results), {"rows": results}, options.json)


if __name__ == "__main__":
    main()
