"""A plan's U-Net as PyTorch runs it: eager, float32, channels first. Each line read runs one training step or one prediction; its seconds are printed.

Arguments: train PLANS.json LABELS BATCH THREADS, or predict PLANS.json LABELS WIDTHxHEIGHT THREADS.
"""
import json
import sys
import time

import numpy as np
import torch
from torch import nn

mode, plans, labels, size, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4], int(sys.argv[5])
torch.set_num_threads(threads)
torch.manual_seed(0)
plan = json.load(open(plans))["configurations"]["2d"]
shape, height, width = plan["architecture"]["arch_kwargs"], *plan["patch_size"]
channels = len(plan["normalization_schemes"])


def block(inputs, outputs, stride=1):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride, 1), nn.InstanceNorm2d(outputs, eps=1e-5, affine=True), nn.LeakyReLU(0.01, inplace=True)
    )


def stage(inputs, outputs, count, stride=1):
    return nn.Sequential(*[block(inputs if i == 0 else outputs, outputs, stride if i == 0 else 1) for i in range(count)])


class UNet(nn.Module):
    def __init__(self, deep):
        super().__init__()
        features, strides = shape["features_per_stage"], [s[0] for s in shape["strides"]]
        self.deep = deep
        self.down = nn.ModuleList(
            stage(([channels] + features)[i], features[i], shape["n_conv_per_stage"][i], strides[i]) for i in range(len(features))
        )
        self.enlarge, self.up, self.heads = nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        for i, count in zip(range(len(features) - 1, 0, -1), shape["n_conv_per_stage_decoder"]):
            self.enlarge.append(nn.ConvTranspose2d(features[i], features[i - 1], strides[i], strides[i]))
            self.up.append(stage(2 * features[i - 1], features[i - 1], count))
            self.heads.append(nn.Conv2d(features[i - 1], labels, 1))

    def forward(self, x):
        skips, outputs = [], []
        for down in self.down:
            x = down(x)
            skips.append(x)
        for i, (enlarge, up, head) in enumerate(zip(self.enlarge, self.up, self.heads)):
            x = up(torch.cat((enlarge(x), skips[-2 - i]), 1))
            if self.deep or i == len(self.up) - 1:
                outputs.append(head(x))
        return outputs[::-1]


def loss(logits, target):
    shares = torch.softmax(logits, 1)
    wanted = torch.zeros_like(shares).scatter_(1, target[:, None], 1)
    inside, both, truth = (shares * wanted)[:, 1:].sum((0, 2, 3)), shares[:, 1:].sum((0, 2, 3)), wanted[:, 1:].sum((0, 2, 3))
    dice = ((2 * inside + 1e-5) / (both + truth + 1e-5).clamp(min=1e-8)).mean()
    return nn.functional.cross_entropy(logits, target) - dice


def training():
    network = UNet(True)
    descent = torch.optim.SGD(network.parameters(), 1e-2, momentum=0.99, nesterov=True, weight_decay=3e-5)
    picture = torch.randn(int(size), channels, height, width)
    truth = torch.randint(0, labels, (int(size), 1, height // 16, width // 16)).float()
    weights = np.array([0.5**i for i in range(len(network.heads))])
    weights[-1] = 0
    weights /= weights.sum()

    def step():
        descent.zero_grad(set_to_none=True)
        total = 0
        for output, weight in zip(network(picture), weights):
            if weight:
                target = nn.functional.interpolate(truth, output.shape[2:], mode="nearest")[:, 0].long()
                total = total + weight * loss(output, target)
        total.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 12)
        descent.step()
        return float(total)

    return step


def prediction():
    network = UNet(False).eval()
    wide, high = map(int, size.split("x"))
    picture = torch.randn(channels, max(high, height), max(wide, width))
    y, x = (torch.arange(n, dtype=torch.float64) - n // 2 for n in (height, width))
    gaussian = torch.exp(-0.5 * ((y / (height / 8)) ** 2)[:, None] - 0.5 * ((x / (width / 8)) ** 2)[None]).float()
    gaussian = (gaussian / gaussian.max()).clamp(min=float(gaussian[gaussian > 0].min()))

    def starts(whole, window):
        count = int(np.ceil((whole - window) / (window / 2))) + 1
        return [round((whole - window) / max(1, count - 1) * i) for i in range(count)]

    def predict():
        sums, weights = torch.zeros(labels, *picture.shape[1:]), torch.zeros(picture.shape[1:])
        for top in starts(picture.shape[1], height):
            for left in starts(picture.shape[2], width):
                part = (slice(top, top + height), slice(left, left + width))
                sums[(slice(None), *part)] += network(picture[(slice(None), *part)][None])[0][0] * gaussian
                weights[part] += gaussian
        return int((sums / weights).argmax(0).sum())

    return torch.no_grad()(predict)


run = training() if mode == "train" else prediction()
for _ in sys.stdin:
    begun = time.perf_counter()
    run()
    print(time.perf_counter() - begun, flush=True)
