# SPDX-License-Identifier: GPL-3.0-or-later
# `./yizhan test`, sourced by the script: every suite, then the true totals.
# shellcheck shell=bash

fresh=no long=no
for option in "$@"; do
  case $option in
    --fresh) fresh=yes ;;
    --long) long=yes ;;
    *) usage >&2; exit 2 ;;
  esac
done

if [ $fresh = yes ]; then
  exec bash "$top/tests/fresh.sh" "$top"
fi

# suites DIR ARGUMENTS…: runs meson's tests; a failure is remembered, the rest still runs
failed=0
suites() {
  local dir=$1; shift
  meson test -C "$dir" --print-errorlogs "$@" >&2 || failed=1
}

install build run test
environment

werror=()
[ -z "${CI:-}" ] || werror=(-Dwerror=true)
compile "$build"
[ -z "${CI:-}" ] || meson configure "$build" "${werror[@]}" >&2
compile "$build"
suites "$build"

# The same unit and contract tests once more, with the sanitizers.
compile "$top/_build-asan" -Db_sanitize=address,undefined -Db_lundef=false "${werror[@]}"
suites "$top/_build-asan" --suite unit --suite contract

if [ $long = yes ]; then
  suites "$build" --setup long
fi

/usr/bin/python3 "$top/tests/totals.py" "$build" "$top/_build-asan"
exit $failed
