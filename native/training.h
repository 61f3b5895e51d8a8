// What the operators with gradients share: pictures as libtorch has them, told to the kernels.
#pragma once
#include <ATen/ATen.h>

#include <cmath>
#include <vector>

#include "patches.h"

namespace marrow::training {

constexpr auto kLast = at::MemoryFormat::ChannelsLast;

inline at::Tensor picture(int64_t count, int64_t channels, int64_t rows, int64_t columns) {
  return at::empty({count, channels, rows, columns}, at::TensorOptions(at::kFloat).memory_format(kLast));
}

// Values N C H W, channels last, and the scale and shift (N C) that they stand under; undefined where they are meant as they are.
struct Lazy {
  at::Tensor values, scale, shift;

  Picture size() const { return {values.size(2), values.size(3)}; }
  int64_t pixels() const { return values.size(2) * values.size(3); }
  Source source() const {
    return {values.data_ptr<float>(), values.size(1), scale.defined() ? scale.data_ptr<float>() : nullptr,
            scale.defined() ? shift.data_ptr<float>() : nullptr};
  }
};

using Maybe = c10::optional<at::Tensor>;

inline at::Tensor or_undefined(const Maybe& tensor) { return tensor ? *tensor : at::Tensor(); }

inline Lazy lazy(const at::Tensor& values, const Maybe& scale, const Maybe& shift) {
  return {values.contiguous(kLast), or_undefined(scale), or_undefined(shift)};
}

// An instance normalization worked out: statistics and what they make of gamma and beta (N C each).
struct Norm {
  at::Tensor mean, inverse, scale, shift;
};

inline Norm norm_of(const std::vector<double>& sums, const std::vector<double>& squares, int64_t pixels, const at::Tensor& gamma,
                    const at::Tensor& beta, double epsilon) {
  const int64_t channels = gamma.numel(), count = sums.size() / channels;
  Norm norm{at::empty({count, channels}, gamma.options()), at::empty({count, channels}, gamma.options()),
            at::empty({count, channels}, gamma.options()), at::empty({count, channels}, gamma.options())};
  const float *g = gamma.data_ptr<float>(), *b = beta.data_ptr<float>();
  for (int64_t i = 0; i < count * channels; i++) {
    const double mean = sums[i] / pixels, inverse = 1 / std::sqrt(std::max(0.0, squares[i] / pixels - mean * mean) + epsilon);
    norm.mean.data_ptr<float>()[i] = static_cast<float>(mean);
    norm.inverse.data_ptr<float>()[i] = static_cast<float>(inverse);
    norm.scale.data_ptr<float>()[i] = static_cast<float>(g[i % channels] * inverse);
    norm.shift.data_ptr<float>()[i] = static_cast<float>(b[i % channels] - g[i % channels] * inverse * mean);
  }
  return norm;
}

// Sums and squares (N C) of whole pictures.
inline void sum_pictures(const at::Tensor& x, std::vector<double>& sums, std::vector<double>& squares) {
  const int64_t channels = x.size(1), pixels = x.size(2) * x.size(3);
  for (int64_t n = 0; n < x.size(0); n++)
    moments_of(x.data_ptr<float>() + n * pixels * channels, pixels, channels, &sums[n * channels], &squares[n * channels]);
}

struct NormGradients {
  at::Tensor x, gamma, beta;
};

// From the gradient behind normalization and leaky ReLU to the one before them.
inline NormGradients norm_backward(const at::Tensor& x, const at::Tensor& gradient, const Norm& norm, const at::Tensor& gamma, double slope) {
  const int64_t channels = x.size(1), pixels = x.size(2) * x.size(3);
  at::Tensor result = at::empty_like(x);
  at::Tensor gammas = at::zeros({channels}, gamma.options().dtype(at::kDouble)), betas = at::zeros_like(gammas);
  for (int64_t n = 0; n < x.size(0); n++) {
    const int64_t at = n * pixels * channels, row = n * channels;
    const NormTerms terms{norm.scale.data_ptr<float>() + row, norm.shift.data_ptr<float>() + row, norm.mean.data_ptr<float>() + row,
                          norm.inverse.data_ptr<float>() + row, gamma.data_ptr<float>()};
    normalize_backward(x.data_ptr<float>() + at, gradient.data_ptr<float>() + at, pixels, channels, terms, static_cast<float>(slope),
                       result.data_ptr<float>() + at, gammas.data_ptr<double>(), betas.data_ptr<double>());
  }
  return {result, gammas.to(at::kFloat), betas.to(at::kFloat)};
}

// The windows of a convolution of an odd side, padded by half of it.
inline Windows windows_of(const at::Tensor& x, int64_t side, int64_t stride) {
  return {x.size(0), {x.size(2), x.size(3)}, x.size(1), side, stride, side / 2, {(x.size(2) - 1) / stride + 1, (x.size(3) - 1) / stride + 1}};
}

inline Windows threes(const at::Tensor& x, int64_t stride) { return windows_of(x, 3, stride); }

inline at::Tensor patches_gradient(const Input& input, const Windows& windows, const at::Tensor& gradient) {
  at::Tensor result = picture(gradient.size(1), windows.channels, windows.side, windows.side);
  patches_weight_gradient(input, windows, gradient.data_ptr<float>(), gradient.size(1), result.data_ptr<float>());
  return result;
}

}  // namespace marrow::training
