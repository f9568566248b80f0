#!/usr/bin/env node
// Plain JavaScript on purpose: it must be able to say that the build is missing.
import { existsSync } from "node:fs";

const program = new URL("../../dist/cli/program.js", import.meta.url);
if (existsSync(program)) {
  await import(program.href);
} else {
  console.error("svartid is not built yet. Run: npm ci && npm run build");
  process.exitCode = 1;
}
