#include "gmime_library.h"

namespace carillon::mime {

void start_gmime() {
  static const bool started = (g_mime_init(), true);
  static_cast<void>(started);
}

}  // namespace carillon::mime
