#include "weight_peaks.h"

#include <mutex>
#include <unordered_map>

namespace marrow {
namespace {

using Impl = c10::TensorImpl;

struct Peak {
  c10::weak_intrusive_ptr<Impl, c10::UndefinedTensorImpl> tensor;
  const void* data;
  int64_t version;
  float value;
};

std::mutex lock;
std::unordered_map<const Impl*, Peak> peaks;

void forget_expired() {
  for (auto i = peaks.begin(); i != peaks.end();) i = i->second.tensor.expired() ? peaks.erase(i) : std::next(i);
}

}  // namespace

void remember_peak(const at::Tensor& tensor, float peak) {
  const std::lock_guard<std::mutex> guard(lock);
  const Impl* key = tensor.unsafeGetTensorImpl();
  if (peaks.count(key) == 0) forget_expired();
  peaks.erase(key);
  peaks.emplace(key, Peak{c10::weak_intrusive_ptr<Impl, c10::UndefinedTensorImpl>(tensor.getIntrusivePtr()), tensor.data_ptr(), tensor._version(), peak});
}

c10::optional<float> peak_of(const at::Tensor& tensor) {
  const std::lock_guard<std::mutex> guard(lock);
  const auto found = peaks.find(tensor.unsafeGetTensorImpl());
  if (found == peaks.end() || tensor.is_inference()) return c10::nullopt;
  const Peak& known = found->second;
  const bool holds = !known.tensor.expired() && known.data == tensor.data_ptr() && known.version == tensor._version();
  return holds ? c10::optional<float>(known.value) : c10::nullopt;
}

}  // namespace marrow
