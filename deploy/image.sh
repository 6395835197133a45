#!/bin/sh
# Builds the image and tries it on a machine that has no Docker: Debian 12, root, `apt-get install buildah debootstrap`.
#   make setup && sh deploy/image.sh [FOLDER]
# FOLDER (/var/tmp/geomarches-image) keeps the base and the image. VOLUMES are further options of buildah, such as
# `-v /etc/pip.conf:/etc/pip.conf:ro` where packages come from a mirror.
set -eu
work=${1:-/var/tmp/geomarches-image}
volumes=${VOLUMES:-}
export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot
ours() { buildah --root "$work/store" --runroot "$work/run" "$@"; }

cd "$(dirname "$0")/.."
mkdir -p "$work/context" "$work/state/atlas" "$work/state/data"

if ! ours inspect --type image localhost/base >/dev/null 2>&1; then
    [ -d "$work/root/usr/bin" ] || debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates bookworm "$work/root"
    made=$(ours from scratch)
    ours add -q "$made" "$work/root" / >/dev/null
    ours commit -q "$made" localhost/base >/dev/null
    ours rm "$made" >/dev/null
fi

# Only what the Containerfile copies, links followed.
rm -rf "$work/context" && mkdir -p "$work/context/dist" "$work/context/node_modules"
cp -r requirements.lock deploy "$work/context/"
cp -rL node_modules/@etalab "$work/context/node_modules/"
.venv/bin/python -m pip wheel -q --no-deps -w "$work/context/dist" .

# shellcheck disable=SC2086
ours build $volumes --build-arg BASE=localhost/base -f "$work/context/deploy/Containerfile" -t geomarches "$work/context"

chown -R 10001:10001 "$work/state"
tried=$(ours from geomarches)
trap 'ours rm "$tried" >/dev/null' EXIT
# shellcheck disable=SC2086
ours run --user 10001:10001 $volumes -v "$work/state:/var/lib/geomarches" "$tried" -- sh -euc '
    test "$(id -u)" = 10001
    if touch /opt/x 2>/dev/null; then echo "the image can be written to"; exit 1; fi
    geomarches build --sample
    gunicorn --config deploy/gunicorn.conf.py --bind 127.0.0.1:8765 "webmap:create_app(LOG_REQUESTS=True)" &
    site=$!
    python - <<END
import time, urllib.request
for attempt in range(60):
    try:
        asked = [urllib.request.urlopen(f"http://127.0.0.1:8765{path}", timeout=60).status
                 for path in ("/readyz", "/", "/carte", "/territoire/departement/29", "/api/contracts", "/metrics")]
        break
    except OSError:
        time.sleep(1)
assert asked == [200] * 6, asked
END
    kill "$site" && wait "$site"'
echo "the image geomarches was built, and answers as user 10001"
