import type { FastifyRequest } from "fastify";
import { provesForm } from "../../usecases/console-access.ts";
import { sessionOf } from "./console-session.ts";
import type { HttpDeps } from "./http-deps.ts";
import { Problem } from "./problem.ts";
import { isSameOrigin, type Session } from "./session.ts";

/** A form that was sent from a page of this session. */
export interface SentForm {
  readonly session: Session;
  /** One-time: see `doOnce`. */
  readonly token: string;
  /** A field, its ends trimmed; empty where it is missing. */
  field(name: string): string;
}

const TOKEN = /^[0-9a-f]{32}$/;

/**
 * Reads a form that changes something. Throws where another site sent it, or where it does not carry the proof of this very session (threat T30):
 * either alone would do.
 */
export function readSentForm({ signer }: Pick<HttpDeps, "signer">, request: FastifyRequest): SentForm {
  const session = sessionOf(request);
  const fields = (request.body ?? {}) as Record<string, unknown>;
  const field = (name: string) => {
    const value = fields[name];
    return typeof value === "string" ? value.replace(/\r\n?/g, "\n").trim() : "";
  };
  if (!isSameOrigin(request) || !provesForm(signer, session.cookie, field("proof"))) throw new Problem("cross-site");
  const token = field("token");
  if (!TOKEN.test(token)) throw new Problem("invalid-request");
  return { session, token, field };
}
