import type { FastifyReply, FastifyRequest } from "fastify";
import type { Instant } from "../../domain/time/instant.ts";
import { frameOf } from "./console-frame.ts";
import type { Frame } from "./console-pages.ts";
import { sessionOf } from "./console-session.ts";
import { type Handler, UNDOCUMENTED } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";

/** Who asks for a page, and for what. */
export interface Asked {
  readonly frame: Frame;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** `desk_now()`, as the session was looked up. */
  readonly now: Instant;
}

export const HTML = "text/html; charset=utf-8";

/** Makes handlers that answer with one page of the console. */
export function pageWith(deps: HttpDeps): (show: (asked: Asked) => Promise<string>) => Handler {
  return (show) => ({
    schema: UNDOCUMENTED,
    async handle(request, reply) {
      const frame = frameOf(deps, request, reply);
      const html = await show({ frame, request, reply, now: sessionOf(request).now });
      return reply
        .headers({ "content-language": frame.language, vary: "accept-language, cookie" })
        .type(HTML)
        .send(html);
    },
  });
}

/** A part of the address, such as `ref` of `/tickets/:ref`. */
export function parameter({ request }: Pick<Asked, "request">, name: string): string {
  return (request.params as Record<string, string>)[name] ?? "";
}

/** The same as an id of a row; null where it is none. */
export function idParameter(asked: Pick<Asked, "request">, name: string): number | null {
  const text = parameter(asked, name);
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}
