#include "half_blocks.h"

#include <sys/mman.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <new>
#include <vector>

namespace marrow::half {
namespace {

constexpr size_t kHugePage = 2 << 20;

std::mutex lock;
std::multimap<size_t, void*> unused;
std::map<void*, size_t> sizes;

}  // namespace

void* take_block(size_t bytes) {
  const std::lock_guard<std::mutex> guard(lock);
  const auto found = unused.lower_bound(bytes);
  if (found != unused.end()) {
    void* block = found->second;
    unused.erase(found);
    return block;
  }
  const size_t size = (bytes + kHugePage - 1) / kHugePage * kHugePage;
  void* block = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (block == MAP_FAILED) throw std::bad_alloc();
  madvise(block, size, MADV_HUGEPAGE);
  sizes[block] = size;
  return block;
}

void give_block(void* block) {
  const std::lock_guard<std::mutex> guard(lock);
  unused.emplace(sizes.at(block), block);
}

void release_blocks() {
  const std::lock_guard<std::mutex> guard(lock);
  for (const auto& [size, block] : unused) {
    munmap(block, size);
    sizes.erase(block);
  }
  unused.clear();
}

}  // namespace marrow::half
