"""What is mounted where, and what of it is reached over a network; asked of the system's table, so that nothing hangs."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass

import psutil

REMOTE = frozenset(
    "cifs smb2 smb3 smbfs nfs nfs4 afpfs webdav davfs 9p afs ceph lustre glusterfs fuse.sshfs fuse.rclone "
    "fuse.glusterfs fuse.davfs2 fuse.s3fs fuse.gvfsd-fuse".split()
)
"""Kinds of file systems whose changes by others no notice tells of."""


@dataclass(frozen=True, slots=True)
class Mount:
    """A folder at which a file system is mounted."""

    folder: str
    kind: str
    device: str = ""
    options: str = ""

    @property
    def remote(self) -> bool:
        """Whether others can change it without this system knowing."""
        return self.kind.lower() in REMOTE or "remote" in self.options.split(",") or self.device.startswith("\\\\")


def mounts() -> tuple[Mount, ...]:
    """Everything that is mounted now."""
    return tuple(Mount(p.mountpoint, p.fstype, p.device, p.opts) for p in psutil.disk_partitions(all=True))


def is_remote(path: str, mounted: Iterable[Mount]) -> bool:
    """Whether a path lies on a file system that is reached over a network, by the mount nearest to it."""
    around = [mount for mount in mounted if is_below(path, mount.folder)]
    return max(around, key=lambda mount: len(mount.folder)).remote if around else path.startswith("\\\\")


def is_below(path: str, folder: str) -> bool:
    """Whether a path is a folder, or in it."""
    return path == folder or path.startswith(folder.rstrip("/\\") + os.sep)
