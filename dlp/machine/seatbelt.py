"""macOS: the sandbox that `sandbox_init` puts round this process, for good.

The call is marked deprecated and has stayed: browsers rely on it. The profile language is
Scheme; what it does not deny, it allows, because libraries ask the system for more than a list
could foresee.
"""

from __future__ import annotations

import ctypes

PROFILE = """(version 1)
(allow default)
(deny network*)
(deny file-write*)
(deny process-exec*)
(deny process-fork)
(deny signal (target others))
"""


def enter(library: str = "libsandbox.1.dylib") -> bool:
    """Enter the sandbox; False where it cannot be had."""
    try:
        sandbox = ctypes.CDLL(f"/usr/lib/{library}")
        message = ctypes.c_char_p()
        return bool(sandbox.sandbox_init(PROFILE.encode(), ctypes.c_uint64(0), ctypes.byref(message)) == 0)
    except (OSError, AttributeError):
        return False
