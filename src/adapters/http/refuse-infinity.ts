import type { FastifyInstance } from "fastify";
import { Problem } from "./problem.ts";

/** What is written as `1e400` or `Infinity` is read as a number without end, of which the schemas' limits say nothing: only finite ones are compared. */
export function refuseInfinity(server: FastifyInstance): void {
  server.addHook("preHandler", async ({ params, query, body }) => {
    if (holdsInfinity([params, query, body]))
      throw new Problem("invalid-request", "A number in it is too large to be read.");
  });
}

function holdsInfinity(value: unknown): boolean {
  if (typeof value === "number") return !Number.isFinite(value);
  return typeof value === "object" && value !== null && Object.values(value).some(holdsInfinity);
}
