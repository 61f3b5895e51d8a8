// Convolutions, instance normalizations and leaky ReLUs with gradients, for training on the CPU with pictures whose channels lie last.
//
// A normalization is not written: a block gives the convolution's output, its scale and its shift, and who reads it next applies them. What comes
// back as the output's gradient is that of the normalized values which it stands for.
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <cmath>
#include <vector>

#include "training.h"

namespace {

using at::Tensor;
using marrow::training::kLast;
using marrow::training::lazy;
using marrow::training::Lazy;
using marrow::training::Maybe;
using marrow::training::Norm;
using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;

// One or two inputs side by side.
struct Inputs {
  std::vector<Lazy> parts;
  double slope;

  Inputs(const Lazy& first, const Lazy& second, double slope) : parts{first}, slope(slope) {
    if (second.values.defined()) parts.push_back(second);
  }

  std::vector<marrow::Source> sources() const {
    std::vector<marrow::Source> result;
    for (const Lazy& part : parts) result.push_back(part.source());
    return result;
  }
  int64_t count() const { return parts[0].values.size(0); }
  marrow::Picture size() const { return parts[0].size(); }
};

marrow::TrainedWeight trained(const Tensor& weight, bool turned) {
  return {weight.data_ptr<float>(), weight.size(0), weight.size(1), turned};
}

// 3 x 3, stride 1, padding 1. Turned: the convolution that carries gradients back, inputs and outputs changed, taps in reverse. sums and
// squares (N K) of the output where they are asked for.
void convolve(const std::vector<marrow::Source>& sources, double slope, int64_t count, marrow::Picture one, marrow::TrainedWeight weight,
              const std::vector<marrow::Target>& targets, std::vector<double>* sums, std::vector<double>* squares) {
  const marrow::Sources all{sources.data(), static_cast<int64_t>(sources.size()), static_cast<float>(slope)};
  if (marrow::has_few_tiles(one, count)) {
    marrow::winograd_few(all, count, one, weight, {targets.data(), static_cast<int64_t>(targets.size())});
    return;
  }
  const int64_t inputs = all.channels(), outputs = weight.turned ? weight.inputs : weight.outputs, size = one.rows * one.columns;
  const int64_t blocks = marrow::winograd_blocks(one, inputs);
  Tensor packed = at::empty({36, outputs, inputs}, at::TensorOptions(at::kFloat));
  marrow::winograd_pack(weight, packed.data_ptr<float>());
  std::vector<float> moments(sums ? blocks * 2 * outputs : 0);
  for (int64_t n = 0; n < count; n++) {
    std::vector<marrow::Source> own;
    std::vector<marrow::Target> goals;
    for (const auto& source : sources) own.push_back(marrow::picture_of(source, n, size));
    for (const auto& target : targets) goals.push_back({target.data + n * size * target.channels, target.channels});
    marrow::winograd({own.data(), all.count, all.slope}, one, packed.data_ptr<float>(), outputs, {goals.data(), static_cast<int64_t>(goals.size())},
                     sums ? moments.data() : nullptr);
    for (int64_t b = 0; sums && b < blocks; b++)
      for (int64_t k = 0; k < outputs; k++) {
        (*sums)[n * outputs + k] += moments[b * 2 * outputs + k];
        (*squares)[n * outputs + k] += moments[(b * 2 + 1) * outputs + k];
      }
  }
}

Tensor winograd_gradient(const Inputs& inputs, const Tensor& gradient, const Tensor& weight) {
  Tensor result = at::empty_like(weight, at::TensorOptions().memory_format(kLast));
  const auto sources = inputs.sources();
  const marrow::Sources all{sources.data(), static_cast<int64_t>(sources.size()), static_cast<float>(inputs.slope)};
  const auto differentiate = marrow::has_few_tiles(inputs.size(), inputs.count()) ? marrow::winograd_few_gradient : marrow::winograd_weight_gradient;
  differentiate(all, gradient.data_ptr<float>(), inputs.count(), inputs.size(), weight.size(0), result.data_ptr<float>());
  return result;
}

// The gradients of the inputs' normalized values.
std::vector<Tensor> carry_back(const Inputs& inputs, const Tensor& gradient, const Tensor& weight, int64_t stride) {
  std::vector<Tensor> results;
  std::vector<marrow::Target> targets;
  for (const Lazy& part : inputs.parts) {
    results.push_back(at::empty_like(part.values));
    targets.push_back({results.back().data_ptr<float>(), part.values.size(1)});
  }
  if (stride == 1)
    convolve({Lazy{gradient}.source()}, 0, inputs.count(), inputs.size(), trained(weight, true), targets, nullptr, nullptr);
  else
    marrow::strided_input_gradient(gradient.data_ptr<float>(), marrow::training::threes(inputs.parts[0].values, stride), weight.data_ptr<float>(),
                                   weight.size(0), targets[0].data);
  return results;
}

// 3 x 3, padding 1, no bias; then instance normalization and leaky ReLU of the same slope as the inputs', not applied. Where Winograd's method does
// not fit, one input; of stride 1 it then needs no gradient, being the first of a network.
struct Block : Function<Block> {
  static bool fits_winograd(const Tensor& x, int64_t stride) { return stride == 1 && x.size(1) % 32 == 0; }

  static variable_list forward(AutogradContext* context, const Tensor& first, const Maybe& first_scale, const Maybe& first_shift,
                               const Maybe& second, const Maybe& second_scale, const Maybe& second_shift, double slope, const Tensor& weight,
                               const Tensor& gamma, const Tensor& beta, double epsilon, int64_t stride) {
    const Inputs inputs(lazy(first, first_scale, first_shift), second ? lazy(*second, second_scale, second_shift) : Lazy{}, slope);
    const Lazy &x = inputs.parts[0], &last = inputs.parts.back();
    const Tensor dense = weight.contiguous(kLast);
    const marrow::Windows windows = marrow::training::threes(x.values, stride);
    const int64_t outputs = weight.size(0);
    Tensor result = marrow::training::picture(inputs.count(), outputs, windows.output.rows, windows.output.columns);
    std::vector<double> sums(inputs.count() * outputs), squares(sums.size());
    if (fits_winograd(x.values, stride)) {
      convolve(inputs.sources(), slope, inputs.count(), x.size(), trained(dense, false), {{result.data_ptr<float>(), outputs}}, &sums, &squares);
    } else {
      TORCH_CHECK(inputs.parts.size() == 1 && (stride == 2 || !first.requires_grad()), "wanted one input, of stride 2 or without gradient");
      marrow::convolve_patches({x.source(), static_cast<float>(slope)}, windows, dense.data_ptr<float>(), outputs, result.data_ptr<float>());
    }
    if (!fits_winograd(x.values, stride) || marrow::has_few_tiles(x.size(), inputs.count())) marrow::training::sum_pictures(result, sums, squares);
    const Norm norm = marrow::training::norm_of(sums, squares, result.size(2) * result.size(3), gamma, beta, epsilon);
    context->save_for_backward({x.values, x.scale, x.shift, last.values, last.scale, last.shift, dense, gamma, result, norm.mean, norm.inverse,
                                norm.scale, norm.shift});
    context->saved_data["slope"] = slope;
    context->saved_data["stride"] = stride;
    context->saved_data["parts"] = static_cast<int64_t>(inputs.parts.size());
    context->saved_data["carries"] = first.requires_grad() || (second && second->requires_grad());
    context->mark_non_differentiable({norm.scale, norm.shift});
    return {result, norm.scale, norm.shift};
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const double slope = context->saved_data["slope"].toDouble();
    const int64_t stride = context->saved_data["stride"].toInt();
    const bool is_joined = context->saved_data["parts"].toInt() == 2;
    const Inputs inputs({saved[0], saved[1], saved[2]}, is_joined ? Lazy{saved[3], saved[4], saved[5]} : Lazy{}, slope);
    const Tensor &weight = saved[6], &gamma = saved[7], &output = saved[8];
    const auto own = marrow::training::norm_backward(output, gradients[0].contiguous(kLast), {saved[9], saved[10], saved[11], saved[12]}, gamma, slope);
    const Tensor weights =
        fits_winograd(saved[0], stride)
            ? winograd_gradient(inputs, own.x, weight)
            : marrow::training::patches_gradient({inputs.parts[0].source(), static_cast<float>(slope)},
                                                 marrow::training::threes(saved[0], stride), own.x);
    std::vector<Tensor> carried(2);
    if (context->saved_data["carries"].toBool()) carried = carry_back(inputs, own.x, weight, stride);
    carried.resize(2);
    return {carried[0], Tensor(), Tensor(), carried[1], Tensor(), Tensor(), Tensor(), weights, own.gamma, own.beta, Tensor(), Tensor()};
  }
};

// 3 x 3, stride 1, padding 1, no bias.
struct Convolution : Function<Convolution> {
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight) {
    const Lazy last{x.contiguous(kLast)};
    const Tensor dense = weight.contiguous(kLast);
    context->save_for_backward({last.values, dense});
    Tensor result = marrow::training::picture(x.size(0), weight.size(0), x.size(2), x.size(3));
    convolve({last.source()}, 0, x.size(0), last.size(), trained(dense, false), {{result.data_ptr<float>(), weight.size(0)}}, nullptr, nullptr);
    return result;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const Tensor gradient = gradients[0].contiguous(kLast);
    const Inputs inputs({saved[0]}, {}, 0);
    return {carry_back(inputs, gradient, saved[1], 1)[0], winograd_gradient(inputs, gradient, saved[1])};
  }
};

// Instance normalization and leaky ReLU, written.
struct Normalization : Function<Normalization> {
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& gamma, const Tensor& beta, double epsilon, double slope) {
    const Tensor last = x.contiguous(kLast);
    const int64_t count = x.size(0), channels = x.size(1), pixels = x.size(2) * x.size(3);
    std::vector<double> sums(count * channels), squares(sums.size());
    marrow::training::sum_pictures(last, sums, squares);
    const Norm norm = marrow::training::norm_of(sums, squares, pixels, gamma, beta, epsilon);
    Tensor y = at::empty_like(last);
    for (int64_t n = 0; n < count; n++)
      marrow::normalize(last.data_ptr<float>() + n * pixels * channels, pixels, channels, norm.scale.data_ptr<float>() + n * channels,
                        norm.shift.data_ptr<float>() + n * channels, static_cast<float>(slope), y.data_ptr<float>() + n * pixels * channels);
    context->save_for_backward({last, gamma, norm.mean, norm.inverse, norm.scale, norm.shift});
    context->saved_data["slope"] = slope;
    return y;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const auto own = marrow::training::norm_backward(saved[0], gradients[0].contiguous(kLast), {saved[2], saved[3], saved[4], saved[5]}, saved[1],
                                                     context->saved_data["slope"].toDouble());
    return {own.x, own.gamma, own.beta, Tensor(), Tensor()};
  }
};

std::tuple<Tensor, Tensor, Tensor> block(const Tensor& first, const Maybe& first_scale, const Maybe& first_shift, const Maybe& second,
                                         const Maybe& second_scale, const Maybe& second_shift, double slope, const Tensor& weight,
                                         const Tensor& gamma, const Tensor& beta, double epsilon, int64_t stride) {
  const auto results =
      Block::apply(first, first_scale, first_shift, second, second_scale, second_shift, slope, weight, gamma, beta, epsilon, stride);
  return {results[0], results[1], results[2]};
}

Tensor convolve_trained(const Tensor& x, const Tensor& weight) { return Convolution::apply(x, weight); }

Tensor normalize_trained(const Tensor& x, const Tensor& gamma, const Tensor& beta, double epsilon, double slope) {
  return Normalization::apply(x, gamma, beta, epsilon, slope);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(marrow, library) {
  library.def(
      "train_block(Tensor first, Tensor? first_scale, Tensor? first_shift, Tensor? second, Tensor? second_scale, Tensor? second_shift, float slope, "
      "Tensor weight, Tensor gamma, Tensor beta, float epsilon, int stride) -> (Tensor, Tensor, Tensor)");
  library.def("train_convolve(Tensor x, Tensor weight) -> Tensor");
  library.def("train_normalize(Tensor x, Tensor gamma, Tensor beta, float epsilon, float slope) -> Tensor");
}

TORCH_LIBRARY_IMPL(marrow, CompositeImplicitAutograd, library) {
  library.impl("train_block", block);
  library.impl("train_convolve", convolve_trained);
  library.impl("train_normalize", normalize_trained);
}
