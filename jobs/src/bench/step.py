"""bench step: one masked training step, ours and PyTorch's."""

from common import rates
from common.rates import Row

SIZES = [
    ("lenet-300-100", 60),
    ("lenet-5", 60),
    ("lenet-5", 128),
    ("conv-4", 60),
    ("resnet-20", 128),
    ("vgg-16", 64),
]

if __name__ == "__main__":
    rates.main(
        "step",
        "Masked training step, examples per second, one thread",
        [Row(*size, optimizer) for optimizer in ("momentum", "adam") for size in SIZES],
        "Forward, loss, backward, optimiser (momentum SGD with weight decay; Adam) and mask, at half"
        " of the weights, on batches that lie in memory.",
    )
