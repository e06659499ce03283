# SPDX-License-Identifier: GPL-3.0-or-later
# `./yizhan test`, sourced by the script: every suite, then the true totals.
# shellcheck shell=bash
# shellcheck disable=SC2154 # top and build are the script's

fresh=no long=no
for option in "$@"; do
  case $option in
    --fresh) fresh=yes ;;
    --long) long=yes ;;
    *) usage >&2; exit 2 ;;
  esac
done

if [ $fresh = yes ]; then
  options=()
  [ $long = no ] || options=(--long)
  exec bash "$top/tests/fresh.sh" "$top" "${options[@]}"
fi

# tree DIR ARGUMENTS…: a build tree; in CI warnings are errors, also in a tree from before
tree() {
  local dir=$1 werror=()
  shift
  if [ -n "${CI:-}" ]; then
    werror=(-Dwerror=true)
    [ ! -e "$dir/build.ninja" ] || meson configure "$dir" "${werror[@]}" >&2
  fi
  compile "$dir" "${werror[@]}" "$@"
}

# suites DIR SETUP ARGUMENTS…: runs meson's tests; a failure is remembered, the rest still runs
failed=0
logs=()
suites() {
  local dir=$1 setup=$2 log
  shift 2
  log=$dir/meson-logs/testlog-$setup.junit.xml
  rm -f "$log"
  meson test -C "$dir" --setup "$setup" --print-errorlogs "$@" >&2 || failed=1
  logs+=("$log")
}

sections=(build run test)
[ $long = no ] || sections+=(long)
install "${sections[@]}"
environment

tree "$build"
suites "$build" short

# The same unit and contract tests once more, with the sanitizers.
tree "$build-asan" -Db_sanitize=address,undefined -Db_lundef=false
suites "$build-asan" short --timeout-multiplier 4 --suite unit --suite contract

if [ $long = yes ]; then
  suites "$build" long --suite long --no-suite fuzz
  suites "$build-asan" long --suite fuzz
fi

/usr/bin/python3 "$top/tests/totals.py" "${logs[@]}" || failed=1
exit $failed
