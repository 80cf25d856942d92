"""Deflate and checksums: by ISA-L where there is one for this kind of computer, in a third of zlib's time, else zlib.

Both have the same functions, and each reads what the other wrote; the compressed bytes alone differ.
"""

from __future__ import annotations

try:
    from isal import isal_zlib as deflating
except ImportError:
    import zlib as deflating  # type: ignore[no-redef]

FAST = 1  # a sixth of the time of zlib's level 6 for 3 % more bytes

DeflateError: type[Exception] = deflating.error  # type: ignore[assignment]

__all__ = ["FAST", "DeflateError", "deflating"]
