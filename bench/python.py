#!/usr/bin/env python3
"""What Python costs on top of Java: start, a call, content, many files. Runs in an environment that has guestkit.

    python/target/venv/bin/python bench/python.py     after python/check.sh
"""

import sys

del sys.path[0]  # inspect.py beside this is not Python's own

import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

JAVA = """
import io.guestkit.*;
import io.guestkit.fs.*;
import io.guestkit.io.*;
import java.nio.ByteBuffer;
import java.nio.file.*;

class Read {
    public static void main(String[] arguments) throws Exception {
        try (DiskSet disks = Disks.open(Path.of(arguments[0]))) {
            Path file = disks.fileSystems().getFirst().fileSystem().orElseThrow().getPath("/large");
            for (int run = 0; run < 5; run++) {
                long start = System.nanoTime();
                try (var channel = Files.newByteChannel(file)) {
                    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 18);
                    while (channel.read(buffer.clear()) >= 0) {}
                }
                System.out.println((System.nanoTime() - start) / 1e9);
            }
            long start = System.nanoTime();
            for (int i = 0; i < 1000; i++) {
                Files.readAllBytes(file.resolveSibling("small").resolve("" + i));
            }
            System.out.println((System.nanoTime() - start) / 1e9);
        }
    }
}
"""


def seconds(action, runs=5):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times), min(times)


def starts(example, cache):
    """Whole processes: with an archive of classes and without, and with one compiler, by turns."""
    programs = {
        "pass": "pass",
        "import": "import guestkit",
        "detect": f"import guestkit; guestkit.detect({str(example)!r})",
        "inspect": f"import guestkit; guestkit.inspect({str(example)!r})",
    }
    ways = {
        "no archive": {"GUESTKIT_CACHE": ""},
        "archive": {"GUESTKIT_CACHE": cache},
        "archive, first compiler": {"GUESTKIT_CACHE": cache, "GUESTKIT_JAVA_OPTS": "-XX:TieredStopAtLevel=1"},
    }

    def run(program, environment):
        before = os.times()
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", program], check=True, env={**os.environ, **environment})
        wall, after = time.perf_counter() - start, os.times()
        return wall, after.children_user + after.children_system - before.children_user - before.children_system

    run(programs["detect"], ways["archive"])
    while not any(Path(cache).glob("*.jsa")):
        time.sleep(0.1)
    for name, program in programs.items():
        measured = {way: [] for way in (ways if "guestkit." in program else ["archive"])}
        for _ in range(5):
            for way, times in measured.items():
                times.append(run(program, ways[way]))
        for way, times in measured.items():
            wall, processor = ([each[i] * 1000 for each in times] for i in (0, 1))
            print(f"{name:8} {way:24} {statistics.median(wall):5.0f} ms [{min(wall):.0f}], "
                  f"of processors {statistics.median(processor):.0f} ms [{min(processor):.0f}]")


def main():
    import guestkit
    from guestkit import _jvm
    from guestkit._jdk import find_java_home

    example = Path(__file__).resolve().parent.parent / "examples" / "debian-12-minimal.qcow2"
    with tempfile.TemporaryDirectory() as cache:
        starts(example, cache)
    with tempfile.TemporaryDirectory(dir="/dev/shm") as place:
        content = Path(place, "root")
        (content / "small").mkdir(parents=True)
        for i in range(1000):
            (content / "small" / str(i)).write_bytes(os.urandom(4000))
        block = os.urandom(1 << 20)
        with open(content / "large", "wb") as large:
            for _ in range(1024):
                large.write(block)
        image = Path(place, "image.raw")
        subprocess.run(["/sbin/mke2fs", "-q", "-t", "ext4", "-d", content, image, "1200M"], check=True)
        program = Path(place, "Read.java")
        program.write_text(JAVA)
        jars = os.pathsep.join(map(str, _jvm.JARS.glob("*.jar")))
        java = [find_java_home() / "bin/java", "-Xmx1g", "-XX:+UseSerialGC", "-cp", jars, program, image]
        with guestkit.open(image) as disks:
            root = disks.file_systems[0].root

            def read(size, buffering):
                with (root / "large").open("rb", buffering) as file:
                    while file.read(size):
                        pass

            def read_into():
                target = bytearray(1 << 18)
                with (root / "large").open("rb", 0) as file:
                    while file.readinto(target):
                        pass

            def small():
                for path in (root / "small").iterdir():
                    path.read_bytes()

            # Java and Python take turns, so that what else the machine does slows both
            first = seconds(small, 1)[0]
            reads = (
                ("read(1 MiB)", lambda: read(1 << 20, -1)),
                ("read(64 KiB)", lambda: read(1 << 16, -1)),
                ("readinto(256 KiB), no buffer", read_into),
            )
            ratios = {name: [] for name, _ in reads}
            small_first = []
            for _ in range(3):
                said = [float(each) for each in subprocess.run(java, capture_output=True, text=True, check=True).stdout.split()]
                base, small_java = statistics.median(said[:5]), said[5]
                small_first.append(small_java)
                for name, action in reads:
                    ratios[name].append(seconds(action)[0] / base)
                print(f"read 1 GiB in Java {base:.3f} s; Python's times as long: "
                      + ", ".join(f"{name} {ratios[name][-1]:.2f}" for name, _ in reads))
            for name, _ in reads:
                print(f"read 1 GiB, {name:30} {statistics.median(ratios[name]):.2f} × Java [{min(ratios[name]):.2f}]")
            median, least = seconds(small, 20)
            print(f"1000 small files: first {first * 1000:.0f} ms, then {median * 1000:.0f} ms [{least * 1000:.0f}]; "
                  f"Java's first {statistics.median(small_first) * 1000:.0f} ms")
            path = root / "small" / "1"
            for name, action, count in (
                ("stat()", path.stat, 20000),
                ("Java's Math.abs", lambda: abs_(1), 100000),
            ):
                abs_ = _jvm.java("java.lang.Math").abs
                for _ in range(3):
                    start = time.perf_counter()
                    for _ in range(count):
                        action()
                    took = (time.perf_counter() - start) / count
                print(f"{name:42} {took * 1e6:.1f} µs")
            start = time.perf_counter()
            entries = sum(1 for _ in (root / "small").iterdir())
            print(f"iterdir with lstat                         {(time.perf_counter() - start) / entries * 1e6:.1f} µs an entry")


if __name__ == "__main__":
    main()
