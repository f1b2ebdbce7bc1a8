"""PyTorch's side of 'bench sensitivity': a full forward pass per cell, as Distiller's analysis does.

Usage: sensitivity.py NETWORK BATCH

For every weight tensor and sparsity: copy the model, put the smallest weights of that tensor to zero,
evaluate top-1, top-5 and loss. Command 'naive FROM TO' on standard input: on so many examples; answers
with one line of JSON: seconds by both clocks.
"""

import copy
import json
import sys
import time

import torch
import torch.nn.functional as F

import networks
import values

SPARSITIES = [i / 10 for i in range(1, 10)]
torch.set_num_threads(1)


def evaluate(model, batches):
    top1 = top5 = 0
    loss = 0.0
    with torch.inference_mode():
        for features, classes in batches:
            logits = model(features)
            loss += float(F.cross_entropy(logits, classes, reduction="sum"))
            best = logits.topk(5, dim=1).indices
            top1 += int((best[:, 0] == classes).sum())
            top5 += int((best == classes[:, None]).sum())
    return top1, top5, loss


def pruned(model, name, sparsity):
    other = copy.deepcopy(model)
    weight = dict(other.named_parameters())[name]
    with torch.no_grad():
        count = int(sparsity * weight.numel() + 0.5)
        threshold = weight.abs().flatten().kthvalue(count).values
        weight.mul_(weight.abs() > threshold)
    return other


def main():
    model, shape = networks.build(sys.argv[1])
    values.initialise(model)
    model.eval()
    batch = int(sys.argv[2])
    made = values.batches(batch, shape)
    tensors = [name for name, p in model.named_parameters() if p.dim() > 1]
    for line in sys.stdin:
        _, first, last = line.split()
        count = (int(last) - int(first) + batch - 1) // batch
        batches = [made[i % len(made)] for i in range(count)]
        wall, cpu = time.perf_counter(), time.thread_time()
        for name in tensors:
            for sparsity in SPARSITIES:
                evaluate(pruned(model, name, sparsity), batches)
        answer = {"wall": time.perf_counter() - wall, "cpu": time.thread_time() - cpu}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
