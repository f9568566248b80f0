import type { FastifyRequest } from "fastify";
import { Problem } from "./problem.ts";
import type { IdParameters } from "./schemas.ts";

/** The id of a row that a path names. Throws `not-found` for one that is larger than any: rounded to what a number can be, it would name another. */
export function readId(request: FastifyRequest): number {
  const { id } = request.params as IdParameters;
  if (!Number.isSafeInteger(id)) throw new Problem("not-found");
  return id;
}
