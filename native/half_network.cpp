#include "half_network.h"

#include <algorithm>
#include <cmath>

#include "amx_training.h"
#include "half_blocks.h"
#include "weight_peaks.h"

namespace marrow::half {
namespace {

constexpr auto kLast = at::MemoryFormat::ChannelsLast;

Memory memory_of(int64_t elements) {
  return Memory(static_cast<Element*>(take_block(sizeof(Element) * elements)), [](Element* block) { give_block(block); });
}

// Stored as the kernel is, channels last, in memory that goes back to be used again.
at::Tensor gradient_like(const at::Tensor& kernel) {
  const int64_t c = kernel.size(1), h = kernel.size(2), w = kernel.size(3);
  return at::from_blob(take_block(sizeof(float) * kernel.numel()), kernel.sizes(), {c * h * w, 1, w * c, c}, give_block, at::TensorOptions(at::kFloat));
}

float unit_of(const at::Tensor& kernel) {
  const auto largest = peak_of(kernel);
  return largest ? unit_of_largest(*largest) : unit_of_weights(kernel.data_ptr<float>(), kernel.numel());
}

at::Tensor to_float(const std::vector<double>& sums, at::IntArrayRef shape) {
  at::Tensor result = at::empty(shape, at::TensorOptions(at::kFloat));
  std::transform(sums.begin(), sums.end(), result.data_ptr<float>(), [](double sum) { return static_cast<float>(sum); });
  return result;
}

// Convolves planes of 32-bit floats; weight K C 3 3.
void run_first(const at::Tensor& planes, const at::Tensor& weight, Batch batch, Element* result, double* moments) {
  const int64_t channels = planes.size(1), outputs = weight.size(0), pixels = batch.picture.pixels(), row = 2 * outputs;
  std::vector<float> packed(outputs * 9 * channels), parts(batch.picture.rows * row);
  first_pack(weight.data_ptr<float>(), outputs, 9 * channels, packed.data());
  for (int64_t n = 0; n < batch.count; n++) {
    first(planes.data_ptr<float>() + n * channels * pixels, channels, batch.picture, {3, 3, 1, 1}, packed.data(), outputs,
          result + n * pixels * outputs, parts.data());
    add_rows(parts, row, moments + n * row);
  }
}

}  // namespace

const StepKernels& vector_kernels() {
  static const StepKernels kernels{train_convolve,         strided_convolve,      strided_input_gradient,  train_enlarge,
                                   enlarge_input_gradient, train_weight_gradient, strided_weight_gradient, enlarge_weight_gradient};
  return kernels;
}

const StepKernels& matrix_kernels() {
  static const StepKernels kernels{matrix::convolve,
                                   matrix::strided_convolve,
                                   matrix::strided_input_gradient,
                                   matrix::enlarge,
                                   matrix::enlarge_input_gradient,
                                   matrix::weight_gradient,
                                   matrix::strided_weight_gradient,
                                   matrix::enlarge_weight_gradient};
  return kernels;
}

Weight HalfNetwork::weight_of(const at::Tensor& kernel, int64_t weight) const {
  return {kernel.data_ptr<float>(), kernel.size(0), kernel.size(1), units[weight]};
}

LayerValues& HalfNetwork::add_values(Batch batch, int64_t channels) {
  values.push_back({memory_of(batch.pixels() * channels), batch, channels, {}, {}, {}, {}, static_cast<float>(shape.slope), {}, {}});
  return values.back();
}

// The values are units too large, and so is epsilon made.
void HalfNetwork::normalize(LayerValues& own, const std::vector<double>& moments, float unit, const at::Tensor& gamma, const at::Tensor& beta) const {
  const float *g = gamma.data_ptr<float>(), *b = beta.data_ptr<float>();
  const int64_t channels = own.channels, pixels = own.batch.picture.pixels();
  for (auto* terms : {&own.scale, &own.shift, &own.mean, &own.inverse}) terms->resize(own.batch.count * channels);
  for (int64_t i = 0; i < own.batch.count * channels; i++) {
    const int64_t n = i / channels, c = i % channels;
    const double mean = moments[n * 2 * channels + c] / pixels, square = moments[(n * 2 + 1) * channels + c] / pixels;
    const double inverse = 1 / std::sqrt(std::max(0.0, square - mean * mean) + shape.epsilon * unit * unit);
    own.mean[i] = static_cast<float>(mean), own.inverse[i] = static_cast<float>(inverse);
    own.scale[i] = static_cast<float>(g[c] * inverse), own.shift[i] = static_cast<float>(b[c] - g[c] * inverse * mean);
  }
}

int64_t HalfNetwork::run_block(at::TensorList weights, LayerKind kind, std::vector<int64_t> inputs, int64_t index) {
  const at::Tensor kernel = weights[index].contiguous(kLast);
  const bool is_first = kind == LayerKind::First;
  units[index] = is_first ? 1 : unit_of(kernel);
  const Batch before = is_first ? Batch{picture.size(0), {picture.size(2), picture.size(3)}} : values[inputs[0]].batch;
  const Batch after{before.count, kind == LayerKind::Strided ? Window{3, 3, 2, 2}.output(before.picture) : before.picture};
  std::vector<Source> sources;
  for (int64_t input : inputs) sources.push_back(values[input].source());
  const Weight weight = weight_of(kernel, index);
  LayerValues& own = add_values(after, weight.outputs);
  std::vector<double> moments(after.count * 2 * weight.outputs);
  if (is_first) {
    run_first(picture, kernel.contiguous(), after, own.data.get(), moments.data());
  } else if (kind == LayerKind::Strided) {
    shape.kernels.strided(sources[0], before, weight, own.data.get(), moments.data());
  } else {
    shape.kernels.convolve({sources.data(), static_cast<int64_t>(sources.size())}, before, weight, false, own.data.get(), moments.data());
  }
  normalize(own, moments, units[index], weights[index + 1], weights[index + 2]);
  layers.push_back({kind, index, std::move(inputs), static_cast<int64_t>(values.size()) - 1});
  return layers.back().output;
}

// Its bias is a shift, and its slope 1.
int64_t HalfNetwork::run_enlargement(at::TensorList weights, int64_t input, int64_t index) {
  const at::Tensor kernel = weights[index].contiguous(kLast);
  units[index] = unit_of(kernel);
  const Batch before = values[input].batch;
  const Source source = values[input].source();
  const Weight weight{kernel.data_ptr<float>(), kernel.size(1), kernel.size(0), units[index]};
  LayerValues& own = add_values({before.count, {before.picture.rows * 2, before.picture.columns * 2}}, weight.outputs);
  shape.kernels.enlarge(source, before, weight, own.data.get());
  own.slope = 1;
  own.scale.assign(before.count * weight.outputs, 1 / units[index]);
  const float* bias = weights[index + 1].data_ptr<float>();
  for (int64_t n = 0; n < before.count; n++) own.shift.insert(own.shift.end(), bias, bias + weight.outputs);
  layers.push_back({LayerKind::Enlargement, index, {input}, static_cast<int64_t>(values.size()) - 1});
  return layers.back().output;
}

at::Tensor HalfNetwork::run_head(at::TensorList weights, int64_t input, int64_t index, int64_t number) {
  const LayerValues& own = values[input];
  const int64_t classes = weights[index].size(0), pixels = own.batch.picture.pixels();
  const at::Tensor dense = weights[index].contiguous();
  at::Tensor logits = at::empty({own.batch.count, classes, own.batch.picture.rows, own.batch.picture.columns}, at::TensorOptions(at::kFloat));
  for (int64_t n = 0; n < own.batch.count; n++)
    head(picture_of(own.source(), n, pixels), pixels, dense.data_ptr<float>(), weights[index + 1].data_ptr<float>(), classes,
         logits.data_ptr<float>() + n * classes * pixels);
  layers.push_back({LayerKind::Head, index, {input}, number});
  return logits;
}

std::vector<at::Tensor> HalfNetwork::forward(at::TensorList weights) {
  units.assign(weights.size(), 1);
  std::vector<int64_t> skips;
  int64_t current = -1, index = 0;
  for (size_t s = 0; s < shape.encoder.size(); s++) {
    for (int64_t b = 0; b < shape.encoder[s]; b++, index += 3) {
      const LayerKind kind = current < 0 ? LayerKind::First : b == 0 ? LayerKind::Strided : LayerKind::Plain;
      current = run_block(weights, kind, current < 0 ? std::vector<int64_t>{} : std::vector<int64_t>{current}, index);
    }
    skips.push_back(current);
  }
  std::vector<at::Tensor> logits;
  const int64_t stages = shape.decoder.size();
  for (int64_t s = 0; s < stages; s++) {
    const int64_t larger = run_enlargement(weights, current, index);
    index += 2;
    for (int64_t b = 0; b < shape.decoder[s]; b++, index += 3)
      current = run_block(weights, LayerKind::Plain, b == 0 ? std::vector<int64_t>{larger, skips[stages - 1 - s]} : std::vector<int64_t>{current}, index);
    if (shape.is_deep || s == stages - 1) logits.insert(logits.begin(), run_head(weights, current, index, stages - 1 - s));
    index += 2;
  }
  return logits;
}

Gradient HalfNetwork::norm_gradient(at::TensorList weights, const Layer& layer, Memory& memory, std::vector<at::Tensor>& results) {
  LayerValues& own = values[layer.output];
  memory = memory_of(own.batch.pixels() * own.channels);
  std::vector<double> gamma(own.channels), beta(own.channels);
  const Normalized terms{own.source(), own.mean.data(), own.inverse.data(), weights[layer.weight + 1].data_ptr<float>()};
  const float scale = normalize_backward(terms, own.batch, own.gradients.data(), own.gradients.size(), memory.get(), gamma.data(), beta.data());
  results[layer.weight + 1] = to_float(gamma, {own.channels});
  results[layer.weight + 2] = to_float(beta, {own.channels});
  own.gradients.clear(), own.kept.clear(), own.data.reset();
  return {memory.get(), own.channels, scale};
}

// Inputs beside each other have gradients beside each other.
void HalfNetwork::carry_back(const Layer& layer, const Gradient& gradient, const Weight& weight) {
  const Batch batch = values[layer.inputs[0]].batch;
  const Memory memory = memory_of(batch.pixels() * weight.inputs);
  if (layer.kind == LayerKind::Strided) {
    shape.kernels.strided_back(gradient.data, batch, weight, memory.get());
  } else {
    const Source source{gradient.data, weight.outputs, nullptr, nullptr, 1};
    shape.kernels.convolve({&source, 1}, batch, weight, true, memory.get(), nullptr);
  }
  int64_t channel = 0;
  for (int64_t input : layer.inputs) {
    values[input].gradients.push_back({memory.get() + channel, weight.inputs, gradient.scale});
    values[input].kept.push_back(memory);
    channel += values[input].channels;
  }
}

void HalfNetwork::block_backward(at::TensorList weights, const Layer& layer, std::vector<at::Tensor>& results) {
  Memory memory;
  const Batch batch = values[layer.output].batch;
  const Gradient gradient = norm_gradient(weights, layer, memory, results);
  const at::Tensor kernel = weights[layer.weight].contiguous(kLast);
  const Weight weight = weight_of(kernel, layer.weight);
  at::Tensor& result = results[layer.weight] = gradient_like(kernel);
  if (layer.kind == LayerKind::First) {
    first_weight_gradient(picture.data_ptr<float>(), weight.inputs, batch, gradient, weight.outputs, result.data_ptr<float>());
    return;
  }
  std::vector<Source> sources;
  for (int64_t input : layer.inputs) sources.push_back(values[input].source());
  if (layer.kind == LayerKind::Strided)
    shape.kernels.strided_weights(sources[0], values[layer.inputs[0]].batch, gradient, weight, result.data_ptr<float>());
  else
    shape.kernels.weights({sources.data(), static_cast<int64_t>(sources.size())}, batch, gradient, weight, result.data_ptr<float>());
  carry_back(layer, gradient, weight);
}

void HalfNetwork::enlargement_backward(at::TensorList weights, const Layer& layer, std::vector<at::Tensor>& results) {
  LayerValues &input = values[layer.inputs[0]], &own = values[layer.output];
  const Gradient gradient = own.gradients.at(0);
  const at::Tensor kernel = weights[layer.weight].contiguous(kLast);
  const Weight weight{kernel.data_ptr<float>(), kernel.size(1), kernel.size(0), units[layer.weight]};
  at::Tensor result = gradient_like(kernel), bias = at::empty({weight.outputs}, at::TensorOptions(at::kFloat));
  shape.kernels.enlarge_weights(input.source(), input.batch, gradient, weight, result.data_ptr<float>(), bias.data_ptr<float>());
  const Memory memory = memory_of(input.batch.pixels() * weight.inputs);
  shape.kernels.enlarge_back(gradient, input.batch, weight, memory.get());
  input.gradients.push_back({memory.get(), weight.inputs, gradient.scale * weight.unit});
  input.kept.push_back(memory);
  own.gradients.clear(), own.kept.clear(), own.data.reset();
  results[layer.weight] = result, results[layer.weight + 1] = bias;
}

void HalfNetwork::head_layer_backward(at::TensorList weights, const Layer& layer, const at::Tensor& logits, std::vector<at::Tensor>& results) {
  LayerValues& own = values[layer.inputs[0]];
  const at::Tensor dense = weights[layer.weight].contiguous(), gradient = logits.contiguous();
  const int64_t classes = dense.size(0);
  std::vector<double> kernel(classes * own.channels), bias(classes);
  const Memory memory = memory_of(own.batch.pixels() * own.channels);
  const float scale = head_backward(own.source(), own.batch, gradient.data_ptr<float>(), {dense.data_ptr<float>(), classes}, memory.get(),
                                    kernel.data(), bias.data());
  own.gradients.push_back({memory.get(), own.channels, scale});
  own.kept.push_back(memory);
  results[layer.weight] = to_float(kernel, weights[layer.weight].sizes());
  results[layer.weight + 1] = to_float(bias, {classes});
}

std::vector<at::Tensor> HalfNetwork::backward(at::TensorList weights, const std::vector<at::Tensor>& logits) {
  TORCH_CHECK(!layers.empty(), "this step's way back has been gone");
  std::vector<at::Tensor> results(weights.size());
  for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) {
    if (layer->kind == LayerKind::Head) {
      const at::Tensor& gradient = logits[shape.is_deep ? layer->output : 0];
      if (gradient.defined()) head_layer_backward(weights, *layer, gradient, results);
    } else if (values[layer->output].gradients.empty()) {
      continue;
    } else if (layer->kind == LayerKind::Enlargement) {
      enlargement_backward(weights, *layer, results);
    } else {
      block_backward(weights, *layer, results);
    }
  }
  layers.clear(), values.clear();
  return results;
}

}  // namespace marrow::half
