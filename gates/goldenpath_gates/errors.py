"""Expected ends of a command. Library code raises, only the command line exits."""


class GoldenpathError(Exception):
    """An expected error: one sentence for the user that says what, where and how to mend it."""

    exit_code = 4


class FailedError(GoldenpathError):
    """A gate judged, and the verdict is no."""

    exit_code = 1


class UsageError(GoldenpathError):
    """Wrong arguments or configuration."""

    exit_code = 2


class IncompleteError(GoldenpathError):
    """A gate could not judge: a tool, a key, a file or a figure is missing. Never passed."""

    exit_code = 3
