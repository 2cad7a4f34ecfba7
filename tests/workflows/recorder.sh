#!/bin/sh
# Stands in for ./ci: writes what each stage of full.yml hands on and records what it finds.
# A file fail-<stage> in the repository makes that stage fail.
set -eu
mkdir -p reports
if [ "$1" = run ]; then
  mkdir -p "reports/$2"
  find reports dist -type f 2>/dev/null | sort >"reports/$2/found.txt"
  if [ -e "fail-$2" ]; then
    echo '{"verdict": "failed"}' >"reports/$2.json"
    exit 1
  fi
  echo "{}" >"reports/$2.json"
  case "$2" in
    unit)
      mkdir -p dist/wheels
      echo "<testsuites/>" >reports/unit/junit.xml
      echo wheel >dist/wheels/service.whl
      ;;
    eval)
      # As goldenpath does: the forge is told whether a person must decide.
      if [ -e ask-eval ]; then asked=needed; child='ask: {rules: [{when: manual, allow_failure: false}], script: [echo asked]}'; else asked=none; child='spared: {script: [echo spared]}'; fi
      echo "approval=$asked" >>"${GITHUB_OUTPUT:-/dev/null}"
      echo "$child" >reports/eval/approval.yml
      echo "<testsuites/>" >reports/eval/junit.xml
      ;;
    nightly)
      if [ "${3:-}" = --shard ]; then
        mkdir -p reports/nightly/shards
        echo part >"reports/nightly/shards/$(echo "$4" | tr / -).txt"
      fi
      find . -path "*shards*" -type f | sort >reports/nightly/found.txt
      ;;
    image)
      mkdir -p dist/image/layers
      echo sha256:0 >dist/image/digest.txt
      echo layer >dist/image/layers/1.tar
      ;;
  esac
elif [ "$1" = env ]; then
  echo "$* at $(git log -1 --format=%s)"
elif [ "$1" = approval ]; then
  mkdir -p reports
  if [ "$2" = --for ]; then echo "{}" >"reports/$3-approval.json"; fi
elif [ "$1" = evidence ]; then
  find . -path "./report*" -type f ! -name "evidence.*" | sort >reports/evidence.md
  echo "{}" >reports/evidence.json
  # The real gate has tests of its own; this one sees a failure only if its report got here.
  if find . -path "./report*" -name "*.json" -exec cat {} + | grep -q failed; then exit 1; fi
fi
