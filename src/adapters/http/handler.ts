import type { FastifyReply, FastifyRequest, FastifySchema } from "fastify";

/** What a route does, with the schema that checks what comes in, writes what goes out and documents both. */
export interface Handler {
  schema: FastifySchema;
  handle(request: FastifyRequest, reply: FastifyReply): Promise<unknown>;
}

/** Leaves a route out of the documentation of the API. */
export const UNDOCUMENTED: FastifySchema = { hide: true };
