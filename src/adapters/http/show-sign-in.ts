import type { FastifyReply, FastifyRequest } from "fastify";
import { frameOf } from "./console-frame.ts";
import { HTML } from "./console-page.ts";
import type { SignInState } from "./console-pages.ts";
import type { HttpDeps } from "./http-deps.ts";

export async function showSignIn(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  state: SignInState,
): Promise<unknown> {
  return reply.type(HTML).send(await deps.console.signIn(frameOf(deps, request, reply), { state }));
}
