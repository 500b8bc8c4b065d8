#!/bin/sh
# Restarts the backends one after the other, each only when the one before is healthy again, so that no request fails.
# Arguments are passed on to `docker compose`, for example: docker/rolling-restart.sh -p my-bank
set -eu
cd "$(dirname "$0")"

state() {
  docker inspect --format '{{.State.Health.Status}}' "$1"
}

for container in $(docker compose "$@" ps -q backend); do
  # SIGTERM, then the container's own grace period; its health check turns red while it still serves.
  docker stop "$container" >/dev/null
  docker start "$container" >/dev/null
  waited=0
  while [ "$(state "$container")" != healthy ]; do
    if [ "$waited" -ge 60 ]; then
      echo "rolling-restart: $container is not healthy after 60 s; the others were left running. Its last lines:" >&2
      docker logs --tail 5 "$container" >&2
      exit 1
    fi
    sleep 1
    waited=$((waited + 1))
  done
  echo "$(docker inspect --format '{{.Name}}' "$container" | tr -d /) is healthy again after $waited s"
done
