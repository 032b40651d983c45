#!/usr/bin/env python3
"""Inspects a guest, packages included, with guestkit and with virt-inspector, side by side.

  bench/inspect.py vm.qcow2              five runs each, in turns
  bench/inspect.py vm.qcow2 --runs 1     virt-inspector starts an appliance; where KVM does not work it needs
                                         LIBGUESTFS_BACKEND_SETTINGS=force_tcg, and minutes

Whole processes are timed, from start to exit. The cache of the system is warm from the second run on.
"""

import argparse
import os
import shutil
import statistics
import subprocess

from peers import GUESTKIT, measured


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("image")
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    commands = {"guestkit": [GUESTKIT, "inspect", "--output", "json", arguments.image]}
    if shutil.which("virt-inspector"):
        os.environ.setdefault("LIBGUESTFS_BACKEND", "direct")
        commands["virt-inspector"] = ["virt-inspector", "-a", arguments.image]
    else:
        print("virt-inspector is not installed (libguestfs-tools)")
    subprocess.run([GUESTKIT, "version"], check=True, stdout=subprocess.DEVNULL)  # builds, and trains
    figures = {who: [] for who in commands}
    for _ in range(arguments.runs):
        for who, command in commands.items():
            figures[who].append(measured(command))
    own = statistics.median(taken[0] for taken in figures["guestkit"])
    for who, taken in figures.items():
        wall, cpu, memory = (statistics.median(column) for column in zip(*taken))
        print(f"{who:15} {wall:7.2f} s {cpu:7.2f} s of CPU {memory:5.0f} MB   {wall / own:6.1f}x")
    stats = subprocess.run([GUESTKIT, "inspect", "--stats", arguments.image], check=True, stdout=subprocess.DEVNULL,
                           stderr=subprocess.PIPE, text=True)
    print(stats.stderr.strip().splitlines()[-1])


main()
