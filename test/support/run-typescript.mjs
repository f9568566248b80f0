// Runs a TypeScript file of ours in plain Node: `node test/support/run-typescript.mjs FILE`.
import { register } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

register("./typescript-loader.mjs", import.meta.url);
await import(pathToFileURL(resolve(process.argv[2])).href);
