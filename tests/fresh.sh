#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `./yizhan test --fresh`: the same tests inside a new Debian root, which has only what the list of
# packages names. Needs root.
set -euo pipefail

top=$1
shift
[ "$(id -u)" -eq 0 ] || { echo 'yizhan: test --fresh needs root' >&2; exit 2; }
command -v debootstrap >/dev/null ||
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends debootstrap >&2

root=$(mktemp -d /var/tmp/yizhan-fresh.XXXXXX)
chmod 755 "$root" # it becomes /, also for ordinary users
leave() {
  local point
  for point in dev/shm dev/pts dev proc; do
    umount -l "$root/$point" 2>/dev/null || true
  done
  rm -rf --one-file-system "$root"
}
trap leave EXIT

debootstrap --variant=minbase --include=git,gcc,cmake,python3,nodejs,ca-certificates \
  bookworm "$root" >&2
cp /etc/apt/sources.list "$root/etc/apt/" 2>/dev/null || true
cp -r /etc/apt/sources.list.d /etc/apt/apt.conf.d "$root/etc/apt/" 2>/dev/null || true
cp -r /etc/apt/trusted.gpg.d /etc/apt/keyrings "$root/etc/apt/" 2>/dev/null || true
cp /etc/resolv.conf /etc/hosts "$root/etc/" 2>/dev/null || true
[ ! -d /usr/local/share/ca-certificates ] ||
  cp -r /usr/local/share/ca-certificates "$root/usr/local/share/"
chroot "$root" update-ca-certificates >&2 || true
printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"
chmod +x "$root/usr/sbin/policy-rc.d"

mount -t proc proc "$root/proc"
if mount --rbind /dev "$root/dev" 2>/dev/null; then
  # What is unmounted in there in the end must stay mounted here.
  mount --make-rslave "$root/dev"
else
  mount --bind /dev "$root/dev"
  mount --bind /dev/shm "$root/dev/shm"
fi

git clone -q "$top" "$root/yizhan"
env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 CI="${CI:-}" \
  http_proxy="${http_proxy:-}" https_proxy="${https_proxy:-}" \
  chroot "$root" /bin/sh -c 'cd /yizhan && exec ./yizhan test "$@"' sh "$@"
