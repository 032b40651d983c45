#!/usr/bin/env python3
"""encrypted.py MOUNTPOINT: makes the folder "secret" in it, encrypted with a key that is forgotten with the mount.

The numbers are those of Linux, include/uapi/linux/fscrypt.h.
"""

import fcntl
import os
import struct
import sys

ADD_KEY = 0xC0506617  # FS_IOC_ADD_ENCRYPTION_KEY: struct fscrypt_add_key_arg, 80 bytes and the raw key
SET_POLICY = 0x800C6613  # FS_IOC_SET_ENCRYPTION_POLICY, whose number has the size of version 1
IDENTIFIER = 2
AES_256_XTS, AES_256_CTS = 1, 4


def main():
    mountpoint = sys.argv[1]
    raw = bytes(range(64))
    folder = os.open(mountpoint, os.O_RDONLY)
    argument = bytearray(struct.pack("<II32x", IDENTIFIER, 0) + struct.pack("<II", len(raw), 0) + bytes(32) + raw)
    fcntl.ioctl(folder, ADD_KEY, argument)
    identifier = bytes(argument[8:24])
    secret = os.path.join(mountpoint, "secret")
    os.mkdir(secret)
    policy = struct.pack("<BBBB4x16s", 2, AES_256_XTS, AES_256_CTS, 3, identifier)
    target = os.open(secret, os.O_RDONLY)
    fcntl.ioctl(target, SET_POLICY, policy)
    with open(os.path.join(secret, "name"), "w", encoding="ascii") as file:
        file.write("nobody may read this " * 500)
    os.symlink("target", os.path.join(secret, "link"))
    os.mkdir(os.path.join(secret, "folder"))


if __name__ == "__main__":
    main()
