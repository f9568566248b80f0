import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import type { Static } from "typebox";
import { Errors } from "typebox/value";
import { parse } from "yaml";
import { ComposeFile } from "../support/compose-schema.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const source = readFileSync(`${ROOT}docker-compose.yml`, "utf8");
const file = parse(source) as Static<typeof ComposeFile>;
const { app, database, redis } = file.services;

test("docker-compose.yml is valid by the Compose Specification", () => {
  expect([...Errors(ComposeFile, file)]).toEqual([]);
});

test("a key that the specification does not know is found", () => {
  expect([...Errors(ComposeFile, parse(source.replace("restart:", "restarts:")))]).not.toEqual([]);
});

test("every named volume and every service that is waited for exists, and what is waited for has a health check", () => {
  const named = Object.values(file.services)
    .flatMap(({ volumes = [] }) => volumes.map((volume) => volume.split(":")[0]!))
    .filter((name) => !name.startsWith("."));
  expect(Object.keys(file.volumes ?? {}).sort()).toEqual(named.sort());
  for (const [name, { condition }] of Object.entries(app!.depends_on!)) {
    expect(file.services[name]!.healthcheck !== undefined || condition !== "service_healthy").toBe(true);
  }
});

test("Redis writes every job down and evicts none", () => {
  expect(redis!.command!.join(" ")).toBe(
    "redis-server --appendonly yes --maxmemory 512mb --maxmemory-policy noeviction",
  );
  expect(redis!.volumes).toHaveLength(1);
});

test.each(Object.entries(file.services))(
  "%s may write to its volumes and nothing else, as nobody in particular, within limits",
  (name, service) => {
    expect(service).toMatchObject({
      read_only: true,
      tmpfs: expect.arrayContaining(["/tmp"]),
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
      mem_limit: expect.any(String),
      pids_limit: expect.any(Number),
      restart: "unless-stopped",
      stop_grace_period: expect.any(String),
    });
    // The image of the desk names its own user.
    const dockerfile = readFileSync(`${ROOT}Dockerfile`, "utf8");
    expect(name === "app" ? /^USER (\S+)$/m.exec(dockerfile)?.[1] : service.user).toMatch(/^(node|postgres|redis)$/);
  },
);

test("database and queue are on a network that leads nowhere, and health is asked of all three", () => {
  expect([database!.networks, redis!.networks]).toEqual([["inside"], ["inside"]]);
  expect(file.networks!.inside).toEqual({ internal: true });
  expect(app!.networks).toEqual(["inside", "outside"]);
  expect([database!.healthcheck, redis!.healthcheck]).toEqual([expect.anything(), expect.anything()]);
  expect(readFileSync(`${ROOT}Dockerfile`, "utf8")).toMatch(/^HEALTHCHECK .*healthz/m);
});

test("only the console is reachable from outside the containers, and only from this machine", () => {
  expect(app!.ports).toEqual(["127.0.0.1:${HTTP_PORT:-8080}:8080"]);
  expect([database!.ports, redis!.ports]).toEqual([undefined, undefined]);
});

test("every variable of the file is explained by .env.example or by its first line", () => {
  const variables = [...source.matchAll(/\$\{([A-Z_]+)/g)].map((match) => match[1]!);
  const example = readFileSync(`${ROOT}.env.example`, "utf8");
  for (const variable of variables) {
    expect(example.includes(`${variable}=`) || source.split("\n")[0]!.includes(variable)).toBe(true);
  }
});
