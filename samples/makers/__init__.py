"""The parts of `make.py`: made-up people, file formats, and one module for each sample folder.

Nothing here asks for the time, a random number or a compression library, so the files come
out byte for byte the same everywhere.
"""
