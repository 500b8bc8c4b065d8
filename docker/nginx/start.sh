#!/bin/sh
# Writes what nginx has to know of the place where it runs to /tmp/nginx, then becomes nginx. Takes from the environment:
#   BASE_PATH          path below which the bank is reached, such as /bank; empty: the host's root
#   LIMIT_CONNECTIONS  connections that one address may hold; 0: no limit
#   LIMIT_REQUESTS     calls a second that one address may make of the API, with a burst of twice as many; 0: no limit
#   LAB_UPSTREAM       host:port of the race lab, or the name of an upstream; empty: there is none
#   RATE_LIMITS        relaxed lifts both, for load from one machine
set -eu
base=${BASE_PATH:-}
connections=${LIMIT_CONNECTIONS:-1024}
requests=${LIMIT_REQUESTS:-200}
lab=${LAB_UPSTREAM:-}
to=/tmp/nginx

refuse() {
  echo "web: $1" >&2
  exit 1
}

# Whether every line of a text is of a form.
is() { ! printf '%s\n' "$1" | grep -Eqvx "$2"; }

is "$base" '((/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+)?' ||
  refuse "BASE_PATH is '$base', but must be empty or like /bank, without a slash at its end"
is "$connections" '[0-9]{1,6}' || refuse "LIMIT_CONNECTIONS is '$connections', but must be a whole number"
is "$requests" '[0-9]{1,6}' || refuse "LIMIT_REQUESTS is '$requests', but must be a whole number"
is "$lab" '([A-Za-z0-9.-]+(:[0-9]{1,5})?)?' || refuse "LAB_UPSTREAM is '$lab', but must be empty or like lab:3100"
if [ "${RATE_LIMITS:-strict}" = relaxed ]; then
  connections=0
  requests=0
fi

mkdir -p "$to/page"
sed "s#\${BASE_PATH}#$base#g" /etc/nginx/nginx.conf >"$to/nginx.conf"
sed "s#<base href=\"/\"#<base href=\"$base/\"#" /usr/share/nginx/html/index.html >"$to/page/index.html"

# Of two versions the lower one.
lower() { printf '%s\n' "$1" "$2" | sort -V | head -n 1; }
version=$(nginx -v 2>&1 | sed 's#.*nginx/\([0-9.]*\).*#\1#')
{
  echo 'listen 8080;'
  # Where the kernel knows of IPv6; a cluster may have nothing else.
  [ ! -e /proc/net/if_inet6 ] || echo 'listen [::]:8080;'
  # A client that is just sending its next request when nginx ends gets an answer, and is told to close, not a reset.
  [ "$(lower "$version" 1.27.4)" != 1.27.4 ] || echo 'keepalive_min_timeout 5s;'
  [ "$connections" = 0 ] || echo "limit_conn connections $connections;"
  if [ -n "$base" ]; then
    pattern=$(printf '%s' "$base" | sed 's/\./\\./g')
    echo "if (\$request_uri ~ \"^/(\?|\$)\") { return 302 $base/; }"
    echo "if (\$request_uri !~ \"^($pattern|/nginx)(/|\?|\$)\") { return 404; }"
    echo "location = $base { return 308 $base/; }"
    echo "location ^~ $base/ { rewrite ^$pattern(/.*)\$ \$1 last; }"
  fi
} >"$to/server.conf"
{
  [ "$connections" = 0 ] || echo 'limit_conn_zone $binary_remote_addr zone=connections:10m; limit_conn_status 429;'
  [ "$requests" = 0 ] || echo "limit_req_zone \$binary_remote_addr zone=requests:10m rate=${requests}r/s; limit_req_status 429;"
} >"$to/limits.conf"
{
  [ "$requests" = 0 ] || echo "limit_req zone=requests burst=$((requests * 2)) nodelay;"
} >"$to/request-limit.conf"

# The lab takes no path of ours, and streams what it says. It is looked up with each call, so that it may be away.
: >"$to/lab-header.conf"
if [ -n "$lab" ]; then
  # Tells the page, without its asking, that there is a lab.
  echo "add_header Server-Timing lab always;" >"$to/lab-header.conf"
  pattern=$(printf '%s' "$base" | sed 's/\./\\./g')
  {
    echo "location ^~ $base/lab/api {"
    echo "  set \$lab $lab;"
    echo "  rewrite ^$pattern(/lab/api.*)\$ \$1 break;"
    echo "  include $to/resolver.conf;"
    echo "  proxy_http_version 1.1;"
    echo "  proxy_set_header Connection '';"
    echo "  proxy_pass http://\$lab;"
    echo "  proxy_buffering off;"
    echo "  proxy_next_upstream off;"
    echo "}"
  } >"$to/lab.conf"
else
  echo "location ~ ^/lab(/|\$) { return 404; }" >"$to/lab.conf"
fi

# nginx does not read resolv.conf. Docker's name server is always 127.0.0.11, Podman's is the network's gateway.
servers=$(sed -n 's/^nameserver[[:space:]]*\([^[:space:]]*\).*/\1/p' /etc/resolv.conf | sed 's/^\(.*:.*\)$/[\1]/' | tr '\n' ' ')
echo "resolver ${servers:-127.0.0.11} valid=2s ipv6=off;" >"$to/resolver.conf"

exec nginx -c "$to/nginx.conf" -g 'daemon off;'
