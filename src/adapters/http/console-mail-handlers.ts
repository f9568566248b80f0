import { listDeliveries } from "../../usecases/list-deliveries.ts";
import { isListed } from "../../usecases/list-outbox.ts";
import { cutPage } from "../../usecases/page.ts";
import { INBOUND_STATES } from "../../usecases/ports/inbound-store.ts";
import { OUTBOX_STATES } from "../../usecases/ports/outbox-store.ts";
import { DELIVERY_STATES } from "../../usecases/ports/webhook-store.ts";
import { isResolvable } from "../../usecases/resolve-outbox.ts";
import { type Asked, idParameter, pageWith } from "./console-page.ts";
import type { MailSource } from "./console-pages.ts";
import { contentDisposition } from "./content-disposition.ts";
import { type Handler, UNDOCUMENTED } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { Problem } from "./problem.ts";
import { readSearch } from "./search.ts";

type MailHandlers = Record<
  | "consoleInbound"
  | "consoleInboundEmail"
  | "consoleOriginal"
  | "consoleOutbox"
  | "consoleOutboxMail"
  | "consoleWebhooks",
  Handler
>;

const ROWS = 50;
const SHOWN_BYTES = 16_000;

/** What came in, what goes out, and how far each got. */
export function createConsoleMailHandlers(deps: HttpDeps): MailHandlers {
  const page = pageWith(deps);
  return {
    consoleInbound: page((asked) => showInbound(deps, asked)),
    consoleInboundEmail: page((asked) => showEmail(deps, asked)),
    consoleOriginal: {
      schema: UNDOCUMENTED,
      async handle(request, reply) {
        const id = idParameter({ request }, "id");
        const bytes = id === null ? null : await deps.stores.inbound.readBytes(id);
        if (bytes === null) throw new Problem("not-found");
        return reply
          .type("application/octet-stream")
          .header("content-disposition", contentDisposition(`mail-${id}.eml`))
          .send(Buffer.from(bytes));
      },
    },
    consoleOutbox: page((asked) => showOutbox(deps, asked)),
    consoleOutboxMail: page((asked) => showMail(deps, asked)),
    consoleWebhooks: page(async ({ frame, request, now }) => {
      const state = readSearch(request.query).oneOf("state", DELIVERY_STATES);
      const items = await listDeliveries(deps.unitOfWork, { ...(state === null ? {} : { state }), limit: ROWS });
      return deps.console.webhooks(frame, { items, state: state ?? "", now });
    }),
  };
}

async function showInbound(deps: HttpDeps, { frame, request, now }: Asked): Promise<string> {
  const search = readSearch(request.query);
  const state = search.oneOf("state", INBOUND_STATES);
  const rows = await deps.stores.inbound.list({
    ...(state === null ? {} : { state }),
    ...search.before(),
    limit: ROWS + 1,
  });
  const { items, next } = cutPage(rows, ROWS);
  return deps.console.inbound(frame, { items, state: state ?? "", older: search.linkBefore("/inbound", next), now });
}

async function showEmail(deps: HttpDeps, asked: Asked): Promise<string> {
  const id = idParameter(asked, "id");
  const email = id === null ? null : await deps.stores.inbound.find(id);
  if (email === null) throw new Problem("not-found");
  const bytes = await deps.stores.inbound.readBytes(email.id);
  const source = bytes === null ? null : readSource(bytes);
  return deps.console.inboundEmail(asked.frame, { email, source, now: asked.now });
}

/** Its beginning as characters: a byte that is none in UTF-8 is shown as a mark, and nothing hides or turns what stands beside it. */
function readSource(bytes: Uint8Array): MailSource {
  const text = new TextDecoder("utf-8").decode(bytes.subarray(0, SHOWN_BYTES));
  return {
    text: text.replace(/\r\n?/g, "\n").replace(/[^\P{C}\n\t]/gu, "\uFFFD"),
    size: bytes.length,
    isCut: bytes.length > SHOWN_BYTES,
  };
}

async function showOutbox(deps: HttpDeps, { frame, request, now }: Asked): Promise<string> {
  const search = readSearch(request.query);
  const state = search.oneOf("state", OUTBOX_STATES);
  const rows = await deps.stores.outbox.list({
    ...(state === null ? {} : { state }),
    ...search.before(),
    limit: ROWS + 1,
  });
  const { items, next } = cutPage(rows, ROWS);
  return deps.console.outbox(frame, { items, state: state ?? "", older: search.linkBefore("/outbox", next), now });
}

async function showMail(deps: HttpDeps, asked: Asked): Promise<string> {
  const id = idParameter(asked, "id");
  const mail = id === null ? null : await deps.stores.outbox.find(id);
  if (mail === null || !isListed(mail)) throw new Problem("not-found");
  const { bytes: _, ...rest } = mail;
  const ticket = mail.ticketId === null ? null : await deps.stores.tickets.find(mail.ticketId);
  const canResolve = isResolvable(mail);
  return deps.console.outboxMail(asked.frame, { mail: rest, ref: ticket?.ref ?? null, canResolve, now: asked.now });
}
