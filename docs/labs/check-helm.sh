#!/bin/sh
# Says whether a step of helm.md has been reached, and if not what is missing: docs/labs/check-helm.sh STEP [RELEASE]
# Asks the current namespace of the current context by kubectl and helm, and changes nothing.
set -u
step=${1:-}
release=${2:-bank}
name=$release-banking-demo
missing=0

ok() { echo "ok       $1"; }
bad() {
  echo "missing  $1"
  missing=1
}
# description, then a command that succeeds when it is so
is() {
  about=$1
  shift
  if "$@" >/dev/null 2>&1; then ok "$about"; else bad "$about"; fi
}
field() { kubectl get "$1" "$2" -o "jsonpath=$3" 2>/dev/null; }
history_has() { helm history "$release" -o json 2>/dev/null | grep -qi "$1"; }
ready_pods() { [ "$(field deployment "$name-$1" '{.status.readyReplicas}')" -ge "$2" ]; }
serving() {
  is "the backend's pods are all ready" ready_pods backend "$(field deployment "$name-backend" '{.spec.replicas}')"
  is "the web's pods are all ready" ready_pods web "$(field deployment "$name-web" '{.spec.replicas}')"
}
log_level() { [ "$(field configmap "$name-config" '{.data.LOG_LEVEL}')" = "$1" ]; }
revisions() { [ "$(helm history "$release" -o json 2>/dev/null | grep -o '"revision"' | wc -l)" -ge "$1" ]; }
restricted() { kubectl get namespace "$(kubectl config view --minify -o 'jsonpath={..namespace}')" -o 'jsonpath={.metadata.labels}' | grep -q restricted; }
entries() { kubectl exec "$name-postgres-0" -- psql -qAtU bank -d bank -c 'SELECT 1 FROM entries LIMIT 1' | grep -q 1; }
personas() { kubectl exec "$name-postgres-0" -- psql -qAtU bank -d bank -c "SELECT 1 FROM users WHERE username = 'alice'" | grep -q 1; }
tested() { helm status "$release" | grep -q 'Phase: *Succeeded'; }
no_jobs() { [ -z "$(kubectl get jobs -o name 2>/dev/null)" ]; }
no_failure() { ! history_has '"status":"failed"'; }

for program in kubectl helm; do
  command -v "$program" >/dev/null || { echo "$program is not installed"; exit 2; }
done
case $step in
  1)
    is 'the cluster answers' kubectl version --request-timeout=10s
    is 'your namespace lets nothing in that runs as root' restricted
    ;;
  2)
    is "the release $release is deployed" helm status "$release"
    serving
    is 'the personas are there (values/02-demo.yaml)' personas
    is 'helm test has passed' tested
    ;;
  3)
    is 'no upgrade has been let through that should not have been' no_failure
    serving
    ;;
  4)
    is 'there has been an upgrade' revisions 2
    is 'the log level is debug' log_level debug
    serving
    ;;
  5)
    is 'four pods of the backend are ready' ready_pods backend 4
    serving
    ;;
  6)
    serving
    is 'somebody has paid' entries
    ;;
  7)
    is 'an upgrade has failed' history_has '"status":"failed"'
    is 'it was taken back' history_has 'Rollback to'
    is 'its job is gone' no_jobs
    serving
    ;;
  8)
    is 'there was a rollback' history_has 'Rollback to'
    is 'the log level is that of the beginning, info' log_level info
    serving
    ;;
  9)
    is 'the books are back' entries
    is 'alice is among the customers' personas
    serving
    ;;
  10)
    name=ha-banking-demo
    is 'the database has a standby' kubectl wait cluster "$name-db" --for=condition=Ready --timeout=5s
    serving
    ;;
  *)
    echo "Usage: $0 STEP [RELEASE], with a step of docs/labs/helm.md from 1 to 10" >&2
    exit 2
    ;;
esac
exit "$missing"
