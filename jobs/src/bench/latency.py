"""bench latency: what the clock says about structurally pruned networks, and where the rest goes."""

import argparse
import sys

from common import house, machine, output
from common.worker import Worker

NETWORKS = ["resnet-20", "vgg-16"]
DENSE = "dense"


def measure(network, options):
    """One network: each runtime and batch, dense and pruned in turns, run by run."""
    multiples = [str(multiple) for multiple in options.multiples]
    command = house.java_command(
        "io.pollard.bench.Latency", network, str(options.speedup), *multiples, jars=[house.onnx_runtime()]
    )
    worker = Worker(command, house.environment())
    result = {"network": network, **worker.ask("facts"), "times": [], "layers": []}
    if options.export:
        result["files"] = worker.ask(f"export {options.export}")
    for runtime in options.runtimes or result["runtimes"]:
        if runtime not in result["runtimes"]:
            raise SystemExit(f"Cannot measure: no runtime {runtime} for {network}; there are {', '.join(result['runtimes'])}")
        for batch in options.batches:
            print(f"latency {network} {runtime} {batch} ...", file=sys.stderr, flush=True)
            place = {"runtime": runtime, "batch": batch}
            times = worker.ask(f"time {runtime} {batch} {options.seconds}")
            result["times"].append({**place, "networks": times})
            layers = worker.ask(f"layers {runtime} {batch} {options.runs}")
            if layers[DENSE]:
                result["layers"].append({**place, "networks": layers})
    worker.close()
    return result


def theoretical(result, name):
    """Multiply-accumulates of the dense network over those of a pruned one."""
    return sum(result["macs"][DENSE].values()) / sum(result["macs"][name].values())


def times(result):
    """A line for each runtime, batch and network."""
    for point in result["times"]:
        dense = point["networks"][DENSE]["median"]
        for name, time in point["networks"].items():
            measured = dense / time["median"]
            counted = theoretical(result, name)
            yield [
                result["network"],
                point["runtime"],
                point["batch"],
                name,
                time["median"],
                f"{time['q1']:.2f}, {time['q3']:.2f}",
                time["runs"],
                counted,
                measured,
                f"{100 * (measured / counted - 1):+.0f}%",
            ]


def losses(point, name, speedup):
    """Milliseconds that each layer takes more than the speed-up would leave it, the largest first."""
    dense, pruned = point["networks"][DENSE], point["networks"][name]
    lost = {
        layer: pruned.get(layer, 0.0) - dense.get(layer, 0.0) / speedup
        for layer in {**dense, **pruned}
    }
    return sorted(lost.items(), key=lambda item: -item[1])


def by_layer(result, batch, most):
    """Where the time went that the count says is saved, in each runtime that tells."""
    for point in result["layers"]:
        if point["batch"] != batch:
            continue
        dense = point["networks"][DENSE]
        for name in list(point["networks"])[1:]:
            speedup = theoretical(result, name)
            pruned = point["networks"][name]
            lost = losses(point, name, speedup)
            shown = dict(lost[:most])
            rest = {layer for layer, _ in lost[most:]}
            groups = [({layer}, layer) for layer in shown] + ([(rest, f"{len(rest)} others")] if rest else [])
            for layers, label in groups + [(set(dict(lost)), "all layers")]:
                before = sum(dense.get(layer, 0.0) for layer in layers)
                after = sum(pruned.get(layer, 0.0) for layer in layers)
                macs = [sum(result["macs"][n].get(layer, 0) for layer in layers) for n in (DENSE, name)]
                yield [
                    result["network"],
                    point["runtime"],
                    name,
                    label,
                    before,
                    after,
                    f"{macs[0] / macs[1]:.2f}" if macs[1] else "",
                    f"{before / after:.2f}" if after > 0 else "",
                    after - before / speedup,
                ]


def main():
    parser = argparse.ArgumentParser(
        prog="bin/bench latency",
        description="Prunes networks with fresh weights by filter norm, the same share of every layer, makes"
        " them physically smaller, and times them beside the dense ones on one thread, in turns, run by run:"
        " in DL4J, the compiled engine and ONNX Runtime. The theoretical speed-up is the ratio of"
        " multiply-accumulates. The second table gives, for the first batch, the layers that take most beyond"
        " what that speed-up leaves them, where the runtime tells; their times come from runs of their own.",
    )
    parser.add_argument("networks", nargs="*", help=f"of {', '.join(NETWORKS)}; all by default")
    parser.add_argument("--speedup", type=float, default=2.0, help="in multiply-accumulates (default 2)")
    parser.add_argument(
        "--multiples",
        type=int,
        nargs="+",
        default=[1, 8, 16],
        help="one pruned network each: channels that stay are rounded up to multiples (default 1 8 16)",
    )
    parser.add_argument("--runtimes", nargs="+", help="of dl4j, onednn, onnxruntime; all by default")
    parser.add_argument("--batches", type=int, nargs="+", default=[64, 1], help="default 64 1")
    parser.add_argument("--seconds", type=float, default=4.0, help="per network, runtime, batch (default 4)")
    parser.add_argument("--runs", type=int, default=30, help="runs that are timed by layer (default 30)")
    parser.add_argument("--most", type=int, default=6, help="layers in the second table (default 6)")
    parser.add_argument("--export", help="folder to write the networks to as ONNX models")
    parser.add_argument("--json", help="file to write everything that was measured to")
    options = parser.parse_args()
    unknown = set(options.networks) - set(NETWORKS)
    if unknown:
        parser.error(f"no network {', '.join(sorted(unknown))}")
    results = [measure(name, options) for name in options.networks or NETWORKS]
    header = ["network", "runtime", "batch", "channels", "median ms", "q1, q3", "runs"]
    header += ["theoretical", "measured", "off by"]
    table = output.markdown(header, [line for result in results for line in times(result)])
    header = ["network", "runtime", "channels", "layer", "dense ms", "pruned ms"]
    header += ["theoretical", "measured", "ms beyond"]
    lines = [line for result in results for line in by_layer(result, options.batches[0], options.most)]
    if lines:
        table += f"\n\nBatch {options.batches[0]}, by layer:\n\n{output.markdown(header, lines)}"
    facts = {**machine.facts(), **results[0]["runtimes"]}
    title = f"Latency at 1/{options.speedup:g} of the multiply-accumulates, one thread"
    output.report(title, facts, table, {"rows": results}, options.json)


if __name__ == "__main__":
    main()
