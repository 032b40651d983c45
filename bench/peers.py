#!/usr/bin/env python3
"""Converts a guest between all pairs of formats, with guestkit and with qemu-img, side by side.

  bench/peers.py                              a guest of about 2 GB made of this machine's /usr, on /dev/shm
  bench/peers.py --guest vm.raw --work /data  another guest, another place for the outputs
  bench/peers.py --compressed --runs 3        what compresses, too

Each pair is converted by guestkit, by qemu-img as it is and by qemu-img -m 16 -W (and -t none -T none where the place for
the outputs can do without its cache), in turns, so that whatever else the machine does hits all of them alike. Whole
processes are timed, from start to exit. A ratio is guestkit's median to the best median of qemu-img's ways: below 1 is
faster. Outputs of the first run are compared with the guest by qemu-img compare.
"""

import argparse
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
GUESTKIT = os.path.join(HERE, "..", "guestkit")
FORMATS = ["raw", "qcow2", "vmdk", "vpc", "vhdx", "vdi"]
# qemu-img rounds the size of a VHD up to its geometry if it is not told otherwise, which would be another disk
QEMU_OPTIONS = {"vpc": ["-o", "force_size=on"]}


def measured(command):
    """Wall seconds, CPU seconds and peak memory in MB of a process."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    words = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}: {words.decode(errors='replace')}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def make_guest(path):
    """A real file system of real files: about 2 GB of this machine's /usr."""
    root = tempfile.mkdtemp(prefix="guestkit-bench-", dir="/var/tmp")
    for folder in ("/usr/share", "/usr/bin", "/usr/local", "/usr/lib/jvm"):
        if os.path.isdir(folder):
            subprocess.run(["cp", "-a", folder, root], check=False, stderr=subprocess.DEVNULL)
    with open(path, "wb") as guest:
        guest.truncate(8 << 30)
    subprocess.run(["mke2fs", "-q", "-t", "ext4", "-d", root, path], check=True)
    shutil.rmtree(root, ignore_errors=True)


def can_bypass_cache(folder):
    try:
        os.close(os.open(os.path.join(folder, ".probe"), os.O_CREAT | os.O_WRONLY | os.O_DIRECT))
        return True
    except OSError:
        return False
    finally:
        if os.path.exists(os.path.join(folder, ".probe")):
            os.remove(os.path.join(folder, ".probe"))


class Bench:
    def __init__(self, arguments):
        self.work = tempfile.mkdtemp(prefix="guestkit-bench-", dir=arguments.work)
        self.runs = arguments.runs
        self.guest = arguments.guest
        self.ways = {"default": [], "-m 16 -W": ["-m", "16", "-W"]}
        if can_bypass_cache(self.work):
            self.ways["-t none -T none"] = ["-t", "none", "-T", "none", "-m", "16", "-W"]
        self.ratios = []

    def output(self, name):
        return os.path.join(self.work, name)

    def source(self, form):
        """The guest in that format, made by qemu-img."""
        if form == "raw":
            return self.guest
        path = self.output("source." + form)
        if not os.path.exists(path):
            subprocess.run(
                ["qemu-img", "convert", "-f", "raw", "-O", form, *QEMU_OPTIONS.get(form, []), self.guest, path], check=True)
        return path

    def pair(self, label, source, source_format, target_format, own, theirs, verify):
        target = self.output("target")
        figures = {"guestkit": []} | {way: [] for way in self.ways}
        sizes = {}
        for run in range(self.runs):
            for who, taken in figures.items():
                if os.path.exists(target):
                    os.remove(target)
                if who == "guestkit":
                    command = [GUESTKIT, "convert", "-q", "--engine", "native", "--source-format", source_format,
                               "-f", target_format, *own, source, target]
                else:
                    command = ["qemu-img", "convert", *self.ways[who], "-f", source_format, "-O", target_format,
                               *theirs, source, target]
                taken.append(measured(command))
                sizes[who] = os.stat(target).st_blocks * 512
                if run == 0 and who == "guestkit" and verify:
                    subprocess.run(["qemu-img", "compare", "-q", "-f", "raw", "-F", target_format, self.guest, target],
                                   check=True)
        medians = {who: [statistics.median(column) for column in zip(*taken)] for who, taken in figures.items()}
        best = min(self.ways, key=lambda way: medians[way][0])
        ours, other = medians["guestkit"], medians[best]
        ratio = ours[0] / other[0]
        self.ratios.append((label, ratio))
        print(f"{label:28} {ours[0]:6.2f} s {ours[1]:6.2f} {ours[2]:5.0f} MB {sizes['guestkit'] / 1e6:7.0f} MB   "
              f"{other[0]:6.2f} s {other[1]:6.2f} {other[2]:5.0f} MB {sizes[best] / 1e6:7.0f} MB   "
              f"{ratio:5.2f}x  {ours[1] / other[1]:5.2f}x  {best}", flush=True)
        os.remove(target)

    def head(self):
        print(f"{'':28} {'guestkit: wall, CPU, memory, size':37} {'qemu-img at its best':37} wall    CPU     its way")

    def close(self):
        shutil.rmtree(self.work, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--guest", help="a raw image")
    parser.add_argument("--work", default="/dev/shm", help="where the outputs go (default: /dev/shm)")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--formats", default=",".join(FORMATS))
    parser.add_argument("--compressed", action="store_true", help="measure compressing and decompressing, too")
    parser.add_argument("--no-pairs", action="store_true", help="leave the uncompressed pairs out")
    arguments = parser.parse_args()
    subprocess.run([GUESTKIT, "version"], check=True, stdout=subprocess.DEVNULL)  # builds, and trains
    bench = Bench(arguments)
    try:
        if bench.guest is None:
            bench.guest = bench.output("guest.raw")
            make_guest(bench.guest)
        bench.head()
        formats = arguments.formats.split(",")
        if not arguments.no_pairs:
            for source in formats:
                path = bench.source(source)
                for target in formats:
                    bench.pair(f"{source} to {target}", path, source, target, [], QEMU_OPTIONS.get(target, []), True)
                if source != "raw":
                    os.remove(path)
            mean = math.exp(statistics.fmean(math.log(ratio) for _, ratio in bench.ratios))
            slow = [label for label, ratio in bench.ratios if ratio > 1]
            print(f"geometric mean of the wall ratios {mean:.2f}x; slower than 1x: {', '.join(slow) or 'none'}")
        if arguments.compressed:
            zstd = ["-o", "compression_type=zstd"]
            stream = ["-o", "subformat=streamOptimized"]
            bench.pair("raw to qcow2, zlib", bench.guest, "raw", "qcow2", ["-c"], ["-c"], True)
            bench.pair("raw to qcow2, zstd", bench.guest, "raw", "qcow2", ["--compression", "zstd"], ["-c", *zstd], True)
            bench.pair("raw to vmdk, stream", bench.guest, "raw", "vmdk", stream, stream, True)
            for name, form, options in (("zlib", "qcow2", []), ("zstd", "qcow2", zstd)):
                path = bench.output("compressed." + form)
                subprocess.run(["qemu-img", "convert", "-c", "-W", "-m", "16", *options, "-f", "raw", "-O", form, bench.guest, path],
                               check=True)
                bench.pair(f"qcow2 {name} to raw", path, form, "raw", [], [], True)
                os.remove(path)
        if not arguments.no_pairs:
            own = [measured([GUESTKIT, "convert", "-q", "--force", bench.guest, bench.output("copy.raw")])[0]
                   for _ in range(bench.runs)]
            cp = [measured(["cp", "--sparse=always", bench.guest, bench.output("copy.raw")])[0] for _ in range(bench.runs)]
            print(f"raw to raw: {statistics.median(own) / statistics.median(cp):.2f}x of cp --sparse=always")
    finally:
        bench.close()


if __name__ == "__main__":
    main()
