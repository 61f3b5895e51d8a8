"""The percentile rule over a whole picture in NumPy and OpenCV: read, grey, percentile, threshold, count, overlay. One JSON line."""
import json
import resource
import sys
import time

import cv2
import numpy as np

cv2.setNumThreads(2)
begin = time.perf_counter()
source, target = sys.argv[1:3]
picture = cv2.imread(source, cv2.IMREAD_COLOR)
gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
percentile = float(np.percentile(gray, 75))
threshold = min(240.0, max(180.0, percentile))
fat = gray > threshold
count = int(np.count_nonzero(fat))
factor = max(1, -(-max(gray.shape) // 4000))
small = cv2.resize(picture, None, fx=1 / factor, fy=1 / factor, interpolation=cv2.INTER_AREA)
mask = cv2.resize(fat.astype(np.uint8), (small.shape[1], small.shape[0]), interpolation=cv2.INTER_NEAREST)
colours = np.where(mask[..., None] > 0, np.uint8([0, 225, 255]), np.uint8([70, 200, 0]))
cv2.imwrite(target, cv2.addWeighted(small, 0.55, colours, 0.45, 0), [cv2.IMWRITE_JPEG_QUALITY, 90])
print(json.dumps({
    "fat": count,
    "pixels": int(gray.size),
    "threshold": threshold,
    "seconds": time.perf_counter() - begin,
    "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))
