// Makes the kernels of winograd.h operators of libtorch (marrow::...), for inference with pictures whose channels lie last.
#include <ATen/ATen.h>
#include <torch/library.h>

#include <cmath>
#include <vector>

#include "winograd.h"

namespace {

using at::Tensor;

bool is_ready(const Tensor& x) {
  return x.dim() == 4 && x.scalar_type() == at::kFloat && x.device().is_cpu() && x.is_contiguous(at::MemoryFormat::ChannelsLast);
}

void check(const Tensor& x) { TORCH_CHECK(is_ready(x), "wanted float32 pictures on the CPU, channels last"); }

marrow::Picture picture_of(const Tensor& x) { return {x.size(2), x.size(3)}; }

Tensor picture(int64_t count, int64_t channels, int64_t rows, int64_t columns) {
  return at::empty({count, channels, rows, columns}, at::TensorOptions(at::kFloat).memory_format(at::MemoryFormat::ChannelsLast));
}

// Scale and shift that normalize one picture: its sums give mean and variance, gamma and beta what to make of them.
void coefficients(const double* sums, const double* squares, int64_t pixels, const Tensor& gamma, const Tensor& beta, double epsilon,
                  float* scale, float* shift) {
  const float *g = gamma.data_ptr<float>(), *b = beta.data_ptr<float>();
  for (int64_t c = 0; c < gamma.numel(); c++) {
    const double mean = sums[c] / pixels, variance = std::max(0.0, squares[c] / pixels - mean * mean);
    const double factor = g[c] / std::sqrt(variance + epsilon);
    scale[c] = static_cast<float>(factor);
    shift[c] = static_cast<float>(b[c] - mean * factor);
  }
}

Tensor winograd_pack(const Tensor& weight) {
  const Tensor dense = weight.contiguous();
  Tensor packed = at::empty({36, dense.size(0), dense.size(1)}, dense.options());
  marrow::winograd_pack(dense.data_ptr<float>(), dense.size(0), dense.size(1), packed.data_ptr<float>());
  return packed;
}

// 3 x 3 convolution of one or two joined inputs and the normalization of its output, not yet applied. scales and shifts: one per input,
// empty where it enters as it is. Gives the output, its scale and its shift (N K). A bias would vanish in the normalization.
std::tuple<Tensor, Tensor, Tensor> winograd_norm(at::TensorList inputs, at::TensorList scales, at::TensorList shifts, double slope,
                                                 const Tensor& packed, const Tensor& gamma, const Tensor& beta, double epsilon) {
  std::vector<marrow::Source> sources;
  int64_t channels = 0;
  for (size_t i = 0; i < inputs.size(); i++) {
    check(inputs[i]);
    const bool lazy = scales[i].numel() > 0;
    sources.push_back({inputs[i].data_ptr<float>(), inputs[i].size(1), lazy ? scales[i].data_ptr<float>() : nullptr,
                       lazy ? shifts[i].data_ptr<float>() : nullptr});
    channels += inputs[i].size(1);
  }
  const int64_t outputs = packed.size(1);
  TORCH_CHECK(channels == packed.size(2), "wanted ", packed.size(2), " channels, got ", channels);
  const marrow::Picture one = picture_of(inputs[0]);
  const int64_t count = inputs[0].size(0);
  Tensor result = picture(count, outputs, one.rows, one.columns);
  Tensor scale = at::empty({count, outputs}, gamma.options()), shift = at::empty_like(scale);
  const int64_t blocks = marrow::winograd_blocks(one, channels), size = one.rows * one.columns;
  std::vector<float> moments(blocks * 2 * outputs);
  for (int64_t n = 0; n < count; n++) {
    std::vector<marrow::Source> own;
    for (const auto& source : sources) own.push_back(marrow::picture_of(source, n, size));
    const marrow::Target target{result.data_ptr<float>() + n * size * outputs, outputs};
    marrow::winograd({own.data(), static_cast<int64_t>(own.size()), static_cast<float>(slope)}, one, packed.data_ptr<float>(), outputs,
                     {&target, 1}, moments.data());
    std::vector<double> sums(outputs), squares(outputs);
    for (int64_t b = 0; b < blocks; b++)
      for (int64_t k = 0; k < outputs; k++) {
        sums[k] += moments[b * 2 * outputs + k];
        squares[k] += moments[(b * 2 + 1) * outputs + k];
      }
    coefficients(sums.data(), squares.data(), size, gamma, beta, epsilon, scale.data_ptr<float>() + n * outputs,
                 shift.data_ptr<float>() + n * outputs);
  }
  return {result, scale, shift};
}

std::tuple<Tensor, Tensor> norm_coefficients(const Tensor& x, const Tensor& gamma, const Tensor& beta, double epsilon) {
  check(x);
  const int64_t channels = x.size(1), pixels = x.size(2) * x.size(3);
  Tensor scale = at::empty({x.size(0), channels}, gamma.options()), shift = at::empty_like(scale);
  std::vector<double> sums(channels), squares(channels);
  for (int64_t n = 0; n < x.size(0); n++) {
    marrow::moments_of(x.data_ptr<float>() + n * pixels * channels, pixels, channels, sums.data(), squares.data());
    coefficients(sums.data(), squares.data(), pixels, gamma, beta, epsilon, scale.data_ptr<float>() + n * channels,
                 shift.data_ptr<float>() + n * channels);
  }
  return {scale, shift};
}

Tensor& norm_apply_(Tensor& x, const Tensor& scale, const Tensor& shift, double slope, const c10::optional<Tensor>& residual) {
  check(x);
  if (residual) check(*residual);
  const int64_t channels = x.size(1), pixels = x.size(2) * x.size(3);
  for (int64_t n = 0; n < x.size(0); n++)
    marrow::apply(x.data_ptr<float>() + n * pixels * channels, residual ? residual->data_ptr<float>() + n * pixels * channels : nullptr,
                  pixels, channels, scale.data_ptr<float>() + n * channels, shift.data_ptr<float>() + n * channels, slope);
  return x;
}

Tensor enlarge_pack(const Tensor& weight) {
  const Tensor dense = weight.contiguous();
  Tensor packed = at::empty({4, dense.size(1), dense.size(0)}, dense.options());
  marrow::enlarge_pack(dense.data_ptr<float>(), dense.size(0), dense.size(1), packed.data_ptr<float>());
  return packed;
}

Tensor enlarge(const Tensor& x, const Tensor& packed, const c10::optional<Tensor>& bias) {
  check(x);
  TORCH_CHECK(x.size(1) == packed.size(2), "wanted ", packed.size(2), " channels, got ", x.size(1));
  Tensor result = picture(x.size(0), packed.size(1), x.size(2) * 2, x.size(3) * 2);
  // Pictures under each other are one tall picture: no pixel sees its neighbour.
  marrow::enlarge(x.data_ptr<float>(), {x.size(0) * x.size(2), x.size(3)}, x.size(1), packed.data_ptr<float>(),
                  bias ? bias->data_ptr<float>() : nullptr, packed.size(1), result.data_ptr<float>());
  return result;
}

Tensor head(const Tensor& x, const Tensor& scale, const Tensor& shift, double slope, const Tensor& weight, const Tensor& bias) {
  check(x);
  const int64_t channels = x.size(1), pixels = x.size(2) * x.size(3), classes = weight.size(0);
  const Tensor dense = weight.contiguous();
  Tensor logits = at::empty({x.size(0), classes, x.size(2), x.size(3)}, at::TensorOptions(at::kFloat));
  for (int64_t n = 0; n < x.size(0); n++)
    marrow::head(x.data_ptr<float>() + n * pixels * channels, pixels, channels, scale.data_ptr<float>() + n * channels,
                 shift.data_ptr<float>() + n * channels, slope, dense.data_ptr<float>(), bias.data_ptr<float>(), classes,
                 logits.data_ptr<float>() + n * classes * pixels);
  return logits;
}

bool has_fast_kernels() { return marrow::has_avx512(); }

}  // namespace

TORCH_LIBRARY(marrow, library) {
  library.def("has_fast_kernels() -> bool", has_fast_kernels);
  library.def("winograd_pack(Tensor weight) -> Tensor", winograd_pack);
  library.def(
      "winograd_norm(Tensor[] inputs, Tensor[] scales, Tensor[] shifts, float slope, Tensor packed, Tensor gamma, Tensor beta, "
      "float epsilon) -> (Tensor, Tensor, Tensor)",
      winograd_norm);
  library.def("norm_coefficients(Tensor x, Tensor gamma, Tensor beta, float epsilon) -> (Tensor, Tensor)", norm_coefficients);
  library.def("norm_apply_(Tensor(a!) x, Tensor scale, Tensor shift, float slope, Tensor? residual=None) -> Tensor(a!)", norm_apply_);
  library.def("enlarge_pack(Tensor weight) -> Tensor", enlarge_pack);
  library.def("enlarge(Tensor x, Tensor packed, Tensor? bias) -> Tensor", enlarge);
  library.def("head(Tensor x, Tensor scale, Tensor shift, float slope, Tensor weight, Tensor bias) -> Tensor", head);
}
