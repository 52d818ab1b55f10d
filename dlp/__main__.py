"""`python -m dlp` is the same as `dlp`."""

from dlp.cli import main

if __name__ == "__main__":
    main()
