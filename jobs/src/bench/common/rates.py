"""Rates of our training step or forward pass beside PyTorch's, as it comes and at its best."""

import argparse
import statistics
import sys

from common import house, machine, output
from common.worker import Worker

TRIAL_SECONDS = 0.35


class Row:
    """What is measured in one line of the table."""

    def __init__(self, network, batch, optimizer):
        self.network = network
        self.batch = batch
        self.optimizer = optimizer
        self.arguments = [network, str(batch), optimizer]


def peer_environments():
    """Ways to start PyTorch at its best: the allocator tuned, and the BLAS's own choice of kernels."""
    ways = {"malloc": house.environment(house.TUNED_MALLOC, ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"))}
    if machine.has("avx512f"):
        ways["malloc blas-avx512"] = house.environment(
            {**house.TUNED_MALLOC, "OPENBLAS_CORETYPE": "SKYLAKEX"}
        )
    return ways


class Ours:
    """Our engine; another precision is another engine."""

    def __init__(self, kind, row, engine):
        command = house.java_command("io.pollard.bench.Worker", kind, *row.arguments)
        self.worker = Worker(command, house.environment())
        answer = self.worker.ask(f"use {engine}")
        self.losses = answer["losses"]
        self.arithmetic = answer["arithmetic"]
        self.memory = {"layout": answer["layout"], "native_bytes": answer["native_bytes"]}


class Peer:
    """PyTorch as it comes."""

    def __init__(self, kind, row):
        command = house.peer_command("worker.py", kind, *row.arguments)
        self.worker = Worker(command, house.environment())
        self.losses = self.worker.ask("use ")["losses"]


class BestPeer:
    """PyTorch with the settings that a short trial found fastest for the row."""

    def __init__(self, kind, row, clock):
        command = house.peer_command("worker.py", kind, *row.arguments)
        self.trials = {}
        best = None
        for name, environment in peer_environments().items():
            worker = Worker(command, environment)
            for variant in worker.ask("variants"):
                worker.ask(f"use {variant}")
                rate = max(worker.rate(TRIAL_SECONDS, clock) for _ in range(2))
                self.trials[f"{variant} {name}".strip()] = round(rate)
                if best is None or rate > best[0]:
                    if best is not None and best[2] is not worker:
                        best[2].close()
                    best = (rate, variant, worker, name)
            if best[2] is not worker:
                worker.close()
        _, self.variant, self.worker, self.allocator = best
        self.settings = f"{self.variant} {self.allocator}".strip()
        self.losses = self.worker.ask(f"use {self.variant}")["losses"]


def measure(kind, row, options):
    """One row: runs alternate, round by round; medians of rates and of ratios within a round."""
    sides = {"pollard": Ours(kind, row, "onednn")}
    if machine.has("avx512_bf16") or machine.has("amx_bf16"):
        sides["bfloat16"] = Ours(kind, row, "onednn-bfloat16")
    with_peer = house.peer_version() is not None
    if with_peer:
        sides["default"] = Peer(kind, row)
        sides["best"] = BestPeer(kind, row, options.clock)
    rounds = []
    for _ in range(options.rounds):
        rounds.append(
            {name: side.worker.rate(options.seconds, options.clock) for name, side in sides.items()}
        )
    result = {
        "network": row.network,
        "batch": row.batch,
        "optimizer": row.optimizer,
        "arithmetic": sides["pollard"].arithmetic,
        "memory": sides["pollard"].memory,
        "losses": {name: side.losses for name, side in sides.items()},
        "rounds": rounds,
        "rates": {name: statistics.median(r[name] for r in rounds) for name in sides},
    }
    result["ratios"] = {
        name: statistics.median(r["pollard"] / r[name] for r in rounds)
        for name in sides
        if name != "pollard"
    }
    if with_peer:
        result["best_settings"] = sides["best"].settings
        result["best_trials"] = sides["best"].trials
    for side in sides.values():
        side.worker.close()
    return result


def main(kind, title, rows, description):
    parser = argparse.ArgumentParser(prog=f"bin/bench {kind}", description=description)
    parser.add_argument("networks", nargs="*", help="only rows of these networks")
    parser.add_argument("--rounds", type=int, default=7, help="alternating rounds (default 7)")
    parser.add_argument("--seconds", type=float, default=0.5, help="per side and round (default 0.5)")
    parser.add_argument(
        "--clock",
        choices=("wall", "cpu"),
        default="wall",
        help="whose seconds: the clock's, or the thread's processor time",
    )
    parser.add_argument("--json", help="file to write everything that was measured to")
    options = parser.parse_args()
    unknown = set(options.networks) - {row.network for row in rows}
    if unknown:
        parser.error(f"no row is of network {', '.join(sorted(unknown))}")
    results = []
    for row in rows:
        if not options.networks or row.network in options.networks:
            print(f"{kind} {' '.join(row.arguments)} ...", file=sys.stderr, flush=True)
            results.append(measure(kind, row, options))
            print(summary(results[-1]), file=sys.stderr, flush=True)
    facts = {**machine.facts(), "arithmetic": results[0]["arithmetic"]}
    output.report(title, facts, table(kind, results), {"rows": results}, options.json)


def summary(result):
    """A line to watch while others are still measured."""
    rates = [f"{name} {rate:.0f}/s" for name, rate in result["rates"].items()]
    ratios = [f"{ratio:.2f} of {name}" for name, ratio in result["ratios"].items()]
    return "  " + ", ".join(rates + ratios)


def table(kind, results):
    first = results[0]["ratios"]
    header = ["network", "batch"] + (["optimiser"] if kind == "step" else []) + ["Pollard /s"]
    if "default" in first:
        header += ["PyTorch /s", "ratio", "best PyTorch /s", "ratio", "its settings", "losses differ by"]
    if "bfloat16" in first:
        header += ["bfloat16 /s", "to float32"]
    header += ["layout", "native MiB"]
    lines = []
    for r in results:
        line = [r["network"], r["batch"]] + ([r["optimizer"]] if kind == "step" else [])
        line.append(round(r["rates"]["pollard"]))
        if "default" in first:
            line += [round(r["rates"]["default"]), r["ratios"]["default"]]
            line += [round(r["rates"]["best"]), r["ratios"]["best"], r["best_settings"]]
            line.append(f"{difference(r['losses']):.0e}")
        if "bfloat16" in first:
            line += [round(r["rates"]["bfloat16"]), 1.0 / r["ratios"]["bfloat16"]]
        line += [r["memory"]["layout"], r["memory"]["native_bytes"] / 2**20]
        lines.append(line)
    return output.markdown(header, lines)


def difference(losses):
    """How far the losses of the first steps lie apart, at most, relative to ours."""
    return max(
        abs(theirs - ours) / abs(ours)
        for name in ("default", "best")
        for ours, theirs in zip(losses["pollard"], losses[name])
    )
