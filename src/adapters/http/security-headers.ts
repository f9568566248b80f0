import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";
import { DOCUMENTATION_PATH } from "./routes.ts";

/** Nothing but our own style sheet, forms and frames; no script at all, no frame around us, no address passed on. */
export async function sendSecurityHeaders(server: FastifyInstance): Promise<void> {
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        frameSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    // With no-referrer our own forms would come with an Origin of null, and could not be told from another site's.
    referrerPolicy: { policy: "same-origin" },
    frameguard: { action: "deny" },
    // The proxy that ends TLS sets it: sent from plain http on a private address it would only lock people out.
    hsts: false,
  });
  server.addHook("onSend", async (request, reply) => {
    if (request.url.startsWith(DOCUMENTATION_PATH)) return;
    // A proxy that packs a stream would gather its events first (RFC 9111 section 5.2.2.6).
    const isStream = reply.getHeader("content-type") === "text/event-stream";
    reply.header("cache-control", isStream ? "no-store, no-transform" : "no-store");
  });
}
