#!/usr/bin/env python3
"""edge.py FOLDER [--large]: a tree of everything that a file system reader gets wrong.

The same bytes every time. What a file system refuses (an attribute that is too large, a device node) is left out:
facts are taken from the result. --large adds files of a size that small fixtures have no room for.
"""

import os
import random
import socket
import stat
import struct
import sys

DAY = 86400
RANDOM = random.Random(42)


def write(name, content=b"x", mode=0o644):
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    with open(name, "wb") as file:
        file.write(content)
    os.chmod(name, mode)
    return name


def attempt(action, *arguments, **options):
    try:
        action(*arguments, **options)
    except OSError as refusal:
        print("left out:", action.__name__, arguments[0], refusal.strerror, file=sys.stderr)


def sizes():
    write("empty", b"")
    # around the inline data of an inode, a fast symbolic link, and blocks of 1, 2, 4 and 64 KiB
    for size in (1, 59, 60, 61, 95, 155, 156, 157, 511, 512, 513, 1023, 1024, 1025, 2047, 2049):
        write("size/%d" % size, RANDOM.randbytes(size))
    # 12 direct blocks of 1 and of 4 KiB, and the first indirect blocks of each
    for size in (4095, 4096, 4097, 12288, 12289, 49152, 49153, 65535, 65536, 65537, 274433, 1048577):
        write("size/%d" % size, RANDOM.randbytes(size))


def names():
    write("n" * 255, b"long name")
    write("unicode-\u00e4\u00f6\u00fc-\u65e5\u672c\u8a9e-\U0001f600")
    for name in ("nl\nname", "sp ace\ttab", " leading", "-dash", "back\\slash", "quo\"te", "..three", "...", "del\x7f"):
        write("names/" + name)
    attempt(write, b"names/latin1-\xe9\xff", b"not UTF-8")
    attempt(write, b"names/\xed\xa0\x80-lone-surrogate", b"not UTF-8 either")


def links():
    targets = {
        "relative": "../edge/empty",
        "absolute": "/etc/os-release",
        "broken": "nowhere",
        "itself": "ln-itself",
        "59": "/" + "a" * 58,
        "60": "/" + "b" * 59,
        "61": "/" + "c" * 60,
        "long": "/" + "d/" * 400 + "e",
        "up": "../../../../../../etc/passwd",
        "folder": "size",
    }
    for name, target in targets.items():
        os.symlink(target, "ln-" + name)
    attempt(os.symlink, b"latin1-\xe9", b"ln-latin1")
    os.link("size/4096", "hard-4096")
    os.link("size/4096", "size/hard-4096-b")


def kinds():
    os.mkfifo("fifo")
    attempt(os.mknod, "chr-1-3", 0o666 | stat.S_IFCHR, os.makedev(1, 3))
    attempt(os.mknod, "blk-259-70000", 0o660 | stat.S_IFBLK, os.makedev(259, 70000))
    with socket.socket(socket.AF_UNIX) as endpoint:
        endpoint.bind("sock")
    write("setuid", b"#!", 0o4755)
    write("setgid", b"#!", 0o2755)
    write("no-permissions", b"x", 0)
    os.makedirs("sticky")
    os.chmod("sticky", 0o1777)
    attempt(os.chown, write("owned", b"x", 0o640), 70000, 4000000000)


def attributes():
    path = write("xattrs")
    attempt(os.setxattr, path, "user.small", b"v")
    attempt(os.setxattr, path, "user.binary", bytes(range(256)))
    attempt(os.setxattr, path, "user.empty", b"")
    attempt(os.setxattr, path, "trusted.t", b"t")
    attempt(os.setxattr, path, "user.big", b"B" * 1500)
    for i in range(3):
        attempt(os.setxattr, write("xattrs-%d" % i), "user.shared", b"the same block" * 8)
    attempt(os.setxattr, write("xattr-4000"), "user.big", RANDOM.randbytes(3900))
    attempt(os.setxattr, write("xattr-60000"), "user.huge", RANDOM.randbytes(60000))
    os.makedirs("xattr-folder")
    attempt(os.setxattr, "xattr-folder", "user.folder", b"folder")
    capabilities = struct.pack("<IIIII", 0x02000001, 1 << 13, 0, 0, 0)
    attempt(os.setxattr, write("capabilities", b"#!", 0o755), "security.capability", capabilities)
    nobody = 0xFFFFFFFF
    entries = ((1, 6, nobody), (2, 4, 1000), (4, 4, nobody), (8, 5, 2000), (0x10, 4, nobody), (0x20, 0, nobody))
    acl = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)
    attempt(os.setxattr, write("acl", b"x", 0o640), "system.posix_acl_access", acl)
    attempt(os.setxattr, "xattr-folder", "system.posix_acl_default", acl)


def times():
    for name, seconds in (
        ("1969", -10 * DAY),
        ("1901", -(2**31)),
        ("2038", 2**31 - 1),
        ("2039", 2177452800),
        ("2200", 7258118400),
        ("2446", 15032385535),
    ):
        attempt(os.utime, write("t-" + name), (seconds, seconds))
    os.utime(write("t-nanoseconds"), ns=(1600000000123456789, 1600000000987654321))
    os.utime(write("t-before-1970-nanoseconds"), ns=(-1500000000, -1500000000))


def holes(large):
    end = 1 << 30 if large else 80 << 20  # blocks of 1 KiB need the triple indirect block from 64.3 MiB on
    with open("sparse", "wb") as file:
        file.write(b"HEAD")
        file.seek(end // 2)
        file.write(b"MIDDLE")
        file.seek(end - 4)
        file.write(b"TAIL")
    with open("only-hole", "wb") as file:
        file.truncate(3 << 20)
    with open("hole-at-end", "wb") as file:
        file.write(b"x" * 5000)
        file.truncate(1 << 20)
    with open("unwritten", "wb") as file:
        file.write(b"written")
        os.posix_fallocate(file.fileno(), 0, 1 << 20)
    # every other block: an extent tree of more than one level
    with open("comb", "wb") as file:
        for i in range(1500):
            file.seek(i * 8192)
            file.write(b"%04d" % i * 1024)
    # two files that grow in turns
    with open("fragmented", "wb", buffering=0) as one, open("other", "wb", buffering=0) as two:
        for _ in range(64):
            one.write(RANDOM.randbytes(4096))
            os.fsync(one.fileno())
            two.write(b"z" * 4096)
            os.fsync(two.fileno())
    os.unlink("other")


def folders():
    os.makedirs("many")
    for i in range(4000):
        with open("many/file-%05d-with-a-longer-name.txt" % i, "w", encoding="ascii") as file:
            if i % 16 == 0:
                file.write(str(i))
    os.makedirs("holes-in-folder")
    for i in range(300):
        write("holes-in-folder/%03d" % i, b"")
    for i in range(0, 300, 3):
        os.unlink("holes-in-folder/%03d" % i)
    os.makedirs("empty-folder")
    deep = "deep"
    for i in range(60):
        deep += "/level%02d" % i
    os.makedirs(deep)
    write(deep + "/bottom", b"bottom")


def large():
    write("random-32M", RANDOM.randbytes(32 << 20))
    write("text-8M", b"".join(b"%08d the quick brown fox jumps over the lazy dog\n" % i for i in range(150000)))


def main():
    os.makedirs(sys.argv[1], exist_ok=True)
    os.chdir(sys.argv[1])
    is_large = "--large" in sys.argv[2:]
    sizes()
    names()
    links()
    kinds()
    attributes()
    times()
    holes(is_large)
    folders()
    if is_large:
        large()


if __name__ == "__main__":
    main()
