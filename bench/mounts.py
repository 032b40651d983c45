#!/usr/bin/env python3
"""Reads a file of 1 GB and walks 100 000 inodes, with guestkit and through the kernel's mount, side by side.

  sudo bench/mounts.py                          ext4, xfs, btrfs and ntfs, on /dev/shm
  sudo bench/mounts.py --types ext4 --work /data

First whole processes, from start to exit: guestkit cat beside cat, and guestkit find beside find. Then, in one process, the
same lines of Java over the image's files and over the mount's: what a program that embeds guestkit gets.

Needs root, to mount. The images lie where --work says; what is read of them is warm in the system's cache, unless --cold
drops that before each run of a process. All is timed in turns.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import tempfile

from peers import GUESTKIT, HERE, measured

BENCH = os.path.join(HERE, "target", "guestkit-bench-0.1.0.jar")  # README.md says how to build it

MAKE = {
    "ext4": ["mkfs.ext4", "-q", "-N", "200000"],
    "xfs": ["mkfs.xfs", "-q"],
    "btrfs": ["mkfs.btrfs", "-q"],
    "ntfs": ["mkntfs", "-Q", "-q", "-F"],
}


def fill(mount):
    with open(os.path.join(mount, "large"), "wb") as large:
        block = os.urandom(1 << 20)
        for number in range(1000):
            large.write(number.to_bytes(8, "big") + block[8:])
    for folder in range(500):
        path = os.path.join(mount, f"tree/{folder // 25}/{folder}")
        os.makedirs(path)
        for name in range(200):
            with open(os.path.join(path, f"file-{name}"), "wb") as small:
                small.write(b"%d" % name)


def mounted(kind, image, mount, options):
    command = ["ntfs-3g", "-o", options, image, mount] if kind == "ntfs" else ["mount", "-o", "loop," + options, image, mount]
    subprocess.run(command, check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--types", default=",".join(MAKE))
    parser.add_argument("--work", default="/dev/shm")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--cold", action="store_true")
    arguments = parser.parse_args()
    subprocess.run([GUESTKIT, "version"], check=True, stdout=subprocess.DEVNULL)  # builds, and trains
    work = tempfile.mkdtemp(prefix="guestkit-bench-", dir=arguments.work)
    mount = os.path.join(work, "mount")
    os.mkdir(mount)
    try:
        for kind in arguments.types.split(","):
            image = os.path.join(work, kind)
            with open(image, "wb") as file:
                file.truncate(3 << 30)
            subprocess.run([*MAKE[kind], image], check=True, stdout=subprocess.DEVNULL)
            mounted(kind, image, mount, "rw")
            try:
                fill(mount)
            finally:
                subprocess.run(["umount", mount], check=True)
            mounted(kind, image, mount, "ro")
            try:
                compare(kind, image, mount, arguments)
            finally:
                subprocess.run(["umount", mount], check=True)
            os.remove(image)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def compare(kind, image, mount, arguments):
    pairs = {
        "read 1 GB": ([GUESTKIT, "cat", image, "/large", "--device", "/dev/sda"], ["cat", os.path.join(mount, "large")]),
        "walk 100 000": (
            [GUESTKIT, "find", image, "/", "--device", "/dev/sda", "--output", "json"],
            ["find", mount, "-printf", "%y %m %U %G %n %s %T@ %p %l\\n"],
        ),
    }
    for what, commands in pairs.items():
        figures = ([], [])
        for run in range(arguments.runs + 1):
            for taken, command in zip(figures, commands):
                if arguments.cold:
                    with open("/proc/sys/vm/drop_caches", "w") as drop:
                        drop.write("3")
                figure = measured(command)
                if run > 0:  # the first one warms the caches
                    taken.append(figure)
        own, kernel = (statistics.median(figure[0] for figure in taken) for taken in figures)
        print(f"{kind:6} {what:13} guestkit {own:6.2f} s   mount {kernel:6.2f} s   {own / kernel:6.2f}x", flush=True)
    if os.path.exists(BENCH) and not arguments.cold:
        main_class = "io.guestkit.bench.MountComparison"
        java = ["java", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-cp", BENCH, main_class]
        told = subprocess.run([*java, image, mount, "9"], check=True, stdout=subprocess.PIPE, text=True)
        for line in told.stdout.splitlines():
            print(f"{kind:6} {line}   in one process", flush=True)


main()
