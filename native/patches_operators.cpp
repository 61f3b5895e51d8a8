// The kernels of patches.h with gradients: what a network trained with training_operators.cpp has besides 3 x 3 convolutions of stride 1.
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <vector>

#include "training.h"

namespace {

using at::Tensor;
using marrow::training::kLast;
using marrow::training::lazy;
using marrow::training::Lazy;
using marrow::training::Maybe;
using marrow::training::patches_gradient;
using marrow::training::picture;
using marrow::training::windows_of;
using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;

// 3 x 3 or 1 x 1, padded by half, no bias. Of stride 1, or 1 x 1, where the input needs no gradient: the first of a network, or inference.
struct PatchConvolution : Function<PatchConvolution> {
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight, int64_t stride) {
    const int64_t side = weight.size(2);
    TORCH_CHECK((stride == 2 && side == 3) || !x.requires_grad(), "a convolution of patches of stride 1, or 1 x 1, carries no gradient back");
    const Tensor last = x.contiguous(kLast), dense = weight.contiguous(kLast);
    const marrow::Windows windows = windows_of(x, side, stride);
    context->save_for_backward({last, dense});
    context->saved_data["stride"] = stride;
    context->saved_data["carries"] = x.requires_grad();
    Tensor result = picture(x.size(0), weight.size(0), windows.output.rows, windows.output.columns);
    marrow::convolve_patches({Lazy{last}.source(), 0}, windows, dense.data_ptr<float>(), weight.size(0), result.data_ptr<float>());
    return result;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const Tensor &x = saved[0], &weight = saved[1], gradient = gradients[0].contiguous(kLast);
    const marrow::Windows windows = windows_of(x, weight.size(2), context->saved_data["stride"].toInt());
    Tensor carried;
    if (context->saved_data["carries"].toBool()) {
      carried = at::empty_like(x);
      marrow::strided_input_gradient(gradient.data_ptr<float>(), windows, weight.data_ptr<float>(), weight.size(0), carried.data_ptr<float>());
    }
    return {carried, patches_gradient({Lazy{x}.source(), 0}, windows, gradient), Tensor()};
  }
};

// Transposed convolution of stride 2: every pixel becomes 2 x 2. The normalization that its input stands under is written first.
struct Enlargement : Function<Enlargement> {
  static Tensor written(const Lazy& x, double slope) {
    if (!x.scale.defined()) return x.values;
    Tensor result = at::empty_like(x.values);
    const int64_t channels = x.values.size(1);
    for (int64_t n = 0; n < x.values.size(0); n++) {
      const marrow::Source own = marrow::picture_of(x.source(), n, x.pixels());
      marrow::normalize(own.data, x.pixels(), channels, own.scale, own.shift, static_cast<float>(slope),
                        result.data_ptr<float>() + n * x.pixels() * channels);
    }
    return result;
  }

  static Tensor forward(AutogradContext* context, const Tensor& x, const Maybe& scale, const Maybe& shift, double slope, const Tensor& weight,
                        const Tensor& bias) {
    const Tensor whole = written(lazy(x, scale, shift), slope), dense = weight.contiguous();
    context->save_for_backward({whole, weight.contiguous(kLast)});
    Tensor packed = at::empty({4, dense.size(1), dense.size(0)}, dense.options());
    marrow::enlarge_pack(dense.data_ptr<float>(), dense.size(0), dense.size(1), packed.data_ptr<float>());
    Tensor result = picture(x.size(0), dense.size(1), x.size(2) * 2, x.size(3) * 2);
    marrow::enlarge(whole.data_ptr<float>(), {x.size(0) * x.size(2), x.size(3)}, x.size(1), packed.data_ptr<float>(), bias.data_ptr<float>(),
                    dense.size(1), result.data_ptr<float>());
    return result;
  }

  // Backwards it is a convolution of stride 2 by the same weight, in whose own backward pass input and gradient change places.
  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const Tensor &x = saved[0], &weight = saved[1], gradient = gradients[0].contiguous(kLast);
    const marrow::Windows windows{x.size(0), {gradient.size(2), gradient.size(3)}, gradient.size(1), 2, 2, 0, {x.size(2), x.size(3)}};
    const marrow::Input input{Lazy{gradient}.source(), 0};
    Tensor carried = at::empty_like(x);
    marrow::convolve_patches(input, windows, weight.data_ptr<float>(), x.size(1), carried.data_ptr<float>());
    std::vector<double> sums(gradient.size(1)), squares(gradient.size(1));
    marrow::moments_of(gradient.data_ptr<float>(), gradient.size(0) * gradient.size(2) * gradient.size(3), gradient.size(1), sums.data(),
                       squares.data());
    return {carried, Tensor(), Tensor(), Tensor(), patches_gradient(input, windows, x), at::tensor(sums, weight.options())};
  }
};

// 1 x 1 to few classes; logits N K H W, contiguous.
struct Head : Function<Head> {
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& scale, const Tensor& shift, double slope, const Tensor& weight,
                        const Tensor& bias) {
    const Lazy input{x.contiguous(kLast), scale, shift};
    const int64_t classes = weight.size(0);
    const Tensor dense = weight.contiguous();
    context->save_for_backward({input.values, scale, shift, dense});
    context->saved_data["slope"] = slope;
    Tensor logits = at::empty({x.size(0), classes, x.size(2), x.size(3)}, weight.options());
    for (int64_t n = 0; n < x.size(0); n++) {
      const marrow::Source own = marrow::picture_of(input.source(), n, input.pixels());
      marrow::head(own.data, input.pixels(), own.channels, own.scale, own.shift, static_cast<float>(slope), dense.data_ptr<float>(),
                   bias.data_ptr<float>(), classes, logits.data_ptr<float>() + n * classes * input.pixels());
    }
    return logits;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const Lazy input{saved[0], saved[1], saved[2]};
    const Tensor &weight = saved[3], gradient = gradients[0].contiguous();
    const int64_t classes = weight.size(0), channels = weight.size(1);
    Tensor carried = at::empty_like(input.values);
    Tensor weights = at::zeros(weight.sizes(), weight.options().dtype(at::kDouble)), biases = at::zeros({classes}, weights.options());
    for (int64_t n = 0; n < carried.size(0); n++)
      marrow::head_backward(marrow::picture_of(input.source(), n, input.pixels()), static_cast<float>(context->saved_data["slope"].toDouble()),
                            input.pixels(), gradient.data_ptr<float>() + n * classes * input.pixels(), weight.data_ptr<float>(), classes,
                            {carried.data_ptr<float>() + n * channels * input.pixels(), weights.data_ptr<double>(), biases.data_ptr<double>()});
    return {carried, Tensor(), Tensor(), Tensor(), weights.to(at::kFloat), biases.to(at::kFloat)};
  }
};

Tensor convolve(const Tensor& x, const Tensor& weight, int64_t stride) { return PatchConvolution::apply(x, weight, stride); }

Tensor enlarge(const Tensor& x, const Maybe& scale, const Maybe& shift, double slope, const Tensor& weight, const Tensor& bias) {
  return Enlargement::apply(x, scale, shift, slope, weight, bias);
}

Tensor head(const Tensor& x, const Tensor& scale, const Tensor& shift, double slope, const Tensor& weight, const Tensor& bias) {
  return Head::apply(x, scale, shift, slope, weight, bias);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(marrow, library) {
  library.def("train_patches(Tensor x, Tensor weight, int stride) -> Tensor");
  library.def("train_enlarge(Tensor x, Tensor? scale, Tensor? shift, float slope, Tensor weight, Tensor bias) -> Tensor");
  library.def("train_head(Tensor x, Tensor scale, Tensor shift, float slope, Tensor weight, Tensor bias) -> Tensor");
}

TORCH_LIBRARY_IMPL(marrow, CompositeImplicitAutograd, library) {
  library.impl("train_patches", convolve);
  library.impl("train_enlarge", enlarge);
  library.impl("train_head", head);
}
