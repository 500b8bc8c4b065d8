# The API. One argument names the base, any glibc image with Node and npm:
#   docker build -f docker/backend.Dockerfile -t banking-demo/backend .
ARG NODE_IMAGE=node:24-bookworm-slim

# JavaScript is the same on every machine, so it is built on the builder's own one.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS build
WORKDIR /src
COPY package.json package-lock.json ./
COPY backend/package.json backend/
COPY frontend/package.json frontend/
COPY labs/package.json labs/
COPY testkit/package.json testkit/
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund -w backend --include-workspace-root
COPY nest-cli.json tsconfig.base.json ./
COPY backend backend
COPY bugs bugs
# For lessons: the number of a bug of docs/labs/bugs.md, which nothing in the image will tell. Name the image by it.
ARG BUG=
RUN [ -z "$BUG" ] || node --import tsx bugs/apply.ts "$BUG" backend/src
RUN npm run build:backend

# What runs in production, for the image's processor: native modules come as one package per platform.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS dependencies
ARG TARGETARCH
WORKDIR /src
COPY package.json package-lock.json ./
COPY backend/package.json backend/
COPY frontend/package.json frontend/
COPY labs/package.json labs/
COPY testkit/package.json testkit/
RUN --mount=type=cache,target=/root/.npm \
    npm ci --ignore-scripts --no-audit --no-fund -w backend --omit=dev --os=linux --libc=glibc \
      --cpu="$(echo "${TARGETARCH:-$(dpkg --print-architecture)}" | sed s/amd64/x64/)" \
 && rm -rf node_modules/@banking-demo && mkdir -p backend/node_modules \
 # Never read at run time: types, source maps and documentation.
 && find node_modules backend/node_modules -type f \( -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.map' -o -iname '*.md' \) -delete

# Node with the C libraries that it and native modules need, and nothing else: no shell, no package manager, no root.
FROM ${NODE_IMAGE} AS runtime
RUN mkdir -p /image/usr/local/bin /image/etc /image/tmp /image/var/lib/dpkg/status.d \
 && chmod 1777 /image/tmp \
 && cp "$(readlink -f "$(command -v node)")" /image/usr/local/bin/node \
 && for library in $(ldd /image/usr/local/bin/node | grep -o '/[^ ]*') \
      $(dpkg -L libc6 | grep -E '/[^/]+\.so(\.[0-9]+)*$' | grep -v -e /gconv/ -e /audit/); do \
      mkdir -p "/image$(dirname "$library")" && cp -L "$library" "/image$library" || exit 1; \
    done \
 && echo 'bank:x:10001:10001:bank:/tmp:/sbin/nologin' > /image/etc/passwd \
 && echo 'bank:x:10001:' > /image/etc/group \
 && echo 'hosts: files dns' > /image/etc/nsswitch.conf \
 # Scanners read these to know which packages are inside.
 && for package in libc6 libgcc-s1 libstdc++6; do \
      dpkg -s "$package" > "/image/var/lib/dpkg/status.d/$package" || exit 1; \
    done

FROM scratch
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="banking-demo backend" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="MIT"
ENV PATH=/usr/local/bin NODE_ENV=production HOST=0.0.0.0 PORT=3000
COPY --from=runtime /image /
WORKDIR /app/backend
COPY --from=dependencies /src/node_modules /app/node_modules
COPY --from=dependencies /src/backend/node_modules ./node_modules
COPY docker/healthcheck.js /app/healthcheck.js
COPY backend/package.json ./
COPY --from=build /src/backend/dist ./dist
USER 10001:10001
EXPOSE 3000
# Node is process 1 itself, so SIGTERM reaches it without a shell in between.
ENTRYPOINT ["node"]
# Room for the garbage of a few batches: what outlives it is expensive to collect.
CMD ["--max-semi-space-size=64", "--import", "./dist/tracing.js", "dist/main.js"]
HEALTHCHECK --interval=2s --timeout=3s --start-period=30s --retries=3 CMD ["node", "/app/healthcheck.js"]
