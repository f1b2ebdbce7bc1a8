"""bench forward: inference, ours and PyTorch's."""

from common import rates
from common.rates import Row
from step import SIZES

if __name__ == "__main__":
    rates.main(
        "forward",
        "Forward pass, examples per second, one thread",
        [Row(*size, "momentum") for size in SIZES],
        "From features to logits in inference mode, on batches that lie in memory.",
    )
