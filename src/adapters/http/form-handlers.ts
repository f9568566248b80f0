import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { WebForm } from "../../domain/desk/desk.ts";
import type { Language } from "../../domain/desk/language.ts";
import { type Instant, instant } from "../../domain/time/instant.ts";
import { type FormToken, readFormToken, writeFormToken } from "../../usecases/requests/form-token.ts";
import { type RequestForm, readRequestForm } from "../../usecases/requests/read-request-form.ts";
import type { RequestFault, RequestPage } from "./console-pages.ts";
import { formLanguage } from "./form-language.ts";
import { type Handler, UNDOCUMENTED } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { Problem } from "./problem.ts";
import { isSameOrigin } from "./session.ts";

type FormHandlers = Record<"requestForm" | "sendRequest", Handler>;

const HTML = "text/html; charset=utf-8";
const BODY_BYTES = 256 * 1024;
const HOUR_MS = 3_600_000;
/** Nobody writes what is wrong faster than this, and nobody leaves a page open for longer and means it still. */
const LEAST_MS = 2_000;
const MOST_MS = 12 * HOUR_MS;
const EMPTY = { name: "", address: "", subject: "", text: "", level: "" };
const STATUS: Readonly<Record<string, number>> = { "too-many": 429 };

/**
 * The page on which anybody can ask, where the desk file has `webForm`. It needs no script, and says nothing of what the desk knows: whoever is
 * asked for, the same page answers. Whatever is not taken is shown again with what was written, so that nothing is typed twice.
 */
export function createFormHandlers(server: FastifyInstance, deps: HttpDeps): FormHandlers {
  const { webForm } = deps.desk;
  const ofVisitor = server.createRateLimit({ max: webForm?.visitorRequestsAnHour ?? 1, timeWindow: HOUR_MS });
  return {
    requestForm: {
      schema: UNDOCUMENTED,
      async handle(request, reply) {
        if (webForm === null) throw new Problem("not-found");
        return await show(deps, reply, { language: languageOf(deps, request), values: EMPTY, faults: [] });
      },
    },
    sendRequest: {
      schema: UNDOCUMENTED,
      bodyBytes: BODY_BYTES,
      async handle(request, reply) {
        if (webForm === null) throw new Problem("not-found");
        if (!isSameOrigin(request)) throw new Problem("cross-site");
        const language = languageOf(deps, request);
        const form = readRequestForm(request.body, deps.desk);
        const again = (faults: readonly RequestFault[]) => show(deps, reply, { language, values: form.values, faults });
        const read = judge(deps, form, await deps.stores.now());
        if (!read.ok) return await again(read.faults);
        const visits = await ofVisitor(request);
        if (!visits.isAllowed && visits.isExceeded) return await again(["too-many"]);
        const taken = await take(deps, webForm, { form, language, token: read.token });
        if (taken === null) return await again(["too-many"]);
        deps.onChanged();
        return await sent(deps, reply, { language, ref: taken.ref, address: form.address });
      },
    },
  };
}

function languageOf({ desk }: HttpDeps, request: FastifyRequest): Language {
  const [first = "en", ...others] = desk.desk.languages;
  return formLanguage(request, [first, ...others]);
}

type Judged =
  | { readonly ok: true; readonly token: FormToken }
  | { readonly ok: false; readonly faults: RequestFault[] };

function judge({ signer }: HttpDeps, form: RequestForm, now: Instant): Judged {
  if (form.wrong.length > 0) return { ok: false, faults: [...form.wrong] };
  const token = readFormToken(signer, form.token);
  const age = token === null ? null : now - token.openedAt;
  if (token === null || age === null || form.isBaited || age < LEAST_MS) return { ok: false, faults: ["unlikely"] };
  return age > MOST_MS ? { ok: false, faults: ["too-old"] } : { ok: true, token };
}

/** Null: too much came in the last hour. */
async function take(
  { unitOfWork, takeRequest }: HttpDeps,
  webForm: WebForm,
  { form, language, token }: { form: RequestForm; language: Language; token: FormToken },
): Promise<{ ref: string | null } | null> {
  const { values, address, level } = form;
  const requester = { address, name: values.name };
  const stated = { channel: "web", requester, level, service: null, language, voucher: null } as const;
  const sameAs = { id: token.id, at: token.openedAt };
  return await unitOfWork.transaction(async (stores) => {
    const since = instant((await stores.now()) - HOUR_MS);
    const lately = await stores.inbound.countForms(address, since);
    if (lately.total >= webForm.totalRequestsAnHour || lately.ofAddress >= webForm.addressRequestsAnHour) return null;
    const { subject, text } = values;
    const { ticket } = await takeRequest(stores, "form", { stated, subject, text, attachments: [], sameAs });
    return { ref: ticket?.ref ?? null };
  });
}

async function show(
  { console: pages, desk, signer, randomness, stores }: HttpDeps,
  reply: FastifyReply,
  page: Pick<RequestPage, "language" | "values" | "faults">,
): Promise<unknown> {
  const { language, faults } = page;
  const levels = Object.entries(desk.levels).map(([id, { name, definition }]) => ({
    id,
    name: name[language],
    definition: definition[language],
  }));
  const token = writeFormToken(signer, randomness, await stores.now());
  const { languages, address: deskAddress } = desk.desk;
  const html = await pages.request({ ...page, languages, levels, token, deskAddress });
  const status = faults.length === 0 ? 200 : (STATUS[faults[0] ?? ""] ?? 400);
  return reply.code(status).headers({ "content-language": language, vary: "accept-language" }).type(HTML).send(html);
}

async function sent(
  { console: pages, desk }: HttpDeps,
  reply: FastifyReply,
  view: { language: Language; ref: string | null; address: string },
): Promise<unknown> {
  const html = await pages.requestSent({ ...view, deskAddress: desk.desk.address });
  return reply.headers({ "content-language": view.language }).type(HTML).send(html);
}
