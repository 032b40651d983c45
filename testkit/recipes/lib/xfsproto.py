#!/usr/bin/env python3
"""xfsproto.py COMMAND ...: for shapes of XFS that the kernel does not mount, or its tools do not make.

  tree HOST PROTO FACTS        the protofile by which mkfs.xfs -p copies a folder, and the facts that it keeps: no names with
                               white space, no sockets, hard links, sticky bits, times; folders are as mkfs lays them out
  xattr FACTS PATH NAME SIZE   adds to the facts what "attr_set -v SIZE" of xfs_db writes
  incompat IMAGE BITS          switches on incompatible features in all superblocks
"""

import base64
import json
import os
import stat
import struct
import sys

import facts as kernel


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = CRC[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFF


def _table():
    table = []
    for value in range(256):
        for _ in range(8):
            value = (value >> 1) ^ (0x82F63B78 if value & 1 else 0)
        table.append(value)
    return table


CRC = _table()


def mode(kind, bits):
    return "%s%s%s%03o" % (
        kind,
        "u" if bits & stat.S_ISUID else "-",
        "g" if bits & stat.S_ISGID else "-",
        bits & 0o777,
    )


def tree(host, proto, listing):
    entries = []

    def keep(path, name):
        fact = kernel.entry(path, name, False)
        fact.pop("mtime")
        if fact["type"] == "dir":
            fact.pop("size")
            fact.pop("nlink")
        entries.append(fact)

    def write(out, folder, below):
        for name in sorted(os.listdir(folder)):
            path, status = folder + b"/" + name, os.lstat(folder + b"/" + name)
            bits, owner = status.st_mode, "%d %d" % (status.st_uid, status.st_gid)
            is_dir = stat.S_ISDIR(bits)
            unfit = len(name.split()) != 1 or name.strip() != name or stat.S_ISSOCK(bits) or bits & stat.S_ISVTX
            if unfit or (status.st_nlink > 1 and not is_dir) or status.st_size > 8 << 20:
                continue
            if stat.S_ISLNK(bits):
                rest, kind = os.readlink(path), "l"
                if len(rest.split()) != 1:
                    continue
            elif stat.S_ISREG(bits):
                rest, kind = path, "-"
            elif stat.S_ISFIFO(bits):
                rest, kind = b"", "p"
            elif is_dir:
                rest, kind = b"", "d"
            else:
                numbers = "%d %d" % (os.major(status.st_rdev), os.minor(status.st_rdev))
                rest, kind = numbers.encode(), "c" if stat.S_ISCHR(bits) else "b"
            keep(path, below + b"/" + name)
            out.write(b"%s %s %s %s\n" % (name, mode(kind, bits).encode(), owner.encode(), rest))
            if is_dir:
                write(out, path, below + b"/" + name)
                out.write(b"$\n")

    with open(proto, "wb") as out:
        root = os.lstat(host)
        out.write(b"/dev/null\n0 0\n%s %d %d\n" % (mode("d", root.st_mode).encode(), root.st_uid, root.st_gid))
        keep(os.fsencode(host), b"/")
        write(out, os.fsencode(host), b"")
        out.write(b"$\n")
    save(listing, entries)


def save(listing, entries):
    with open(listing, "w", encoding="ascii") as out:
        for fact in sorted(entries, key=lambda fact: os.fsencode(fact["path"])):
            out.write(json.dumps(fact, ensure_ascii=True, separators=(",", ":")) + "\n")


def xattr(listing, path, name, size):
    with open(listing, encoding="ascii") as file:
        entries = [json.loads(line) for line in file]
    for fact in entries:
        if fact["path"] == path:
            fact.setdefault("xattrs", {})[name] = base64.b64encode(b"v" * int(size)).decode()
    save(listing, entries)


def incompat(image, bits):
    with open(image, "r+b") as file:
        first = file.read(4096)
        block, groups, group_blocks = (struct.unpack_from(">I", first, at)[0] for at in (0x04, 0x58, 0x54))
        sector = struct.unpack_from(">H", first, 0x66)[0]
        for group in range(groups):
            at = group * group_blocks * block
            file.seek(at)
            superblock = bytearray(file.read(sector))
            word = struct.unpack_from(">I", superblock, 0xD8)[0] | int(bits, 0)
            struct.pack_into(">I", superblock, 0xD8, word)
            superblock[0xE0:0xE4] = bytes(4)
            struct.pack_into("<I", superblock, 0xE0, crc32c(superblock))
            file.seek(at)
            file.write(superblock)


if __name__ == "__main__":
    {"tree": tree, "xattr": xattr, "incompat": incompat}[sys.argv[1]](*sys.argv[2:])
