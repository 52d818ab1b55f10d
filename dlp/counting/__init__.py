"""Exact counting in bounded memory: sorted tables that spill to disk, and people from what is in them.

Everything here is an array of 64-bit numbers: keyed fingerprints (`dlp.fingerprint`) or hashes
of such. No value ever gets here.
"""

from __future__ import annotations
