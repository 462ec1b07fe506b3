"""Compound files made by hand, the least that the format allows: a workbook in the format .xls, and a locked one."""

from __future__ import annotations

import struct

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def xls_of(title: str, rows: list[list[str]], corner: tuple[int, int] | None = None) -> bytes:
    """One sheet of texts; `corner` adds a cell at this row and column."""
    cells = [(row, column, words) for row, cells in enumerate(rows) for column, words in enumerate(cells)]
    cells += [(*corner, "x")] if corner else []
    name = title.encode("utf-16-le")
    bound = struct.pack("<IBBBB", 0, 0, 0, len(title), 1) + name
    start = len(_begin(5)) + 4 + len(bound) + 4
    globals_part = _begin(5) + _record(0x85, struct.pack("<I", start) + bound[4:]) + _record(0x0A, b"")
    sheet = _begin(0x10) + b"".join(_label(*cell) for cell in cells) + _record(0x0A, b"")
    return _container("Workbook", (globals_part + sheet).ljust(4096, b"\0"))


def encrypted_book() -> bytes:
    """What a spreadsheet program writes in place of a workbook with a password: a compound file around what is locked.

    The locked stream begins with its length; what follows tells nothing.
    """
    return _container("EncryptedPackage", struct.pack("<Q", 4096) + bytes(range(256)) * 16)


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _begin(kind: int) -> bytes:
    return _record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 0))


def _label(row: int, column: int, words: str) -> bytes:
    return _record(0x204, struct.pack("<HHHHB", row, column, 0, len(words), 1) + words.encode("utf-16-le"))


def _container(name: str, stream: bytes) -> bytes:
    """A compound file: header, one sector of allocations, one of directory, then the stream."""
    count = -(-len(stream) // _SECTOR)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<109I", 0, *[_FREE] * 108)
    chain = [_FAT, _END, *range(3, 2 + count), _END]
    table = struct.pack("<128I", *chain, *[_FREE] * (128 - len(chain)))
    root = _entry("Root Entry", 5, 1, _END, 0)
    book = _entry(name, 2, _FREE, 2, len(stream))
    return head + table + (root + book).ljust(_SECTOR, b"\0") + stream.ljust(count * _SECTOR, b"\0")


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    words = name.encode("utf-16-le")
    entry = words.ljust(64, b"\0") + struct.pack("<HBBIII", len(words) + 2, kind, 1, _FREE, _FREE, child)
    return entry + bytes(36) + struct.pack("<IQ", start, size)
