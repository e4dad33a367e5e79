#!/usr/bin/env bash
# Publishes both agent programs as native executables (Release, linux-x64, no warnings) into artifacts/aot.
#   eng/publish-agents.sh [--if-changed]     with --if-changed nothing is done when no source file changed since the last time
# Needs clang and ld.lld (Debian: apt-get install clang lld zlib1g-dev). Several callers at once wait for each other.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

for tool in clang ld.lld; do
  if ! command -v "$tool" >/dev/null; then
    echo "publish-agents: $tool is not on PATH (Debian: apt-get install clang lld zlib1g-dev)" >&2
    exit 1
  fi
done

target=artifacts/aot
mkdir -p artifacts
exec 9>artifacts/aot.lock
flock --timeout 900 9 || { echo "publish-agents: another one still held artifacts/aot.lock after 15 minutes" >&2; exit 1; }

sources=$(find agent eng Directory.Build.props Directory.Packages.props global.json eng/publish-agents.sh \
  \( -name bin -o -name obj \) -prune -o -type f ! -name 'packages*.lock.json' -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1)
if [[ ${1:-} == --if-changed && -f $target/sources && $(<"$target/sources") == "$sources" ]]; then
  exit 0
fi

# The caller may itself be run by MSBuild (dotnet test): its settings are not ours.
for name in $(compgen -e | grep -iE '^(msbuild|dotnet_cli_|vstest)' || true); do unset "$name"; done

fresh=$(mktemp -d artifacts/aot-XXXXXX)
trap 'rm -rf "$fresh"' EXIT
for project in agent/GamAgent.Server agent/GamAgent.Runner; do
  # No build server may outlive this: it would keep the caller's pipes open.
  dotnet publish "$project" -c Release -p:Aot=true -warnaserror -nologo -v quiet -nodeReuse:false -p:UseSharedCompilation=false \
    -o "$fresh/out" 9>&- </dev/null
done
mkdir -p "$target"
for program in gam-agent gam-agent-runner; do
  # A rename, since the old one may be running.
  mv -f "$fresh/out/$program" "$target/$program"
done
echo "$sources" >"$target/sources"
