# syntax=docker/dockerfile:1
# Bases are given by digest in a release: --build-arg BUILD_BASE=...@sha256:... (.github/workflows/release.yml resolves and
# records them). Node 24 in both: the native SQLite module that npm picks has to fit the runtime's Node and libc.
ARG BUILD_BASE=node:24-bookworm-slim
ARG RUNTIME_BASE=gcr.io/distroless/nodejs24-debian12:nonroot

# The packages hold native modules, so they are installed on the architecture that the image is for.
FROM ${BUILD_BASE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY src ./src
# Types and source maps of the packages are half of their size, and nothing reads them.
RUN npm run build && npm prune --omit=dev --no-audit --no-fund \
    && find node_modules -type f \( -name '*.ts' -o -name '*.mts' -o -name '*.cts' -o -name '*.map' \) -delete \
    && mkdir /data

FROM ${RUNTIME_BASE}
ARG VERSION=0.0.0-dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Firebreak" \
      org.opencontainers.image.description="The alert responder for Kubernetes that people can let into production" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
WORKDIR /app
ENV NODE_ENV=production \
    FIREBREAK_HOST=0.0.0.0 \
    FIREBREAK_DATA_DIR=/data
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
COPY assets ./assets
COPY policies ./policies
COPY prompts ./prompts
COPY runbooks ./runbooks
COPY practice ./practice
# The only folder that is written to; an anonymous volume takes its owner over.
COPY --from=build --chown=65532:65532 /data /data
# By number, so that runAsNonRoot can be checked without the image's user names.
USER 65532:65532
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["/nodejs/bin/node", "-e", "fetch('http://127.0.0.1:' + (process.env.FIREBREAK_PORT || 8080) + '/livez').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["/nodejs/bin/node", "/app/dist/main.js"]
CMD ["serve"]
