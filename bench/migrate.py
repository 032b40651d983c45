#!/usr/bin/env python3
"""Migrates a Linux guest to KVM with guestkit and with virt-v2v, side by side.

  bench/migrate.py vm.vmdk              a run each; where KVM does not work, both need minutes
  bench/migrate.py vm.vmdk --runs 3     three, in turns

Whole processes are timed, from start to exit, with all that they start. guestkit works twice: as it does by default, when the
guest's own tools make its initramfs as virt-v2v has them do, and with the drivers appended to the initramfs, which needs none
of them. Outputs are qcow2, in a directory that is removed afterwards.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

from peers import GUESTKIT, measured


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("image")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--work", default="/var/tmp", help="the place for the outputs")
    arguments = parser.parse_args()
    for needed in ("virt-v2v", "nbdkit", "nbdcopy"):
        if not shutil.which(needed):
            sys.exit(f"{needed} is not installed (Debian: virt-v2v nbdkit libnbd-bin)")
    os.environ.setdefault("LIBGUESTFS_BACKEND", "direct")
    subprocess.run([GUESTKIT, "version"], check=True, stdout=subprocess.DEVNULL)  # builds, and trains
    figures = {}
    for _ in range(arguments.runs):
        with tempfile.TemporaryDirectory(dir=arguments.work, prefix="guestkit-bench-") as place:
            migrate = [GUESTKIT, "migrate", "-q", arguments.image, "--to"]
            commands = {
                "virt-v2v": ["virt-v2v", "-q", "-i", "disk", arguments.image, "-o", "local", "-of", "qcow2", "-os", place],
                "guestkit": [*migrate, f"{place}/default.qcow2"],
                "guestkit, appended": [*migrate, f"{place}/appended.qcow2", "--initramfs", "append"],
            }
            for who, command in commands.items():
                figures.setdefault(who, []).append(measured(command))
    peer = statistics.median(taken[0] for taken in figures["virt-v2v"])
    for who, taken in figures.items():
        wall, cpu, memory = (statistics.median(column) for column in zip(*taken))
        print(f"{who:20} {wall:7.1f} s {cpu:7.1f} s of CPU {memory:5.0f} MB   {wall / peer:5.2f}x")


main()
