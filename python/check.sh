#!/usr/bin/env bash
# python/check.sh [PYTEST-ARGUMENT...]: builds the wheel of the jars that are in cli/target, installs it into a clean virtual
# environment, and judges it there: types (mypy --strict), and tests. The reports are in python/target.
#
# Exit code 3: something that is needed for that is not installed.
#
# The environment sees the packages of the system, for JPype, pytest and mypy: Debian's python3-jpype, python3-pytest, mypy.
set -euo pipefail
cd "$(dirname "$0")"
say() { printf 'python/check.sh: %s\n' "$*" >&2; }

# The Python of the system is the one that has its packages; PYTHON may name another one that has them.
python=${PYTHON-}
if [ -z "$python" ]; then
  python=$(command -v python3) || { say "there is no python3"; exit 3; }
  [ -x /usr/bin/python3 ] && python=/usr/bin/python3
fi
for module in jpype pytest mypy pip setuptools wheel venv; do
  if ! "$python" -c "import $module" 2>/dev/null; then
    say "$python has no $module; on Debian: apt-get install python3-jpype python3-pytest python3-pip python3-setuptools \
python3-wheel python3-venv mypy"
    exit 3
  fi
done

rm -rf build target src/*.egg-info
mkdir -p target
if ! "$python" -m pip wheel --no-build-isolation --no-deps --no-index -w target/dist . >target/build.log 2>&1; then
  cat target/build.log >&2
  exit 1
fi
rm -rf build src/*.egg-info # pip builds in the tree
"$python" -m venv --system-site-packages --without-pip target/venv
"$python" -m pip --python target/venv/bin/python install -q --disable-pip-version-check --no-index --no-deps target/dist/guestkit-*.whl
python=$PWD/target/venv/bin/python

status=0
"$python" -m mypy --cache-dir target/mypy -p guestkit -p guestkit_py || status=1
"$python" -m mypy --cache-dir target/mypy tests tools/make_types.py || status=1
tools/make_types.py --check || status=1
"$python" -m pytest --junitxml=target/surefire-reports/TEST-python.xml "$@" || status=1
exit $status
