import { appendFileSync } from "node:fs";
import { test } from "@jest/globals";
import type { RealServer } from "./installed-server.ts";

type TestBody = () => Promise<void>;

const INSTALL = "npm run servers";

/**
 * Gives a `test` for cases that need real servers. Where one is missing the case is skipped with the reason in its name; with CI=true
 * it fails instead. Either way the end of `npm test` says so.
 */
export function testOn(...servers: RealServer[]): (name: string, body: TestBody, timeoutMs?: number) => void {
  const reasons = servers.flatMap((server) => {
    const reason = server.unavailable();
    recordUse(server, reason);
    return reason === null ? [] : [`${server.name}: ${reason}`];
  });
  if (reasons.length === 0) {
    return test;
  }
  const explanation = reasons.join("; ");
  return process.env.CI === "true"
    ? (name) => test(name, () => Promise.reject(new Error(`${explanation} (run ${INSTALL})`)))
    : (name, body) => test.skip(`${name} [skipped, ${explanation}]`, body);
}

function recordUse(server: RealServer, reason: string | null): void {
  const report = process.env.SVARTID_TEST_SERVER_REPORT;
  if (report !== undefined) {
    appendFileSync(report, `${JSON.stringify({ server: server.name, missing: reason })}\n`);
  }
}
