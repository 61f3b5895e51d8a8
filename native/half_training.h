// Kernels of our own for training on CPUs with AVX512-FP16: pictures as N H W C in memory, 16-bit floats, channels in 32s. No libtorch in here.
//
// Weights are scaled by a power of two (unit) before they become 16-bit floats, so that the largest is in [1/2, 1); a convolution's values come scaled
// so, and their normalization takes it away. Gradients are scaled by a power of two of their own, chosen before they are rounded. Weights' gradients
// are 32-bit floats, unscaled. No result depends on the number of threads.
#pragma once
#include <vector>

#include "half.h"
#include "half_blocks.h"

namespace marrow::half {

// Values of a batch: each picture has its own scales and shifts.
inline Source picture_of(const Source& source, int64_t n, int64_t pixels) {
  const int64_t row = n * source.channels;
  return {source.data + pixels * row, source.channels, source.scale ? source.scale + row : nullptr, source.scale ? source.shift + row : nullptr,
          source.slope};
}

// Adds rows of sums to their total, in order.
inline void add_rows(const float* rows, int64_t count, int64_t width, double* total) {
  for (int64_t row = 0; row < count; row++)
    for (int64_t i = 0; i < width; i++) total[i] += rows[row * width + i];
}
inline void add_rows(const std::vector<float>& rows, int64_t width, double* total) { add_rows(rows.data(), rows.size() / width, width, total); }

struct Batch {
  int64_t count;
  Picture picture;
  int64_t pixels() const { return count * picture.pixels(); }
};

// The gradient of a batch of values: 16-bit floats times scale, step elements from pixel to pixel.
struct Gradient {
  const Element* data;
  int64_t step;
  float scale;
};

// K 3 3 C in memory; of a transposed convolution C 2 2 K.
struct Weight {
  const float* data;
  int64_t outputs, inputs;
  float unit;
};

// The power of two that brings the largest of some weights into [1/2, 1).
float unit_of_weights(const float* weight, int64_t count);
float unit_of_largest(float largest);

// Matrices of 32-bit floats in panels of 32 outputs. Rows: one output after the other, its weights beside each other. Columns: one input after the
// other, step apart, its outputs beside each other.
void pack_rows(const float* weight, int64_t outputs, int64_t depth, float unit, Element* packed);
struct Columns {
  const float* data;
  int64_t step, depth, outputs;
};
void pack_columns(Columns columns, float unit, Element* packed, int64_t panel_depth);

// Weights of thirty-two outputs from `output` on for `depth` inputs from `input` on, transformed: 36 places of depth x 32, step apart. Turned, they
// are those of the convolution that carries gradients back: inputs and outputs change places.
void winograd_pack_panel(const Weight& weight, bool turned, int64_t output, int64_t input, int64_t depth, Element* places, int64_t step);

// 3 x 3, stride 1, padding 1. moments (count x 2 x K): sums and sums of squares of every picture, where they are wanted.
void train_convolve(Sources sources, Batch batch, const Weight& weight, bool turned, Element* result, double* moments);
void train_weight_gradient(Sources sources, Batch batch, const Gradient& gradient, const Weight& weight, float* result);

// 3 x 3, stride 2, padding 1; the batch is that of the input.
void strided_convolve(const Source& source, Batch batch, const Weight& weight, Element* result, double* moments);
void strided_input_gradient(const Element* gradient, Batch batch, const Weight& weight, Element* result);
void strided_weight_gradient(const Source& source, Batch batch, const Gradient& gradient, const Weight& weight, float* result);

// The transposed convolution of window and stride 2; the batch is that of the input.
void train_enlarge(const Source& source, Batch batch, const Weight& weight, Element* result);
void enlarge_input_gradient(const Gradient& gradient, Batch batch, const Weight& weight, Element* result);
void enlarge_weight_gradient(const Source& source, Batch batch, const Gradient& gradient, const Weight& weight, float* result, float* bias);

// Sums of a gradient over all pixels.
void sum_gradient(const Gradient& gradient, int64_t pixels, int64_t channels, float* sums);

// The first layer: planes N C H W of 32-bit floats.
void first_weight_gradient(const float* planes, int64_t channels, Batch batch, const Gradient& gradient, int64_t outputs, float* result);

// From gradients behind instance normalization and leaky ReLU, which are added, to the one before them. Terms are N C each, of the values as they are
// stored; gamma's and beta's gradients (C) are added to. Gives the scale of the result.
struct Normalized {
  Source source;
  const float *mean, *inverse, *gamma;
};
float normalize_backward(const Normalized& values, Batch batch, const Gradient* gradients, int64_t count, Element* result, double* gamma_gradient,
                         double* beta_gradient);

// Logits' gradients N K H W to that of the normalized values, whose scale it gives; the weight's (K x C) and the bias's gradients are added to.
struct Head {
  const float* weight;
  int64_t classes;
};
float head_backward(const Source& source, Batch batch, const float* gradient, Head head, Element* result, double* weight_gradient,
                    double* bias_gradient);

// Sums and sums of squares (2 x C) of thirty-two of the channels of pixels x channels, to which both point; added to.
void panel_moments(const Element* data, int64_t pixels, int64_t channels, double* moments);

}  // namespace marrow::half
