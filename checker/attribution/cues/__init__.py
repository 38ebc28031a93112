"""Cues with their sources and contents: found by patterns, cut at their borders, weighed."""
