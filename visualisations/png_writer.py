"""Writes the SVG of standard input as a PNG so many pixels wide to standard output; a process of its own."""

from __future__ import annotations

import sys

import resvg_py

NO_FONTS = 3
_PROBE = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><text x="2" y="15">{words}</text></svg>'


def main() -> int:
    """0, or NO_FONTS where nothing was written because letters would be missing."""
    if not letters_show():
        return NO_FONTS
    sys.stdout.buffer.write(resvg_py.svg_to_bytes(svg_string=sys.stdin.buffer.read().decode(), width=int(sys.argv[1])))
    return 0


def letters_show(*, skip_system_fonts: bool = False) -> bool:
    """Whether letters leave a trace on this machine; without fonts they vanish, and nothing says so."""
    empty, written = (
        resvg_py.svg_to_bytes(svg_string=_PROBE.format(words=words), skip_system_fonts=skip_system_fonts)
        for words in ("", "A")
    )
    return bool(empty != written)


if __name__ == "__main__":
    sys.exit(main())
