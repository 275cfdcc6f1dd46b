"""What a model's weights are, by the headers of their files: nothing of them is loaded."""

from __future__ import annotations

import json
import math
import struct
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from render.faults import NotSetUp

_MAX_HEADER = 25 * 2**20
"""The largest header of a known model is below 1 MB."""
_BITS = {
    **dict.fromkeys(("BOOL", "U8", "I8", "F8_E4M3", "F8_E5M2"), 8),
    **dict.fromkeys(("I16", "U16", "F16", "BF16"), 16),
    **dict.fromkeys(("I32", "U32", "F32"), 32),
    **dict.fromkeys(("I64", "U64", "F64"), 64),
}
_NAMES = {
    "BF16": "bfloat16",
    "F16": "float16",
    "F32": "float32",
    "F64": "float64",
    "F8_E4M3": "fp8",
    "F8_E5M2": "fp8",
    "I8": "int8",
    "U8": "uint8",
}


@dataclass(frozen=True, slots=True)
class Weights:
    """How many numbers of which kind a component holds."""

    counts: dict[str, int]

    @property
    def parameters(self) -> int:
        return sum(self.counts.values())

    @property
    def dtype(self) -> str:
        """The kind that most of them are, such as `bfloat16`."""
        most = max(self.counts, key=lambda kind: self.counts[kind], default="")
        return _NAMES.get(most, most.lower())


def read_weights(files: Iterable[Path]) -> Weights:
    """Add up the headers of a component's `.safetensors` files. Raises Fault."""
    counts: Counter[str] = Counter()
    for path in files:
        for kind, numbers in _tensors(path):
            counts[kind] += numbers
    return Weights(dict(counts))


def _tensors(path: Path) -> list[tuple[str, int]]:
    name = f"{path.parent.name}/{path.name}"
    try:
        with path.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            if not 2 <= length <= min(_MAX_HEADER, path.stat().st_size - 8):
                raise ValueError(length)
            header = json.loads(file.read(length))
        if not isinstance(header, dict):
            raise ValueError(header)
        tensors = cast("dict[str, dict[str, Any]]", header)
        found = [_tensor(it) for key, it in tensors.items() if key != "__metadata__"]
    except (OSError, ValueError, KeyError, TypeError, struct.error, RecursionError):
        raise NotSetUp(f"{name} is no whole .safetensors file: fetch it again.") from None
    bits = sum(_BITS[kind] * numbers for kind, numbers in found)
    if 8 + length + bits // 8 != path.stat().st_size:
        raise NotSetUp(f"{name} is cut off or has more in it: fetch it again.")
    return found


def _tensor(entry: dict[str, Any]) -> tuple[str, int]:
    kind, shape = str(entry["dtype"]), [int(side) for side in entry["shape"]]
    if kind not in _BITS or any(side < 0 for side in shape):
        raise ValueError(kind)
    return kind, math.prod(shape)
