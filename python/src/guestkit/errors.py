"""What can go wrong.

Trouble with files of this machine or of a guest is the exception that Python has for it: `FileNotFoundError`,
`PermissionError`, `FileExistsError`, `NotADirectoryError`, `IsADirectoryError`, or another `OSError`. All other
trouble is a `GuestkitError`.
"""

from __future__ import annotations


class GuestkitError(Exception):
    """Anything that is wrong with an image, a guest or the tools that guestkit uses."""

    java_stack: str = ""
    """Where in the Java code it arose, for reports of bugs; empty if it did not."""


class DiskError(GuestkitError):
    """Trouble with what is stored on a disk, as opposed to trouble with reaching it."""


class CorruptDataError(DiskError):
    """The bytes contradict their format. The message names structure, field, offset, what is there and was expected."""


class UnsupportedFeatureError(DiskError):
    """The bytes are fine, and use something that guestkit does not know; the message names it."""


class KeyRequiredError(DiskError):
    """Something is encrypted, and no key was given that opens it."""


class ConversionError(GuestkitError):
    """A conversion did not make what it should have."""


class CommandFailedError(GuestkitError):
    """Another program was run, such as qemu-img, and did not succeed."""

    status: int = 0
    """What it ended with."""


class DetectionError(GuestkitError):
    """There is not exactly one guest where one was asked for."""


class GuestfsError(GuestkitError):
    """libguestfs reported an error."""

    function: str = ""
    """The function that failed, such as ``mount_ro``."""

    errno: int = 0
    """The number of the system's error; 0 if there is none."""


class JavaNotFoundError(GuestkitError):
    """There is no Java that is new enough, or it cannot be used."""


class InternalError(GuestkitError):
    """A bug in guestkit. Please report it, with `java_stack`."""
