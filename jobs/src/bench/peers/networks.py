"""The networks of Pollard's zoo that are measured, written as a user of PyTorch would write them."""

import torch
import torch.nn as nn
import torch.nn.functional as F


class Lenet300100(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(784, 300)
        self.fc2 = nn.Linear(300, 100)
        self.fc3 = nn.Linear(100, 10)

    def forward(self, x):
        x = F.relu(self.fc1(torch.flatten(x, 1)), inplace=True)
        x = F.relu(self.fc2(x), inplace=True)
        return self.fc3(x)


class Lenet5(nn.Module):
    """Caffe's form: no ReLU behind the convolutions."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 20, 5)
        self.conv2 = nn.Conv2d(20, 50, 5)
        self.ip1 = nn.Linear(800, 500)
        self.ip2 = nn.Linear(500, 10)

    def forward(self, x):
        x = F.max_pool2d(self.conv1(x), 2)
        x = F.max_pool2d(self.conv2(x), 2)
        x = F.relu(self.ip1(torch.flatten(x, 1)), inplace=True)
        return self.ip2(x)


class Conv4(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 3, padding=1)
        self.conv2 = nn.Conv2d(64, 64, 3, padding=1)
        self.conv3 = nn.Conv2d(64, 128, 3, padding=1)
        self.conv4 = nn.Conv2d(128, 128, 3, padding=1)
        self.fc1 = nn.Linear(8192, 256)
        self.fc2 = nn.Linear(256, 256)
        self.fc3 = nn.Linear(256, 10)

    def forward(self, x):
        x = F.relu(self.conv1(x), inplace=True)
        x = F.max_pool2d(F.relu(self.conv2(x), inplace=True), 2)
        x = F.relu(self.conv3(x), inplace=True)
        x = F.max_pool2d(F.relu(self.conv4(x), inplace=True), 2)
        x = F.relu(self.fc1(torch.flatten(x, 1)), inplace=True)
        x = F.relu(self.fc2(x), inplace=True)
        return self.fc3(x)


class Block(nn.Module):
    """A basic block with shortcut A: every second pixel, and channels of zeros behind the others."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.stride = stride
        self.extra = outputs - inputs

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)), inplace=True)
        out = self.bn2(self.conv2(out))
        if self.stride != 1:
            x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, 0, self.extra))
        out += x
        return F.relu(out, inplace=True)


class Resnet20(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        blocks = []
        inputs = 16
        for outputs in (16, 32, 64):
            for i in range(3):
                stride = 2 if outputs > 16 and i == 0 else 1
                blocks.append(Block(inputs, outputs, stride))
                inputs = outputs
        self.blocks = nn.Sequential(*blocks)
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)), inplace=True)
        x = self.blocks(x)
        return self.fc(torch.flatten(F.adaptive_avg_pool2d(x, 1), 1))


class Vgg16(nn.Module):
    """Thirteen convolutions with batch norm, each group before 2x2 max pooling, one dense layer."""

    def __init__(self):
        super().__init__()
        layers = []
        inputs = 3
        for group, depth in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
            for _ in range(depth):
                layers.append(nn.Conv2d(inputs, group, 3, padding=1, bias=False))
                layers.append(nn.BatchNorm2d(group))
                layers.append(nn.ReLU(inplace=True))
                inputs = group
            layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)
        self.fc = nn.Linear(512, 10)

    def forward(self, x):
        return self.fc(torch.flatten(self.features(x), 1))


NETWORKS = {
    "lenet-300-100": (Lenet300100, (1, 28, 28)),
    "lenet-5": (Lenet5, (1, 28, 28)),
    "conv-4": (Conv4, (3, 32, 32)),
    "resnet-20": (Resnet20, (3, 32, 32)),
    "vgg-16": (Vgg16, (3, 32, 32)),
}


def build(name):
    """A network and the shape of its input."""
    factory, shape = NETWORKS[name]
    return factory(), shape
