#!/usr/bin/env -S MALLOC_ARENA_MAX=2 node --max-semi-space-size=4 --max-old-space-size=1024
// Plain JavaScript on purpose: it must be able to say that the build is missing. What is short-lived fits into 4 MB: left to itself, V8 keeps
// 24 MB more for it. A process that may have gigabytes lets garbage grow to four times what it uses; one of 1 GB, to half as much. Each of its
// threads that finds the memory outside the heap in use would take a region of its own (glibc), and keep it: two do for all of them.
import { existsSync } from "node:fs";

const program = new URL("../../dist/cli/program.js", import.meta.url);
if (existsSync(program)) {
  await import(program.href);
} else {
  console.error("svartid is not built yet. Run: npm ci && npm run build");
  process.exitCode = 1;
}
