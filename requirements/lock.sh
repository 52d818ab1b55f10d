#!/bin/sh
# Make the lock files anew: what runs, that with every extra, and what develops. Every file's hash is kept, no index address is. Needs `uv` on PATH.
set -eu
cd "$(dirname "$0")/.."
lock() {
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
        --custom-compile-command "requirements/lock.sh" "$@"
}
lock pyproject.toml --group build --output-file requirements/run.txt "$@"
lock pyproject.toml --all-extras --group build --constraint requirements/run.txt --output-file requirements/extras.txt "$@"
lock pyproject.toml --all-extras --group build --group dev --constraint requirements/run.txt --output-file requirements/dev.txt "$@"
