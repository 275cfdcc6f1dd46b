"""Runs ffmpeg: graphs to their end, frames in, frames out; never left behind, never silent."""

from __future__ import annotations

import contextlib
import importlib
import re
import subprocess
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, cast

import numpy as np

from render.contract import FailureKind
from render.engines.protocol import Frame
from render.executors.leash import DIE_WITH_PARENT
from render.faults import Fault

Graph = Any
"""A node of an ffmpeg-python graph."""
graphs: Any = importlib.import_module("ffmpeg")
"""ffmpeg-python, which comes without types."""

_QUIET = ("-hide_banner", "-v", "error", "-nostdin")
_INPUT = re.compile(r"^Input #\d+, ", re.MULTILINE)
_PROGRESS = re.compile(r"(?P<key>[a-z0-9_]+)= *(?P<value>\S+)")
_LINES = 8
"""Its first words name the cause; what follows are its consequences."""

OnProgress = Callable[[str, str], None]
"""Hears what `-progress` tells between ffmpeg's words: a key, and its value."""
OnTaken = Callable[[int], None]


def _keep_on() -> None:
    return None


class Ffmpeg:
    """One ffmpeg program. `keep_on` is asked all the time and raises Stopped to end the work.

    Use it from a thread that outlives the work: on Linux a program dies with its thread.
    """

    def __init__(self, program: str, keep_on: Callable[[], None] = _keep_on) -> None:
        self.program = program
        self._keep_on = keep_on

    def run(self, graph: Graph, on_seconds: Callable[[float], None] | None = None) -> None:
        """Run a graph to its end; `on_seconds` hears how much of the film is done.

        Raises Fault with ffmpeg's own words when it fails.
        """
        command = self._command(graph.global_args("-progress", "pipe:1", "-stats_period", "0.2"))
        with self._running(command, stdout=subprocess.PIPE) as process:
            for line in cast("IO[bytes]", process.stdout):
                self._keep_on()
                key, _, value = line.strip().partition(b"=")
                if on_seconds and key == b"out_time_us" and value.isdigit():
                    on_seconds(int(value) / 1e6)

    @contextlib.contextmanager
    def writing(self, graph: Graph) -> Generator[Callable[[Frame], None]]:
        """Feed frames to a graph that reads raw video from its pipe.

        Raises Fault with ffmpeg's own words when it fails.
        """
        with self._running(self._command(graph), stdin=subprocess.PIPE) as process:
            pipe = cast("IO[bytes]", process.stdin)

            def write(frame: Frame) -> None:
                self._keep_on()
                pipe.write(np.ascontiguousarray(frame).data.cast("B"))

            # a pipe that broke is explained by ffmpeg's own words below
            with contextlib.suppress(BrokenPipeError):
                yield write
                pipe.close()

    def frames(
        self, graph: Graph, width: int, height: int, on_taken: OnTaken | None = None
    ) -> Iterator[Frame]:
        """Frames, one at a time, of a graph that writes raw rgb24 to its pipe.

        `on_taken` hears in the end how many frames the graph's first output took.
        """
        size = width * height * 3
        taken = 0

        def hear(key: str, value: str) -> None:
            nonlocal taken
            taken = int(value) if key == "frame" else taken

        command = self._command(graph.global_args("-progress", "pipe:2"))
        with self._running(command, stdout=subprocess.PIPE, on_progress=hear) as process:
            pipe = cast("IO[bytes]", process.stdout)
            while len(data := pipe.read(size)) == size:
                self._keep_on()
                yield np.frombuffer(data, np.uint8).reshape(height, width, 3)
        if on_taken:
            on_taken(taken)

    def samples(self, graph: Graph) -> bytes:
        """All that a graph writes to its pipe; for sound, which is small."""
        with self._running(self._command(graph), stdout=subprocess.PIPE) as process:
            return cast("IO[bytes]", process.stdout).read()

    def describe(self, paths: Sequence[Path], format_: str) -> list[str]:
        """What ffmpeg says of files, read as `format_` and nothing else, up to the first bad one.

        One start of the program describes all of them: it costs more than the reading.
        """
        command = [self.program, "-hide_banner", "-nostdin"]
        for path in paths:
            # an MP4's head says it all: decoding frames to be sure costs a third of the time
            command += ["-analyzeduration", "1", "-protocol_whitelist", "file"]
            command += ["-f", format_, "-i", str(path)]
        done = subprocess.run(command, capture_output=True, check=False, timeout=60)
        return _INPUT.split(done.stderr.decode("utf-8", "replace"))[1:]

    def _command(self, graph: Graph) -> list[str]:
        return graph.global_args(*_QUIET).compile(cmd=self.program, overwrite_output=True)

    @contextlib.contextmanager
    def _running(
        self,
        command: list[str],
        *,
        stdin: int = subprocess.DEVNULL,
        stdout: int = subprocess.DEVNULL,
        on_progress: OnProgress | None = None,
    ) -> Generator[subprocess.Popen[bytes]]:
        try:
            process = subprocess.Popen(
                command,
                stdin=stdin,
                stdout=stdout,
                stderr=subprocess.PIPE,
                preexec_fn=DIE_WITH_PARENT,
            )
        except OSError as error:
            raise Fault(
                f"ffmpeg cannot be started ({self.program}: {error.strerror}): set FFMPEG to one "
                "that works."
            ) from error
        said: list[str] = []
        listener = threading.Thread(
            target=_listen, args=(process.stderr, said, on_progress), daemon=True
        )
        listener.start()
        try:
            yield process
            code = process.wait()
        except BaseException:
            process.kill()
            raise
        finally:
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    with contextlib.suppress(OSError):
                        pipe.close()
            process.wait()
            listener.join()
            cast("IO[bytes]", process.stderr).close()
        if code:
            raise _explained(" ".join(said), code)


def _listen(pipe: IO[bytes], said: list[str], on_progress: OnProgress | None) -> None:
    for data in pipe:
        line = data.decode("utf-8", "replace").strip()
        if on_progress and (told := _PROGRESS.fullmatch(line)):
            on_progress(told["key"], told["value"])
        elif len(said) < _LINES:
            said.append(line)


def _explained(said: str, code: int) -> Fault:
    if "No space left on device" in said:
        return Fault("the disk is full: free some space and try again.", kind=FailureKind.DISK)
    return Fault(f"ffmpeg failed with code {code}: {said[:600] or 'it gave no reason'}")
