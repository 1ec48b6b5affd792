#!/usr/bin/env bash
# The Python of the tests: cache/python, with the exact packages of every requirements.txt of the tree. Done again only when one of them changed.
set -euo pipefail
cd "$(dirname "$0")/.."
home=cache/python
lists=$(git ls-files '*requirements.txt')
wanted=$(cat $lists | sha256sum | cut -d' ' -f1)
if [ -x "$home/bin/python" ] && [ "$(cat "$home/wanted" 2>/dev/null)" = "$wanted" ]; then exit 0; fi
rm -rf "$home"
python3 -m venv "$home"
args=()
for list in $lists; do args+=(-r "$list"); done
"$home/bin/pip" install --quiet --disable-pip-version-check --no-cache-dir "${args[@]}"
echo "$wanted" > "$home/wanted"
