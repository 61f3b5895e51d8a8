#include "amx_cells.h"

#include "half_blocks.h"

namespace marrow::half {
namespace {

constexpr int64_t kStaged = 7 << 15;      // elements of a block: 448 KiB, which leave the second cache room for weights
constexpr int64_t kWide = 160, kHigh = 16;  // cells of a block at most
constexpr int64_t kPositions = 2 * kSide;  // of one product

struct Block {
  int64_t top, left, high, wide;
};

// The blocks of a picture: of equal size but for the last ones.
struct Blocks {
  Picture cells;
  int64_t high, wide, down, across;

  explicit Blocks(const CellJob& job) : cells(job.cells) {
    const int64_t around = job.shape.before + job.shape.after, each = job.chunks.size() * kDepth * job.shape.planes();
    const auto even = [](int64_t all, int64_t most) { return (all + (all + most - 1) / most - 1) / ((all + most - 1) / most); };
    const int64_t most = std::clamp<int64_t>(kStaged / each / (kHigh / 2 + around) - around, kSide, kWide);
    wide = even(cells.columns, most);
    high = even(cells.rows, std::clamp<int64_t>(kStaged / each / (wide + around) - around, 4, kHigh));
    down = (cells.rows + high - 1) / high, across = (cells.columns + wide - 1) / wide;
  }
  int64_t count() const { return down * across; }
  Block at(int64_t index) const {
    const int64_t top = index / across * high, left = index % across * wide;
    return {top, left, std::min(high, cells.rows - top), std::min(wide, cells.columns - left)};
  }
};

// Where the cells of a block lie.
struct Layout {
  int64_t rows, pitch, planes, chunk_step;

  Layout(const CellShape& shape, int64_t high, int64_t wide)
      : rows(high + shape.before + shape.after), pitch(wide + shape.before + shape.after), planes(shape.planes()), chunk_step(planes * rows * pitch * kDepth) {}
  // The last product reads beyond the last cell.
  int64_t elements(int64_t chunks) const { return chunks * chunk_step + (kPositions + pitch + 2) * kDepth; }
  // From the first cell of a block to its last.
  int64_t positions(const Block& block) const { return (block.high - 1) * pitch + block.wide; }
  int64_t offset(const Tap& tap) const { return ((tap.plane * rows + tap.row) * pitch + tap.column) * kDepth; }
  std::vector<int64_t> offsets(const Part& part) const {
    std::vector<int64_t> result;
    for (const Tap& tap : part.taps) result.push_back(offset(tap));
    return result;
  }
};

// Lays out one chunk of what a block sees.
void stage(const CellJob& job, const Source* sources, const Block& block, const Layout& layout, int64_t chunk, Element* target) {
  const Source& source = sources[job.chunks.source[chunk]];
  const int64_t pixel = job.source_step ? job.source_step : source.channels, step = job.shape.step, before = job.shape.before, c = job.chunks.channel[chunk];
  const ShortNormal normal(source, c);
  for (int64_t plane = 0; plane < layout.planes; plane++)
    for (int64_t r = 0; r < layout.rows; r++, target += layout.pitch * kDepth) {
      const int64_t y = step * (block.top - before + r) + plane / step, x = step * (block.left - before) + plane % step;
      const bool is_inside = y >= 0 && y < job.picture.rows;
      const int64_t from = is_inside ? std::min(layout.pitch, x < 0 ? (-x + step - 1) / step : 0) : layout.pitch;
      const int64_t to = std::max(from, std::min(layout.pitch, (job.picture.columns - x + step - 1) / step));
      std::memset(target, 0, sizeof(Element) * from * kDepth);
      const Element* line = source.data + (y * job.picture.columns + x) * pixel + c;
      for (int64_t i = from; i < to; i++) {
        fetch(line + (i + kAhead) * step * pixel);
        _mm512_storeu_si512(target + i * kDepth, normal.of(line + i * step * pixel));
      }
      std::memset(target + to * kDepth, 0, sizeof(Element) * (layout.pitch - to) * kDepth);
    }
}

// The sums of 32 outputs at positions that follow each other: sixteen of them, or twice as many. Meanwhile, after each tap, something else is done.
struct Weighing {
  const int64_t* offsets;
  int64_t taps, chunks, chunk_step;

  int64_t rounds() const { return taps * chunks; }

  template <bool IsTwo, class Meanwhile>
  void multiply(const Element* left, const Element* packed, float* sums, const Meanwhile& meanwhile) const {
    settle_memory();
    _tile_zero(0);
    _tile_zero(1);
    if (IsTwo) _tile_zero(2);
    if (IsTwo) _tile_zero(3);
    for (int64_t chunk = 0; chunk < chunks; chunk++, left += chunk_step)
      for (int64_t tap = 0; tap < taps; tap++, packed += 2 * kTile) {
        const Element* own = left + offsets[tap];
        _tile_loadd(6, packed, 64);
        _tile_loadd(4, own, 64);
        _tile_loadd(7, packed + kTile, 64);
        _tile_dpbf16ps(0, 4, 6);
        if (IsTwo) _tile_loadd(5, own + kTile, 64);
        _tile_dpbf16ps(1, 4, 7);
        if (IsTwo) _tile_dpbf16ps(2, 5, 6);
        if (IsTwo) _tile_dpbf16ps(3, 5, 7);
        meanwhile();
      }
    _tile_stored(0, sums, sizeof(float) * kPanel);
    _tile_stored(1, sums + kSide, sizeof(float) * kPanel);
    if (IsTwo) _tile_stored(2, sums + kSide * kPanel, sizeof(float) * kPanel);
    if (IsTwo) _tile_stored(3, sums + kSide * kPanel + kSide, sizeof(float) * kPanel);
  }
};

// Where the results of a block's positions go, in pixels of the picture; nowhere is negative.
void find_targets(const CellJob& job, const Part& part, const Block& block, const Layout& layout, std::vector<int32_t>& targets) {
  const int64_t spread = job.shape.spread;
  targets.assign(block.high * layout.pitch, -1);
  for (int64_t y = 0; y < block.high; y++) {
    const int64_t row = spread * (block.top + y) + part.row, column = spread * block.left + part.column;
    if (row >= job.output.rows) continue;
    for (int64_t x = 0; x < block.wide && column + spread * x < job.output.columns; x++)
      targets[y * layout.pitch + x] = static_cast<int32_t>(row * job.output.columns + column + spread * x);
  }
}

// All positions of a block and one panel of outputs, from channel k on: what one product gave is written while the next one is made.
void run_panel(const CellJob& job, const Weighing& weighing, const std::vector<int32_t>& targets, int64_t all, const Element* staged, const Element* packed,
               int64_t k, Element* result, float* moments) {
  alignas(64) float sums[2][kPositions * kPanel];
  float none[2 * kPanel]{};
  const __mmask32 lanes = lanes_of(job.outputs - k);
  Moments kept(moments ? moments + k : none, moments ? job.outputs : kPanel, lanes);
  const int64_t each = (kPositions + weighing.rounds() - 1) / weighing.rounds();
  const float* from = nullptr;
  const int32_t *to = nullptr, *end = nullptr;
  const auto write = [&](int64_t most) {
    for (const int32_t* until = std::min(end, to + most); to < until; to++, from += kPanel) {
      if (*to < 0) continue;
      // As they are stored, so that what does not fit 16 bits shows in the moments.
      const Half sum = narrowed(_mm512_load_ps(from), _mm512_load_ps(from + kLanes));
      kept.add(sum);
      store(result + *to * job.outputs + k, sum, lanes);
    }
  };
  for (int64_t q = 0; q < all; q += kPositions) {
    const int64_t some = std::min(kPositions, all - q);
    float* own = sums[q / kPositions % 2];
    if (some > kSide)
      weighing.multiply<true>(staged + q * kDepth, packed, own, [&] { write(each); });
    else
      weighing.multiply<false>(staged + q * kDepth, packed, own, [&] { write(each); });
    from = own, to = &targets[q], end = to + some;
  }
  write(kPositions);
  if (moments) kept.store();
}

}  // namespace

Chunks::Chunks(Sources sources) {
  int64_t all = 0;
  for (int64_t s = 0; s < sources.count; all += sources.items[s++].channels)
    for (int64_t c = 0; c < sources.items[s].channels; c += kDepth) {
      source.push_back(s), channel.push_back(c), first.push_back(all + c);
      count.push_back(std::min(kDepth, sources.items[s].channels - c));
    }
}

int64_t cell_blocks(const CellJob& job) { return Blocks(job).count(); }

void run_cells(const CellJob& job, const Element* packed, float* moments) {
  const Blocks blocks(job);
  const Layout most(job.shape, blocks.high, blocks.wide);
  const int64_t panels = panels_of(job.outputs), chunks = job.chunks.size(), all = blocks.count();
  const bool keeps = moments != nullptr;
  if (keeps) std::memset(moments, 0, sizeof(float) * job.count * all * 2 * job.outputs);
#pragma omp parallel
  {
    const Tiles tiles;
    const Scratch staged(most.elements(chunks));
    std::vector<int32_t> targets;
#pragma omp for schedule(dynamic, 1)
    for (int64_t piece = 0; piece < job.count * all; piece++) {
      const int64_t n = piece / all;
      const Block block = blocks.at(piece % all);
      const Layout layout(job.shape, block.high, block.wide);
      for (int64_t chunk = 0; chunk < chunks; chunk++)
        stage(job, job.sources.items + n * job.sources.count, block, layout, chunk, staged.data + chunk * layout.chunk_step);
      const Element* weights = packed;
      for (const Part& part : job.shape.parts) {
        const auto offsets = layout.offsets(part);
        const Weighing weighing{offsets.data(), static_cast<int64_t>(offsets.size()), chunks, layout.chunk_step};
        find_targets(job, part, block, layout, targets);
        for (int64_t panel = 0; panel < panels; panel++, weights += weighing.rounds() * 2 * kTile)
          run_panel(job, weighing, targets, layout.positions(block), staged.data, weights, panel * kPanel,
                    job.result + n * job.output.pixels() * job.outputs, keeps ? moments + piece * 2 * job.outputs : nullptr);
      }
    }
  }
}

}  // namespace marrow::half
