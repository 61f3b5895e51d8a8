// Memory for large pictures that is kept from layer to layer: blocks that go back to the kernel cost a page fault for every 4 KiB when they return.
#pragma once
#include <cstddef>

namespace marrow::half {

// The smallest free block that is large enough, or a fresh one, on huge pages where the kernel has them. Throws std::bad_alloc.
void* take_block(size_t bytes);
void give_block(void* block);

// Hands all free blocks back to the kernel.
void release_blocks();

}  // namespace marrow::half
