#!/usr/bin/env python3
"""wim.py ARCHIVE: the compressed resources of a WIM archive by the SHA-1 of their contents.

A resource has the layout of the stream WofCompressedData of NTFS: a table of chunk offsets, then the chunks.
"""

import struct

COMPRESSED = 0x04


def resource_header(data, at):
    size_and_flags, offset, original = struct.unpack_from("<QQQ", data, at)
    return size_and_flags & (1 << 56) - 1, size_and_flags >> 56, offset, original


def resources(archive):
    """{sha1: (bytes, original size)} of those that are compressed"""
    with open(archive, "rb") as file:
        data = file.read()
    assert data[:8] == b"MSWIM\0\0\0"
    size, flags, offset, _ = resource_header(data, 0x30)
    assert not flags & COMPRESSED
    found = {}
    for at in range(offset, offset + size, 50):
        size, flags, start, original = resource_header(data, at)
        sha1 = data[at + 30 : at + 50]
        if flags & COMPRESSED:
            found[sha1] = (data[start : start + size], original)
    return found
