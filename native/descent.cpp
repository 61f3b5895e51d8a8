// Gradient descent with momentum in two passes over all weights: one for the norm of the gradients, one that changes everything.
#include <ATen/ATen.h>
#include <torch/library.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "weight_peaks.h"

namespace {

using at::Tensor;

constexpr int64_t kPiece = 1 << 15;  // values of one piece of work; sums are joined in the order of the pieces
constexpr int64_t kStride = 64;      // values of one step within it
constexpr int64_t kAhead = 512;      // how far they are fetched beforehand: the processor's own look-ahead ends with each page
constexpr int64_t kLine = 16;        // values of a line of the cache

struct Piece {
  float *weight, *momentum;
  const float* gradient;
  int64_t count;
};

// Gradients in the weights' own order in memory; kept alive by the caller.
std::vector<Tensor> aligned(at::TensorList weights, at::TensorList gradients) {
  std::vector<Tensor> result;
  for (size_t i = 0; i < weights.size(); i++) {
    const Tensor& weight = weights[i];
    TORCH_CHECK(weight.is_non_overlapping_and_dense() && weight.scalar_type() == at::kFloat && weight.device().is_cpu(),
                "wanted dense float32 weights on the CPU");
    result.push_back(gradients[i].strides() == weight.strides() ? gradients[i] : at::empty_like(weight).copy_(gradients[i]));
  }
  return result;
}

std::vector<Piece> pieces_of(at::TensorList weights, const std::vector<Tensor>& gradients, at::TensorList momenta) {
  std::vector<Piece> pieces;
  for (size_t i = 0; i < weights.size(); i++) {
    TORCH_CHECK(momenta[i].strides() == weights[i].strides(), "momentum and weight lie differently in memory");
    for (int64_t from = 0; from < weights[i].numel(); from += kPiece)
      pieces.push_back({weights[i].data_ptr<float>() + from, momenta[i].data_ptr<float>() + from, gradients[i].data_ptr<float>() + from,
                        std::min(kPiece, weights[i].numel() - from)});
  }
  return pieces;
}

// Each processor has its own widest registers; the same numbers come out, since nothing is fused and sums have lanes of their own.
#define MARROW_WIDEST __attribute__((target_clones("avx512f", "avx2", "default"), optimize("fp-contract=off")))

inline void fetch_ahead(const float* at) {
  for (int64_t i = 0; i < kStride; i += kLine) __builtin_prefetch(at + kAhead + i);
}

MARROW_WIDEST double square_of(const Piece& piece) {
  float parts[kStride] = {};
  const float* g = piece.gradient;
  const int64_t even = piece.count / kStride * kStride;
  for (int64_t i = 0; i < even; i += kStride) {
    fetch_ahead(g + i);
    for (int64_t j = 0; j < kStride; j++) parts[j] += g[i + j] * g[i + j];
  }
  double sum = 0;
  for (int64_t i = even; i < piece.count; i++) sum += static_cast<double>(g[i]) * g[i];
  for (float part : parts) sum += part;
  return sum;
}

double norm_of(const std::vector<Piece>& pieces) {
  std::vector<double> squares(pieces.size());
#pragma omp parallel for schedule(dynamic, 4)
  for (size_t p = 0; p < pieces.size(); p++) squares[p] = square_of(pieces[p]);
  double sum = 0;
  for (double square : squares) sum += square;
  return std::sqrt(sum);
}

struct Descent {
  float factor, fall, hold, step;
  bool nesterov;
};

// Some values of one step; largest keeps the largest magnitude of each lane.
template <bool IsNesterov>
inline __attribute__((always_inline)) void change(const Descent& d, float* __restrict w, float* __restrict m, const float* __restrict g, int64_t count,
                                                  float* __restrict largest) {
  for (int64_t i = 0; i < count; i++) {
    const float change = g[i] * d.factor + d.fall * w[i], moment = d.hold * m[i] + change;
    const float changed = w[i] - d.step * (IsNesterov ? change + d.hold * moment : moment), size = std::fabs(changed);
    m[i] = moment;
    w[i] = changed;
    largest[i] = largest[i] > size ? largest[i] : size;
  }
}

// Gives the largest magnitude of the new weights.
MARROW_WIDEST float descend_piece(const Descent& descent, const Piece& piece) {
  const Descent d = descent;
  float largest[kStride] = {};
  for (int64_t i = 0; i < piece.count; i += kStride) {
    float *w = piece.weight + i, *m = piece.momentum + i;
    const float* g = piece.gradient + i;
    const int64_t some = std::min(kStride, piece.count - i);
    fetch_ahead(w), fetch_ahead(m), fetch_ahead(g);
    d.nesterov ? change<true>(d, w, m, g, some, largest) : change<false>(d, w, m, g, some, largest);
  }
  return *std::max_element(largest, largest + kStride);
}

// Tells the next step how large the weights are.
void remember_peaks(at::TensorList weights, const std::vector<float>& largest) {
  auto piece = largest.begin();
  for (const Tensor& weight : weights) {
    const auto end = piece + (weight.numel() + kPiece - 1) / kPiece;
    weight.unsafeGetTensorImpl()->bump_version();
    if (piece != end && !weight.is_inference()) marrow::remember_peak(weight, *std::max_element(piece, end));
    piece = end;
  }
}

// Weight decay joins the gradient; momentum as PyTorch has it, without dampening. Gradients are scaled down to the limit first; with
// any that is not finite nothing changes.
double descend(at::TensorList weights, at::TensorList gradients, at::TensorList momenta, double rate, double keep, double decay, bool nesterov,
               double limit) {
  const std::vector<Tensor> own = aligned(weights, gradients);
  const std::vector<Piece> pieces = pieces_of(weights, own, momenta);
  const double norm = norm_of(pieces);
  if (!std::isfinite(norm)) return norm;
  const Descent descent{static_cast<float>(std::min(1.0, limit / (norm + 1e-6))), static_cast<float>(decay), static_cast<float>(keep),
                        static_cast<float>(rate), nesterov};
  std::vector<float> largest(pieces.size());
#pragma omp parallel for schedule(dynamic, 4)
  for (size_t p = 0; p < pieces.size(); p++) largest[p] = descend_piece(descent, pieces[p]);
  remember_peaks(weights, largest);
  return norm;
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(marrow, library) {
  library.def(
      "descend(Tensor[] weights, Tensor[] gradients, Tensor[] momenta, float rate, float keep, float decay, bool nesterov, float limit) -> float",
      descend);
}
