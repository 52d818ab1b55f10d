"""Repeatable benchmarks: speed, memory, precision and recall, beside the programs one would use instead.

`python -m bench` makes its corpora from a seed, runs every contestant in a process of its own on
one core, and prints what was measured and whether it reaches the floors we set ourselves.
"""
