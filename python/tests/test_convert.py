"""Conversions: their results, their end by signals, exceptions and cancellation, and what goes on meanwhile."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import guestkit
from referees import require

KEYS = {
    "success", "source_path", "output_path", "source_format", "output_format", "virtual_size", "output_size", "files",
    "duration_secs", "engine", "verified", "warnings",
}  # fmt: skip


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Takes seconds to be compressed."""
    path = tmp_path_factory.mktemp("large") / "large.raw"
    block = os.urandom(1 << 20)
    with open(path, "wb") as file:
        for i in range(160):
            file.write(i.to_bytes(4, "big") + block[4:])
    return path


def test_the_result_is_that_of_the_command(image: Path, tmp_path: Path, cli: Callable[..., Any]) -> None:
    ours = guestkit.DiskConverter().convert(
        source=image, output=tmp_path / "a.qcow2", format="qcow2", compress=True, flatten=True
    )
    theirs = cli("convert", image, tmp_path / "b.qcow2", "--format", "qcow2", "--compress", "--flatten")
    assert set(ours) == KEYS and ours["success"] is True
    for key in KEYS - {"output_path", "files", "duration_secs", "warnings"}:
        assert ours[key] == theirs[key], key
    assert ours["files"] == [str(tmp_path / "a.qcow2")] and ours["output_size"] == (tmp_path / "a.qcow2").stat().st_size
    assert ours["warnings"] == []


@pytest.mark.proves("python", "conversions, with verification and progress", "qemu-img compare", "converted")
@pytest.mark.parametrize("output", ["a.qcow2", "a.vmdk", "a.vhdx", "a.vdi"])
def test_qemu_img_sees_the_same_disk(image: Path, tmp_path: Path, output: str) -> None:
    require("qemu-img")
    told: list[guestkit.Progress] = []
    result = guestkit.convert(image, tmp_path / output, verify=True, progress=told.append)
    assert result["verified"] and len(result["content_hash"]) == 64
    assert [each.stage for each in told if each.fraction == 1.0] == ["copy", "verify"]
    subprocess.run(["qemu-img", "compare", "-q", image, tmp_path / output], check=True)


def test_options_reach_the_format(image: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.qcow2"
    guestkit.convert(image, target, compression="zstd", options={"cluster_size": 4096, "lazy_refcounts": True})
    info = guestkit.info(target)
    assert info["cluster-size"] == 4096
    assert info["format-specific"]["data"]["lazy-refcounts"] and info["format-specific"]["data"]["compression-type"] == "zstd"


def test_overlays_stay_overlays_if_not_flattened(image: Path, tmp_path: Path) -> None:
    require("qemu-img")
    overlay = tmp_path / "overlay.qcow2"
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", image, overlay], check=True)
    with pytest.raises(PermissionError, match="allow"):
        guestkit.convert(overlay, tmp_path / "x.raw")
    guestkit.convert(overlay, tmp_path / "kept.qcow2", flatten=False, allow_paths=[image.parent])
    assert guestkit.info(tmp_path / "kept.qcow2")["backing-filename"]
    guestkit.convert(overlay, tmp_path / "flat.raw", allow_paths=image.parent)
    assert (tmp_path / "flat.raw").read_bytes() == image.read_bytes()


def test_what_is_there_is_not_replaced_unless_asked(image: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.raw"
    target.write_text("precious")
    with pytest.raises(FileExistsError) as caught:
        guestkit.convert(image, target)
    assert caught.value.filename == str(target) and target.read_text() == "precious"
    guestkit.convert(image, target, replace=True)
    assert target.read_bytes() == image.read_bytes()


def test_what_makes_no_sense_is_a_value_error(image: Path, tmp_path: Path) -> None:
    wrong: list[dict[str, Any]] = [
        {"format": "nonsense"}, {"compression": "lzma"}, {"engine": "magic"}, {"options": {"no_such": 1}},
        {"format": "raw", "compress": True}, {"threads": -1},
    ]  # fmt: skip
    for named in wrong:
        with pytest.raises(ValueError):
            guestkit.convert(image, tmp_path / "a.qcow2", **named)
    with pytest.raises(ValueError, match="says no format"):
        guestkit.convert(image, tmp_path / "noname")
    with pytest.raises(TypeError):
        guestkit.convert(image, tmp_path / "a.qcow2", no_such_argument=1)
    with pytest.raises(TypeError):
        guestkit.convert(image, tmp_path / "a.qcow2", keys={"all": "secret"})
    with pytest.raises(ValueError):
        guestkit.DiskConverter(0)
    assert list(tmp_path.iterdir()) == []


def test_what_a_callback_raises_stops_the_work_and_is_raised(large: Path, tmp_path: Path) -> None:
    class Enough(Exception):
        pass

    def progress(update: guestkit.Progress) -> None:
        raise Enough(update.stage)

    with pytest.raises(Enough, match="copy"):
        guestkit.convert(large, tmp_path / "a.qcow2", compress=True, progress=progress)
    assert list(tmp_path.iterdir()) == []


def test_another_thread_can_cancel(large: Path, tmp_path: Path) -> None:
    cancellation = guestkit.Cancellation()
    timer = threading.Timer(0.5, cancellation.request)
    timer.start()
    with pytest.raises(InterruptedError):
        guestkit.convert(large, tmp_path / "a.qcow2", compress=True, threads=1, cancellation=cancellation)
    timer.join()
    assert list(tmp_path.iterdir()) == []


def test_other_threads_go_on(large: Path, tmp_path: Path) -> None:
    ticks: list[float] = []
    done = threading.Event()

    def tick() -> None:
        while not done.wait(0.01):
            ticks.append(time.monotonic())

    thread = threading.Thread(target=tick)
    thread.start()
    start = time.monotonic()
    guestkit.convert(large, tmp_path / "a.qcow2", compress=True)
    took = time.monotonic() - start
    done.set()
    thread.join()
    longest = max(b - a for a, b in zip(ticks, ticks[1:]))
    assert len(ticks) > 20 and longest < took / 2  # a busy machine lets nobody go on now and then


@pytest.mark.parametrize("work", ["convert", pytest.param("guestfs", marks=pytest.mark.long)])
def test_control_c_is_obeyed_and_cleans_up(large: Path, tmp_path: Path, work: str) -> None:
    programs = {
        "convert": "guestkit.convert(sys.argv[1], sys.argv[2], compress=True, threads=1, progress=lambda p: ready())",
        "guestfs": "g = guestkit.Guestfs(); g.set_backend_settings(['force_tcg']);"
        " g.add_drive(sys.argv[1], readonly=True); ready(); g.launch()",
    }
    if work == "guestfs" and not _has_libguestfs():
        pytest.skip("needs libguestfs")
    program = (
        "import guestkit, os, signal, sys, time\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # what a shell starts behind itself ignores it
        "def ready():\n    print('ready', flush=True)\n"
        "try:\n"
        f"    {programs[work]}\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted', flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", program, large, tmp_path / "a.qcow2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.3)
        started = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=150)
    assert out.endswith("interrupted\n") and err == "" and process.returncode == 0
    # libguestfs looks whether it is cancelled when its emulated machine has started
    assert time.monotonic() - started < (120 if work == "guestfs" else 20)
    assert list(tmp_path.iterdir()) == []


def _has_libguestfs() -> bool:
    from guestkit import guestfs

    return guestfs.is_available()


def test_tasks_go_on_while_several_are_converted(image: Path, tmp_path: Path) -> None:
    async def main() -> tuple[list[dict[str, Any]], int]:
        ticks = 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                await asyncio.sleep(0.005)
                ticks += 1

        ticking = asyncio.create_task(tick())
        converter = guestkit.DiskConverter(2)
        results = await asyncio.gather(
            *(converter.aconvert(image, tmp_path / f"{i}.qcow2", compress=True) for i in range(3)),
            guestkit.aconvert(image, tmp_path / "x.vmdk", "vmdk"),
        )
        ticking.cancel()
        return results, ticks

    results, ticks = asyncio.run(main())
    assert all(result["success"] for result in results) and ticks > 5
    assert len(list(tmp_path.iterdir())) == 4


def test_a_cancelled_task_leaves_nothing(large: Path, tmp_path: Path) -> None:
    async def main() -> None:
        task = asyncio.create_task(guestkit.aconvert(large, tmp_path / "a.qcow2", compress=True, threads=1))
        await asyncio.sleep(0.5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert list(tmp_path.iterdir()) == []

    asyncio.run(main())


def test_inspection_can_be_awaited(example: Path) -> None:
    report = asyncio.run(guestkit.ainspect(example))
    assert report.guests[0].identity.hostname == "guestkit-example"
