// The kernels of winograd.h with gradients, for training on the CPU with pictures whose channels lie last.
#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <cmath>
#include <vector>

#include "winograd.h"

namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;

constexpr auto kLast = at::MemoryFormat::ChannelsLast;

// 3 x 3, stride 1, padding 1. Turned: the convolution that carries gradients back, inputs and outputs changed, taps in reverse.
Tensor convolve(const Tensor& x, const Tensor& weight, bool turned) {
  const int64_t outputs = weight.size(turned ? 1 : 0), inputs = x.size(1), size = x.size(2) * x.size(3);
  const marrow::Picture one{x.size(2), x.size(3)};
  Tensor result = at::empty({x.size(0), outputs, x.size(2), x.size(3)}, x.options().memory_format(kLast));
  if (marrow::has_few_tiles(one, x.size(0))) {
    const Tensor last = weight.contiguous(kLast);
    marrow::winograd_few(x.data_ptr<float>(), x.size(0), one, {last.data_ptr<float>(), last.size(0), last.size(1), turned},
                         result.data_ptr<float>());
    return result;
  }
  const Tensor dense = (turned ? weight.transpose(0, 1).flip({2, 3}) : weight).contiguous();
  Tensor packed = at::empty({36, outputs, inputs}, dense.options());
  marrow::winograd_pack(dense.data_ptr<float>(), outputs, inputs, packed.data_ptr<float>());
  std::vector<float> moments(marrow::winograd_blocks(one, inputs) * 2 * outputs);
  for (int64_t n = 0; n < x.size(0); n++) {
    const marrow::Source source{x.data_ptr<float>() + n * size * inputs, inputs, nullptr, nullptr};
    marrow::winograd(&source, 1, 0, one, packed.data_ptr<float>(), outputs, result.data_ptr<float>() + n * size * outputs, moments.data());
  }
  return result;
}

Tensor winograd_gradient(const Tensor& gradient, const Tensor& x) {
  const auto like = at::TensorOptions(at::kFloat);
  const marrow::Picture one{x.size(2), x.size(3)};
  if (marrow::has_few_tiles(one, x.size(0))) {
    Tensor result = at::empty({gradient.size(1), x.size(1), 3, 3}, like.memory_format(kLast));
    marrow::winograd_few_gradient(x.data_ptr<float>(), gradient.data_ptr<float>(), x.size(0), one, x.size(1), gradient.size(1),
                                  result.data_ptr<float>());
    return result;
  }
  Tensor result = at::empty({gradient.size(1), x.size(1), 3, 3}, like);
  marrow::winograd_weight_gradient(x.data_ptr<float>(), gradient.data_ptr<float>(), x.size(0), {x.size(2), x.size(3)}, x.size(1),
                                   gradient.size(1), result.data_ptr<float>());
  return result.contiguous(kLast);
}

// 3 x 3, stride 1, padding 1, no bias.
struct Convolution : Function<Convolution> {
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight) {
    const Tensor last = x.contiguous(kLast);
    context->save_for_backward({last, weight});
    return convolve(last, weight, false);
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const Tensor gradient = gradients[0].contiguous(kLast);
    return {convolve(gradient, saved[1], true), winograd_gradient(gradient, saved[0])};
  }
};

// Instance normalization and leaky ReLU.
struct Normalization : Function<Normalization> {
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& gamma, const Tensor& beta, double epsilon, double slope) {
    const Tensor last = x.contiguous(kLast);
    const int64_t count = x.size(0), channels = x.size(1), pixels = x.size(2) * x.size(3);
    Tensor y = at::empty_like(last), mean = at::empty({count, channels}, gamma.options()), inverse = at::empty_like(mean);
    std::vector<double> sums(channels), squares(channels);
    std::vector<float> scale(channels), shift(channels);
    const float *g = gamma.data_ptr<float>(), *b = beta.data_ptr<float>();
    for (int64_t n = 0; n < count; n++) {
      const float* own = last.data_ptr<float>() + n * pixels * channels;
      marrow::moments_of(own, pixels, channels, sums.data(), squares.data());
      for (int64_t c = 0; c < channels; c++) {
        const double m = sums[c] / pixels, factor = 1 / std::sqrt(std::max(0.0, squares[c] / pixels - m * m) + epsilon);
        mean.data_ptr<float>()[n * channels + c] = static_cast<float>(m);
        inverse.data_ptr<float>()[n * channels + c] = static_cast<float>(factor);
        scale[c] = static_cast<float>(g[c] * factor);
        shift[c] = static_cast<float>(b[c] - g[c] * factor * m);
      }
      marrow::normalize(own, pixels, channels, scale.data(), shift.data(), static_cast<float>(slope), y.data_ptr<float>() + n * pixels * channels);
    }
    context->save_for_backward({last, y, gamma, mean, inverse});
    context->saved_data["slope"] = slope;
    return y;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const Tensor &x = saved[0], &y = saved[1], &gamma = saved[2], gradient = gradients[0].contiguous(kLast);
    const int64_t channels = x.size(1), pixels = x.size(2) * x.size(3);
    const float slope = static_cast<float>(context->saved_data["slope"].toDouble());
    Tensor result = at::empty_like(x);
    Tensor gamma_gradient = at::zeros({channels}, gamma.options().dtype(at::kDouble)), beta_gradient = at::zeros_like(gamma_gradient);
    for (int64_t n = 0; n < x.size(0); n++) {
      const int64_t at = n * pixels * channels;
      const marrow::NormMoments moments{saved[3].data_ptr<float>() + n * channels, saved[4].data_ptr<float>() + n * channels,
                                        gamma.data_ptr<float>()};
      marrow::normalize_backward(x.data_ptr<float>() + at, y.data_ptr<float>() + at, gradient.data_ptr<float>() + at, pixels, channels, moments,
                                 slope, result.data_ptr<float>() + at, gamma_gradient.data_ptr<double>(), beta_gradient.data_ptr<double>());
    }
    return {result, gamma_gradient.to(at::kFloat), beta_gradient.to(at::kFloat), Tensor(), Tensor()};
  }
};

Tensor convolve_trained(const Tensor& x, const Tensor& weight) { return Convolution::apply(x, weight); }

Tensor normalize_trained(const Tensor& x, const Tensor& gamma, const Tensor& beta, double epsilon, double slope) {
  return Normalization::apply(x, gamma, beta, epsilon, slope);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(marrow, library) {
  library.def("train_convolve(Tensor x, Tensor weight) -> Tensor");
  library.def("train_normalize(Tensor x, Tensor gamma, Tensor beta, float epsilon, float slope) -> Tensor");
}

TORCH_LIBRARY_IMPL(marrow, CompositeImplicitAutograd, library) {
  library.impl("train_convolve", convolve_trained);
  library.impl("train_normalize", normalize_trained);
}
