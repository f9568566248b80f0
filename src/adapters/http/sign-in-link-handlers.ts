import { isDeepStrictEqual } from "node:util";
import type { FastifyReply, FastifyRequest } from "fastify";
import { LINK_KINDS, LINK_PARAMETERS, type Pass, readPass } from "../../usecases/console-access.ts";
import { frameOf } from "./console-frame.ts";
import { HTML } from "./console-page.ts";
import { type Handler, UNDOCUMENTED } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { Problem } from "./problem.ts";
import { findSession, isSameOrigin, machineTime, signIn } from "./session.ts";
import { showSignIn } from "./show-sign-in.ts";

/** Counts a try of whoever asks; throws where there were too many. */
type CountTry = (request: FastifyRequest) => Promise<void>;

/** Signing in by a link: one that the command line printed, or one that is mailed to whoever is an agent of the desk, and to nobody else. */
export function createSignInLinkHandlers(deps: HttpDeps, countTry: CountTry): Record<"mailLink" | "useLink", Handler> {
  return {
    mailLink: {
      schema: UNDOCUMENTED,
      async handle(request, reply) {
        if (!isSameOrigin(request)) throw new Problem("cross-site");
        await countTry(request);
        const { address } = (request.body ?? {}) as { address?: unknown };
        const { language } = frameOf(deps, request, reply);
        const asked = { address: typeof address === "string" ? address : "", language, asOf: machineTime() };
        const isQueued = await deps.unitOfWork.transaction((stores) => deps.mailSignInLink(stores, asked));
        if (isQueued) deps.onChanged();
        return await showSignIn(deps, request, reply, "mailed");
      },
    },
    useLink: {
      schema: UNDOCUMENTED,
      async handle(request, reply) {
        if (!isSameOrigin(request)) throw new Problem("cross-site");
        const link = readLink(deps, request.body);
        const isIn =
          link !== null &&
          ((await signIn(deps, reply, link.pass.viewer, ({ sessions }) => sessions.useLink(link.pass.id))) ||
            (await isSignedInAs(deps, request, link.pass)));
        return isIn ? reply.redirect("/", 303) : await showSignIn(deps, request, reply.code(403), "failed");
      },
    },
  };
}

/** Whoever presses the button twice is in by the first time, and is not told that they are not. */
async function isSignedInAs(deps: HttpDeps, request: FastifyRequest, { viewer }: Pass): Promise<boolean> {
  const session = await findSession(deps, request);
  return session !== null && isDeepStrictEqual(session.pass.viewer, viewer);
}

interface Link {
  readonly pass: Pass;
  /** As it stands in the address, and in the form that goes on. */
  readonly parameter: string;
  readonly token: string;
}

/** The link that an address or a form names; null where it names none that is ours and has not expired. */
function readLink({ signer }: HttpDeps, given: unknown): Link | null {
  for (const kind of LINK_KINDS) {
    const parameter = LINK_PARAMETERS[kind];
    const token = ((given ?? {}) as Record<string, unknown>)[parameter];
    const pass = typeof token === "string" ? readPass(signer, kind, token, machineTime()) : null;
    if (pass !== null && typeof token === "string") return { pass, parameter, token };
  }
  return null;
}

/** Whether an address is that of a link, good or not. */
export function isLink(query: Record<string, unknown>): boolean {
  return LINK_KINDS.some((kind) => typeof query[LINK_PARAMETERS[kind]] === "string");
}

/** Following a link changes nothing, and uses up none: programs follow every link of a mail or a chat, before a person does (threat T21). */
export async function askToGoOn(deps: HttpDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const link = readLink(deps, request.query);
  if (link === null || !(await deps.unitOfWork.reading.sessions.hasLink(link.pass.id)))
    return await showSignIn(deps, request, reply.code(403), "failed");
  const { viewer } = link.pass;
  const agent = viewer.kind === "agent" ? (deps.desk.agents[viewer.agent]?.name ?? viewer.agent) : "";
  const { parameter, token } = link;
  // Its own address, which a link to the other language would hold, opens the console.
  const frame = { ...frameOf(deps, request, reply), languages: [] };
  return reply.type(HTML).send(await deps.console.confirmSignIn(frame, { parameter, token, agent }));
}
