// Makes the kernels of half.h operators of libtorch (marrow::half_...), for inference with 16-bit pictures whose channels lie last.
#include <ATen/ATen.h>
#include <torch/library.h>

#include <cmath>
#include <vector>

#include "amx_inference.h"
#include "half.h"
#include "half_blocks.h"

namespace {

using at::Tensor;
using marrow::Picture;
using marrow::half::Element;
using marrow::half::Source;

// Values, and the scale and shift (N C) that they stand under.
using Lazy = std::tuple<Tensor, Tensor, Tensor>;

const Element* elements(const Tensor& x) { return static_cast<const Element*>(x.data_ptr()); }
Element* elements(Tensor& x) { return static_cast<Element*>(x.data_ptr()); }

void check(const Tensor& x) {
  TORCH_CHECK(x.dim() == 4 && x.scalar_type() == at::kHalf && x.device().is_cpu() && x.is_contiguous(at::MemoryFormat::ChannelsLast),
              "wanted float16 pictures on the CPU, channels last");
}

constexpr int64_t kLarge = 1 << 20;  // bytes from which memory is kept

Tensor picture(int64_t count, int64_t channels, int64_t rows, int64_t columns) {
  const auto options = at::TensorOptions(at::kHalf);
  const int64_t bytes = count * channels * rows * columns * 2;
  if (bytes < kLarge) return at::empty({count, channels, rows, columns}, options.memory_format(at::MemoryFormat::ChannelsLast));
  return at::from_blob(marrow::half::take_block(bytes), {count, channels, rows, columns},
                       {channels * rows * columns, 1, channels * columns, channels}, marrow::half::give_block, options);
}

Source source_of(const Tensor& x, const Tensor& scale, const Tensor& shift, double slope, int64_t n) {
  const int64_t channels = x.size(1);
  const bool lazy = scale.numel() > 0;
  return {elements(x) + n * channels * x.size(2) * x.size(3), channels, lazy ? scale.data_ptr<float>() + n * channels : nullptr,
          lazy ? shift.data_ptr<float>() + n * channels : nullptr, static_cast<float>(slope)};
}

Tensor packed_weights(int64_t elements, at::ScalarType type = at::kHalf) {
  const auto options = at::TensorOptions(type);
  const size_t bytes = sizeof(Element) * elements;
  if (bytes < kLarge) return at::empty({elements}, options);
  return at::from_blob(marrow::half::map_pages(bytes), {elements}, [bytes](void* pages) { marrow::half::unmap_pages(pages, bytes); }, options);
}

// Steps of 1 or 2 are for Winograd's method with that stride; 0 is for any window.
std::tuple<Tensor, Tensor> half_pack(const Tensor& weight, int64_t step) {
  using namespace marrow::half;
  const Tensor dense = weight.contiguous();
  const int64_t outputs = dense.size(0), inputs = dense.size(1), taps = dense.size(2) * dense.size(3);
  TORCH_CHECK(step >= 0 && step <= 2, "wanted stride 1 or 2");
  TORCH_CHECK(step == 0 || (dense.size(2) == 3 && dense.size(3) == 3), "wanted a 3 x 3 window");
  TORCH_CHECK(step == 0 || inputs % 2 == 0, "wanted an even number of channels");
  Tensor units = at::empty({outputs}, dense.options());
  Tensor packed = packed_weights(padded_outputs(outputs) * (step > 0 ? winograd_places(step) * inputs : packed_depth(inputs, taps)));
  if (step > 0)
    winograd_pack(dense.data_ptr<float>(), outputs, inputs, step, elements(packed), units.data_ptr<float>());
  else
    pack(dense.data_ptr<float>(), outputs, inputs, taps, elements(packed), units.data_ptr<float>());
  return {packed, units};
}

// For the matrix unit.
std::tuple<Tensor, Tensor> half_matrix_pack(const Tensor& weight, int64_t stride) {
  using namespace marrow::half;
  TORCH_CHECK(has_matrix_unit(), "this processor has no matrix unit (AMX) for bfloat16");
  TORCH_CHECK((stride == 1 || stride == 2) && weight.size(2) == 3 && weight.size(3) == 3, "wanted stride 1 or 2 and a 3 x 3 window");
  const Tensor dense = weight.contiguous(at::MemoryFormat::ChannelsLast);
  const int64_t outputs = dense.size(0), inputs = dense.size(1);
  Tensor units = at::empty({outputs}, dense.options()), packed = packed_weights(matrix::packed_elements(outputs, inputs, stride), at::kBFloat16);
  matrix::pack(dense.data_ptr<float>(), outputs, inputs, stride, elements(packed), units.data_ptr<float>());
  return {packed, units};
}

struct Norm {
  const Tensor &units, &gamma, &beta;
  double epsilon;
};

// Scale and shift that normalize one picture. Its values are units times too large, and so is epsilon made.
void coefficients(const std::vector<float>& moments, int64_t groups, int64_t pixels, const Norm& norm, float* scale, float* shift) {
  const int64_t channels = norm.gamma.numel();
  const float *unit = norm.units.data_ptr<float>(), *g = norm.gamma.data_ptr<float>(), *b = norm.beta.data_ptr<float>();
  std::vector<double> sums(2 * channels);
  for (int64_t group = 0; group < groups; group++)
    for (int64_t i = 0; i < 2 * channels; i++) sums[i] += moments[group * 2 * channels + i];
  for (int64_t c = 0; c < channels; c++) {
    const double sum = sums[c], square = sums[channels + c];
    TORCH_CHECK(std::isfinite(square), "a layer's values do not fit 16-bit floats; predict with --float32 or --exact");
    const double mean = sum / pixels, variance = std::max(0.0, square / pixels - mean * mean);
    const double factor = g[c] / std::sqrt(variance + norm.epsilon * unit[c] * unit[c]);
    scale[c] = static_cast<float>(factor);
    shift[c] = static_cast<float>(b[c] - mean * factor);
  }
}

// A convolution of one or two joined inputs and the normalization of its output, not yet applied. The window is the stride of 3 x 3 by
// Winograd's method, or rows, columns, row step, column step. A bias would vanish in the normalization.
Lazy half_convolve(at::TensorList inputs, at::TensorList scales, at::TensorList shifts, at::ArrayRef<double> slopes, const Tensor& packed,
                   const Tensor& units, at::IntArrayRef window, const Tensor& gamma, const Tensor& beta, double epsilon) {
  using namespace marrow::half;
  const bool matrix = packed.scalar_type() == at::kBFloat16, winograd = window.size() == 1 && !matrix;
  const Picture in{inputs[0].size(2), inputs[0].size(3)};
  const Window shape = window.size() == 1 ? Window{3, 3, window[0], window[0]} : Window{window[0], window[1], window[2], window[3]};
  const Picture out = shape.output(in);
  const int64_t count = inputs[0].size(0), outputs = units.numel();
  int64_t channels = 0;
  for (const Tensor& input : inputs) {
    check(input);
    channels += input.size(1);
  }
  const int64_t depth = winograd ? winograd_places(window[0]) * channels : packed_depth(channels, shape.rows * shape.columns);
  const int64_t wanted = matrix ? marrow::half::matrix::packed_elements(outputs, channels, window[0]) : depth * padded_outputs(outputs);
  TORCH_CHECK(packed.numel() == wanted, "the weights are not for ", channels, " channels");
  for (const Tensor& input : inputs) TORCH_CHECK(!matrix || inputs.size() == 1 || input.size(1) % 32 == 0, "wanted channels in 32s");
  Tensor result = picture(count, outputs, out.rows, out.columns);
  Tensor scale = at::empty({count, outputs}, gamma.options()), shift = at::empty_like(scale);
  for (int64_t n = 0; n < count; n++) {
    std::vector<Source> own;
    for (size_t i = 0; i < inputs.size(); i++) own.push_back(source_of(inputs[i], scales[i], shifts[i], slopes[i], n));
    const Sources sources{own.data(), static_cast<int64_t>(own.size())};
    const int64_t groups = matrix     ? marrow::half::matrix::convolve_groups(sources, in, window[0], outputs)
                           : winograd ? winograd_groups(out, window[0])
                                      : convolve_groups(out);
    std::vector<float> moments(groups * 2 * outputs);
    Element* target = elements(result) + n * out.pixels() * outputs;
    if (matrix)
      marrow::half::matrix::convolve(sources, in, window[0], elements(packed), outputs, target, moments.data());
    else if (winograd)
      marrow::half::winograd(sources, 1, in, window[0], elements(packed), outputs, target, moments.data());
    else
      convolve(sources, in, shape, elements(packed), outputs, target, moments.data());
    coefficients(moments, groups, out.pixels(), {units, gamma, beta, epsilon}, scale.data_ptr<float>() + n * outputs,
                 shift.data_ptr<float>() + n * outputs);
  }
  return {result, scale, shift};
}

std::tuple<Tensor, Tensor> half_enlarge_pack(const Tensor& weight) {
  const Tensor dense = weight.contiguous();
  const int64_t inputs = dense.size(0), outputs = dense.size(1);
  Tensor units = at::empty({outputs}, dense.options());
  Tensor packed = packed_weights(4 * marrow::half::padded_outputs(outputs) * marrow::half::packed_depth(inputs, 1));
  marrow::half::enlarge_pack(dense.data_ptr<float>(), inputs, outputs, elements(packed), units.data_ptr<float>());
  return {packed, units};
}

std::tuple<Tensor, Tensor> half_matrix_enlarge_pack(const Tensor& weight) {
  using namespace marrow::half;
  TORCH_CHECK(has_matrix_unit(), "this processor has no matrix unit (AMX) for bfloat16");
  const Tensor dense = weight.contiguous(at::MemoryFormat::ChannelsLast);
  const int64_t inputs = dense.size(0), outputs = dense.size(1);
  Tensor units = at::empty({outputs}, dense.options()), packed = packed_weights(matrix::enlarge_packed_elements(inputs, outputs), at::kBFloat16);
  matrix::enlarge_pack(dense.data_ptr<float>(), inputs, outputs, elements(packed), units.data_ptr<float>());
  return {packed, units};
}

// The output's scale takes the units away again, its shift is the bias.
Lazy half_enlarge(const Tensor& x, const Tensor& scale, const Tensor& shift, double slope, const Tensor& packed, const Tensor& units,
                  const c10::optional<Tensor>& bias) {
  check(x);
  const int64_t outputs = units.numel(), count = x.size(0);
  const bool matrix = packed.scalar_type() == at::kBFloat16;
  const int64_t wanted = matrix ? marrow::half::matrix::enlarge_packed_elements(x.size(1), outputs)
                                : 4 * marrow::half::padded_outputs(outputs) * marrow::half::packed_depth(x.size(1), 1);
  TORCH_CHECK(packed.numel() == wanted, "the weights are not for ", x.size(1), " channels");
  Tensor result = picture(count, outputs, x.size(2) * 2, x.size(3) * 2);
  const int64_t size = result.size(2) * result.size(3) * outputs;
  for (int64_t n = 0; n < count; n++)
    (matrix ? marrow::half::matrix::enlarge : marrow::half::enlarge)(source_of(x, scale, shift, slope, n), {x.size(2), x.size(3)}, elements(packed), outputs,
                                                                     elements(result) + n * size);
  const Tensor added = bias ? *bias : at::zeros({outputs}, units.options());
  return {result, units.reciprocal().expand({count, outputs}).contiguous(), added.expand({count, outputs}).contiguous()};
}

Tensor half_first_pack(const Tensor& weight) {
  const Tensor dense = weight.contiguous();
  const int64_t outputs = dense.size(0), depth = dense.numel() / outputs;
  Tensor packed = at::empty({marrow::half::padded_outputs(outputs) * depth}, dense.options());
  marrow::half::first_pack(dense.data_ptr<float>(), outputs, depth, packed.data_ptr<float>());
  return packed;
}

// The first layer takes 32-bit pictures, channels first; window: rows, columns.
Lazy half_first(const Tensor& x, const Tensor& packed, at::IntArrayRef window, const Tensor& gamma, const Tensor& beta, double epsilon) {
  using namespace marrow::half;
  const Tensor dense = x.contiguous();
  const int64_t count = x.size(0), channels = x.size(1), outputs = gamma.numel();
  const Picture one{x.size(2), x.size(3)};
  TORCH_CHECK(packed.numel() == padded_outputs(outputs) * channels * window[0] * window[1], "the weights are not for ", channels, " channels");
  Tensor result = picture(count, outputs, one.rows, one.columns);
  Tensor scale = at::empty({count, outputs}, gamma.options()), shift = at::empty_like(scale), units = at::ones({outputs}, gamma.options());
  std::vector<float> moments(one.rows * 2 * outputs);
  for (int64_t n = 0; n < count; n++) {
    first(dense.data_ptr<float>() + n * channels * one.pixels(), channels, one, {window[0], window[1], 1, 1}, packed.data_ptr<float>(), outputs,
          elements(result) + n * one.pixels() * outputs, moments.data());
    coefficients(moments, one.rows, one.pixels(), {units, gamma, beta, epsilon}, scale.data_ptr<float>() + n * outputs,
                 shift.data_ptr<float>() + n * outputs);
  }
  return {result, scale, shift};
}

Tensor half_head(const Tensor& x, const Tensor& scale, const Tensor& shift, double slope, const Tensor& weight, const Tensor& bias) {
  check(x);
  const int64_t pixels = x.size(2) * x.size(3), classes = weight.size(0);
  const Tensor dense = weight.contiguous();
  Tensor logits = at::empty({x.size(0), classes, x.size(2), x.size(3)}, at::TensorOptions(at::kFloat));
  for (int64_t n = 0; n < x.size(0); n++)
    marrow::half::head(source_of(x, scale, shift, slope, n), pixels, dense.data_ptr<float>(), bias.data_ptr<float>(), classes,
                       logits.data_ptr<float>() + n * classes * pixels);
  return logits;
}

bool has_half_kernels() { return marrow::half::is_supported(); }
bool has_matrix_kernels() { return marrow::half::has_matrix_unit(); }

}  // namespace

TORCH_LIBRARY_FRAGMENT(marrow, library) {
  library.def("has_half_kernels() -> bool", has_half_kernels);
  library.def("has_matrix_kernels() -> bool", has_matrix_kernels);
  library.def("half_pack(Tensor weight, int step) -> (Tensor, Tensor)", half_pack);
  library.def(
      "half_convolve(Tensor[] inputs, Tensor[] scales, Tensor[] shifts, float[] slopes, Tensor packed, Tensor units, int[] window, "
      "Tensor gamma, Tensor beta, float epsilon) -> (Tensor, Tensor, Tensor)",
      half_convolve);
  library.def("half_matrix_pack(Tensor weight, int stride) -> (Tensor, Tensor)", half_matrix_pack);
  library.def("half_matrix_enlarge_pack(Tensor weight) -> (Tensor, Tensor)", half_matrix_enlarge_pack);
  library.def("half_enlarge_pack(Tensor weight) -> (Tensor, Tensor)", half_enlarge_pack);
  library.def(
      "half_enlarge(Tensor x, Tensor scale, Tensor shift, float slope, Tensor packed, Tensor units, Tensor? bias) -> (Tensor, Tensor, Tensor)",
      half_enlarge);
  library.def("half_first_pack(Tensor weight) -> Tensor", half_first_pack);
  library.def("half_first(Tensor x, Tensor packed, int[] window, Tensor gamma, Tensor beta, float epsilon) -> (Tensor, Tensor, Tensor)", half_first);
  library.def("half_release() -> ()", marrow::half::release_blocks);
  library.def("half_head(Tensor x, Tensor scale, Tensor shift, float slope, Tensor weight, Tensor bias) -> Tensor", half_head);
}
