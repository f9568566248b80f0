import type { FastifyReply } from "fastify";
import { doOnce } from "../../usecases/console/do-once.ts";
import type { DeedOutcome } from "../../usecases/ports/console-store.ts";
import type { Stores } from "../../usecases/ports/unit-of-work.ts";
import type { SentForm } from "./console-form.ts";
import type { DeedPage } from "./console-pages.ts";
import type { HttpDeps } from "./http-deps.ts";
import { Problem } from "./problem.ts";

const TOKEN_BYTES = 16;

/** The page that asks, with a token of its own. */
export function deedPage(
  deps: Pick<HttpDeps, "randomness">,
  given: Pick<DeedPage, "deed" | "subject" | "title" | "back">,
): DeedPage {
  const token = Buffer.from(deps.randomness.bytes(TOKEN_BYTES)).toString("hex");
  return {
    ...given,
    ...{ requester: "", choices: [], choice: "", text: "", version: "", faults: [], hasChanged: false, recipients: [] },
    token,
  };
}

/** Does what a form asks, once for its token; then to the page that says what came of it. */
export async function carryOut(
  deps: HttpDeps,
  reply: FastifyReply,
  { token, session }: SentForm,
  perform: (stores: Stores) => Promise<DeedOutcome>,
): Promise<unknown> {
  const done = await doOnce(deps.unitOfWork, { token, actor: session.actor }, perform);
  if (done.kind === "foreign") throw new Problem("invalid-request");
  if (!done.isAgain) deps.onChanged();
  return reply.redirect(`/done/${token}`, 303);
}
