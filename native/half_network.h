// A plain U-Net that trains in 16-bit floats: what each layer leaves for the way back, and the way back. Weights and their gradients are 32-bit floats.
#pragma once
#include <ATen/ATen.h>

#include <memory>
#include <vector>

#include "half_training.h"

namespace marrow::half {

using Memory = std::shared_ptr<Element>;

// The convolutions of a step and of its way back.
struct StepKernels {
  decltype(&train_convolve) convolve;
  decltype(&strided_convolve) strided;
  decltype(&strided_input_gradient) strided_back;
  decltype(&train_enlarge) enlarge;
  decltype(&enlarge_input_gradient) enlarge_back;
  decltype(&train_weight_gradient) weights;
  decltype(&strided_weight_gradient) strided_weights;
  decltype(&enlarge_weight_gradient) enlarge_weights;
};

// Products of 16-bit floats, or of bfloat16 by the matrix unit.
const StepKernels& vector_kernels();
const StepKernels& matrix_kernels();

// Blocks of the encoder's stages, then of the decoder's, the coarsest first; the first block of every later encoder stage has stride 2.
struct NetworkShape {
  std::vector<int64_t> encoder, decoder;
  double slope, epsilon;
  bool is_deep;
  const StepKernels& kernels;
};

// Values of a layer as they are stored, the terms of their normalization (N C each) and, on the way back, what has come of their gradient.
struct LayerValues {
  Memory data;
  Batch batch;
  int64_t channels;
  std::vector<float> scale, shift, mean, inverse;
  float slope;
  std::vector<Gradient> gradients;
  std::vector<Memory> kept;  // what those lie in

  Source source() const { return {data.get(), channels, scale.data(), shift.data(), slope}; }
};

enum class LayerKind { First, Strided, Plain, Enlargement, Head };

// A layer that has run: the indices of its first weight, its inputs and its output (of a head: the number of its logits).
struct Layer {
  LayerKind kind;
  int64_t weight;
  std::vector<int64_t> inputs;
  int64_t output;
};

// One training step. Weights in the order of the layers: of a block kernel, gamma, beta; of an enlargement and of a head kernel, bias.
class HalfNetwork {
 public:
  HalfNetwork(NetworkShape shape, const at::Tensor& picture) : shape(std::move(shape)), picture(picture.contiguous()) {}

  // Logits N K H W, full resolution first; the coarser ones only where asked for.
  std::vector<at::Tensor> forward(at::TensorList weights);

  // Gradients of the weights from those of the logits, undefined ones left out. To be called once.
  std::vector<at::Tensor> backward(at::TensorList weights, const std::vector<at::Tensor>& logits);

 private:
  NetworkShape shape;
  at::Tensor picture;
  std::vector<float> units;  // of the weights, by their index
  std::vector<LayerValues> values;
  std::vector<Layer> layers;

  int64_t run_block(at::TensorList weights, LayerKind kind, std::vector<int64_t> inputs, int64_t weight);
  int64_t run_enlargement(at::TensorList weights, int64_t input, int64_t weight);
  at::Tensor run_head(at::TensorList weights, int64_t input, int64_t weight, int64_t number);
  Weight weight_of(const at::Tensor& kernel, int64_t weight) const;
  LayerValues& add_values(Batch batch, int64_t channels);
  void normalize(LayerValues& own, const std::vector<double>& moments, float unit, const at::Tensor& gamma, const at::Tensor& beta) const;
  Gradient norm_gradient(at::TensorList weights, const Layer& layer, Memory& memory, std::vector<at::Tensor>& results);
  void block_backward(at::TensorList weights, const Layer& layer, std::vector<at::Tensor>& results);
  void enlargement_backward(at::TensorList weights, const Layer& layer, std::vector<at::Tensor>& results);
  void head_layer_backward(at::TensorList weights, const Layer& layer, const at::Tensor& gradient, std::vector<at::Tensor>& results);
  void carry_back(const Layer& layer, const Gradient& gradient, const Weight& weight);
};

}  // namespace marrow::half
