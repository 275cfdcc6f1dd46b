"""What torch is here and what it can use, as JSON: `python -m render.diffusion.torch_build`."""

from __future__ import annotations

import json

import torch


def build() -> dict[str, object]:
    """Torch's version, what it was built for, the cards that it sees, and those it cannot use."""
    is_ready = torch.cuda.is_available()
    cards = range(torch.cuda.device_count() if is_ready else 0)
    return {
        "version": torch.__version__,
        "cuda": torch.version.cuda or "",
        "rocm": torch.version.hip or "",
        "is_ready": is_ready,
        "unusable": [torch.cuda.get_device_name(index) for index in cards if not _works(index)],
    }


def _works(index: int) -> bool:
    """Whether this build has code for a card of that generation: it says so only when asked."""
    try:
        return float(torch.ones(8, device=f"cuda:{index}").sum().item()) == 8
    except RuntimeError:
        return False


if __name__ == "__main__":
    print(json.dumps(build()))
