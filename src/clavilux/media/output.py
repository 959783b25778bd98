"""Files that appear under their name only when they are whole."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import av
from av.container import OutputContainer

from clavilux.types.errors import OutputError


class Target:
    """A container written beside `path` and renamed by `commit`; `abort` leaves nothing behind.

    `faststart` puts the index of MP4 and MOV first, so that playing starts before all has loaded.
    Nothing that changes from run to run is written (no dates, no random identifiers): same packets,
    same bytes.
    """

    def __init__(self, path: Path, container_format: str, faststart: bool = False):
        self.path = path
        self.part = path.with_name(f".{path.name}.part")
        options = {"fflags": "+bitexact"}
        if faststart and container_format in ("mp4", "mov"):
            options["movflags"] = "+faststart"
        check_folder(path)
        with written(path):
            self.container: OutputContainer = av.open(
                f"file:{self.part}", "w", format=container_format, container_options=options
            )

    def commit(self) -> None:
        """Completes the file and gives it its name."""
        try:
            with written(self.path):
                self.container.close()
                os.replace(self.part, self.path)
        except BaseException:
            self.abort()
            raise

    def abort(self) -> None:
        """Gives the file up."""
        with suppress(av.FFmpegError, OSError):
            self.container.close()
        self.part.unlink(missing_ok=True)


@contextmanager
def target(path: Path, container_format: str) -> Iterator[OutputContainer]:
    """The container of a new file: committed at the end of the block, given up if that raises."""
    whole = Target(path, container_format, faststart=True)
    try:
        with written(path):
            yield whole.container
    except BaseException:
        whole.abort()
        raise
    whole.commit()


def write_whole(path: Path, data: bytes) -> None:
    """A small file, whole or not at all."""
    check_folder(path)
    part = path.with_name(f".{path.name}.part")
    try:
        with written(path):
            part.write_bytes(data)
            os.replace(part, path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


@contextmanager
def written(path: Path) -> Iterator[None]:
    """Turns failures to write into one sentence."""
    try:
        yield
    except (av.FFmpegError, OSError) as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}.") from error


def same_file(one: Path, other: Path) -> bool:
    """Whether both names lead to one file that is there, also through links."""
    try:
        return one.samefile(other)
    except OSError:
        return False


def check_folder(path: Path) -> None:
    """Raises OutputError where a file of this name cannot come to be."""
    if not path.parent.is_dir():
        raise OutputError(f"{path} cannot be written: there is no folder {path.parent}.")
    if path.is_dir():
        raise OutputError(f"{path} cannot be written: a folder has this name.")
