// Runs a TypeScript file of ours in plain Node, as if it were JavaScript: `node test/support/run-typescript.mjs FILE ARGUMENT...`.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import "./read-typescript.mjs";

process.argv.splice(1, 1);
await import(pathToFileURL(resolve(process.argv[1])).href);
