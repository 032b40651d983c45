#!/usr/bin/env python3
"""facts.py FOLDER [--no-xattrs]: what the kernel says of a mounted tree, one JSON object a line.

The keys and the order are those of "guestkit find --hash --output json"; bytes that are not UTF-8 stand as \\udcXX.
Paths count from FOLDER, which is "/" itself.
"""

import base64
import errno
import hashlib
import json
import os
import stat
import sys
import time

TYPES = {
    stat.S_IFREG: "file",
    stat.S_IFDIR: "dir",
    stat.S_IFLNK: "symlink",
    stat.S_IFCHR: "char",
    stat.S_IFBLK: "block",
    stat.S_IFIFO: "fifo",
    stat.S_IFSOCK: "socket",
}


def instant(ns):
    """ISO 8601 in UTC with no, three, six or nine digits of a second, whichever is exact."""
    seconds, fraction = divmod(ns, 1_000_000_000)
    digits = ""
    if fraction:
        digits = ".%09d" % fraction
        while digits.endswith("000"):
            digits = digits[:-3]
    # time.gmtime and not datetime: years before 1970 and after 2038 are the point of some files
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + digits + "Z"


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb", buffering=0) as file:
        while chunk := file.read(4 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def entry(path, name, with_xattrs):
    status = os.lstat(path)
    kind = TYPES[stat.S_IFMT(status.st_mode)]
    fact = {
        "path": os.fsdecode(name),
        "type": kind,
        "mode": "%04o" % stat.S_IMODE(status.st_mode),
        "uid": status.st_uid,
        "gid": status.st_gid,
        "nlink": status.st_nlink,
        "size": status.st_size,
        "mtime": instant(status.st_mtime_ns),
    }
    if kind == "symlink":
        fact["target"] = os.fsdecode(os.readlink(path))
    if kind in ("char", "block"):
        fact["rdev"] = "%d:%d" % (os.major(status.st_rdev), os.minor(status.st_rdev))
    if with_xattrs:
        names = sorted(os.listxattr(path, follow_symlinks=False))
        fact["xattrs"] = {
            key: base64.b64encode(os.getxattr(path, key, follow_symlinks=False)).decode() for key in names
        }
    if kind == "file":
        try:
            fact["sha256"] = sha256(path)
        except OSError as refusal:
            if refusal.errno != errno.ENOKEY:  # an encrypted file, which the kernel does not open without the key
                raise
    return fact


def walk(root, with_xattrs):
    names = [b"/"]
    for folder, folders, files in os.walk(root):
        below = folder[len(root) :]
        names += [below + b"/" + name for name in folders + files]
    for name in sorted(names):
        yield entry(root + name, name, with_xattrs)


if __name__ == "__main__":
    for fact in walk(os.fsencode(sys.argv[1]).rstrip(b"/"), "--no-xattrs" not in sys.argv[2:]):
        print(json.dumps(fact, ensure_ascii=True, separators=(",", ":")))
