"""Fuzzing of the readers: made and given documents, changed at random, must end in text or in `Unread`."""
