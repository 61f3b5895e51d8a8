"""Macenko normalization in NumPy, the same steps as Marrow's, for a paired comparison. Developer's side only.

Usage: macenko_numpy.py RAW SIDE; then one line on stdin per run, seconds per run on stdout.
"""
import sys
import time

import numpy as np

REFERENCE = np.array([[0.5626, 0.2159], [0.7201, 0.8012], [0.4062, 0.5581]])
REFERENCE_MAXIMA = np.array([1.9705, 1.0308])


def normalize(rgb, light=240, alpha=1, beta=0.15):
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


def main():
    side = int(sys.argv[2])
    rgb = np.fromfile(sys.argv[1], dtype=np.uint8).reshape(side, side, 3)
    normalize(rgb)
    for _ in sys.stdin:
        start = time.perf_counter()
        normalize(rgb)
        print(time.perf_counter() - start, flush=True)


main()
