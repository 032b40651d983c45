"""Tools of other people that answers are compared with."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


def missing(reason: str) -> NoReturn:
    """Ends the test that needs it; where CI=true, `tools/test-summary.py` then fails the build."""
    pytest.skip(reason)


def require(*programs: str) -> None:
    if "/usr/sbin" not in os.environ["PATH"].split(":"):
        os.environ["PATH"] += ":/usr/sbin:/sbin"
    for program in programs:
        if not shutil.which(program):
            missing(f"needs {program}")
