import type { FastifyReply, FastifyRequest } from "fastify";
import { LANGUAGES, type Language } from "../../domain/desk/language.ts";
import { readUrl } from "../../domain/web/read-url.ts";
import { LINK_PARAMETERS, writeFormProof } from "../../usecases/console-access.ts";
import type { Frame } from "./console-pages.ts";
import { findNotedSession } from "./console-session.ts";
import { formLanguage } from "./form-language.ts";
import type { HttpDeps } from "./http-deps.ts";

const COOKIE = "svartid_language";
const NOWHERE = "http://console.invalid";
const YEAR_SECONDS = 365 * 86_400;
const NAMES: Readonly<Record<Language, string>> = { da: "Dansk", en: "English" };

/**
 * What stands around every page: the language, chosen by `?lang=` and kept in a cookie, else the browser's, else the desk's first; who is signed in;
 * and the proof that its forms carry.
 */
export function frameOf(
  deps: Pick<HttpDeps, "desk" | "signer" | "publicUrl">,
  request: FastifyRequest,
  reply: FastifyReply,
): Frame {
  const language = languageOf(deps, request, reply);
  const session = findNotedSession(request);
  // A path that is none is answered before cookies are read. It may hold a token, and there is no such page in another language.
  const page = request.cookies === undefined ? { method: "GET", url: "/" } : request;
  return {
    language,
    languages: LANGUAGES.map((code) => ({
      code,
      name: NAMES[code],
      href: addressIn(page, code),
      isCurrent: code === language,
    })),
    name: session?.name ?? "",
    mayAct: (session?.actsAs ?? null) !== null,
    mayOperate: session?.mayOperate ?? false,
    proof: session === null ? "" : writeFormProof(deps.signer, session.cookie),
  };
}

function languageOf(
  { desk, publicUrl }: Pick<HttpDeps, "desk" | "publicUrl">,
  request: FastifyRequest,
  reply: FastifyReply,
): Language {
  const { lang } = (request.query ?? {}) as { lang?: unknown };
  const chosen = LANGUAGES.find((one) => one === lang);
  if (chosen !== undefined && request.cookies !== undefined) {
    const secure = publicUrl?.startsWith("https:") ?? false;
    reply.setCookie(COOKIE, chosen, { path: "/", httpOnly: true, sameSite: "strict", secure, maxAge: YEAR_SECONDS });
    return chosen;
  }
  const kept = LANGUAGES.find((one) => one === request.cookies?.[COOKIE]);
  const [first = "en", ...others] = [...new Set([...desk.desk.languages, ...LANGUAGES])];
  return kept ?? formLanguage(request, [first, ...others]);
}

/** The same page in another language, on this host whatever the path looks like. A token of a link is not written into pages again. */
export function addressIn(
  { method, url: address }: Pick<FastifyRequest, "method" | "url">,
  language: Language,
): string {
  // `//elsewhere` begins the address of another host.
  const inside = `/${address.replace(/^[/\\]+/, "")}`;
  const home = `/?lang=${language}`;
  const url = method === "GET" ? readUrl(inside, NOWHERE) : null;
  if (url === null) return home;
  const { pathname, searchParams } = url;
  for (const parameter of Object.values(LINK_PARAMETERS)) searchParams.delete(parameter);
  searchParams.set("lang", language);
  return pathname.startsWith("//") ? home : `${pathname}?${searchParams}`;
}
