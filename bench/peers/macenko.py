"""Macenko normalization in NumPy and in PyTorch, the same steps as Marrow's, for a paired comparison. Developer's side only.

Usage: macenko.py RAW SIDE; then one line on stdin per run, "numpy" or "torch", seconds per run on stdout ("nan" where PyTorch is missing).
"""
import os
import sys
import time

import numpy as np

try:
    import torch
except ImportError:
    torch = None

REFERENCE = np.array([[0.5626, 0.2159], [0.7201, 0.8012], [0.4062, 0.5581]])
REFERENCE_MAXIMA = np.array([1.9705, 1.0308])


def with_numpy(rgb, light=240, alpha=1, beta=0.15):
    levels = rgb.reshape(-1, 3)
    density = -np.log((levels.astype(np.float64) + 1) / light)
    tissue = density[(density >= beta).all(axis=1)]
    _, axes = np.linalg.eigh(np.cov(tissue.T))
    plane = axes[:, 1:]
    points = tissue @ plane
    angles = np.arctan2(points[:, 1], points[:, 0])
    low, high = np.percentile(angles, [alpha, 100 - alpha])
    a, b = (plane @ np.array([np.cos(angle), np.sin(angle)]) for angle in (low, high))
    stains = np.array([a, b] if a[0] > b[0] else [b, a]).T
    amounts = np.linalg.lstsq(stains, density.T, rcond=None)[0]
    maxima = np.percentile(amounts, 99, axis=1)
    amounts *= (REFERENCE_MAXIMA / maxima)[:, None]
    result = light * np.exp(-REFERENCE @ amounts)
    result[result > 255] = 254
    return result.T.reshape(rgb.shape).astype(np.uint8)


def rank(values, percent):
    """The order statistic nearest a percentile: PyTorch's own quantile takes no more than 2**24 values, and kthvalue is the faster."""
    return values.kthvalue(1 + round(percent / 100 * (values.numel() - 1))).values


def with_torch(rgb, light=240, alpha=1, beta=0.15):
    levels = torch.from_numpy(rgb).reshape(-1, 3)
    density = -torch.log((levels.float() + 1) / light)
    tissue = density[(density >= beta).all(dim=1)]
    _, axes = torch.linalg.eigh(torch.cov(tissue.T))
    plane = axes[:, 1:]
    points = tissue @ plane
    angles = torch.atan2(points[:, 1], points[:, 0])
    a, b = (plane @ torch.stack([torch.cos(angle), torch.sin(angle)]) for angle in (rank(angles, alpha), rank(angles, 100 - alpha)))
    stains = torch.stack([a, b] if a[0] > b[0] else [b, a]).T
    amounts = torch.linalg.pinv(stains) @ density.T
    maxima = torch.stack([rank(amounts[0], 99), rank(amounts[1], 99)])
    amounts *= (torch.from_numpy(REFERENCE_MAXIMA).float() / maxima)[:, None]
    result = light * torch.exp(-torch.from_numpy(REFERENCE).float() @ amounts)
    result[result > 255] = 254
    return result.T.reshape(rgb.shape).to(torch.uint8)


def main():
    side = int(sys.argv[2])
    rgb = np.fromfile(sys.argv[1], dtype=np.uint8).reshape(side, side, 3)
    with_numpy(rgb)
    if torch is not None:
        torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "2")))
        away = np.abs(with_torch(rgb).numpy().astype(int) - with_numpy(rgb)).mean()
        print(f"torch and numpy differ by {away:.4f} levels on average", file=sys.stderr)
    for line in sys.stdin:
        normalize = {"numpy": with_numpy, "torch": with_torch if torch is not None else None}[line.strip()]
        start = time.perf_counter()
        if normalize is not None:
            normalize(rgb)
        print(time.perf_counter() - start if normalize is not None else "nan", flush=True)


main()
