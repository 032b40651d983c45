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


def main():
    import guestkit
    from guestkit import _jvm
    from guestkit._jdk import find_java_home

    example = Path(__file__).resolve().parent.parent / "examples" / "debian-12-minimal.qcow2"
    for program in ("pass", "import guestkit", f"import guestkit; guestkit.detect({str(example)!r})", f"import guestkit; guestkit.inspect({str(example)!r})"):
        median, least = seconds(lambda: subprocess.run([sys.executable, "-c", program], check=True))
        print(f"{program[:40]:42} {median * 1000:5.0f} ms [{least * 1000:.0f}]")
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
        said = subprocess.run(
            [find_java_home() / "bin/java", "-Xmx1g", "-XX:+UseSerialGC", "-cp", jars, program, image],
            capture_output=True, text=True, check=True,
        ).stdout.split()  # fmt: skip
        java = [float(each) for each in said]
        print(f"read 1 GiB in Java                         {statistics.median(java[:5]):.3f} s [{min(java[:5]):.3f}]")
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

            for name, action in (
                ("read(1 MiB)", lambda: read(1 << 20, -1)),
                ("read(64 KiB)", lambda: read(1 << 16, -1)),
                ("readinto(256 KiB), no buffer", read_into),
            ):
                median, least = seconds(action)
                print(f"read 1 GiB, {name:30} {median:.3f} s [{least:.3f}]")
            first = time.perf_counter()
            for path in (root / "small").iterdir():
                path.read_bytes()
            first = time.perf_counter() - first
            median, least = seconds(lambda: [path.read_bytes() for path in (root / "small").iterdir()], 20)
            print(f"1000 small files: first {first * 1000:.0f} ms, then {median * 1000:.0f} ms [{least * 1000:.0f}]; Java's first {java[5] * 1000:.0f} ms")
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
