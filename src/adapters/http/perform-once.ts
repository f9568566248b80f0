import type { FastifyReply, FastifyRequest } from "fastify";
import { answerOnce, type NamedRequest } from "../../usecases/answer-once.ts";
import type { Digest } from "../../usecases/ports/digest.ts";
import type { UnitOfWork } from "../../usecases/ports/unit-of-work.ts";
import { callerOf } from "./caller.ts";
import type { Writing } from "./handler.ts";
import { Problem } from "./problem.ts";

const RETRY_SECONDS = "1";

/**
 * Carries a change out in one transaction with the record of its answer. The header follows the IETF's draft of `Idempotency-Key`: 409
 * while the same request is under way, 422 for another request under the same key.
 */
export function performOnce(deps: { unitOfWork: UnitOfWork; digest: Digest }, writing: Writing) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const once = await answerOnce(deps.unitOfWork, nameOf(deps.digest, request), (stores) =>
      writing.perform(stores, request),
    );
    if (once.kind === "under-way") throw new Problem("request-under-way", undefined, { "retry-after": RETRY_SECONDS });
    if (once.kind === "key-taken") throw new Problem("idempotency-key-taken");
    const { status, headers, body } = once.answer;
    if (once.isReplayed) reply.header("idempotency-replayed", "true");
    else writing.afterwards?.();
    return reply
      .code(status)
      .headers(headers)
      .send(body ?? undefined);
  };
}

function nameOf(digest: Digest, request: FastifyRequest): NamedRequest | null {
  const written = request.headers["idempotency-key"];
  if (typeof written !== "string") return null;
  const { method, url } = request;
  return {
    apiKeyId: callerOf(request).id,
    route: `${method} ${request.routeOptions.url}`,
    // The draft writes it as a structured string, in quotes; most programs write it bare.
    key: written.replace(/^"(.*)"$/, "$1"),
    fingerprint: digest.sha256(`${url}\n${request.headers["if-match"] ?? ""}\n${JSON.stringify(request.body ?? null)}`),
  };
}
