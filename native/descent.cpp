// Gradient descent with momentum in two passes over all weights: one for the norm of the gradients, one that changes everything.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/library.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace {

using at::Tensor;

constexpr int64_t kPiece = 1 << 15;  // values of one piece of work; sums are joined in the order of the pieces

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

double norm_of(const std::vector<Piece>& pieces) {
  std::vector<double> squares(pieces.size());
  at::parallel_for(0, pieces.size(), 1, [&](int64_t begin, int64_t end) {
    for (int64_t p = begin; p < end; p++) {
      float parts[64] = {};
      const float* g = pieces[p].gradient;
      const int64_t even = pieces[p].count / 64 * 64;
      for (int64_t i = 0; i < even; i += 64)
        for (int64_t j = 0; j < 64; j++) parts[j] += g[i + j] * g[i + j];
      double sum = 0;
      for (int64_t i = even; i < pieces[p].count; i++) sum += static_cast<double>(g[i]) * g[i];
      for (float part : parts) sum += part;
      squares[p] = sum;
    }
  });
  double sum = 0;
  for (double square : squares) sum += square;
  return std::sqrt(sum);
}

// Weight decay joins the gradient; momentum as PyTorch has it, without dampening. Gradients are scaled down to the limit first; with
// any that is not finite nothing changes.
double descend(at::TensorList weights, at::TensorList gradients, at::TensorList momenta, double rate, double keep, double decay, bool nesterov,
               double limit) {
  const std::vector<Tensor> own = aligned(weights, gradients);
  const std::vector<Piece> pieces = pieces_of(weights, own, momenta);
  const double norm = norm_of(pieces);
  if (!std::isfinite(norm)) return norm;
  const float factor = static_cast<float>(std::min(1.0, limit / (norm + 1e-6)));
  const float fall = static_cast<float>(decay), hold = static_cast<float>(keep), step = static_cast<float>(rate);
  at::parallel_for(0, pieces.size(), 1, [&](int64_t begin, int64_t end) {
    for (int64_t p = begin; p < end; p++) {
      const Piece& piece = pieces[p];
      float* __restrict w = piece.weight;
      float* __restrict m = piece.momentum;
      const float* __restrict g = piece.gradient;
      for (int64_t i = 0; i < piece.count; i++) {
        const float change = g[i] * factor + fall * w[i], moment = hold * m[i] + change;
        m[i] = moment;
        w[i] -= step * (nesterov ? change + hold * moment : moment);
      }
    }
  });
  return norm;
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(marrow, library) {
  library.def(
      "descend(Tensor[] weights, Tensor[] gradients, Tensor[] momenta, float rate, float keep, float decay, bool nesterov, float limit) -> float",
      descend);
}
