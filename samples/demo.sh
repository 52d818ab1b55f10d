#!/bin/sh
# make demo: look into samples/ with the given dlp, show the incidents, leave an HTML report.
# Call it from the repository root: sh samples/demo.sh .venv/bin/dlp
#
# Two scans, because a report of a scan also lists what was not inspected and the sums of the
# run; a report from the record (dlp report) has the incidents only. The second scan meets the
# same incidents again and raises none twice.
set -eu

dlp=${1:-dlp}
case $dlp in */*) dlp=$(cd "$(dirname "$dlp")" && pwd)/$(basename "$dlp") ;; esac
DLP_STATE=$PWD/demo/state
export DLP_STATE
mkdir -p demo

# Only 1 is right: incidents were found. 0 would mean that nothing was, 2 that it could not
# run, 3 that there were only unread files.
found() {
    code=0
    "$@" || code=$?
    if [ "$code" -ne 1 ]; then
        echo "演示失败：退出码是 $code，应为 1 / the demo failed: exit code $code instead of 1" >&2
        exit 1
    fi
}

# A copy that only its owner can read, so that what is found does not depend on how this folder is shared.
rm -rf demo/samples
(umask 077 && cp -R samples demo/samples)
cd demo
found "$dlp" scan samples
found "$dlp" scan samples --format html -o report.html

echo
echo "报告已生成，请用浏览器打开 / report ready, open it in a browser: $PWD/report.html"
