#include "amx_training.h"

#include "amx_cells.h"

namespace marrow::half::matrix {
namespace {

std::vector<Source> pictures_of(Sources sources, Batch batch) {
  std::vector<Source> result;
  for (int64_t n = 0; n < batch.count; n++)
    for (int64_t s = 0; s < sources.count; s++) result.push_back(picture_of(sources.items[s], n, batch.picture.pixels()));
  return result;
}

std::vector<Source> pictures_of(const Gradient& gradient, int64_t channels, Batch batch) {
  std::vector<Source> result;
  for (int64_t n = 0; n < batch.count; n++) result.push_back({gradient.data + n * batch.picture.pixels() * gradient.step, channels, nullptr, nullptr, 1});
  return result;
}

void run(CellJob job, const TapWeights& weights, float unit, double* moments) {
  const CellShape& shape = job.shape;
  const Chunks& chunks = job.chunks;
  const int64_t outputs = job.outputs;
  const Scratch packed(cell_weight_elements(shape, chunks, outputs));
  pack_cells(shape, chunks, weights, std::vector<float>(outputs, unit).data(), packed.data);
  const int64_t blocks = cell_blocks(job), row = 2 * outputs;
  std::vector<float> parts(moments ? job.count * blocks * row : 0);
  run_cells(job, packed.data, moments ? parts.data() : nullptr);
  for (int64_t n = 0; moments && n < job.count; n++) add_rows(&parts[n * blocks * row], blocks, row, moments + n * row);
}

TapWeights forward(const Weight& weight, int64_t taps) { return {weight.data, weight.outputs, taps * weight.inputs, weight.inputs, 1}; }
TapWeights turned_back(const Weight& weight, int64_t taps) { return {weight.data, weight.inputs, 1, weight.outputs, taps * weight.inputs}; }

}  // namespace

void convolve(Sources sources, Batch batch, const Weight& weight, bool turned, Element* result, double* moments) {
  const CellShape shape = plain_cells(weight.inputs, turned);
  const Chunks chunks(sources);
  const auto own = pictures_of(sources, batch);
  const TapWeights weights = turned ? turned_back(weight, 9) : forward(weight, 9);
  run({shape, chunks, {own.data(), sources.count}, batch.count, batch.picture, batch.picture, batch.picture, weights.columns, result}, weights, weight.unit, moments);
}

void strided_convolve(const Source& source, Batch batch, const Weight& weight, Element* result, double* moments) {
  const CellShape shape = strided_cells(weight.inputs);
  const Chunks chunks({&source, 1});
  const auto own = pictures_of({&source, 1}, batch);
  const Picture output = Window{3, 3, 2, 2}.output(batch.picture);
  run({shape, chunks, {own.data(), 1}, batch.count, batch.picture, output, output, weight.outputs, result}, forward(weight, 9), weight.unit, moments);
}

void strided_input_gradient(const Element* gradient, Batch batch, const Weight& weight, Element* result) {
  const CellShape shape = turned_strided_cells(weight.inputs);
  const Batch small{batch.count, Window{3, 3, 2, 2}.output(batch.picture)};
  const auto own = pictures_of(Gradient{gradient, weight.outputs, 1}, weight.outputs, small);
  const Chunks chunks({own.data(), 1});
  run({shape, chunks, {own.data(), 1}, batch.count, small.picture, small.picture, batch.picture, weight.inputs, result}, turned_back(weight, 9), weight.unit, nullptr);
}

// Weights are C 2 2 K in memory.
void enlarge(const Source& source, Batch batch, const Weight& weight, Element* result) {
  const CellShape shape = enlarged_cells(weight.outputs);
  const Chunks chunks({&source, 1});
  const auto own = pictures_of({&source, 1}, batch);
  const Picture large{batch.picture.rows * 2, batch.picture.columns * 2};
  run({shape, chunks, {own.data(), 1}, batch.count, batch.picture, batch.picture, large, weight.outputs, result},
      {weight.data, weight.outputs, 1, weight.inputs, 4 * weight.outputs}, weight.unit, nullptr);
}

void enlarge_input_gradient(const Gradient& gradient, Batch batch, const Weight& weight, Element* result) {
  const CellShape shape = turned_enlarged_cells(weight.outputs);
  const Batch large{batch.count, {batch.picture.rows * 2, batch.picture.columns * 2}};
  const auto own = pictures_of(gradient, weight.outputs, large);
  const Chunks chunks({own.data(), 1});
  run({shape, chunks, {own.data(), 1}, batch.count, large.picture, batch.picture, batch.picture, weight.inputs, result, gradient.step},
      {weight.data, weight.inputs, 4 * weight.outputs, weight.outputs, 1}, weight.unit, nullptr);
}

}  // namespace marrow::half::matrix
