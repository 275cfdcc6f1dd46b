"""Executors: how shots are run. Each keeps the drawing out of the process that answers."""
