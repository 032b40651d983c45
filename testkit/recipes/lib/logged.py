#!/usr/bin/env python3
"""logged.py before|after FOLDER SEED: changes of all kinds, a part of them fsynced; the same for the same seed.

"before" is what a transaction commits, "after" is what only the log tree has, as far as it was fsynced. Seed 0 is a list
of cases that were thought of, the others are left to chance.
"""

import ctypes
import os
import random
import sys

LIBC = ctypes.CDLL(None, use_errno=True)
PUNCH_HOLE, KEEP_SIZE, ZERO_RANGE = 2, 1, 16


def fsync(path):
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write(path, content, offset=0):
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        os.pwrite(handle, content, offset)
    finally:
        os.close(handle)


def fallocate(path, mode, offset, length):
    handle = os.open(path, os.O_RDWR)
    try:
        LIBC.fallocate(handle, mode, ctypes.c_long(offset), ctypes.c_long(length))
    finally:
        os.close(handle)


def before_cases():
    for name in ("write", "extend", "truncate", "punch", "prealloc", "rename", "over", "unlink", "link", "unlinked-link"):
        write(name, name.encode() * 20000)
    os.makedirs("folder/below")
    for i in range(40):
        write("folder/file-%02d" % i, b"%d" % i)
    os.makedirs("swap-a")
    os.makedirs("swap-b")
    write("swap-a/file", b"a" * 9000)
    write("swap-b/file", b"b" * 9000)
    write("xattr", b"x")
    for i in range(4):
        os.setxattr("xattr", "user.%d" % i, b"%d" % i)
    os.link("unlinked-link", "folder/unlinked-link")
    for i in range(300):
        write("links", b"links")
        try:
            os.link("links", "folder/" + "n" * 50 + "-%03d" % i)
        except OSError:
            break
    os.makedirs("moved")
    write("moved/inside", b"inside")
    write("inline", b"inline")
    write("recreated", b"old" * 5000)


def after_cases():
    write("write", b"W" * 10000, 5000)
    write("extend", b"E" * 100000, 500000)
    os.truncate("truncate", 12345)
    fallocate("punch", PUNCH_HOLE | KEEP_SIZE, 20000, 50000)
    fallocate("prealloc", 0, 100000, 300000)
    fallocate("prealloc", KEEP_SIZE, 400000, 300000)
    write("prealloc", b"P" * 5000, 200000)
    for name in ("write", "extend", "truncate", "punch", "prealloc"):
        fsync(name)
    os.rename("rename", "renamed")
    fsync("renamed")
    write("new-over", b"new" * 10000)
    os.rename("new-over", "over")
    fsync("over")
    os.unlink("unlink")
    os.link("link", "folder/below/link")
    fsync("link")
    os.unlink("folder/unlinked-link")
    fsync("unlinked-link")
    for i in range(0, 40, 3):
        os.unlink("folder/file-%02d" % i)
    os.rename("folder/file-01", "folder/file-renamed")
    write("folder/file-new", b"new")
    os.symlink("target", "folder/symlink")
    os.mkfifo("folder/fifo")
    os.makedirs("folder/new/below/it")
    write("folder/new/below/it/file", b"deep" * 3000)
    fsync("folder")
    fsync("folder/new/below/it/file")
    os.rename("swap-a/file", "swap-a/tmp")
    os.rename("swap-b/file", "swap-a/file")
    os.rename("swap-a/tmp", "swap-b/file")
    fsync("swap-a/file")
    os.removexattr("xattr", "user.1")
    os.setxattr("xattr", "user.2", b"changed")
    os.setxattr("xattr", "user.new", b"new" * 500)
    os.chmod("xattr", 0o600)
    os.chown("xattr", 1000, 1000)
    fsync("xattr")
    os.link("links", "one-more-link")
    try:
        os.unlink("folder/" + "n" * 50 + "-007")
        os.unlink("folder/" + "n" * 50 + "-290")
    except OSError:
        pass
    fsync("links")
    os.rename("moved", "folder/moved")
    fsync("folder/moved/inside")
    write("inline", b"inline no more" * 1000)
    fsync("inline")
    os.unlink("recreated")
    write("recreated", b"new" * 3000)
    fsync("recreated")
    write("not-fsynced", b"lost")
    write("write", b"lost", 0)


class Chance:
    """Operations that are drawn from a hat."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def pick(self, kinds):
        found = []
        for folder, folders, files in os.walk("."):
            if "d" in kinds:
                found += [os.path.join(folder, name) for name in folders]
            if "f" in kinds:
                found += [os.path.join(folder, name) for name in files]
        return self.random.choice(sorted(found)) if found else "."

    def folder(self):
        return "." if self.random.random() < 0.4 else self.pick("d")

    def name(self):
        return os.path.join(self.folder(), "n%02d" % self.random.randrange(40))

    def step(self, fsyncs):
        draw = self.random.randrange
        action = draw(17 if fsyncs else 12)
        file = self.pick("f")
        if action in (0, 1):
            write(self.name(), self.random.randbytes(draw(1, 30000)))
        elif action == 2:
            write(file, self.random.randbytes(draw(1, 50000)), draw(100000))
        elif action == 3:
            os.truncate(file, draw(120000))
        elif action == 4:
            os.mkdir(self.name())
        elif action == 5:
            os.rename(file, self.name())
        elif action == 6:
            os.link(file, self.name())
        elif action == 7:
            os.unlink(file)
        elif action == 8:
            os.rename(self.pick("d"), self.name())
        elif action == 9:
            os.setxattr(file, "user.%d" % draw(4), self.random.randbytes(draw(200)))
        elif action == 10:
            fallocate(file, self.random.choice((0, KEEP_SIZE, PUNCH_HOLE | KEEP_SIZE)), draw(80000), draw(1, 60000))
        elif action == 11:
            os.rmdir(self.pick("d")) if draw(2) else os.removexattr(file, "user.%d" % draw(4))
        elif action < 16:
            fsync(file)
        else:
            fsync(self.pick("d"))

    def run(self, steps, fsyncs):
        for _ in range(steps):
            try:
                self.step(fsyncs)
            except OSError:
                pass  # it was drawn, and cannot be done


def main():
    phase, folder, seed = sys.argv[1], sys.argv[2], int(sys.argv[3])
    os.makedirs(folder, exist_ok=True)
    os.chdir(folder)
    if seed == 0:
        before_cases() if phase == "before" else after_cases()
    else:
        Chance(seed * 2 + (phase == "after")).run(150 if phase == "before" else 60, phase == "after")


if __name__ == "__main__":
    main()
