# syntax=docker/dockerfile:1
# Node 24 in both stages: the native SQLite module that npm picks has to fit the runtime's Node and libc.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY src ./src
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM gcr.io/distroless/nodejs24-debian12:nonroot
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
USER nonroot
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["/nodejs/bin/node", "/app/dist/main.js"]
CMD ["serve"]
