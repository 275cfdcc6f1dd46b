"""Benchmarks: `python -m bench.NAME --json` prints one JSON line last."""
