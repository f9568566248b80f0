import type { FastifyRequest } from "fastify";
import { Problem } from "./problem.ts";

/** Throws where `If-Match` is sent and does not name the version `etag` (RFC 9110 section 13.1.1): any of its list, or `*`. A weak one never does. */
export function refuseUnseen(request: FastifyRequest, etag: string): void {
  const seen = request.headers["if-match"]?.split(",").map((one) => one.trim());
  if (seen === undefined || seen.includes("*") || seen.includes(etag)) return;
  throw new Problem("precondition-failed", `It was changed meanwhile: get it again; its ETag is ${etag} now.`, {
    etag,
  });
}
