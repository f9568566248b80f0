# Two stages: one with the compiler and all packages, and what runs. Most packages are in the bundle: the others are found by the build itself.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY src ./src
RUN npm run build
RUN node src/bootstrap/gather-packages.mjs loaded

FROM node:22-bookworm-slim
ENV NODE_ENV=production MALLOC_ARENA_MAX=2 HTTP_HOST=0.0.0.0 HTTP_PORT=8080 SVARTID_DATA_DIR=/home/node/svartid
WORKDIR /app
COPY --from=build /app/loaded ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json ./
COPY src/cli/svartid.js ./src/cli/svartid.js
COPY config ./config
COPY migrations ./migrations
COPY templates ./templates
USER node
# Made here, so that a volume mounted over it belongs to the user that writes to it.
RUN mkdir -p "$HOME/svartid"
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.HTTP_PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=4", "--max-old-space-size=1024", "src/cli/svartid.js", "start"]
