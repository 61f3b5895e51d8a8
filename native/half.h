// Kernels of our own for inference on CPUs with AVX512-FP16: pictures as N H W C in memory, 16-bit floats. No libtorch in here.
// Products are summed in 16 bits over 64 channels, then in 32; transforms are in 16 bits, sums for normalizations in 32 and 64.
#pragma once
#include <cstdint>

#include "tiles.h"

namespace marrow::half {

using Element = uint16_t;  // the bits of an IEEE 754 binary16

// One input of a convolution. With scale and shift (C), what enters is leaky(scale * x + shift): the normalization of the layer before,
// never written to memory. Slope 1 makes it linear.
struct Source {
  const Element* data;
  int64_t channels;
  const float* scale;
  const float* shift;
  float slope;
};

struct Sources {
  const Source* items;
  int64_t count;
  int64_t channels() const {
    int64_t sum = 0;
    for (int64_t i = 0; i < count; i++) sum += items[i].channels;
    return sum;
  }
};

// Odd sides, padding by half of them.
struct Window {
  int64_t rows, columns, row_step, column_step;
  Picture output(Picture p) const { return {(p.rows - 1) / row_step + 1, (p.columns - 1) / column_step + 1}; }
};

bool is_supported();

// Whether the processor multiplies matrices of bfloat16 (AMX) and the kernel lets this process do it.
bool has_matrix_unit();

// Every output channel is scaled by a power of two so that its largest weight is in [1/2, 1): 16-bit floats neither overflow nor lose
// small weights. Units are those powers (K); results come scaled.
void winograd_pack(const float* weight, int64_t outputs, int64_t inputs, int64_t step, Element* packed, float* units);
void pack(const float* weight, int64_t outputs, int64_t inputs, int64_t taps, Element* packed, float* units);
int64_t packed_depth(int64_t inputs, int64_t taps);

// Sums and sums of squares (2 x K floats) are kept for every group of outputs, so that they do not depend on the number of threads.
int64_t winograd_groups(Picture output, int64_t step);
int64_t convolve_groups(Picture output);

// 3 x 3, stride 1 or 2 (step), padding 1, by Winograd's method: 4 x 4 outputs take 36 products, or 81, a channel. Pictures lie one after the other, and
// so do their sources, results and moments. Every source has an even number of channels. No moments are kept without a place for them.
int64_t winograd_places(int64_t step);
void winograd(Sources sources, int64_t count, Picture picture, int64_t step, const Element* packed, int64_t outputs, Element* result, float* moments);

// Any window, by gathering what each output sees.
void convolve(Sources sources, Picture picture, Window window, const Element* packed, int64_t outputs, Element* result, float* moments);

// The transposed convolution of window and stride 2; weight C K 2 2.
void enlarge_pack(const float* weight, int64_t inputs, int64_t outputs, Element* packed, float* units);
void enlarge(const Source& source, Picture picture, const Element* packed, int64_t outputs, Element* result);

// The first layer, of stride 1: planes C H W of 32-bit floats, weights K x depth (C, rows, columns) in 32 bits too. A group is a line.
void first_pack(const float* weight, int64_t outputs, int64_t depth, float* packed);
void first(const float* planes, int64_t channels, Picture picture, Window window, const float* packed, int64_t outputs, Element* result, float* moments);

// Normalized H W C to logits K H W of 32-bit floats; weight K x C.
void head(Source source, int64_t pixels, const float* weight, const float* bias, int64_t classes, float* logits);

// Outputs in whole panels of 32, as packed weights hold them.
inline int64_t padded_outputs(int64_t outputs) { return (outputs + 31) / 32 * 32; }

}  // namespace marrow::half
