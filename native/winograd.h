// Kernels of our own for inference on CPUs with AVX-512: pictures as N H W C in memory, float32. No libtorch in here.
#pragma once
#include <cstdint>

#include "tiles.h"

namespace marrow {

// One input of a convolution. With scale and shift (C), what enters is leaky(scale * x + shift): the normalization of the layer
// before, never written to memory.
struct Source {
  const float* data;
  int64_t channels;
  const float* scale;
  const float* shift;
};

// Inputs side by side, of one picture or of a batch: each picture has its own scales and shifts.
struct Sources {
  const Source* list;
  int64_t count;
  float slope;

  int64_t channels() const {
    int64_t sum = 0;
    for (int64_t s = 0; s < count; s++) sum += list[s].channels;
    return sum;
  }
};

inline Source picture_of(const Source& source, int64_t n, int64_t pixels) {
  const int64_t row = n * source.channels;
  return {source.data + pixels * row, source.channels, source.scale ? source.scale + row : nullptr, source.scale ? source.shift + row : nullptr};
}

// Where outputs go: the first channels to the first target, and so on.
struct Target {
  float* data;
  int64_t channels;
};
struct Targets {
  const Target* list;
  int64_t count;
};

bool has_avx512();

// Tiles that one block of work takes, and blocks of a convolution: the result does not depend on how many threads share them.
int64_t winograd_block(int64_t channels_in);
int64_t winograd_blocks(Picture picture, int64_t channels_in);

// Weight K C 3 3 to 36 x K/32 x C x 32 (Lavin 2016, F(4x4, 3x3)).
void winograd_pack(const float* weight, int64_t outputs, int64_t inputs, float* packed);

// 3 x 3, stride 1, padding 1, of one picture. moments: blocks x 2 x K sums and sums of squares.
void winograd(Sources sources, Picture picture, const float* packed, int64_t outputs, Targets targets, float* moments);

// The gradient of such a convolution's weight, stored as K 3 3 C, from its input and its output's gradient, summed over pictures. The sums are
// taken in one order on any number of threads.
void winograd_weight_gradient(Sources input, const float* gradient, int64_t count, Picture picture, int64_t outputs, float* result);

// A weight K C 3 3 stored as K 3 3 C; turned, it stands for the convolution that carries gradients back: inputs and outputs change places.
struct TrainedWeight {
  const float* data;
  int64_t outputs, inputs;
  bool turned;
};

void winograd_pack(TrainedWeight weight, float* packed);

// The same for a few small pictures, whose weights cost more than their pixels.
bool has_few_tiles(Picture picture, int64_t count);
void winograd_few(Sources input, int64_t count, Picture picture, TrainedWeight weight, Targets targets);
void winograd_few_gradient(Sources input, const float* gradient, int64_t count, Picture picture, int64_t outputs, float* result);

// Weight C K 2 2 to 4 x K/32 x C x 32, and the transposed convolution of stride 2 that it makes.
void enlarge_pack(const float* weight, int64_t inputs, int64_t outputs, float* packed);
void enlarge(const float* input, Picture picture, int64_t inputs, const float* packed, const float* bias, int64_t outputs, float* result);

// Sums and sums of squares of pixels x channels.
void moments_of(const float* data, int64_t pixels, int64_t channels, double* sums, double* squares);

// x = leaky(scale * x + shift (+ residual)), pixels x channels of one picture.
void apply(float* data, const float* residual, int64_t pixels, int64_t channels, const float* scale, const float* shift, float slope);

// Training: y = leaky(scale * x + shift) of one picture, and its backward pass. What comes back as x's gradient is complete;
// gamma's and beta's are added to.
void normalize(const float* x, int64_t pixels, int64_t channels, const float* scale, const float* shift, float slope, float* y);
struct NormTerms {
  const float *scale, *shift, *mean, *deviation_inverse, *gamma;
};
void normalize_backward(const float* x, const float* gradient, int64_t pixels, int64_t channels, NormTerms terms, float slope,
                        float* x_gradient, double* gamma_gradient, double* beta_gradient);

// Logits K pixels of pixels x channels through leaky(scale * x + shift); weight K x C.
void head(const float* data, int64_t pixels, int64_t channels, const float* scale, const float* shift, float slope, const float* weight,
          const float* bias, int64_t classes, float* logits);

// Its backward pass by the normalized values, not by what they were made of; the weight's gradient (K x C) and the bias's are added to.
struct HeadGradients {
  float* values;
  double *weight, *bias;
};
void head_backward(const Source& source, float slope, int64_t pixels, const float* gradient, const float* weight, int64_t classes,
                   HeadGradients results);

}  // namespace marrow
