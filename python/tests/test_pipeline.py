"""Migrations, with hooks and listeners of Python."""

from __future__ import annotations

import functools
import hashlib
import http.server
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import guestkit
from guestkit import _jvm
from referees import require


@pytest.mark.proves("python", "migrations, with functions as hooks and listeners", "qemu-img compare", "done")
def test_a_migration_calls_its_hooks(image: Path, tmp_path: Path) -> None:
    require("qemu-img")
    called: list[str] = []
    events: list[dict[str, Any]] = []
    pipeline = guestkit.Pipeline(image, tmp_path / "new.qcow2", fix=False, on_event=events.append)
    pipeline.hook("flatten", "before", lambda context: called.append(context["stage"]))
    pipeline.hook("convert", "after", lambda context: called.append(context["stage"]), name="last")
    result = pipeline.run()
    assert called == ["flatten", "convert"] and result["success"] is True
    assert {"began", "stage_started", "stage_finished", "hook_finished"} <= {event["event"] for event in events}
    assert "last" in [event.get("hook") for event in events]
    subprocess.run(["qemu-img", "compare", "-q", image, tmp_path / "new.qcow2"], check=True)


def test_what_a_hook_raises_stops_it(image: Path, tmp_path: Path) -> None:
    def fails(context: dict[str, Any]) -> None:
        raise LookupError("no ticket")

    pipeline = guestkit.Pipeline(image, tmp_path / "new.qcow2", fix=False)
    with pytest.raises(LookupError, match="no ticket"):
        pipeline.hook("convert", "before", fails).run()
    assert not (tmp_path / "new.qcow2").exists()
    events: list[dict[str, Any]] = []
    pipeline = guestkit.Pipeline(image, tmp_path / "new.qcow2", fix=False, replace=True, on_event=events.append)
    assert pipeline.hook("convert", "before", fails, on_failure="skip").run()["success"]
    assert any("LookupError: no ticket" in event.get("error", "") for event in events)


def test_what_a_listener_raises_stops_it(image: Path, tmp_path: Path) -> None:
    def fails(event: dict[str, Any]) -> None:
        raise LookupError(event["event"])

    with pytest.raises(LookupError, match="began"):
        guestkit.Pipeline(image, tmp_path / "new.qcow2", fix=False, on_event=fails).run()
    assert not (tmp_path / "new.qcow2").exists()


def test_what_makes_no_sense_is_refused(image: Path, tmp_path: Path) -> None:
    pipeline = guestkit.Pipeline(image, tmp_path / "new.qcow2")
    with pytest.raises(ValueError, match="no stage"):
        pipeline.hook("nowhere", "before", print)
    with pytest.raises(ValueError):
        pipeline.hook("fix", "during", print)  # type: ignore[arg-type]
    with pytest.raises(FileNotFoundError):
        guestkit.Pipeline(tmp_path / "missing.raw", tmp_path / "new.qcow2").run()


def settings(pipeline: guestkit.Pipeline) -> Any:
    """What Java is told, as its own record."""
    return pipeline._builder.build().settings()


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({"target": "same"}, {"target.id": "same"}),
        ({"fix": guestkit.Fixes(only=["fstab"], without=["grub"])}, {"fix.rules": "[fstab]", "fix.withoutRules": "[grub]"}),
        ({"fix": guestkit.Fixes(initramfs="append")}, {"fix.initramfs": "APPEND"}),
        ({"fix": guestkit.Fixes(tools="disable")}, {"fix.tools": "DISABLE"}),
        ({"fix": guestkit.Fixes(serial_console=True)}, {"fix.serialConsole": "true", "fix.regenerateGrub": "false"}),
        ({"fix": guestkit.Fixes(grub_mkconfig=True)}, {"fix.serialConsole": "false", "fix.regenerateGrub": "true"}),
        ({"fix": guestkit.Fixes(macs={"ens192": "00:50:56:AB:02:03"})}, {"fix.macs": "{ens192=00:50:56:ab:02:03}"}),
        ({"fix": guestkit.Fixes(virtio_win="/v.iso")}, {"fix.virtioWin": "Optional[/v.iso]"}),
        ({"fix": guestkit.Fixes(guest_agent=Path("/a.deb"))}, {"fix.guestAgent": "Optional[/a.deb]"}),
        ({"fix": guestkit.Fixes(allow_skipped=True)}, {"allowSkippedFixes": "true"}),
        ({"compression": "zstd"}, {"compression": "ZSTD"}),
        ({"compress": True}, {"compression": "ZLIB"}),
        ({"format": "vmdk"}, {"format.id": "vmdk"}),
        ({"verify": True}, {"verify": "true", "bootTest": "false"}),
        ({"boot_test": True}, {"verify": "false", "bootTest": "true"}),
        ({"replace": True}, {"replace": "true"}),
        ({"resume": True}, {"resume": "true"}),
        ({"keep_work": True}, {"keepWork": "true"}),
        ({"work_directory": "/w"}, {"workDirectory": "Optional[/w]"}),
        ({"until": "inspect"}, {"until": "Optional[INSPECT]"}),
        ({"root": "/dev/sda2"}, {"root": "Optional[/dev/sda2]"}),
        ({"source_format": "raw"}, {"open.format": "Optional[raw]"}),
        ({"snapshot": "s"}, {"open.snapshot": "Optional[s]"}),
        ({"disk": 2}, {"open.member": "Optional[2]"}),
        ({"allow_paths": ["/a"]}, {"open.allowedPaths": "[/a]"}),
        ({"luks_headers": {"/dev/sda2": "/h"}}, {"open.luksHeaders": "{/dev/sda2=/h}"}),
        ({"checksums": "sha256:" + "ab" * 32}, {"sources": "ab" * 32}),
    ],
)  # fmt: skip
def test_options_reach_the_plan(tmp_path: Path, named: dict[str, Any], expected: dict[str, str]) -> None:
    told = settings(guestkit.Pipeline("vm.raw", tmp_path / "new.qcow2", **named))
    untold = settings(guestkit.Pipeline("vm.raw", tmp_path / "new.qcow2"))

    def text(record: Any, way: str) -> str:
        for name in way.split("."):
            record = getattr(record, name)()
        return str(record)

    for way, value in expected.items():
        assert text(told, way).lower() == value.lower() or way == "sources" and value in text(told, way), way
    assert any(text(told, way) != text(untold, way) for way in expected)


def test_stages_and_hooks_may_be_tried_again_or_skipped(image: Path, tmp_path: Path) -> None:
    wanted: dict[str, guestkit.pipeline.OnFailure] = {
        "validate": "skip", "convert": guestkit.Retry(attempts=7, delay=0.5, max_delay=9), "flatten": "retry",
    }  # fmt: skip
    pipeline = guestkit.Pipeline(image, tmp_path / "new.qcow2", fix=False, on_failure=wanted)
    stages = {str(stage.id()): settings(pipeline).stage(stage).onFailure() for stage in _jvm.java("io.guestkit.migrate.pipeline.Stage").values()}
    assert str(stages["validate"].then()) == "SKIP" and str(stages["convert"].then()) == "STOP"
    retries = stages["convert"].retries()
    assert (retries.maxAttempts(), retries.firstDelay().toMillis(), retries.maxDelay().toSeconds()) == (7, 500, 9)
    assert stages["flatten"].retries().maxAttempts() == 3 and stages["fetch"].retries().maxAttempts() == 1
    called: list[int] = []

    def fails_twice(context: dict[str, Any]) -> None:
        called.append(len(called))
        if len(called) < 3:
            raise LookupError("not yet")

    pipeline.hook("convert", "before", fails_twice, on_failure=guestkit.Retry(attempts=4, delay=0.01))
    assert pipeline.run()["success"] and called == [0, 1, 2]
    called.clear()
    pipeline = guestkit.Pipeline(image, tmp_path / "new.qcow2", fix=False, replace=True)
    with pytest.raises(LookupError, match="not yet"):
        pipeline.hook("convert", "before", fails_twice, on_failure=guestkit.Retry(attempts=2, delay=0.01)).run()
    assert called == [0, 1]


def test_a_command_and_python_mean_the_same(image: Path, tmp_path: Path, cli: Callable[..., Any]) -> None:
    """An unfinished migration goes on only with the settings that it began with."""
    output = tmp_path / "new.qcow2"
    checksum = "sha256:" + hashlib.sha256(image.read_bytes()).hexdigest()
    flags = ["--only", "fstab", "--without", "grub", "--initramfs", "append", "--tools", "disable", "--serial-console",
             "--grub-mkconfig", "--mac", "ens192=00:50:56:AB:02:03", "--virtio-win", "/v.iso", "--guest-agent", "/a.deb",
             "--allow-skipped", "--target", "kvm", "--checksum", checksum, "--verify", "--compression", "zstd",
             "--root", "/dev/sda", "--source-format", "raw"]  # fmt: skip
    cli("migrate", image, "--to", output, "--until", "flatten", *flags, lines=True)
    fixes = guestkit.Fixes(
        only=["fstab"], without=["grub"], initramfs="append", tools="disable", serial_console=True, grub_mkconfig=True,
        macs={"ens192": "00:50:56:AB:02:03"}, virtio_win="/v.iso", guest_agent="/a.deb", allow_skipped=True,
    )  # fmt: skip
    named: dict[str, Any] = dict(
        fix=fixes, target="kvm", checksums=checksum, verify=True, compression="zstd", root="/dev/sda", source_format="raw",
        until="flatten", resume=True,
    )  # fmt: skip
    events: list[dict[str, Any]] = []
    guestkit.Pipeline(image, output, on_event=events.append, **named).run()
    assert events[0]["event"] == "began" and events[0]["resumed"] is True
    named["verify"] = False
    with pytest.raises(ValueError, match="verify"):
        guestkit.Pipeline(image, output, **named).run()


@pytest.fixture()
def server(image: Path) -> Any:
    """Serves the folder of the image."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *said: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(image.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_address[1]}/{image.name}"
        serving.shutdown()
        thread.join()


def test_what_is_fetched_has_to_have_its_checksum(server: str, image: Path, tmp_path: Path) -> None:
    right = "sha256:" + hashlib.sha256(image.read_bytes()).hexdigest()
    output = tmp_path / "new.raw"
    with pytest.raises(guestkit.CorruptDataError, match="checksum"):
        guestkit.Pipeline(server, output, checksums="sha256:" + "0" * 64, fix=False).run()
    guestkit.Pipeline(server, output, checksums=right, fix=False, replace=True, verify=True).run()
    assert output.read_bytes() == image.read_bytes()


def test_keys_and_detached_headers_open_the_sources(image: Path, tmp_path: Path) -> None:
    require("cryptsetup", "qemu-img")
    volume, header = tmp_path / "luks.raw", tmp_path / "header"
    volume.write_bytes(bytes(48 << 20))
    subprocess.run(
        ["cryptsetup", "luksFormat", "-q", "--pbkdf", "pbkdf2", "--pbkdf-force-iterations", "1000", "--header", header, volume, "-"],
        input=b"secret",
        check=True,
    )  # fmt: skip
    opened: dict[str, Any] = {"keys": {"/dev/sda": b"secret"}, "luks_headers": {"/dev/sda": header}}
    with guestkit.open(volume, **opened) as disks:
        assert [each.kind for each in disks.volumes] == ["disk", "luks"]
    pipeline = guestkit.Pipeline(volume, tmp_path / "new.qcow2", fix=False, keep_work=True, **opened)
    assert pipeline.run()["success"]
    (report,) = [path.read_text() for path in tmp_path.rglob("*.json") if '"/dev/mapper/luks-' in path.read_text()][:1]
    assert "crypt" in report or "luks" in report


def test_a_file_says_all_of_it(image: Path, tmp_path: Path) -> None:
    file = tmp_path / "migration.yaml"
    file.write_text(f"sources: [{image}]\noutput: new.vmdk\ncompression: zlib\nstages:\n  fix: {{enabled: false}}\n")
    called: list[str] = []
    pipeline = guestkit.Pipeline.from_file(file, keep_work=True)
    pipeline.hook("convert", "after", lambda context: called.append(context["stage"]))
    result = pipeline.run()
    assert called == ["convert"] and guestkit.detect(tmp_path / "new.vmdk")["format"] == "vmdk" and result["work_dir"]
    hooks = tmp_path / "hooks.yaml"
    hooks.write_text("stages: {fetch: {after: [{name: mark, command: [touch, hooked]}]}}\n")
    guestkit.Pipeline(image, tmp_path / "b.qcow2", fix=False, hooks=hooks).run()
    assert (tmp_path / "hooked").exists()
    file.write_text(f"sources: [{image}]\noutput: new.vmdk\nno_such: 1\n")
    with pytest.raises(ValueError, match="migration.yaml.*3.*no_such"):
        guestkit.Pipeline.from_file(file)
    with pytest.raises(FileNotFoundError):
        guestkit.Pipeline.from_file(tmp_path / "missing.yaml")


@pytest.mark.parametrize(
    "named",
    [
        {"target": "xen"}, {"checksums": "md5:1"}, {"checksums": []}, {"until": "nowhere"}, {"on_failure": {"fix": "shrug"}},
        {"on_failure": {"nowhere": "skip"}}, {"fix": guestkit.Fixes(tools="burn")}, {"fix": guestkit.Fixes(initramfs="x")},  # type: ignore[arg-type]
        {"fix": guestkit.Fixes(macs={"eth0": "12"})}, {"on_failure": {"fix": guestkit.Retry(attempts=0)}},
        {"on_failure": {"fix": guestkit.Retry(delay=-1)}}, {"on_failure": {"fix": guestkit.Retry(then="x")}},  # type: ignore[arg-type]
        {"resume": True, "replace": True}, {"compression": "lzma"}, {"format": "x"},
    ],
)  # fmt: skip
def test_options_that_make_no_sense_are_value_errors(tmp_path: Path, named: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        guestkit.Pipeline("vm.raw", tmp_path / "new.qcow2", **named)
