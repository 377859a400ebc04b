// 128 bits, for products of money that 64 cannot hold.
#pragma once

namespace carillon {

__extension__ typedef __int128 Int128;

}  // namespace carillon
