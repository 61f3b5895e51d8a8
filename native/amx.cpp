#include "amx.h"

#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace marrow::half {
namespace {

// Who wants to use tiles has to ask Linux once for the whole process: their 8 KiB are part of what it saves of every thread.
bool is_granted() {
  constexpr long kRequest = 0x1023, kTileData = 18;
  return syscall(SYS_arch_prctl, kRequest, kTileData) == 0;
}

bool is_built_in() {
  unsigned a, b, c, d;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return false;
  const bool has_tiles = (d >> 24 & 1) && (d >> 22 & 1);
  return has_tiles && __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a >> 5 & 1);
}

}  // namespace

bool has_matrix_unit() {
  static const bool has = is_supported() && is_built_in() && is_granted();
  return has;
}

}  // namespace marrow::half
