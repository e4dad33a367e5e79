#!/usr/bin/env bash
# Builds the images: the agent's, the host's, and those with the stand-in for GAM.
#   eng/build-images.sh [PART...]     parts: agent, host, gam, gam-root, gam-musl, gam-scratch; all of them when none is named
# Names are those that the tests take: GAM_TESTS_AGENT_IMAGE, GAM_TESTS_HOST_IMAGE, GAM_TESTS_GAM_IMAGE and GAM_TESTS_GAM_ROOT_IMAGE,
# _GAM_MUSL_IMAGE, _GAM_SCRATCH_IMAGE; the defaults stand below.
# GAM_IMAGE_BUILDER is the command that builds, default "docker build --tag"; it gets NAME, -f FILE, --target TARGET, and the context.
# A cluster that can't see the builder's images needs them loaded or pushed (kind load docker-image, docker push).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

read -ra builder <<<"${GAM_IMAGE_BUILDER:-docker build --tag}"

build() { # NAME FILE [TARGET]
  local start=$SECONDS
  "${builder[@]}" "$1" -f "$2" ${3:+--target "$3"} . </dev/null
  echo "build-images: $1 in $((SECONDS - start)) s"
}

(($#)) || set -- agent host gam gam-root gam-musl gam-scratch
for part in "$@"; do
  case $part in
    agent) build "${GAM_TESTS_AGENT_IMAGE:-localhost/gam-agent:test}" Dockerfile.agent ;;
    host) build "${GAM_TESTS_HOST_IMAGE:-localhost/gam-sessions:test}" controlplane/host/Dockerfile ;;
    gam) build "${GAM_TESTS_GAM_IMAGE:-localhost/gam-standin:test}" samples/gam-image/Dockerfile.standin ;;
    gam-root) build "${GAM_TESTS_GAM_ROOT_IMAGE:-localhost/gam-standin:root}" samples/gam-image/Dockerfile.standin root ;;
    gam-musl) build "${GAM_TESTS_GAM_MUSL_IMAGE:-localhost/gam-standin:musl}" samples/gam-image/Dockerfile.standin musl ;;
    gam-scratch) build "${GAM_TESTS_GAM_SCRATCH_IMAGE:-localhost/gam-standin:scratch}" samples/gam-image/Dockerfile.standin scratch ;;
    *) echo "build-images: '$part' is no part; the parts are agent, host, gam, gam-root, gam-musl, gam-scratch" >&2; exit 2 ;;
  esac
done
