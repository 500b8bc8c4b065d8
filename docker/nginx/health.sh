#!/bin/sh
# Asks nginx itself, with whatever the base image has for asking.
url=http://127.0.0.1:8080/nginx/ready
if command -v wget >/dev/null; then exec wget -q -O /dev/null "$url"; fi
if command -v curl >/dev/null; then exec curl -fsS -o /dev/null "$url"; fi
exec bash -c 'exec 3<>/dev/tcp/127.0.0.1/8080 && printf "GET /nginx/ready HTTP/1.0\r\n\r\n" >&3 && head -n 1 <&3 | grep -q " 200 "'
