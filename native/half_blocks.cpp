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

size_t whole(size_t bytes) { return (bytes + kHugePage - 1) / kHugePage * kHugePage; }

}  // namespace

void* map_pages(size_t bytes) {
  void* pages = mmap(nullptr, whole(bytes), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) throw std::bad_alloc();
  madvise(pages, whole(bytes), MADV_HUGEPAGE);
  return pages;
}

void unmap_pages(void* pages, size_t bytes) { munmap(pages, whole(bytes)); }

void* take_block(size_t bytes) {
  const std::lock_guard<std::mutex> guard(lock);
  const auto found = unused.lower_bound(bytes);
  if (found != unused.end()) {
    void* block = found->second;
    unused.erase(found);
    return block;
  }
  void* block = map_pages(bytes);
  sizes[block] = whole(bytes);
  return block;
}

void give_block(void* block) {
  const std::lock_guard<std::mutex> guard(lock);
  unused.emplace(sizes.at(block), block);
}

void release_blocks() {
  const std::lock_guard<std::mutex> guard(lock);
  for (const auto& [size, block] : unused) {
    unmap_pages(block, size);
    sizes.erase(block);
  }
  unused.clear();
}

}  // namespace marrow::half
