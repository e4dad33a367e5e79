#!/usr/bin/env bash
# Checks that what the documents name is there: local links, and the projects, scripts and folders in their commands.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

wrong=0
complain() { echo "check-docs: $1" >&2; wrong=1; }

while IFS= read -r -d '' document; do
  folder=$(dirname "$document")
  while IFS= read -r link; do
    link=${link%%#*}
    [[ -z $link || $link == *://* || $link == mailto:* ]] && continue
    [[ -e $folder/$link ]] || complain "$document links to $link, which is not there"
  done < <(grep -oE '\]\([^) ]+\)' "$document" | sed -E 's/^\]\(//; s/\)$//')
  while IFS= read -r path; do
    [[ -e $path ]] || complain "$document names $path in a command, and it is not there"
  done < <(sed -nE '/^```/,/^```/p' "$document" |
    grep -oE '(--project|dotnet (build|publish|test|run)|npm ci --prefix|bash) +[A-Za-z][A-Za-z0-9._/-]*/[A-Za-z0-9._/-]+|(^|[ ;])(\./)?(eng|\.ci)/[A-Za-z0-9._-]+' |
    awk '{ print $NF }' | sort -u)
done < <(git ls-files -z --cached --others --exclude-standard '*.md' ':!tests/Node/**')

for script in eng/*.sh .ci/run; do
  [[ -x $script ]] || complain "$script cannot be executed"
  bash -n "$script" || wrong=1
done
exit "$wrong"
