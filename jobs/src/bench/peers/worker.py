"""PyTorch's side of 'bench step' and 'bench forward'.

Usage: worker.py step|forward NETWORK BATCH OPTIMIZER

Reads commands from standard input and answers each with one line of JSON:
  variants          names of the ways to run, the plain one first
  use NAME          starts afresh with this way, and warms up; answers with losses of the first steps
  run SECONDS       runs for about so long; answers with examples, wall and processor seconds
"""

import json
import sys
import time

import torch
import torch.nn.functional as F

import learner
import networks
import values
from learner import Learner

CHECKED_STEPS = 5
WARM_UP = 0.6
torch.set_num_threads(1)


class Step:
    """Masked training steps on batches that lie in memory."""

    VARIANTS = learner.VARIANTS

    def __init__(self, variant, network, batch, optimizer):
        model, shape = networks.build(network)
        self.learner = Learner(variant, model, *values.initialise(model), optimizer)
        self.batches = [(self.learner.ordered(x), y) for x, y in values.batches(batch, shape)]

    def run(self, i):
        return self.learner.step(*self.batches[i % len(self.batches)])


class Forward:
    """Inference from features to logits."""

    VARIANTS = ["", "channels_last", "script", "script channels_last", "script mkldnn"]

    def __init__(self, variant, network, batch, _optimizer):
        model, shape = networks.build(network)
        values.initialise(model)
        model.eval()
        self.batches = [x for x, _ in values.batches(batch, shape)]
        self.classes = [y for _, y in values.batches(batch, shape)]
        if "channels_last" in variant:
            model = model.to(memory_format=torch.channels_last)
            self.batches = [x.to(memory_format=torch.channels_last) for x in self.batches]
        if "script" in variant:
            # Freezing folds batch norm into convolutions; 'mkldnn' also keeps oneDNN's own layout.
            model = torch.jit.freeze(torch.jit.trace(model, self.batches[0]))
            if "mkldnn" in variant:
                model = torch.jit.optimize_for_inference(model)
        self.model = model

    def run(self, i):
        with torch.inference_mode():
            at = i % len(self.batches)
            self.logits = self.model(self.batches[at])
            return (self.logits, self.classes[at])


def loss_of(result):
    return float(F.cross_entropy(*result) if isinstance(result, tuple) else result)


def main():
    kind = {"step": Step, "forward": Forward}[sys.argv[1]]
    network, batch, optimizer = sys.argv[2], int(sys.argv[3]), sys.argv[4]
    work = None
    done = 0
    for line in sys.stdin:
        command, _, argument = line.strip().partition(" ")
        if command == "variants":
            # Without convolutions there are no channels to be last.
            flat = network == "lenet-300-100"
            answer = [v for v in kind.VARIANTS if not (flat and "channels_last" in v)]
        elif command == "use":
            work = kind(argument, network, batch, optimizer)
            answer = {"losses": [loss_of(work.run(i)) for i in range(CHECKED_STEPS)]}
            done = CHECKED_STEPS
            end = time.perf_counter() + WARM_UP
            while time.perf_counter() < end:
                work.run(done)
                done += 1
        elif command == "run":
            start, cpu = time.perf_counter(), time.thread_time()
            first = done
            while time.perf_counter() - start < float(argument):
                work.run(done)
                done += 1
            answer = {
                "examples": (done - first) * batch,
                "wall": time.perf_counter() - start,
                "cpu": time.thread_time() - cpu,
            }
        else:
            raise ValueError(f"unknown command {line!r}")
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
