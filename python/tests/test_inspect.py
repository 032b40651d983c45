"""Answers are those of the command line, typed."""

from __future__ import annotations

import dataclasses
import json
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import guestkit
from guestkit import _jvm
from referees import require

Cli = Callable[..., Any]


def test_a_report_has_every_fact_of_the_command(example: Path, cli: Cli) -> None:
    report = guestkit.inspect(example)
    assert report.to_dict() == cli("inspect", example)
    guest = report.guests[0]
    assert (guest.identity.os_type, guest.identity.hostname) == ("linux", "guestkit-example")
    assert [user.name for user in guest.users if user.kind == "regular"] == ["alice"]
    assert guest.windows is None


def test_more_is_there_if_it_is_asked_for(example: Path, cli: Cli) -> None:
    report = guestkit.inspect(example, boot_check=True, explain=True)
    assert report.guests[0].boot is not None and report.evidence
    assert report.to_dict() == cli("inspect", example, "--boot-check", "--explain", status=6)
    report = guestkit.inspect(example, boot_check=True, target="kvm")
    assert report.to_dict() == cli("inspect", example, "--boot-check", "--target", "kvm", status=6)
    with pytest.raises(ValueError, match="needs boot_check"):
        guestkit.inspect(example, target="kvm")


def test_a_report_survives_json(example: Path) -> None:
    report = guestkit.inspect(example)
    assert guestkit.Report.from_dict(json.loads(json.dumps(report.to_dict()))) == report
    with pytest.raises(dataclasses.FrozenInstanceError):
        report.schema = "x"  # type: ignore[misc]


def test_packages_are_those_of_the_command_and_of_dpkg(example: Path, cli: Cli) -> None:
    require("dpkg-query")
    packages = guestkit.packages(example)
    assert packages.to_dict() == cli("packages", example)
    assert packages[0].purl is not None and packages[0].purl.startswith("pkg:deb/debian/")
    with guestkit.open(example) as disks:
        status = disks.path("/var/lib/dpkg/status").read_bytes()
    said = _dpkg(status)
    ours = {
        (p.name, f"{p.epoch}:" * (p.epoch is not None) + p.version + (f"-{p.release}" if p.release else "")) for p in packages
    }
    assert ours == said
    assert len(packages) == len(said) == len(list(packages)) and packages[:2] == [packages[0], packages[1]]


@pytest.mark.proves("python", "bills of materials", "the schemas of CycloneDX, by its own library", "valid")
def test_bills_of_materials_are_those_of_the_command(example: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    at = datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=1)))
    said = cli("packages", example, "--timestamp", "2026-01-01T00:00:00Z", output="cyclonedx")
    ours = guestkit.sbom(example, timestamp=at)
    assert _without_serial(ours) == _without_serial(said) and len(json.loads(ours)["components"]) > 100
    version = _jvm.java("org.cyclonedx.Version").VERSION_16
    parser = _jvm.java("org.cyclonedx.parsers.JsonParser")()
    assert list(parser.validate(ours, version)) == []
    assert list(parser.validate(ours.replace('"bomFormat"', '"bomShape"'), version)) != []
    said = cli("packages", example, "--packages", "all", "--timestamp", "2026-01-01T00:00:00Z", output="spdx")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    with guestkit.open(example) as disks:
        assert _without_serial(disks.sbom("spdx", everything=True)) == _without_serial(said)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    wrong: list[dict[str, Any]] = [{"format": "x"}, {}, {"timestamp": datetime(2026, 1, 1)}]
    for named in wrong:
        with pytest.raises(ValueError):
            guestkit.sbom(example, **named)


def _without_serial(document: str) -> Any:
    facts = json.loads(document)
    for name in ("serialNumber", "documentNamespace"):
        facts.pop(name, None)
    return facts


def _dpkg(status: bytes) -> set[tuple[str, str]]:
    import tempfile

    with tempfile.TemporaryDirectory() as admin:
        (Path(admin) / "status").write_bytes(status)
        listed = subprocess.run(
            ["dpkg-query", f"--admindir={admin}", "-W", "-f", "${db:Status-Abbrev} ${Package} ${Version}\n"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    lines = [line.split() for line in listed.splitlines()]
    return {(name, version) for state, name, version in lines if state.endswith("i")}


def test_detection_and_information_are_those_of_the_command(example: Path, cli: Cli) -> None:
    assert guestkit.detect(example) == cli("detect", example)
    assert guestkit.info(example) == cli("info", example)
    assert guestkit.info(example, backing_chain=True) == cli("info", example, "--backing-chain")
    converter = guestkit.DiskConverter()
    assert converter.detect_format(example) == "qcow2"
    assert converter.get_info(example) == guestkit.info(example)


def test_information_is_what_qemu_img_says(example: Path) -> None:
    require("qemu-img")
    said = json.loads(subprocess.run(["qemu-img", "info", "--output", "json", example], capture_output=True, check=True).stdout)
    ours = guestkit.info(example)
    assert {key: ours[key] for key in ("virtual-size", "format", "cluster-size")} == {
        key: said[key] for key in ("virtual-size", "format", "cluster-size")
    }


def test_the_detector_says_who_it_is(example: Path, image: Path, tmp_path: Path) -> None:
    identity = guestkit.GuestDetector().detect_from_image(example)
    assert (identity.distro, identity.architecture, identity.firmware) == ("debian", "x86_64", "uefi")
    with pytest.raises(guestkit.DetectionError, match="no operating system"):
        guestkit.GuestDetector().detect_from_image(tmp_image(tmp_path))


def tmp_image(folder: Path) -> Path:
    path = folder / "blank.raw"
    path.write_bytes(bytes(1 << 20))
    return path


def test_disks_lead_to_volumes_and_these_to_file_systems(example: Path) -> None:
    with guestkit.open(example) as disks:
        (disk,) = disks.disks
        assert (disk.device, disk.format, disk.size) == ("/dev/sda", "qcow2", 512 << 20)
        assert [volume.device for volume in disk.volumes] == ["/dev/sda", "/dev/sda1", "/dev/sda2", "/dev/sda3"]
        (root,) = disk.volumes[2].file_systems
        assert (root.type, root.label, root.readable) == ("ext4", "root", True)
        assert (root / "etc/hostname").read_text() == "guestkit-example\n"
        assert disks.guests[0].mountpoints[0].path == "/"
        assert (disks.guest / "boot/efi").is_dir()
        swap = disks.file_system("/dev/sda3")
        assert not swap.readable
        with pytest.raises(guestkit.UnsupportedFeatureError, match="swap"):
            swap.path("/").is_dir()
        with pytest.raises(KeyError, match="/dev/sda9"):
            disks.file_system("/dev/sda9")
        space = root.space()
        assert 0 < space["available"] <= space["free"] < space["total"]
        with pytest.raises(guestkit.DetectionError, match="no Windows"):
            disks.guest.registry()


def test_several_images_are_the_disks_of_one_guest(example: Path, image: Path) -> None:
    with guestkit.open([example, image]) as disks:
        assert [disk.device for disk in disks.disks] == ["/dev/sda", "/dev/sdb"]
        assert disks.disks[1].volumes[0].file_systems[0].label == "tiny"
        assert disks.path("/etc/hostname").read_text() == "guestkit-example\n"
    assert [each.format for each in guestkit.inspect([example, image]).images] == ["qcow2", "raw"]
