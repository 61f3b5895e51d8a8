// Makes a training step in 16-bit floats an operator with a gradient (marrow::train_half).
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include "half_network.h"

namespace {

using at::Tensor;
using marrow::half::HalfNetwork;
using marrow::half::NetworkShape;
using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;

// Keeps the network's values with the graph until it goes.
struct Kept : torch::CustomClassHolder {
  HalfNetwork network;
  explicit Kept(HalfNetwork network) : network(std::move(network)) {}
};

struct Step : Function<Step> {
  static variable_list forward(AutogradContext* context, const Tensor& picture, at::TensorList weights, const NetworkShape& shape) {
    const auto kept = c10::make_intrusive<Kept>(HalfNetwork(shape, picture));
    context->set_materialize_grads(false);
    context->save_for_backward(weights.vec());
    context->saved_data["network"] = c10::IValue::make_capsule(kept);
    return kept->network.forward(weights);
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const auto capsule = context->saved_data["network"].toCapsule();
    variable_list results = static_cast<Kept*>(capsule.get())->network.backward(context->get_saved_variables(), gradients);
    results.insert(results.begin(), Tensor());
    results.emplace_back();
    return results;
  }
};

// Blocks: how many stages the encoder has, the blocks of each, and those of the decoder's stages, the coarsest first.
std::vector<Tensor> train_half(const Tensor& picture, at::TensorList weights, at::IntArrayRef blocks, double slope, double epsilon, bool deep, bool matrix) {
  TORCH_CHECK(picture.dim() == 4 && picture.scalar_type() == at::kFloat && picture.device().is_cpu(), "wanted float32 pictures on the CPU");
  TORCH_CHECK(!matrix || marrow::half::has_matrix_unit(), "this processor has no matrix unit (AMX) for bfloat16");
  const auto split = blocks.begin() + 1 + blocks.at(0);
  return Step::apply(picture, weights, NetworkShape{{blocks.begin() + 1, split}, {split, blocks.end()}, slope, epsilon, deep,
                                           matrix ? marrow::half::matrix_kernels() : marrow::half::vector_kernels()});
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(marrow, library) {
  library.def("train_half(Tensor picture, Tensor[] weights, int[] blocks, float slope, float epsilon, bool deep, bool matrix) -> Tensor[]");
}

TORCH_LIBRARY_IMPL(marrow, CompositeImplicitAutograd, library) { library.impl("train_half", train_half); }
