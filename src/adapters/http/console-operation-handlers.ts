import type { AuditActor } from "../../domain/audit/audit-event.ts";
import type { Stores } from "../../usecases/ports/unit-of-work.ts";
import { replayDelivery } from "../../usecases/replay-deliveries.ts";
import { isResolvable, OUTBOX_RESOLUTIONS, type OutboxResolution } from "../../usecases/resolve-outbox.ts";
import { retryInbound } from "../../usecases/retry-inbound.ts";
import { carryOut, deedPage } from "./console-carry-out.ts";
import { readSentForm } from "./console-form.ts";
import { type Asked, idParameter, pageWith, parameter } from "./console-page.ts";
import type { DeedPage } from "./console-pages.ts";
import { sessionOf } from "./console-session.ts";
import { type Handler, UNDOCUMENTED } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { Problem } from "./problem.ts";
import type { Session } from "./session.ts";

interface Operation {
  /** The page that asks; null: there is nothing to decide about, any more. */
  ask(request: Asked["request"]): Promise<Pick<DeedPage, "deed" | "subject" | "title" | "back" | "recipients"> | null>;
  /** Does it and puts it on record. False: it is not as it was when the page asked. */
  perform(stores: Stores, request: Asked["request"], session: Session): Promise<boolean>;
}

type Operating = Record<
  "consoleRetry" | "consoleDoRetry" | "consoleResolve" | "consoleDoResolve" | "consoleReplay" | "consoleDoReplay",
  Handler
>;

/** What is decided about mail that is held or doubted and about webhooks, by operations and those who lead. Each is put on record. */
export function createConsoleOperationHandlers(deps: HttpDeps): Operating {
  const retry = handlersOf(deps, retryOf(deps));
  const resolve = handlersOf(deps, resolveOf(deps));
  const replay = handlersOf(deps, replayOf(deps));
  return {
    ...{ consoleRetry: retry.ask, consoleDoRetry: retry.perform },
    ...{ consoleResolve: resolve.ask, consoleDoResolve: resolve.perform },
    ...{ consoleReplay: replay.ask, consoleDoReplay: replay.perform },
  };
}

function handlersOf(deps: HttpDeps, operation: Operation): { ask: Handler; perform: Handler } {
  const asking = async (request: Asked["request"]) => {
    if (!sessionOf(request).mayOperate) throw new Problem("forbidden");
    const given = await operation.ask(request);
    if (given === null) throw new Problem("not-found");
    return given;
  };
  return {
    ask: pageWith(deps)(async ({ frame, request }) => {
      const given = await asking(request);
      return deps.console.deed(frame, { ...deedPage(deps, given), recipients: given.recipients });
    }),
    perform: {
      schema: UNDOCUMENTED,
      async handle(request, reply) {
        const form = readSentForm(deps, request);
        if (!form.session.mayOperate) throw new Problem("forbidden");
        return await carryOut(deps, reply, form, async (stores) => {
          const given = await operation.ask(request);
          if (given === null || !(await operation.perform(stores, request, form.session))) {
            throw new Problem("not-found", "It was decided about meanwhile: look at it again.");
          }
          const { deed, back, recipients } = given;
          return { deed, back, done: [], recipients };
        });
      },
    },
  };
}

function auditActor({ actsAs, keyId }: Session): AuditActor {
  return actsAs === null ? { kind: "key", id: String(keyId) } : { kind: "agent", id: actsAs };
}

function retryOf({ stores }: HttpDeps): Operation {
  return {
    async ask(request) {
      const id = idParameter({ request }, "id");
      const email = id === null ? null : await stores.inbound.find(id);
      if (email === null || email.state !== "quarantined") return null;
      const title = email.subject ?? "";
      return { deed: "retry", subject: String(email.id), title, back: `/inbound/${email.id}`, recipients: [] };
    },
    async perform(transaction, request, session) {
      const id = idParameter({ request }, "id") ?? 0;
      return (await retryInbound(transaction, id, auditActor(session))).kind === "retried";
    },
  };
}

function resolveOf(deps: HttpDeps): Operation {
  const resolutionOf = (request: Asked["request"]): OutboxResolution | undefined =>
    OUTBOX_RESOLUTIONS.find((one) => one === parameter({ request }, "resolution"));
  return {
    async ask(request) {
      const id = idParameter({ request }, "id");
      const mail = id === null ? null : await deps.stores.outbox.find(id);
      const resolution = resolutionOf(request);
      if (mail === null || resolution === undefined || !isResolvable(mail)) return null;
      const open = mail.recipients.filter(({ state }) => state !== "sent").map(({ address }) => address);
      const recipients = resolution === "resend" ? open : [];
      return { deed: resolution, subject: String(mail.id), title: mail.class, back: `/outbox/${mail.id}`, recipients };
    },
    async perform(stores, request, session) {
      const resolution = resolutionOf(request);
      if (resolution === undefined) return false;
      const id = idParameter({ request }, "id") ?? 0;
      const decision = { id, resolution, actor: session.actor, by: auditActor(session) };
      return (await deps.resolveOutbox(stores, decision)).kind === "resolved";
    },
  };
}

function replayOf({ unitOfWork }: HttpDeps): Operation {
  return {
    async ask(request) {
      const id = idParameter({ request }, "id");
      if (id === null || (await unitOfWork.reading.webhooks.find(id)) === null) return null;
      return { deed: "replay", subject: String(id), title: "", back: "/webhooks", recipients: [] };
    },
    async perform(stores, request, session) {
      const id = idParameter({ request }, "id") ?? 0;
      return (await replayDelivery(stores, id, auditActor(session))).kind === "queued";
    },
  };
}
