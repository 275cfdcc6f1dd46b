"""Engines: each turns one shot into footage. They know nothing of queues, files or networks."""

from render.engines.protocol import Engine, Footage, Inputs, OutOfMemory, Progress, Stopped

__all__ = ["Engine", "Footage", "Inputs", "OutOfMemory", "Progress", "Stopped"]
