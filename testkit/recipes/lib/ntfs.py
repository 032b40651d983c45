#!/usr/bin/env python3
"""ntfs.py FOLDER [--large]: what only NTFS has, into the root of an ntfs-3g mount.

ntfs.py --links FOLDER: where the links in it lead.
ntfs.py --xattrs FOLDER: adds to the lines of facts.py the extended attributes that ntfs-3g has and does not list.
ntfs.py --wof FOLDER SOURCE ARCHIVE...: the files of SOURCE as Windows 10 compresses them, into the root of a mount with
streams_interface=windows; each archive NAME.wim has them in the chunks of one algorithm, and gets a folder NAME.
"""

import base64
import hashlib
import json
import os
import random
import struct
import sys

import wim

RANDOM = random.Random(43)
SYMLINK = 0xA000000C
MOUNT_POINT = 0xA0000003
WOF = 0x80000017
ALGORITHMS = {"xpress4k": 0, "lzx": 1, "xpress8k": 2, "xpress16k": 3}
UNLISTED = {"security.capability": struct.pack("<IIIII", 0x02000001, 1 << 13, 0, 0, 0), "trusted.t": b"t"}


def write(name, content=b"x"):
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    with open(name, "wb") as file:
        file.write(content)
    return name


def attributes(path, flags):
    """FILE_ATTRIBUTE_..., by the attribute in which ntfs-3g takes them"""
    os.setxattr(path, "system.ntfs_attrib_be", struct.pack(">I", flags))


def streams():
    path = write("streams/file", b"the file itself")
    os.setxattr(path, "user.small", b"resident")
    os.setxattr(path, "user.Zone.Identifier", b"[ZoneTransfer]\r\nZoneId=3\r\n")
    os.setxattr(path, "user.large", RANDOM.randbytes(65536))
    os.setxattr(path, "user.\u00fcml\u00e4ut", b"not ASCII")
    os.makedirs("streams/folder")
    os.setxattr("streams/folder", "user.of-a-folder", b"x" * 3000)
    for name, value in UNLISTED.items():
        os.setxattr(path, name, value)
    # so many that they need an attribute list
    many = write("streams/many")
    for i in range(120):
        os.setxattr(many, "user.stream-%03d" % i, b"%d" % i * 20)


def flags():
    for name, bits in (("read-only", 1), ("hidden", 2), ("system", 4), ("archive", 0x20), ("all", 0x27)):
        attributes(write("flags/" + name, name.encode() * 3), bits)


def compressed():
    os.makedirs("compressed")
    attributes("compressed", 0x0800)
    text = b"".join(b"%08d the quick brown fox jumps over the lazy dog\n" % i for i in range(12000))
    write("compressed/text", text)
    write("compressed/random", RANDOM.randbytes(300000))
    write("compressed/zeros", bytes(400000))
    write("compressed/mixed", text[:100000] + RANDOM.randbytes(70000) + bytes(200000) + text[100000:150001])
    write("compressed/small", b"resident")
    write("compressed/4097", text[:4097])
    with open("compressed/sparse", "wb") as file:
        for i in range(20):
            file.seek(i * 150000)
            file.write(text[i * 1000 : i * 1000 + 5000])
    # one byte at a time over and over: matches that overlap themselves
    write("compressed/runs", b"".join(bytes([i % 251]) * (i % 700) for i in range(900)))


def links():
    path = write("links/one", b"many names")
    for i in range(80):
        os.link(path, "links/another-rather-long-name-of-the-same-file-%03d" % i)


def names():
    write("n/" + "\u4e2d" * 255, b"255 units, 765 bytes")
    write("n/" + "\U0001f600" * 127, b"127 characters of two units")
    for name in ("Straße", "STRASSE", "strasse", "ÀÉ", "àé", "\u0131", "I", "i"):
        write("n/" + name, name.encode())


def ten_thousand():
    def name(i):
        return "ten-thousand/%05d" % i if i % 3 else "ten-thousand/%05d-with-a-longer-name" % i

    for i in range(10000):
        write(name(i), b"")
    for i in range(0, 10000, 7):
        os.unlink(name(i))


def times():
    for name, seconds in (("1601", -11644473600), ("1700", -8520336000), ("3000", 32503680000), ("9999", 253402300799)):
        path = write("times/" + name)
        os.utime(path, (seconds, seconds))


def huge():
    with open("huge", "wb") as file:
        for position in (0, 3 << 30, (4 << 30) + 123):
            file.seek(position)
            file.write(b"HERE")


def fragments():
    with open("fragments", "wb", buffering=0) as one, open("other", "wb", buffering=0) as two:
        for _ in range(700):
            one.write(RANDOM.randbytes(4096))
            os.fsync(one.fileno())
            two.write(b"z" * 4096)
            os.fsync(two.fileno())
    os.unlink("other")


def reparse(path, tag, data):
    os.setxattr(path, "system.ntfs_reparse_data", struct.pack("<IHH", tag, len(data), 0) + data)


def symlink(path, target, relative):
    name = target.encode("utf-16-le")
    reparse(path, SYMLINK, struct.pack("<HHHHI", 0, len(name), 0, len(name), int(relative)) + name)


def junction(path, target):
    os.makedirs(path)
    name = target.encode("utf-16-le")
    reparse(path, MOUNT_POINT, struct.pack("<HHHH", 0, len(name), len(name) + 2, 0) + name + bytes(4))


def windows():
    """Links as Windows makes them."""
    write("windows/Target Folder/File.txt", b"target")
    os.makedirs("windows/below/deeper")
    junction("windows/junction", "\\??\\C:\\windows\\Target Folder")
    junction("windows/below/deeper/junction", "\\??\\c:\\WINDOWS\\target folder\\")
    junction("windows/to-the-root", "\\??\\C:\\")
    symlink(write("windows/relative", b""), "Target Folder\\File.txt", True)
    symlink(write("windows/relative-case", b""), "target folder\\FILE.TXT", True)
    symlink(write("windows/below/up", b""), "..\\Target Folder\\File.txt", True)
    symlink(write("windows/below/dangling", b""), "..\\nowhere\\File.txt", True)
    symlink(write("windows/below/root-relative", b""), "\\windows\\Target Folder\\File.txt", True)
    symlink(write("windows/below/absolute", b""), "\\??\\C:\\windows\\Target Folder\\File.txt", False)
    symlink(write("windows/other-drive", b""), "\\??\\D:\\data\\x.txt", False)
    junction("windows/volume", "\\??\\Volume{0d5d3d1f-0000-0000-0000-100000000000}\\")
    reparse(write("windows/unknown", b""), 0x8000001B, b"application\0")
    os.makedirs("windows/unknown-folder")
    reparse("windows/unknown-folder", 0x9000601A, bytes(16))


def where_links_lead(root):
    for folder, folders, files in os.walk(os.path.join(root, "windows")):
        for name in sorted(folders + files):
            path = os.path.join(folder, name)
            if os.path.islink(path):
                inside = os.path.realpath(path)
                found = inside[len(root) :] or "/" if inside == root or inside.startswith(root + "/") else None
                print(json.dumps({"path": path[len(root) :], "target": os.readlink(path), "leads": found}))


def more_xattrs(root):
    for line in sys.stdin:
        fact = json.loads(line)
        path = os.fsencode(root + fact["path"])
        if "xattrs" in fact and fact["type"] == "file":
            for name in UNLISTED:
                try:
                    value = os.getxattr(path, name, follow_symlinks=False)
                except OSError:
                    continue
                fact["xattrs"][name] = base64.b64encode(value).decode()
        print(json.dumps(fact, ensure_ascii=True, separators=(",", ":")))


def compressed_system_files(root, source, archives):
    for archive in archives:
        folder = os.path.splitext(os.path.basename(archive))[0]
        resources = wim.resources(archive)
        os.makedirs(os.path.join(root, folder))
        for name in sorted(os.listdir(source)):
            with open(os.path.join(source, name), "rb") as file:
                content = file.read()
            resource = resources.get(hashlib.sha1(content).digest())
            if resource is None:  # did not become smaller
                continue
            path = write(os.path.join(root, folder, name), b"")
            with open(path + ":WofCompressedData", "wb") as file:
                file.write(resource[0])
            os.truncate(path, len(content))
            reparse(path, WOF, struct.pack("<IIII", 1, 2, 1, ALGORITHMS[folder]))
            fact = {"path": "/%s/%s" % (folder, name), "type": "file", "size": len(content)}
            fact["sha256"] = hashlib.sha256(content).hexdigest()
            print(json.dumps(fact))


def main():
    if sys.argv[1] == "--links":
        where_links_lead(os.path.realpath(sys.argv[2]))
        return
    if sys.argv[1] == "--xattrs":
        more_xattrs(sys.argv[2])
        return
    if sys.argv[1] == "--wof":
        compressed_system_files(sys.argv[2], sys.argv[3], sys.argv[4:])
        return
    large = (ten_thousand, huge) if "--large" in sys.argv[2:] else ()
    os.chdir(sys.argv[1])
    streams()
    flags()
    names()
    links()
    times()
    fragments()
    compressed()
    windows()
    for action in large:
        action()


if __name__ == "__main__":
    main()
