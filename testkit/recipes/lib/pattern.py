#!/usr/bin/env python3
"""pattern.py SEED START LENGTH: bytes that say where they belong.

Each 8-byte word is its own position divided by 8, big-endian, with the seed in the two most significant bytes;
io.guestkit.testkit.Pattern knows the same bytes. START and LENGTH are multiples of 8; k, M and G are understood.
"""

import array
import sys


def number(text):
    scale = {"k": 10, "M": 20, "G": 30}.get(text[-1], 0)
    return int(text[:-1] if scale else text) << scale


def write(out, seed, start, length):
    chunk = 1 << 17
    for first in range(start // 8, (start + length) // 8, chunk):
        last = min(first + chunk, (start + length) // 8)
        words = array.array("Q", range(seed << 48 | first, seed << 48 | last))
        if sys.byteorder == "little":
            words.byteswap()
        words.tofile(out)


if __name__ == "__main__":
    write(sys.stdout.buffer, int(sys.argv[1], 0), number(sys.argv[2]), number(sys.argv[3]))
