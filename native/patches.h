// Convolutions as products of gathered patches, for training where Winograd's method does not fit: stride 2, few channels, transposed ones.
// Pictures are N H W C in memory, float32; outputs come in 32s. No result depends on the number of threads.
#pragma once
#include <cstdint>

#include "winograd.h"

namespace marrow {

// What patches are gathered from: pictures, normalized on the way where the source says so (its channels then come in 16s).
struct Input {
  Source source;
  float slope;
};

// Windows over a batch of pictures, zero outside: one patch of side x side x channels for each pixel of the output.
struct Windows {
  int64_t count;
  Picture picture;
  int64_t channels, side, stride, padding;
  Picture output;

  int64_t pixels() const { return count * output.rows * output.columns; }
  int64_t depth() const { return side * side * channels; }
};

// result (output pixels x K) = patches times weight, which is stored as K x side x side x C.
void convolve_patches(const Input& input, const Windows& windows, const float* weight, int64_t outputs, float* result);

// The gradient of that weight, stored alike, from the gradient of the result.
void patches_weight_gradient(const Input& input, const Windows& windows, const float* gradient, int64_t outputs, float* result);

// The gradient of the input of a 3 x 3 convolution of stride 2 and padding 1; its channels come in 32s.
void strided_input_gradient(const float* gradient, const Windows& windows, const float* weight, int64_t outputs, float* result);

}  // namespace marrow
