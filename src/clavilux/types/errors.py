"""Errors that a user may meet, each one sentence that says what is wrong, where, and what to do.

The command line prints the sentence and leaves with the class's `exit_code`; nothing else of
Clavilux prints or exits.
"""


class ClaviluxError(Exception):
    """Base of all errors that are the interface's business. Anything else that escapes is a bug
    (exit code 70)."""

    exit_code = 1


class UsageError(ClaviluxError):
    """The command or a call was given values that do not fit (exit code 2, as argparse's own)."""

    exit_code = 2


class InputError(ClaviluxError):
    """A file that was given cannot be used: missing, empty, not sound, malformed (exit code 3)."""

    exit_code = 3


class OutputError(ClaviluxError):
    """The result cannot be written: no room, no permission, an unknown container (exit code 4)."""

    exit_code = 4


class MissingError(ClaviluxError):
    """Something the user asked for by name is not installed; the sentence has the install line
    (exit code 5)."""

    exit_code = 5


class CheckError(ClaviluxError):
    """A measurement says no: the file was read well, and fails the test that was asked for (exit
    code 6)."""

    exit_code = 6
