# shellcheck shell=sh
# Plays buildah: an image that a test prepared, and no container.
#
# FAKE_BUILDAH is a folder: `prepared` in it is the layout that every build ends in, `log` gets a
# line per call. FAKE_BUILDAH_FAILS names commands, such as `bud`, that fail. A container is a
# process of this machine. In a shell, because a test makes ten calls, and Python starts slowly.

echo "$*" >>"$FAKE_BUILDAH/log"
case " $FAKE_BUILDAH_FAILS " in
*" $1 "*)
	echo "Error: the fake does not $1" >&2
	exit 125
	;;
esac
case "$1" in
--version) echo "buildah version 1.28.2 (image-spec 1.1.0-rc2, runtime-spec 1.0.2-dev)" ;;
pull) echo 0123456789abcdef ;;
from) echo built-working-container ;;
bud)
	for arg; do
		case "$arg" in --label=*) echo "${arg#--label=}" ;; esac
	done >"$FAKE_BUILDAH/labels"
	;;
push)
	for target; do :; done
	"$FAKE_PYTHON" -S "$FAKE_PUSH" "$FAKE_BUILDAH" "$target"
	;;
run)
	while [ "$1" != -- ]; do
		case "$1" in --env=*) export "${1#--env=}" ;; esac
		shift
	done
	shift
	exec "$@"
	;;
esac
