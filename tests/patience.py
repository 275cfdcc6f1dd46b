"""How long tests wait for what is promised to happen, however busy the machine is."""

PATIENCE = 120.0
"""Seconds. Nothing takes so long: what waits for this is stuck."""
