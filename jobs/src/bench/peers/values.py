"""Numbers that both sides make for themselves, bit by bit the same: SplitMix64 (Steele et al. 2014)
of (stream, index), as floats in [0, 1) with 24 bits. The Java side is io.pollard.bench.Values."""

import math

import numpy as np
import torch
import torch.nn as nn

GOLDEN = 0x9E3779B97F4A7C15
WORD = (1 << 64) - 1
FEATURES = 1 << 32
TARGETS = 2 << 32
MASK = 3 << 32
BATCHES = 8
CLASSES = 10
DENSITY = 0.5


def _mix(z):
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def uniform(stream, count):
    """The first numbers of a stream."""
    start = _mix(np.array([(stream * GOLDEN) & WORD], dtype=np.uint64))[0]
    with np.errstate(over="ignore"):
        z = start + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(GOLDEN)
        return (_mix(z) >> np.uint64(40)).astype(np.float32) / np.float32(1 << 24)


def batches(batch, shape):
    """Batches of (features, classes)."""
    made = []
    for i in range(BATCHES):
        features = uniform(FEATURES + i, batch * math.prod(shape)).reshape(batch, *shape)
        classes = (uniform(TARGETS + i, batch) * CLASSES).astype(np.int64)
        made.append((torch.from_numpy(features), torch.from_numpy(classes)))
    return made


def initialise(model):
    """Sets all parameters; returns the weights that are masked and their masks."""
    weights = []
    masks = []
    ordinal = 0
    for module in model.modules():
        if isinstance(module, (nn.Linear, nn.Conv2d)):
            weight = module.weight
            fan_in = weight[0].numel()
            limit = np.float32(math.sqrt(6.0 / fan_in))
            u = uniform(ordinal, weight.numel())
            values = (u * np.float32(2.0) - np.float32(1.0)) * limit
            keep = (uniform(MASK + ordinal, weight.numel()) < DENSITY).astype(np.float32)
            with torch.no_grad():
                weight.copy_(torch.from_numpy(values * keep).reshape(weight.shape))
                if module.bias is not None:
                    module.bias.zero_()
            weights.append(weight)
            masks.append(torch.from_numpy(keep).reshape(weight.shape))
            ordinal += 1
        elif isinstance(module, nn.BatchNorm2d):
            ordinal += 1
    return weights, masks
