#!/bin/sh
# Installs Mueang from this folder, without a network: sh install.sh FOLDER, such as /opt/mueang. Safe to repeat.
# Every file is held against SHA256SUMS first, every package against the hashes that it was tested with.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:?"Name the folder to install into: sh install.sh /opt/mueang"}
python=${PYTHON:-$(command -v python3.11 || command -v python3)}

"$python" -c "import sys; sys.exit(sys.version_info[:2] != (3, 11))" || { echo "Python 3.11 is needed: PYTHON=/path/to/python3.11 sh install.sh $folder" >&2; exit 1; }
(cd "$here" && sha256sum --check --quiet SHA256SUMS) || { echo "The bundle is damaged: carry it over again." >&2; exit 1; }

"$python" -m venv "$folder"
quiet="--quiet --disable-pip-version-check --no-index --no-deps"
# shellcheck disable=SC2086 - words, each an option
"$folder/bin/python" -m pip install $quiet --find-links "$here/wheels" --require-hashes -r "$here/run.txt"
# shellcheck disable=SC2086
"$folder/bin/python" -m pip install $quiet --force-reinstall "$here"/wheels/mueang-*.whl
"$folder/bin/mueang" --version
echo "Installed. Next: $folder/bin/mueang doctor --data-dir /var/lib/mueang"
