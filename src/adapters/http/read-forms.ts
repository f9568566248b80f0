import type { FastifyInstance } from "fastify";

/** Reads what a form of the console sends; no other kind of body but JSON is read at all. */
export function readForms(server: FastifyInstance): void {
  server.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string" },
    async (_request: unknown, body: string) => Object.fromEntries(new URLSearchParams(body)),
  );
}
