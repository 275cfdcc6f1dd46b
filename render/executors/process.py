"""A child process that draws, seen from the process that asked for it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Mapping
from typing import Literal

from render.contract import FailureKind
from render.engines.protocol import Stopped
from render.executors.messages import LOG_END, Message, Voice, fault_in
from render.faults import Fault

Role = Literal["lead", "worker", "cutter"]

_PROGRAMS: dict[Role, str] = {"cutter": "render.executors.cutting"}

_LOG_LINES = 60
_LOG_SECONDS = 5.0
"""How long the rest of what a process wrote of a failure may take to be read."""
_NEW_GROUP: int = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)


class Process:
    """Does one task at a time; `stop` and `kill` may come from any thread.

    Make it in a thread that outlives it: on Linux it ends with that thread.
    """

    def __init__(self, role: Role, environment: Mapping[str, str] | None = None) -> None:
        self._role: Role = role
        program = _PROGRAMS.get(role, "render.executors.child")
        command = [sys.executable, "-P", "-m", program, role, str(os.getpid())]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=None if environment is None else dict(environment),
            # Ctrl-C in a terminal is for the supervisor, which then says what is to be done
            start_new_session=role != "worker",
            creationflags=_NEW_GROUP if role != "worker" else 0,
        )
        tasks, news, words = self._process.stdin, self._process.stdout, self._process.stderr
        assert tasks is not None, "it is piped"
        assert news is not None, "it is piped"
        assert words is not None, "it is piped"
        self._in, self._out, self._err = tasks, news, words
        self._sending = threading.Lock()
        self._log: deque[str] = deque(maxlen=_LOG_LINES)
        self._is_read = threading.Event()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def log_tail(self) -> str:
        """The last lines that the process wrote to its log."""
        return "\n".join(self._log)

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def do(self, task: Message, on_news: Voice) -> Message:
        """Have a task done; `on_news` hears of it on the way.

        Raises Stopped after `stop`, and Fault when the task fails or the process ends; Unforeseen
        when the process is better not used again.
        """
        self.begin(task)
        return self.follow(on_news)

    def begin(self, task: Message) -> None:
        """Have a task begun; a `stop` from now on is meant for it. Raises Fault."""
        self._is_read.clear()
        self._send(task)

    def follow(self, on_news: Voice) -> Message:
        """Wait for the end of the task that was begun."""
        for line in self._out:
            message: Message = json.loads(line)
            match message["event"]:
                case "done":
                    return message
                case "stopped":
                    raise Stopped
                case "failed":
                    fault = fault_in(message)
                    # what it wrote of it comes through another pipe
                    self._is_read.wait(_LOG_SECONDS)
                    raise fault
                case _:
                    on_news(message)
        raise self._ended()

    def stop(self) -> None:
        """Ask the process to drop its task; it stays usable."""
        self.tell({"do": "stop"})

    def tell(self, message: Message) -> None:
        """Say something while a task is being done; a process that has ended does not hear it."""
        with contextlib.suppress(Fault):
            self._send(message)

    def kill(self) -> None:
        """End the process now."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End the process, and let go of its pipes."""
        self.kill()
        self._listener.join()
        for pipe in (self._in, self._out, self._err):
            with contextlib.suppress(OSError):
                pipe.close()

    def _send(self, message: Message) -> None:
        try:
            with self._sending:
                self._in.write(json.dumps(message).encode() + b"\n")
                self._in.flush()
        except (OSError, ValueError) as error:
            # ValueError: the pipe was closed here
            raise self._ended() from error

    def _listen(self) -> None:
        for line in self._err:
            said, end, _ = line.partition(LOG_END)
            if said or not end:
                self._note(said.decode("utf-8", "replace").rstrip())
            if end:
                self._is_read.set()
        self._is_read.set()

    def _note(self, said: str) -> None:
        self._log.append(said)
        if self._role == "worker":
            sys.stderr.write(said + "\n")

    def _ended(self) -> Fault:
        code = self._process.wait()
        self._listener.join()
        if os.name == "posix" and code == -signal.SIGKILL:
            return Fault(
                "the drawing process was killed, most often because memory ran out.",
                kind=FailureKind.OOM,
            )
        last = self._log[-1] if self._log else "it said nothing"
        return Fault(f"the drawing process ended with code {code}: {last}")
