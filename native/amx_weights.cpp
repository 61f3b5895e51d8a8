// Gradients of weights by the matrix unit: of 3 x 3 convolutions of stride 1 and 2, and of the transposed one.
#include "amx_sums.h"
#include "amx_training.h"

namespace marrow::half::matrix {
namespace {

std::vector<Panel> panels_of(const Source& source, int64_t step) {
  std::vector<Panel> result;
  for (int64_t c = 0; c < source.channels; c += kPanel) result.push_back({source, step, c});
  return result;
}
std::vector<Panel> panels_of(const Gradient& gradient, int64_t channels) {
  return panels_of(Source{gradient.data, channels, nullptr, nullptr, 1}, gradient.step);
}

void sum_positions(const SumShape& shape, float scale, float* result) {
  const bool is_few = shape.panels() <= kFewPanelSums;
  (is_few ? sum_shares : sum_groups)(shape, _mm512_set1_ps(scale), result);
}

}  // namespace

void weight_gradient(Sources sources, Batch batch, const Gradient& gradient, const Weight& weight, float* result) {
  const Positions positions{batch, 1};
  SumShape shape{positions, {batch.picture}, panels_of(gradient, weight.outputs), {{batch.picture}}, {}, {}};
  for (int64_t s = 0; s < sources.count; s++)
    for (const Panel& panel : panels_of(sources.items[s], sources.items[s].channels)) shape.right.push_back(panel);
  for (int64_t tap = 0; tap < 9; tap++) shape.taps.push_back({0, (tap / 3 - 1) * positions.pitch() + tap % 3 - 1});
  sum_positions(shape, weight.unit / gradient.scale, result);
}

void strided_weight_gradient(const Source& source, Batch batch, const Gradient& gradient, const Weight& weight, float* result) {
  const Picture out = Window{3, 3, 2, 2}.output(batch.picture);
  const Positions positions{{batch.count, out}, 1};
  SumShape shape{positions, {out}, panels_of(gradient, weight.outputs), {}, panels_of(source, source.channels), {}};
  for (int64_t parity = 0; parity < 4; parity++) shape.right_planes.push_back({batch.picture, 2, parity / 2, parity % 2});
  // The first tap's input lies in the odd line before the output's.
  for (int64_t tap = 0; tap < 9; tap++) {
    const int64_t y = tap / 3, x = tap % 3;
    shape.taps.push_back({(y != 1) * 2 + (x != 1), -(y == 0) * positions.pitch() - (x == 0)});
  }
  sum_positions(shape, weight.unit / gradient.scale, result);
}

void enlarge_weight_gradient(const Source& source, Batch batch, const Gradient& gradient, const Weight& weight, float* result, float* bias) {
  const Picture large{batch.picture.rows * 2, batch.picture.columns * 2};
  SumShape shape{{batch, 0}, {batch.picture}, panels_of(source, source.channels), {}, panels_of(gradient, weight.outputs), {}};
  for (int64_t tap = 0; tap < 4; tap++) {
    shape.right_planes.push_back({large, 2, tap / 2, tap % 2});
    shape.taps.push_back({tap, 0});
  }
  sum_positions(shape, 1 / gradient.scale, result);
  sum_gradient(gradient, batch.pixels() * 4, weight.outputs, bias);
}

}  // namespace marrow::half::matrix
