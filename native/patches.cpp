#include "patches.h"

#include <cstring>
#include <memory>
#include <vector>

#include "winograd_tiles.h"

#include "transpose.h"

namespace marrow {
namespace {

constexpr int64_t kBlock = 4 * kRows;       // patches of one piece of work
constexpr int64_t kDepth = 192;             // of one product: its panel stays in the first cache
constexpr int64_t kLong = 128;              // patches of one product of gradients
constexpr int64_t kShares = 8;              // of the patches, summed apart
constexpr int64_t kFewWeights = 1 << 17;    // with more, the shares would not fit the second cache

int64_t rounded(int64_t value) { return (value + kPanel - 1) / kPanel * kPanel; }

inline void copy(const float* from, int64_t count, float* to) {
  for (int64_t i = 0; i < count; i += kLanes) {
    const __mmask16 mask = static_cast<__mmask16>((1u << std::min(kLanes, count - i)) - 1);
    _mm512_mask_storeu_ps(to + i, mask, _mm512_maskz_loadu_ps(mask, from + i));
  }
}

// Pixels beside each other, normalized.
inline void copy(const Input& input, int64_t picture, const float* from, int64_t pixels, float* to) {
  const int64_t channels = input.source.channels;
  if (!input.source.scale) return copy(from, pixels * channels, to);
  const Vector slope = _mm512_set1_ps(input.slope);
  for (int64_t c = 0; c < channels; c += kLanes) {
    const Vector scale = _mm512_loadu_ps(input.source.scale + picture * channels + c);
    const Vector shift = _mm512_loadu_ps(input.source.shift + picture * channels + c);
    for (int64_t i = c; i < pixels * channels; i += channels)
      _mm512_storeu_ps(to + i, leaky(_mm512_fmadd_ps(_mm512_loadu_ps(from + i), scale, shift), slope));
  }
}

// The patch of one output pixel, rows of the window after each other.
void gather(const Input& input, const Windows& w, int64_t pixel, float* patch) {
  const int64_t size = w.output.rows * w.output.columns, n = pixel / size, at = pixel % size;
  const int64_t top = at / w.output.columns * w.stride - w.padding, left = at % w.output.columns * w.stride - w.padding;
  const int64_t from = std::max<int64_t>(0, -left), to = std::min(w.side, w.picture.columns - left), line = w.side * w.channels;
  const float* source = input.source.data + ((n * w.picture.rows + top) * w.picture.columns + left) * w.channels;
  for (int64_t i = 0; i < w.side; i++, patch += line, source += w.picture.columns * w.channels) {
    const bool is_row = top + i >= 0 && top + i < w.picture.rows;
    if (!is_row || to - from < w.side) std::memset(patch, 0, sizeof(float) * line);
    if (is_row) copy(input, n, source + from * w.channels, to - from, patch + from * w.channels);
  }
}

// K x depth becomes K/32 x depth x 32.
void pack(const float* weight, int64_t outputs, int64_t depth, float* packed) {
#pragma omp parallel for collapse(2) schedule(static)
  for (int64_t panel = 0; panel < outputs; panel += kPanel)
    for (int64_t half = 0; half < kPanel; half += kLanes) {
      const float* source = weight + (panel + half) * depth;
      float* target = packed + panel * depth + half;
      const int64_t even = depth / kLanes * kLanes;
      for (int64_t d = 0; d < even; d += kLanes) transpose(source + d, depth, target + d * kPanel, kPanel);
      for (int64_t d = even; d < depth; d++)
        for (int64_t k = 0; k < kLanes; k++) target[d * kPanel + k] = source[k * depth + d];
    }
}

// Rows of patches times one panel, in stretches of the depth.
void multiply(const float* patches, int64_t pitch, int64_t count, const float* panel, int64_t depth, float* result, int64_t stride) {
  for (int64_t d = 0; d < depth; d += kDepth) {
    const auto& products = d == 0 ? kProducts<false> : kProducts<true>;
    for (int64_t t = 0; t < count; t += kRows)
      products[std::min(kRows, count - t)](patches + t * pitch + d, panel + d * kPanel, {pitch, 1, kPanel}, std::min(kDepth, depth - d),
                                           result + t * stride, stride);
  }
}

struct Gradients {
  const float* data;
  int64_t outputs;
};

// Adds patches' products with the gradients of their pixels to the columns from panel on.
void add_gradient(const float* patches, int64_t pitch, int64_t count, Gradients gradients, int64_t panel, float* sums, int64_t stride) {
  for (int64_t t = 0; t < count; t += kLong)
    for (int64_t k = 0; k < gradients.outputs; k += kStep)
      kProducts<true>[std::min(kStep, gradients.outputs - k)](gradients.data + t * gradients.outputs + k, patches + t * pitch + panel,
                                                             {1, gradients.outputs, pitch}, std::min(kLong, count - t),
                                                             sums + k * stride + panel, stride);
}

// Few weights: each share of the patches is summed by one thread.
void add_shares(const Input& input, const Windows& w, Gradients gradients, int64_t width, float* sums) {
  const int64_t all = w.pixels(), weights = gradients.outputs * width, pitch = width + kLanes;
  std::vector<float> shares(kShares * weights);
#pragma omp parallel
  {
    std::unique_ptr<float[]> patches(new float[kLong * pitch]());
#pragma omp for schedule(dynamic, 1)
    for (int64_t share = 0; share < kShares; share++) {
      const int64_t end = all * (share + 1) / kShares;
      for (int64_t first = all * share / kShares; first < end; first += kLong) {
        const int64_t count = std::min(kLong, end - first);
        for (int64_t t = 0; t < count; t++) gather(input, w, first + t, patches.get() + t * pitch);
        for (int64_t panel = 0; panel < width; panel += kPanel)
          add_gradient(patches.get(), pitch, count, {gradients.data + first * gradients.outputs, gradients.outputs}, panel,
                       &shares[share * weights], width);
      }
    }
#pragma omp for schedule(static)
    for (int64_t i = 0; i < weights; i++)
      for (int64_t share = 0; share < kShares; share++) sums[i] += shares[share * weights + i];
  }
}

// Many weights: all patches are gathered; then each panel belongs to one thread.
void add_panels(const Input& input, const Windows& w, Gradients gradients, int64_t width, float* sums) {
  const int64_t all = w.pixels(), pitch = width + kLanes;
  std::unique_ptr<float[]> patches(new float[all * pitch]);
#pragma omp parallel
  {
#pragma omp for schedule(static)
    for (int64_t t = 0; t < all; t++) gather(input, w, t, patches.get() + t * pitch);
#pragma omp for schedule(static)
    for (int64_t panel = 0; panel < width; panel += kPanel) add_gradient(patches.get(), pitch, all, gradients, panel, sums, width);
  }
}

// K 3 3 C becomes 9 x C/32 x K x 32.
void pack_taps(const float* weight, int64_t outputs, int64_t channels, float* packed) {
#pragma omp parallel for collapse(2) schedule(static)
  for (int64_t tap = 0; tap < 9; tap++)
    for (int64_t c = 0; c < channels; c += kPanel)
      for (int64_t k = 0; k < outputs; k++)
        std::memcpy(packed + (tap * channels + c) * outputs + k * kPanel, weight + (k * 9 + tap) * channels + c, sizeof(float) * kPanel);
}

// An output pixel of stride 2 and its neighbours right, below and across; together they make the four input pixels of one cell.
struct Cells {
  const Windows windows;
  const float* packed;
  const int64_t outputs, pitch;

  // Thirty-two channels of cells' pixels of one parity. Even lines see the middle tap alone, odd ones the last tap of their own pixel and the first
  // of the next.
  void multiply(const float* patches, int64_t count, int64_t row, int64_t column, int64_t channel, float* result) const {
    for (int64_t t = 0; t < count; t += kRows)
      for (int64_t a = 0; a <= row; a++)
        for (int64_t b = 0; b <= column; b++) {
          const int64_t tap = (row == 0 ? 1 : 2 - 2 * a) * 3 + (column == 0 ? 1 : 2 - 2 * b);
          const auto& products = a + b == 0 ? kProducts<false> : kProducts<true>;
          products[std::min(kRows, count - t)](patches + t * pitch + (a * 2 + b) * outputs,
                                               packed + (tap * windows.channels + channel) * outputs, {pitch, 1, kPanel}, outputs,
                                               result + t * kPanel, kPanel);
        }
  }

  // Writes them where they lie inside the picture.
  void scatter(const float* values, int64_t first, int64_t count, int64_t row, int64_t column, int64_t channel, float* result) const {
    const Picture cells = windows.output, p = windows.picture;
    for (int64_t t = 0; t < count; t++) {
      const int64_t n = (first + t) / (cells.rows * cells.columns), at = (first + t) % (cells.rows * cells.columns);
      const int64_t y = at / cells.columns * 2 + row, x = at % cells.columns * 2 + column;
      if (y >= p.rows || x >= p.columns) continue;
      float* target = result + ((n * p.rows + y) * p.columns + x) * windows.channels + channel;
      _mm512_storeu_ps(target, _mm512_loadu_ps(values + t * kPanel));
      _mm512_storeu_ps(target + kLanes, _mm512_loadu_ps(values + t * kPanel + kLanes));
    }
  }
};

}  // namespace

void convolve_patches(const Input& input, const Windows& windows, const float* weight, int64_t outputs, float* result) {
  const int64_t depth = windows.depth(), all = windows.pixels(), pitch = rounded(depth) + kLanes;
  std::unique_ptr<float[]> packed(new float[outputs * depth]);
  pack(weight, outputs, depth, packed.get());
#pragma omp parallel
  {
    std::unique_ptr<float[]> patches(new float[kBlock * pitch]);
#pragma omp for schedule(dynamic, 1)
    for (int64_t first = 0; first < all; first += kBlock) {
      const int64_t count = std::min(kBlock, all - first);
      for (int64_t t = 0; t < count; t++) gather(input, windows, first + t, patches.get() + t * pitch);
      for (int64_t panel = 0; panel < outputs; panel += kPanel)
        multiply(patches.get(), pitch, count, packed.get() + panel * depth, depth, result + first * outputs + panel, outputs);
    }
  }
}

void patches_weight_gradient(const Input& input, const Windows& windows, const float* gradient, int64_t outputs, float* result) {
  const int64_t depth = windows.depth(), width = rounded(depth);
  std::vector<float> sums(outputs * width);
  (sums.size() <= kFewWeights ? add_shares : add_panels)(input, windows, {gradient, outputs}, width, sums.data());
  for (int64_t k = 0; k < outputs; k++) std::memcpy(result + k * depth, &sums[k * width], sizeof(float) * depth);
}

void strided_input_gradient(const float* gradient, const Windows& windows, const float* weight, int64_t outputs, float* result) {
  std::unique_ptr<float[]> packed(new float[9 * windows.channels * outputs]);
  pack_taps(weight, outputs, windows.channels, packed.get());
  const Windows neighbours{windows.count, windows.output, outputs, 2, 1, 0, windows.output};
  const int64_t all = windows.pixels(), pitch = 4 * outputs + kLanes;
  const Cells cells{windows, packed.get(), outputs, pitch};
#pragma omp parallel
  {
    std::unique_ptr<float[]> patches(new float[kBlock * pitch]);
    float values[kBlock * kPanel];
#pragma omp for schedule(dynamic, 1)
    for (int64_t first = 0; first < all; first += kBlock) {
      const int64_t count = std::min(kBlock, all - first);
      for (int64_t t = 0; t < count; t++) gather({{gradient, outputs, nullptr, nullptr}, 0}, neighbours, first + t, patches.get() + t * pitch);
      for (int64_t channel = 0; channel < windows.channels; channel += kPanel)
        for (int64_t parity = 0; parity < 4; parity++) {
          cells.multiply(patches.get(), count, parity / 2, parity % 2, channel, values);
          cells.scatter(values, first, count, parity / 2, parity % 2, channel, result);
        }
    }
  }
}

}  // namespace marrow
