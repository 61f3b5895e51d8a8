// The kernels of patches.h with gradients: what a network trained with training_operators.cpp has besides 3 x 3 convolutions of stride 1.
#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <vector>

#include "patches.h"

namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;

constexpr auto kLast = at::MemoryFormat::ChannelsLast;

Tensor picture(int64_t count, int64_t channels, int64_t rows, int64_t columns) {
  return at::empty({count, channels, rows, columns}, at::TensorOptions(at::kFloat).memory_format(kLast));
}

// The windows of a 3 x 3 convolution with padding 1.
marrow::Windows threes(const Tensor& x, int64_t stride) {
  return {x.size(0), {x.size(2), x.size(3)}, x.size(1), 3, stride, 1, {(x.size(2) - 1) / stride + 1, (x.size(3) - 1) / stride + 1}};
}

Tensor weight_gradient(const Tensor& x, const marrow::Windows& windows, const Tensor& gradient) {
  Tensor result = at::empty({gradient.size(1), x.size(1), windows.side, windows.side}, at::TensorOptions(at::kFloat).memory_format(kLast));
  marrow::patches_weight_gradient(x.data_ptr<float>(), windows, gradient.data_ptr<float>(), gradient.size(1), result.data_ptr<float>());
  return result;
}

// 3 x 3, padding 1, no bias. Of stride 1 where the input needs no gradient: the first of a network.
struct PatchConvolution : Function<PatchConvolution> {
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight, int64_t stride) {
    TORCH_CHECK(stride == 2 || !x.requires_grad(), "a convolution of patches of stride 1 carries no gradient back");
    const Tensor last = x.contiguous(kLast), dense = weight.contiguous(kLast);
    const marrow::Windows windows = threes(x, stride);
    context->save_for_backward({last, dense});
    context->saved_data["stride"] = stride;
    context->saved_data["carries"] = x.requires_grad();
    Tensor result = picture(x.size(0), weight.size(0), windows.output.rows, windows.output.columns);
    marrow::convolve_patches(last.data_ptr<float>(), windows, dense.data_ptr<float>(), weight.size(0), result.data_ptr<float>());
    return result;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const Tensor &x = saved[0], &weight = saved[1], gradient = gradients[0].contiguous(kLast);
    const marrow::Windows windows = threes(x, context->saved_data["stride"].toInt());
    Tensor carried;
    if (context->saved_data["carries"].toBool()) {
      carried = at::empty_like(x);
      marrow::strided_input_gradient(gradient.data_ptr<float>(), windows, weight.data_ptr<float>(), weight.size(0), carried.data_ptr<float>());
    }
    return {carried, weight_gradient(x, windows, gradient), Tensor()};
  }
};

// Transposed convolution of stride 2: every pixel becomes 2 x 2.
struct Enlargement : Function<Enlargement> {
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight, const Tensor& bias) {
    const Tensor last = x.contiguous(kLast), dense = weight.contiguous();
    context->save_for_backward({last, weight.contiguous(kLast)});
    Tensor packed = at::empty({4, dense.size(1), dense.size(0)}, dense.options());
    marrow::enlarge_pack(dense.data_ptr<float>(), dense.size(0), dense.size(1), packed.data_ptr<float>());
    Tensor result = picture(x.size(0), dense.size(1), x.size(2) * 2, x.size(3) * 2);
    marrow::enlarge(last.data_ptr<float>(), {x.size(0) * x.size(2), x.size(3)}, x.size(1), packed.data_ptr<float>(), bias.data_ptr<float>(),
                    dense.size(1), result.data_ptr<float>());
    return result;
  }

  // Backwards it is a convolution of stride 2 by the same weight, in whose own backward pass input and gradient change places.
  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const Tensor &x = saved[0], &weight = saved[1], gradient = gradients[0].contiguous(kLast);
    const marrow::Windows windows{x.size(0), {gradient.size(2), gradient.size(3)}, gradient.size(1), 2, 2, 0, {x.size(2), x.size(3)}};
    Tensor carried = at::empty_like(x);
    marrow::convolve_patches(gradient.data_ptr<float>(), windows, weight.data_ptr<float>(), x.size(1), carried.data_ptr<float>());
    std::vector<double> sums(gradient.size(1)), squares(gradient.size(1));
    marrow::moments_of(gradient.data_ptr<float>(), gradient.size(0) * gradient.size(2) * gradient.size(3), gradient.size(1), sums.data(),
                       squares.data());
    return {carried, weight_gradient(gradient, windows, x), at::tensor(sums, weight.options())};
  }
};

Tensor convolve(const Tensor& x, const Tensor& weight, int64_t stride) { return PatchConvolution::apply(x, weight, stride); }

Tensor enlarge(const Tensor& x, const Tensor& weight, const Tensor& bias) { return Enlargement::apply(x, weight, bias); }

}  // namespace

TORCH_LIBRARY_FRAGMENT(marrow, library) {
  library.def("train_patches(Tensor x, Tensor weight, int stride) -> Tensor");
  library.def("train_enlarge(Tensor x, Tensor weight, Tensor bias) -> Tensor");
}

TORCH_LIBRARY_IMPL(marrow, CompositeImplicitAutograd, library) {
  library.impl("train_patches", convolve);
  library.impl("train_enlarge", enlarge);
}
