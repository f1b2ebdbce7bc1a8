"""A network of PyTorch's with its optimiser and masks: the masked training step of all benchmarks."""

import torch
import torch.nn.functional as F

VARIANTS = [f"{order}{lists}" for order in ("", "channels_last") for lists in ("", " foreach")]
LEARNING_RATE = {"momentum": 0.01, "adam": 1e-3}


class Learner:
    """Forward, loss, backward, optimiser, masks. A variant names the order of images and of loops."""

    def __init__(self, variant, model, weights, masks, optimizer):
        self.memory_format = torch.contiguous_format
        if "channels_last" in variant:
            self.memory_format = torch.channels_last
            model = model.to(memory_format=torch.channels_last)
        self.model = model
        self.weights = weights
        self.masks = [self.ordered(mask) for mask in masks]
        self.foreach = True if "foreach" in variant else None
        rate = LEARNING_RATE[optimizer]
        parameters = model.parameters()
        if optimizer == "adam":
            self.optimizer = torch.optim.Adam(parameters, lr=rate, foreach=self.foreach)
        else:
            self.optimizer = torch.optim.SGD(
                parameters, lr=rate, momentum=0.9, weight_decay=1e-4, foreach=self.foreach
            )
        model.train()

    def ordered(self, tensor):
        """Images in the order that the network wants; everything else as it is."""
        return tensor.to(memory_format=self.memory_format) if tensor.dim() == 4 else tensor

    def step(self, features, classes):
        self.optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(self.model(features), classes)
        loss.backward()
        self.optimizer.step()
        with torch.no_grad():
            if self.foreach:
                torch._foreach_mul_(self.weights, self.masks)
            else:
                for weight, mask in zip(self.weights, self.masks):
                    weight.mul_(mask)
        return loss
