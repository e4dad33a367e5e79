#!/usr/bin/env bash
# Builds the images: the agent's, the host's, and those with the stand-in for GAM.
#   eng/build-images.sh [PART...]     parts: agent, host, gam, gam-root, gam-musl, gam-scratch, and host-pulumi, for which pulumi,
#                                     pulumi-language-yaml and pulumi-resource-kubernetes are taken from PATH; all when none is named, the last only where they are there
# Names are those that the tests take: GAM_TESTS_AGENT_IMAGE, GAM_TESTS_HOST_IMAGE, GAM_TESTS_GAM_IMAGE and GAM_TESTS_GAM_ROOT_IMAGE,
# _GAM_MUSL_IMAGE, _GAM_SCRATCH_IMAGE, _HOST_PULUMI_IMAGE; the defaults stand below.
# GAM_IMAGE_BUILDER is the command that builds, default "docker build --tag"; it gets NAME, -f FILE, options, and the context.
# A cluster that can't see the builder's images needs them loaded or pushed (kind load docker-image, docker push).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

read -ra builder <<<"${GAM_IMAGE_BUILDER:-docker build --tag}"
host=${GAM_TESTS_HOST_IMAGE:-localhost/gam-sessions:test}
standin=samples/gam-image/Dockerfile.standin

build() { # NAME FILE ARGUMENT... CONTEXT
  local start=$SECONDS
  "${builder[@]}" "$1" -f "${@:2}" </dev/null
  echo "build-images: $1 in $((SECONDS - start)) s"
}

build_with_pulumi() {
  local folder=artifacts/pulumi-image program path
  rm -rf "$folder"
  mkdir -p "$folder"
  for program in pulumi pulumi-language-yaml pulumi-resource-kubernetes; do
    path=$(command -v "$program") || { echo "build-images: $program is not on PATH" >&2; exit 1; }
    cp -L "$path" "$folder/"
  done
  build "${GAM_TESTS_HOST_PULUMI_IMAGE:-localhost/gam-sessions:pulumi}" controlplane/host/Dockerfile.pulumi --target from-context --build-arg "HOST_IMAGE=$host" "$folder"
  rm -rf "$folder"
}

if (($# == 0)); then
  set -- agent host gam gam-root gam-musl gam-scratch
  if command -v pulumi pulumi-language-yaml pulumi-resource-kubernetes >/dev/null; then set -- "$@" host-pulumi; fi
fi
for part in "$@"; do
  case $part in
    agent) build "${GAM_TESTS_AGENT_IMAGE:-localhost/gam-agent:test}" Dockerfile.agent . ;;
    host)
      # The image takes the console as it lies in client/console/dist; without Node.js it has the plain page.
      if command -v node >/dev/null; then node client/build.mjs; fi
      build "$host" controlplane/host/Dockerfile . ;;
    host-pulumi) build_with_pulumi ;;
    gam) build "${GAM_TESTS_GAM_IMAGE:-localhost/gam-standin:test}" "$standin" . ;;
    gam-root) build "${GAM_TESTS_GAM_ROOT_IMAGE:-localhost/gam-standin:root}" "$standin" --target root . ;;
    gam-musl) build "${GAM_TESTS_GAM_MUSL_IMAGE:-localhost/gam-standin:musl}" "$standin" --target musl . ;;
    gam-scratch) build "${GAM_TESTS_GAM_SCRATCH_IMAGE:-localhost/gam-standin:scratch}" "$standin" --target scratch . ;;
    *) echo "build-images: '$part' is no part; the parts are agent, host, host-pulumi, gam, gam-root, gam-musl, gam-scratch" >&2; exit 2 ;;
  esac
done
