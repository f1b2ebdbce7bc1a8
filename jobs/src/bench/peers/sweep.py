"""PyTorch's side of 'bench sweep': lottery-ticket paths, one replicate after the other.

Usage: sweep.py NETWORK DATA ITERATIONS LEVELS BATCH VARIANT FOLDER REPLICATE...

Each level trains from the initial values under its mask, is evaluated on the validation and the test
images and saved; then the smallest 20% of what is left of each layer go, 10% of the last one.
Prints a line of JSON per level.
"""

import gzip
import json
import os
import sys

import numpy as np
import torch
import torch.nn as nn

import networks
from learner import Learner

VALIDATION = 5000
RATE, OUTPUT_RATE = 0.2, 0.1
CHUNK = 1000
torch.set_num_threads(1)


def idx(folder, name):
    """The numbers of an IDX file: a magic number of which the last byte counts axes, their lengths, bytes."""
    with gzip.open(os.path.join(folder, name)) as file:
        raw = file.read()
    axes = raw[3]
    shape = np.frombuffer(raw, ">u4", axes, 4).astype(int)
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * axes).reshape(shape)


def images(folder, name):
    features = idx(folder, f"{name}-images-idx3-ubyte.gz").astype(np.float32) / np.float32(255)
    classes = idx(folder, f"{name}-labels-idx1-ubyte.gz").astype(np.int64)
    return torch.from_numpy(features).unsqueeze(1), torch.from_numpy(classes)


def accuracy(model, features, classes):
    model.eval()
    with torch.inference_mode():
        right = sum(
            int((model(features[i : i + CHUNK]).argmax(1) == classes[i : i + CHUNK]).sum())
            for i in range(0, len(features), CHUNK)
        )
    model.train()
    return right / len(features)


def initialise(model):
    """Glorot's normal draws; the weights that may be pruned."""
    weights = []
    for module in model.modules():
        if isinstance(module, (nn.Linear, nn.Conv2d)):
            nn.init.xavier_normal_(module.weight)
            nn.init.zeros_(module.bias)
            weights.append(module.weight)
    return weights


def train(learner, features, classes, iterations, batch):
    order, at = None, len(features)
    for _ in range(iterations):
        if at + batch > len(features):
            order, at = torch.randperm(len(features)), 0
        chosen = order[at : at + batch]
        at += batch
        learner.step(learner.ordered(features[chosen]), classes[chosen])


def prune(weights, masks):
    """The masks without the smallest of the weights that are left."""
    smaller = []
    for weight, mask in zip(weights, masks):
        rate = OUTPUT_RATE if weight is weights[-1] else RATE
        kept = mask.bool()
        magnitude = weight.detach().abs()[kept]
        count = int(rate * magnitude.numel())
        threshold = torch.kthvalue(magnitude, count)[0]
        smaller.append((kept & (weight.detach().abs() > threshold)).float())
    return smaller


def path(network, data, iterations, levels, batch, variant, folder, replicate):
    (features, classes), held_out, test = data
    torch.manual_seed(replicate)
    model, _ = networks.build(network)
    weights = initialise(model)
    initial = {name: value.clone() for name, value in model.state_dict().items()}
    masks = [torch.ones_like(weight) for weight in weights]
    for level in range(levels):
        model.load_state_dict(initial)
        learner = Learner(variant, model, weights, masks, "adam")
        with torch.no_grad():
            for weight, mask in zip(weights, learner.masks):
                weight.mul_(mask)
        train(learner, features, classes, iterations, batch)
        row = {
            "replicate": replicate,
            "level": level,
            "kept": int(sum(mask.sum() for mask in masks)),
            "validation": accuracy(model, *held_out),
            "test": accuracy(model, *test),
        }
        torch.save(
            {"state": model.state_dict(), "masks": masks, "row": row},
            os.path.join(folder, f"{replicate}-{level}.pt"),
        )
        print(json.dumps(row), flush=True)
        masks = prune(weights, masks)


def main():
    network, data, iterations, levels, batch, variant, folder = sys.argv[1:8]
    features, classes = images(data, "train")
    first = len(features) - VALIDATION
    sets = (
        (features[:first], classes[:first]),
        (features[first:], classes[first:]),
        images(data, "t10k"),
    )
    for replicate in sys.argv[8:]:
        path(
            network, sets, int(iterations), int(levels), int(batch), variant, folder, int(replicate)
        )


if __name__ == "__main__":
    main()
