# The race lab, with what it borrows of the backend:
#   docker build -f docker/lab.Dockerfile -t banking-demo/lab .
ARG NODE_IMAGE=node:24-bookworm-slim

# JavaScript is the same on every machine, so it is built on the builder's own one.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS build
WORKDIR /src
COPY package.json package-lock.json ./
COPY backend/package.json backend/
COPY frontend/package.json frontend/
COPY labs/package.json labs/
COPY testkit/package.json testkit/
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund -w backend -w labs --include-workspace-root
COPY tsconfig.base.json ./
COPY backend backend
COPY labs labs
RUN node_modules/.bin/tsc -p labs/tsconfig.build.json

FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS dependencies
WORKDIR /src
COPY package.json package-lock.json ./
COPY backend/package.json backend/
COPY frontend/package.json frontend/
COPY labs/package.json labs/
COPY testkit/package.json testkit/
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund -w backend -w labs --omit=dev \
 && rm -rf node_modules/@banking-demo

FROM ${NODE_IMAGE}
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="banking-demo lab" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3100
WORKDIR /app
COPY --from=dependencies /src/node_modules node_modules
COPY labs/package.json labs/
COPY testkit/package.json testkit/
# The ways are shown as they were written.
COPY labs/src/ways labs/src/ways
COPY --from=build /src/labs/dist labs/dist
USER 10001:10001
EXPOSE 3100
CMD ["node", "labs/dist/labs/src/main.js"]
HEALTHCHECK --interval=2s --timeout=3s --start-period=30s --retries=5 CMD ["node", "-e", "fetch('http://127.0.0.1:'+process.env.PORT+'/lab/api').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
