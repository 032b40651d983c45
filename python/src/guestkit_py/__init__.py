"""The former name of `guestkit`, for programs that import it so."""

from guestkit import *  # noqa: F403
from guestkit import __all__ as __all__
from guestkit import __version__ as __version__
