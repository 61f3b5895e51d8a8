#include "half_blocks.h"

#include <sys/mman.h>

#include <iterator>
#include <map>
#include <mutex>
#include <new>

namespace marrow::half {
namespace {

constexpr size_t kHugePage = 2 << 20;

std::mutex lock;
// Stretches of memory by their addresses; free ones never touch each other.
std::map<char*, size_t> unused, taken;

size_t whole(size_t bytes) { return (bytes + kHugePage - 1) / kHugePage * kHugePage; }

// Joins a stretch with the free ones beside it.
void add_unused(char* start, size_t size) {
  auto next = unused.lower_bound(start);
  if (next != unused.end() && start + size == next->first) {
    size += next->second;
    next = unused.erase(next);
  }
  if (next != unused.begin() && std::prev(next)->first + std::prev(next)->second == start)
    std::prev(next)->second += size;
  else
    unused.emplace(start, size);
}

// The smallest free stretch that is large enough.
std::map<char*, size_t>::iterator fitting(size_t size) {
  auto best = unused.end();
  for (auto i = unused.begin(); i != unused.end(); i++)
    if (i->second >= size && (best == unused.end() || i->second < best->second)) best = i;
  return best;
}

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
  const size_t size = whole(bytes);
  if (fitting(size) == unused.end()) add_unused(static_cast<char*>(map_pages(size)), size);
  const auto found = fitting(size);
  const auto [start, length] = *found;
  unused.erase(found);
  if (length > size) unused.emplace(start + size, length - size);
  taken.emplace(start, size);
  return start;
}

void give_block(void* block) {
  const std::lock_guard<std::mutex> guard(lock);
  const auto found = taken.find(static_cast<char*>(block));
  const auto [start, size] = *found;
  taken.erase(found);
  add_unused(start, size);
}

void release_blocks() {
  const std::lock_guard<std::mutex> guard(lock);
  for (const auto& [start, size] : unused) munmap(start, size);
  unused.clear();
}

}  // namespace marrow::half
