"""Whether a file's content is on this machine, or only in a cloud that would send it when it is read.

Opening such a file would download it, perhaps the whole folder of it, over the user's connection.
"""

from __future__ import annotations

import os

_RECALL_ON_OPEN = 0x0004_0000
_RECALL_ON_DATA_ACCESS = 0x0040_0000
_OFFLINE = 0x0000_1000
_WINDOWS = _RECALL_ON_OPEN | _RECALL_ON_DATA_ACCESS | _OFFLINE
"""FILE_ATTRIBUTE_…, [MS-FSCC] 2.6. A file that is pinned or kept offline (PINNED, UNPINNED) has none of them."""
_DATALESS = 0x4000_0000
"""SF_DATALESS of macOS 10.15 and later, <sys/stat.h>."""


def is_elsewhere(state: os.stat_result) -> bool:
    """Whether a file's content is not here, by what stat says of it. Asking stat downloads nothing.

    Linux has no such mark: a file without blocks may be sparse, or lie in its inode, and is read.
    """
    attributes: int = getattr(state, "st_file_attributes", 0)
    flags: int = getattr(state, "st_flags", 0)
    return bool(attributes & _WINDOWS or flags & _DATALESS)
