"""The project against the development benchmarks: `python -m tests.benchmarks predict NAME GOLD OUT`."""
