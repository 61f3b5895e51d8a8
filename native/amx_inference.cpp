#include "amx_inference.h"

#include "amx_cells.h"

namespace marrow::half::matrix {
namespace {

CellShape shape_of(int64_t inputs, int64_t stride) { return stride == 1 ? plain_cells(inputs, false) : strided_cells(inputs); }

Chunks chunks_of(int64_t channels) {
  const Source all{nullptr, channels, nullptr, nullptr, 1};
  return Chunks({&all, 1});
}

// For each output the power of two that brings its largest weight into [1/2, 1).
void find_units(const TapWeights& weights, int64_t taps, int64_t tap_step, float* units) {
#pragma omp parallel for schedule(static)
  for (int64_t k = 0; k < weights.columns; k++) {
    float largest = 0;
    for (int64_t tap = 0; tap < taps; tap++)
      for (int64_t c = 0; c < weights.depth; c++)
        largest = std::max(largest, std::abs(weights.data[k * weights.column_step + tap * tap_step + c * weights.depth_step]));
    units[k] = unit_of(largest);
  }
}

void run(const CellShape& shape, Sources sources, Picture picture, Picture cells, const Element* packed, int64_t outputs, Element* result, float* moments) {
  const Chunks chunks(sources);
  const Picture output{cells.rows * shape.spread, cells.columns * shape.spread};
  run_cells({shape, chunks, sources, 1, picture, cells, output, outputs, result}, packed, moments);
}

}  // namespace

int64_t packed_elements(int64_t outputs, int64_t inputs, int64_t stride) {
  return cell_weight_elements(shape_of(inputs, stride), chunks_of(inputs), outputs);
}

void pack(const float* weight, int64_t outputs, int64_t inputs, int64_t stride, Element* packed, float* units) {
  const TapWeights weights{weight, outputs, 9 * inputs, inputs, 1};
  find_units(weights, 9, inputs, units);
  pack_cells(shape_of(inputs, stride), chunks_of(inputs), weights, units, packed);
}

int64_t convolve_groups(Sources sources, Picture picture, int64_t stride, int64_t outputs) {
  const CellShape shape = shape_of(sources.channels(), stride);
  const Chunks chunks(sources);
  const Picture cells = Window{3, 3, stride, stride}.output(picture);
  return cell_blocks({shape, chunks, sources, 1, picture, cells, cells, outputs, nullptr});
}

void convolve(Sources sources, Picture picture, int64_t stride, const Element* packed, int64_t outputs, Element* result, float* moments) {
  const Picture cells = Window{3, 3, stride, stride}.output(picture);
  run(shape_of(sources.channels(), stride), sources, picture, cells, packed, outputs, result, moments);
}

int64_t enlarge_packed_elements(int64_t inputs, int64_t outputs) { return cell_weight_elements(enlarged_cells(outputs), chunks_of(inputs), outputs); }

void enlarge_pack(const float* weight, int64_t inputs, int64_t outputs, Element* packed, float* units) {
  const TapWeights weights{weight, outputs, 1, inputs, 4 * outputs};
  find_units(weights, 4, outputs, units);
  pack_cells(enlarged_cells(outputs), chunks_of(inputs), weights, units, packed);
}

void enlarge(const Source& source, Picture picture, const Element* packed, int64_t outputs, Element* result) {
  run(enlarged_cells(outputs), {&source, 1}, picture, picture, packed, outputs, result, nullptr);
}

}  // namespace marrow::half::matrix
