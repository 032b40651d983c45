"""Migrations, with hooks and listeners of Python."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

import guestkit
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
