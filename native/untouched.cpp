// Memory of zeros that the kernel hands out page by page as it is written: weights that a checkpoint replaces at once never cost any.
#include <ATen/ATen.h>
#include <sys/mman.h>
#include <torch/library.h>

#include <new>

namespace {

constexpr int64_t kLarge = 1 << 16;  // bytes from which it pays

at::Tensor untouched_zeros(at::IntArrayRef shape) {
  const auto options = at::TensorOptions(at::kFloat);
  const int64_t bytes = c10::multiply_integers(shape) * 4;
  if (bytes < kLarge) return at::zeros(shape, options);
  void* block = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (block == MAP_FAILED) throw std::bad_alloc();
  madvise(block, bytes, MADV_HUGEPAGE);
  return at::from_blob(block, shape, [bytes](void* begin) { munmap(begin, bytes); }, options);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(marrow, library) { library.def("untouched_zeros(int[] shape) -> Tensor", untouched_zeros); }
