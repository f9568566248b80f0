import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

export type Stage = {
  name: string;
  directory: string;
  home: string;
  user: string;
  environment: Record<string, string>;
  command: string[];
};

type Instruction = { keyword: string; rest: string };

/**
 * Carries out a Dockerfile without docker: each stage is a directory that stands for `/`, COPY copies, RUN runs a shell in the working
 * directory with that stage's environment. What it cannot show is the base image and the change of user.
 */
export function runDockerfile(
  source: string,
  context: string,
  base: string,
  ignored: (path: string) => boolean,
): Stage[] {
  const stages: Stage[] = [];
  let workdir = "/";
  for (const { keyword, rest } of parseDockerfile(source)) {
    const stage = stages.at(-1);
    if (keyword === "FROM") {
      workdir = "/";
      stages.push(openStage(rest, base, stages.length));
    } else if (stage === undefined) {
      throw new Error(`${keyword} before FROM`);
    } else if (keyword === "WORKDIR") {
      workdir = resolve("/", rest);
      mkdirSync(join(stage.directory, workdir), { recursive: true });
    } else {
      carryOut(keyword, rest, { stage, stages, workdir, context, ignored });
    }
  }
  return stages;
}

type Surroundings = {
  stage: Stage;
  stages: Stage[];
  workdir: string;
  context: string;
  ignored: (path: string) => boolean;
};

function parseDockerfile(source: string): Instruction[] {
  const lines = source.replaceAll(/\\\n/g, " ").split("\n");
  return lines
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => ({ keyword: line.split(" ", 1)[0]!, rest: line.slice(line.indexOf(" ") + 1).trim() }));
}

function openStage(rest: string, base: string, index: number): Stage {
  const name = / AS (\S+)$/.exec(rest)?.[1] ?? String(index);
  const directory = join(base, name);
  const home = join(directory, "home", "node");
  mkdirSync(home, { recursive: true });
  return { name, directory, home, user: "root", environment: {}, command: [] };
}

function carryOut(keyword: string, rest: string, surroundings: Surroundings): void {
  const { stage, workdir } = surroundings;
  switch (keyword) {
    case "COPY":
      copy(rest, surroundings);
      return;
    case "RUN":
      execFileSync("sh", ["-c", rest], {
        cwd: join(stage.directory, workdir),
        env: environmentOf(stage),
        stdio: "pipe",
      });
      return;
    case "ENV":
      Object.assign(stage.environment, Object.fromEntries(rest.split(/\s+/).map((pair) => pair.split("=", 2))));
      return;
    case "USER":
      stage.user = rest;
      return;
    case "CMD":
      stage.command = JSON.parse(rest) as string[];
      return;
    case "HEALTHCHECK":
    case "EXPOSE":
      return;
    default:
      throw new Error(`Unknown instruction ${keyword}`);
  }
}

function copy(rest: string, { stage, stages, workdir, context, ignored }: Surroundings): void {
  const words = rest.split(/\s+/);
  const from = /^--from=(.*)$/.exec(words[0]!)?.[1];
  const origin = from === undefined ? context : stages.find(({ name }) => name === from)!.directory;
  const sources = from === undefined ? words.slice(0, -1) : words.slice(1, -1);
  const target = words.at(-1)!;
  for (const source of sources) {
    if (from === undefined && ignored(source)) {
      throw new Error(`${source} is kept out of the build by .dockerignore`);
    }
    const place = join(stage.directory, resolve(workdir, target), target.endsWith("/") ? source : "");
    mkdirSync(dirname(place), { recursive: true });
    cpSync(join(origin, source), place, { recursive: true, verbatimSymlinks: true });
  }
}

/** What a RUN of this stage sees: nothing of ours but how npm reaches its registry. */
export function environmentOf(stage: Stage): NodeJS.ProcessEnv {
  const passed = Object.entries(process.env).filter(([name]) =>
    /^(PATH|npm_config_.*|NODE_EXTRA_CA_CERTS)$/.test(name),
  );
  return { ...Object.fromEntries(passed), ...stage.environment, HOME: stage.home };
}
