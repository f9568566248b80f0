import type { FastifyReply, FastifyRequest, FastifySchema } from "fastify";
import type { Answer } from "../../usecases/answer-once.ts";
import type { Stores } from "../../usecases/ports/unit-of-work.ts";
import type { ProblemCode } from "./problem.ts";

/** What a route does, with the schema that checks what comes in, writes what goes out and documents both. */
export interface Handler {
  schema: FastifySchema;
  /** Of the body, where the server's own limit is not right. */
  bodyBytes?: number;
  /** What it refuses with, beside what every route of its kind does (`problemsOf`). */
  problems?: readonly ProblemCode[];
  handle(request: FastifyRequest, reply: FastifyReply): Promise<unknown>;
}

/**
 * A route of the API that changes something. `perform` is one transaction, kept with its answer under the request's `Idempotency-Key`;
 * after a deadlock it is called again. It throws a Problem to refuse, and then nothing of it is true.
 */
export interface Writing {
  schema: FastifySchema;
  /** As of a `Handler`. */
  bodyBytes?: number;
  problems?: readonly ProblemCode[];
  perform(stores: Stores, request: FastifyRequest): Promise<Answer>;
  /** After the commit of what was not a repetition: it cannot fail the request. */
  afterwards?(): void;
}

/** Leaves a route out of the documentation of the API. */
export const UNDOCUMENTED: FastifySchema = { hide: true };
