#!/usr/bin/env python3
"""btrfs_edge.py FOLDER: what btrfs has beside the tree of edge.py: colliding hashes, many hard links, nested trees."""

import os
import random
import sys

RANDOM = random.Random(7)
POLYNOMIAL = 0x82F63B78


def crc32c_table():
    table = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = crc >> 1 ^ POLYNOMIAL if crc & 1 else crc >> 1
        table.append(crc)
    return table


TABLE = crc32c_table()


def name_hash(name):
    crc = 0xFFFFFFFE
    for byte in name:
        crc = TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    return crc


def collisions(prefix, wanted):
    """Pairs of names with the same hash."""
    seen, pairs = {}, []
    while len(pairs) < wanted:
        name = prefix + b"%08x" % RANDOM.getrandbits(32)
        other = seen.setdefault(name_hash(name), name)
        if other != name:
            pairs.append((other, name))
    return pairs


def main():
    os.makedirs(sys.argv[1], exist_ok=True)
    os.chdir(sys.argv[1])
    os.mkdir("collisions")
    for pair in collisions(b"name-", 2):
        for name in pair:
            with open(b"collisions/" + name, "wb") as file:
                file.write(name)
    with open("collisions/xattrs", "wb"):
        pass
    for pair in collisions(b"user.attribute-", 1):
        for name in pair:
            os.setxattr("collisions/xattrs", name, name)
    os.mkdir("links")
    with open("links/file", "wb") as file:
        file.write(b"many names")
    for i in range(700):
        try:
            os.link("links/file", "links/" + "l" * 60 + "-%04d" % i)
        except OSError:  # without extended references one item has to hold all names
            break
    with open("shared", "wb") as file:
        file.write(RANDOM.randbytes(300000))
    # a part of an extent, an extent that is shared, one that is overwritten in the middle
    with open("shared", "rb") as source, open("overwritten", "wb") as target:
        target.write(source.read())
        os.fsync(target.fileno())
        target.seek(100000)
        target.write(b"in the middle" * 100)
        os.fsync(target.fileno())
        target.truncate(250001)
    with open("punched", "wb") as file:
        file.write(RANDOM.randbytes(200000))
        os.fsync(file.fileno())
    os.system("fallocate --punch-hole --offset 50000 --length 70000 punched")
    os.system("cp --reflink=always shared reflinked 2>/dev/null || cp shared reflinked")
    with open("text", "wb") as file:
        file.write(b"".join(b"%08d the quick brown fox jumps over the lazy dog\n" % i for i in range(30000)))
    # compressible and not, side by side
    with open("mixed", "wb") as file:
        for i in range(12):
            file.write(RANDOM.randbytes(70000) if i % 2 else b"%d" % i * 50000)
    for size in (10, 100, 1000, 2000, 2048, 3000, 4000, 4095):
        with open("small-%d" % size, "wb") as file:
            file.write(b"small and compressible " * (size // 23 + 1))
            file.truncate(size)


if __name__ == "__main__":
    main()
