# The page, and a proxy to the API, in an unprivileged nginx:
#   docker build -f docker/web.Dockerfile -t banking-demo/web .
ARG NODE_IMAGE=node:24-bookworm-slim
ARG NGINX_IMAGE=nginxinc/nginx-unprivileged:1.30-alpine

FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS build
WORKDIR /src
COPY package.json package-lock.json ./
COPY backend/package.json backend/
COPY frontend/package.json frontend/
COPY labs/package.json labs/
COPY testkit/package.json testkit/
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund -w frontend --include-workspace-root
COPY tsconfig.base.json openapi.json ./
COPY frontend frontend
# The page shares types with the server and with the lab.
COPY backend/src/notifications/notification.types.ts backend/src/notifications/
COPY backend/src/realtime/realtime.events.ts backend/src/realtime/
COPY labs/src labs/src
RUN npm run build -w frontend

FROM ${NGINX_IMAGE}
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="banking-demo web" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="MIT"
COPY docker/nginx/nginx.conf /etc/nginx/nginx.conf
COPY docker/nginx/proxy.conf docker/nginx/security.conf docker/nginx/problem.conf docker/nginx/health.sh docker/nginx/start.sh /etc/nginx/
COPY docker/nginx/upstream.conf /etc/nginx/bank/upstream.conf
COPY --from=build /src/frontend/dist/browser /usr/share/nginx/html
USER 101:101
EXPOSE 8080
STOPSIGNAL SIGQUIT
# An image's own entry point would want to write its configuration, and nothing is writable but /tmp.
ENTRYPOINT ["/etc/nginx/start.sh"]
CMD []
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s --retries=3 CMD ["/etc/nginx/health.sh"]
