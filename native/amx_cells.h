// Convolutions through the matrix unit. A picture's pixels are laid out for tiles block by block: chunks of 32 channels, normalized, as bfloat16, with the
// pixels around the block, line after line. Each tap of a window then is one distance in memory for all pixels, and sixteen pixels that follow each other
// are a tile as they lie; what falls on the borders between lines is computed and forgotten.
#pragma once
#include <vector>

#include "amx.h"
#include "half_training.h"

namespace marrow::half {

// Weights in memory: what a tap's value of some column (output) and depth (input channel) is. One of the steps is 1.
struct TapWeights {
  const float* data;
  int64_t columns, column_step, depth, depth_step;
};

// Where a tap finds its cell: in which of the planes, and how many cells from the first one that is laid out.
struct Tap {
  int64_t plane, row, column;
  int64_t weight;  // its place in memory
};

// The results at one place of each cell: sums over taps.
struct Part {
  std::vector<Tap> taps;
  int64_t row, column;  // the place
};

// Cells are what is counted through: pixels of the result, or 2 x 2 of them (spread 2). Each sees cells of the source, whose pixels make one plane, or four
// of every second row and column (step 2), and `before` and `after` it others.
struct CellShape {
  int64_t step, before, after, spread;
  std::vector<Part> parts;
  int64_t planes() const { return step * step; }
};

CellShape plain_cells(int64_t inputs, bool turned);      // 3 x 3; turned: weights of the way back
CellShape strided_cells(int64_t inputs);                 // 3 x 3, stride 2
CellShape turned_strided_cells(int64_t inputs);          // the way back
CellShape enlarged_cells(int64_t outputs);               // transposed 2 x 2, stride 2
CellShape turned_enlarged_cells(int64_t outputs);        // the way back

// Tiles of weights: part, panel of 32 outputs, chunk of 32 channels (of each source its own), tap, sixteen outputs.
struct Chunks {
  std::vector<int64_t> source, channel, first, count;  // where a chunk stands in its source and among all channels, and how many channels it has
  explicit Chunks(Sources sources);
  int64_t size() const { return static_cast<int64_t>(source.size()); }
};
int64_t cell_weight_elements(const CellShape& shape, const Chunks& chunks, int64_t outputs);
// Units (outputs) are what they are multiplied with.
void pack_cells(const CellShape& shape, const Chunks& chunks, const TapWeights& weights, const float* units, Element* packed);

struct CellJob {
  const CellShape& shape;
  const Chunks& chunks;
  Sources sources;  // of the first picture; the others' follow
  int64_t count;
  Picture picture, cells, output;
  int64_t outputs;
  Element* result;
  int64_t source_step = 0;  // elements from pixel to pixel, where there are more than the source's channels
};

// Blocks of a picture; moments are kept for each: sums and sums of squares (2 x K floats).
int64_t cell_blocks(const CellJob& job);
void run_cells(const CellJob& job, const Element* packed, float* moments);

}  // namespace marrow::half
