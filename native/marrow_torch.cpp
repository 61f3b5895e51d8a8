// The shim over libtorch: any operator by its schema name through the boxed dispatcher, autograd, devices, threads.
// Every function catches what libtorch throws, keeps its first line for the calling thread, and returns a status.
// Compiles against libtorch 1.13 and 2.x.
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <c10/core/InferenceMode.h>
#include <dlfcn.h>
#include <malloc.h>
#include <torch/csrc/api/include/torch/version.h>
#include <torch/csrc/autograd/autograd.h>

#include <atomic>
#include <cstring>
#include <string>

#include "marrow_torch.h"

namespace {

thread_local std::string last_error;
std::atomic<int64_t> live_tensors{0};
std::atomic<int> wanted_threads{0};

// libtorch keeps the OpenMP thread count per calling thread; each thread takes the wanted one at its next call.
void apply_threads() {
  thread_local int applied = 0;
  int wanted = wanted_threads.load(std::memory_order_relaxed);
  if (wanted != applied && wanted > 0) {
    at::set_num_threads(wanted);
    applied = wanted;
  }
}

int32_t failed(const std::exception& trouble) {
  const auto* torch_trouble = dynamic_cast<const c10::Error*>(&trouble);
  std::string text = torch_trouble ? torch_trouble->what_without_backtrace() : trouble.what();
  last_error = text.substr(0, text.find('\n'));
  return 1;
}

template <class Body>
int32_t guarded(Body body) {
  try {
    body();
    return 0;
  } catch (const std::exception& trouble) {
    return failed(trouble);
  } catch (...) {
    last_error = "an unknown native exception";
    return 1;
  }
}

at::Tensor& tensor_of(void* handle) { return *static_cast<at::Tensor*>(handle); }

void* boxed(at::Tensor tensor) {
  live_tensors.fetch_add(1, std::memory_order_relaxed);
  return new at::Tensor(std::move(tensor));
}

c10::IValue tensor_list(const MarrowValue& value) {
  c10::List<at::Tensor> list;
  auto* items = static_cast<void**>(value.pointer);
  for (int32_t i = 0; i < value.count; i++) list.push_back(tensor_of(items[i]));
  return list;
}

c10::IValue optional_tensor_list(const MarrowValue& value) {
  c10::List<c10::optional<at::Tensor>> list;
  auto* items = static_cast<void**>(value.pointer);
  for (int32_t i = 0; i < value.count; i++)
    list.push_back(items[i] ? c10::optional<at::Tensor>(tensor_of(items[i])) : c10::nullopt);
  return list;
}

c10::IValue argument(const MarrowValue& value, const c10::Argument& slot) {
  switch (value.kind) {
    case MARROW_DEFAULT:
      TORCH_CHECK(slot.default_value().has_value(), "argument ", slot.name(), " is required");
      return *slot.default_value();
    case MARROW_NONE: return c10::IValue();
    case MARROW_TENSOR: return tensor_of(value.pointer);
    case MARROW_INT: return value.integer;
    case MARROW_DOUBLE: return value.real;
    case MARROW_BOOL: return value.integer != 0;
    case MARROW_INTS:
      return at::IntArrayRef(static_cast<int64_t*>(value.pointer), value.count).vec();
    case MARROW_DOUBLES:
      return at::ArrayRef<double>(static_cast<double*>(value.pointer), value.count).vec();
    case MARROW_TENSORS: return tensor_list(value);
    case MARROW_OPTIONAL_TENSORS: return optional_tensor_list(value);
    case MARROW_DEVICE: return c10::Device(static_cast<c10::DeviceType>(value.count), static_cast<c10::DeviceIndex>(value.integer));
    case MARROW_GENERATOR: return *static_cast<at::Generator*>(value.pointer);
    default: TORCH_CHECK(false, "unknown argument kind ", value.kind);
  }
}

void put_result(const c10::IValue& value, MarrowValue* results, int32_t capacity, int32_t& count) {
  if (value.isTensorList()) {
    for (const at::Tensor& item : value.toTensorVector()) put_result(item, results, capacity, count);
    return;
  }
  TORCH_CHECK(count < capacity, "more than ", capacity, " results");
  MarrowValue& slot = results[count];
  slot = MarrowValue{};
  if (value.isTensor()) {
    if (!value.toTensor().defined()) {
      slot.kind = MARROW_NONE;
    } else {
      const at::Tensor& tensor = value.toTensor();
      slot.kind = MARROW_TENSOR;
      // Fresh memory is reported to the garbage collector in whole MiB; a view reports none.
      slot.count = tensor.has_storage() && tensor.storage().use_count() == 1 ? static_cast<int32_t>(tensor.storage().nbytes() >> 20) : 0;
      slot.pointer = boxed(tensor);
    }
  } else if (value.isDouble()) {
    slot.kind = MARROW_DOUBLE;
    slot.real = value.toDouble();
  } else if (value.isInt()) {
    slot.kind = MARROW_INT;
    slot.integer = value.toInt();
  } else if (value.isBool()) {
    slot.kind = MARROW_BOOL;
    slot.integer = value.toBool();
  } else {
    TORCH_CHECK(value.isNone(), "cannot return a ", value.tagKind());
    slot.kind = MARROW_NONE;
  }
  count++;
}

}  // namespace

extern "C" {

const char* marrow_last_error() { return last_error.c_str(); }

int32_t marrow_start() {
  return guarded([] {
    // glibc hands every large block back to the kernel at once; the page faults cost more than a third of the time.
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, INT32_MAX);
    mallopt(M_TOP_PAD, 64 << 20);
  });
}

int32_t marrow_trim() { return guarded([] { malloc_trim(0); }); }

const char* marrow_torch_version() { return TORCH_VERSION; }

int32_t marrow_abi() { return MARROW_ABI; }

int64_t marrow_live_tensors() { return live_tensors.load(); }

void marrow_free(void* handle) {
  live_tensors.fetch_sub(1, std::memory_order_relaxed);
  delete static_cast<at::Tensor*>(handle);
}

int32_t marrow_find(const char* name, const char* overload, void** found) {
  return guarded([&] {
    auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
    bool is_ours = strncmp(name, "marrow::", 8) == 0;
    const char* where = strncmp(name, "marrow::", 8) == 0 ? "the native tensor library, of another build of Marrow (./marrow builds it anew)," : "libtorch";
    TORCH_CHECK(handle.has_value(), where, " has no operator ", name, *overload ? "." : "", overload);
    *found = new c10::OperatorHandle(*handle);
  });
}

int32_t marrow_call(void* found, const MarrowValue* arguments, int32_t argument_count,
                    MarrowValue* results, int32_t capacity, int32_t* result_count) {
  return guarded([&] {
    apply_threads();
    auto& handle = *static_cast<c10::OperatorHandle*>(found);
    const auto& slots = handle.schema().arguments();
    TORCH_CHECK(static_cast<size_t>(argument_count) <= slots.size(), handle.schema().name(), " takes ", slots.size(),
                " arguments, got ", argument_count);
    torch::jit::Stack stack;
    stack.reserve(slots.size());
    for (size_t i = 0; i < slots.size(); i++) {
      static const MarrowValue absent{};
      stack.push_back(argument(static_cast<int32_t>(i) < argument_count ? arguments[i] : absent, slots[i]));
    }
    handle.callBoxed(stack);
    *result_count = 0;
    try {
      for (const c10::IValue& value : stack) put_result(value, results, capacity, *result_count);
    } catch (...) {
      for (int32_t i = 0; i < *result_count; i++)
        if (results[i].kind == MARROW_TENSOR) marrow_free(results[i].pointer);
      throw;
    }
  });
}

int32_t marrow_from_data(const void* data, int32_t type, const int64_t* shape, int32_t axes, void** made) {
  return guarded([&] {
    auto tensor = at::empty(at::IntArrayRef(shape, axes), at::TensorOptions(static_cast<at::ScalarType>(type)));
    if (data) std::memcpy(tensor.data_ptr(), data, tensor.nbytes());
    *made = boxed(std::move(tensor));
  });
}

int32_t marrow_describe(void* handle, MarrowDescription* description) {
  return guarded([&] {
    const at::Tensor& tensor = tensor_of(handle);
    TORCH_CHECK(tensor.dim() <= MARROW_AXES, "a tensor of more than ", MARROW_AXES, " axes");
    description->type = static_cast<int32_t>(tensor.scalar_type());
    description->device = static_cast<int32_t>(tensor.device().type());
    description->device_index = tensor.device().index();
    description->axes = static_cast<int32_t>(tensor.dim());
    for (int64_t i = 0; i < tensor.dim(); i++) description->shape[i] = tensor.size(i);
    for (int64_t i = 0; i < tensor.dim(); i++) description->strides[i] = tensor.stride(i);
    description->storage = tensor.storage().unsafeGetStorageImpl();
    description->storage_offset = tensor.storage_offset();
  });
}

int32_t marrow_data(void* handle, void** data) {
  return guarded([&] {
    const at::Tensor& tensor = tensor_of(handle);
    TORCH_CHECK(tensor.device().is_cpu(), "the data of a tensor on ", tensor.device(), " cannot be read in place");
    *data = tensor.data_ptr();
  });
}

int32_t marrow_backward(void* loss, int32_t keep_graph) {
  return guarded([&] {
    apply_threads();
    torch::autograd::backward({tensor_of(loss)}, {}, keep_graph != 0);
  });
}

int32_t marrow_requires_grad(void* handle, int32_t set, int32_t* now) {
  return guarded([&] {
    if (set >= 0) tensor_of(handle).set_requires_grad(set != 0);
    *now = tensor_of(handle).requires_grad();
  });
}

int32_t marrow_grad(void* handle, void** gradient) {
  return guarded([&] {
    const at::Tensor& found = tensor_of(handle).grad();
    *gradient = found.defined() ? boxed(found) : nullptr;
  });
}

int32_t marrow_clear_grad(void* handle) {
  return guarded([&] { tensor_of(handle).mutable_grad().reset(); });
}

// Both modes belong to the calling thread; the previous value is handed back so that a C# using block can restore it.
int32_t marrow_grad_mode(int32_t enabled, int32_t* previous) {
  return guarded([&] {
    *previous = at::GradMode::is_enabled();
    at::GradMode::set_enabled(enabled != 0);
  });
}

// Which type the heavy operators of a device take on this thread; type -1 switches it off. The previous type is handed back.
int32_t marrow_autocast(int32_t device, int32_t type, int32_t* previous) {
  return guarded([&] {
    auto kind = static_cast<at::ScalarType>(type);
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
    auto place = static_cast<at::DeviceType>(device);
    *previous = at::autocast::is_autocast_enabled(place) ? static_cast<int32_t>(at::autocast::get_autocast_dtype(place)) : -1;
    at::autocast::set_autocast_enabled(place, type >= 0);
    if (type >= 0) at::autocast::set_autocast_dtype(place, kind);
#else
    if (device == 0) {
      *previous = at::autocast::is_cpu_enabled() ? static_cast<int32_t>(at::autocast::get_autocast_cpu_dtype()) : -1;
      at::autocast::set_cpu_enabled(type >= 0);
      if (type >= 0) at::autocast::set_autocast_cpu_dtype(kind);
    } else {
      *previous = at::autocast::is_enabled() ? static_cast<int32_t>(at::autocast::get_autocast_gpu_dtype()) : -1;
      at::autocast::set_enabled(type >= 0);
      if (type >= 0) at::autocast::set_autocast_gpu_dtype(kind);
    }
#endif
    // Weights are cast once per block and forgotten at its end.
    if (type < 0) at::autocast::clear_cache();
  });
}

int32_t marrow_inference_begin(void** guard) {
  return guarded([&] { *guard = new c10::InferenceMode(true); });
}

int32_t marrow_inference_end(void* guard) {
  return guarded([&] { delete static_cast<c10::InferenceMode*>(guard); });
}

// OpenBLAS keeps threads of its own, which spin while they wait; libtorch's setting does not reach them.
static void limit_blas_threads(int count) {
  using Set = void (*)(int);
  static const Set set = reinterpret_cast<Set>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
  if (set) set(count);
}

int32_t marrow_threads(int32_t count) {
  return guarded([&] {
    wanted_threads = count;
    apply_threads();
    limit_blas_threads(count);
  });
}

int32_t marrow_has_cuda(int32_t* present) {
  return guarded([&] { *present = at::hasCUDA(); });
}

int32_t marrow_seed(int64_t seed) {
  return guarded([&] { at::manual_seed(static_cast<uint64_t>(seed)); });
}

int32_t marrow_generator(int64_t seed, void** made) {
  return guarded([&] { *made = new at::Generator(at::detail::createCPUGenerator(static_cast<uint64_t>(seed))); });
}

void marrow_free_generator(void* generator) { delete static_cast<at::Generator*>(generator); }

}  // extern "C"
