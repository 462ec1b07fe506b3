"""Which files this process has open through SQLite, so that reading their first bytes leaves SQLite's locks alone.

Closing any descriptor of a file drops all locks that the process has on that file (POSIX; "How To Corrupt An SQLite
Database File", 2.2). Another program would find nobody there and remove the log, and what is answered afterwards would
be lost. So a descriptor of a file that is open here stays until the last connection to the file is closed.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from threading import Lock
from typing import TypeAlias

FileId: TypeAlias = tuple[int, int]
"""Device and number of a file, which are the same under all its names."""

_lock = Lock()
_connections: Counter[FileId] = Counter()
_descriptors: dict[FileId, int] = {}


def first_bytes(path: Path, size: int) -> bytes:
    """So many bytes from the beginning of a file, whatever it is; no connection to it is opened meanwhile."""
    with _lock:
        descriptor = _descriptors.get(_id_of(path.stat()))
        if descriptor is not None:
            return os.pread(descriptor, size, 0)
        descriptor = os.open(path, os.O_RDONLY)
        try:
            return os.pread(descriptor, size, 0)
        finally:
            _keep_or_close(descriptor)


def file_at(path: Path) -> FileId | None:
    """Which file is at a path at this moment; None where none is."""
    try:
        return _id_of(path.stat())
    except FileNotFoundError:
        return None


def hold(path: Path) -> FileId | None:
    """Tells that a connection to a file is about to be opened; None where there is no file."""
    with _lock:
        try:
            file = _id_of(path.stat())
        except OSError:
            return None
        _connections[file] += 1
        return file


def release(file: FileId) -> None:
    """Tells that a connection to a file is closed."""
    with _lock:
        _connections[file] -= 1
        if not _connections[file]:
            del _connections[file]
            if file in _descriptors:
                os.close(_descriptors.pop(file))


def _keep_or_close(descriptor: int) -> None:
    file = _id_of(os.fstat(descriptor))
    if file in _connections:
        _descriptors[file] = descriptor
    else:
        os.close(descriptor)


def _id_of(found: os.stat_result) -> FileId:
    return found.st_dev, found.st_ino
