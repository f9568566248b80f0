import type { AuditEvent } from "../../domain/audit/audit-event.ts";
import { type Asked, pageWith } from "./console-page.ts";
import type { AuditLine } from "./console-pages.ts";
import { sessionOf } from "./console-session.ts";
import type { Handler } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { nameActor } from "./name-actor.ts";
import { Problem } from "./problem.ts";
import { readSearch } from "./search.ts";

const ROWS = 50;

/** What is on record of people and keys, newest first: for operations and those who lead. */
export function createConsoleAuditHandlers(deps: HttpDeps): Record<"consoleAudit", Handler> {
  return { consoleAudit: pageWith(deps)((asked) => showAudit(deps, asked)) };
}

async function showAudit(deps: HttpDeps, { frame, request }: Asked): Promise<string> {
  if (!sessionOf(request).mayOperate) throw new Problem("forbidden");
  const search = readSearch(request.query);
  const { audit } = deps.unitOfWork.reading;
  const { beforeId = (await audit.readHead()).id + 1 } = search.before();
  // Ids have no gaps: the page before this one ends where it begins.
  const after = Math.max(0, beforeId - 1 - ROWS);
  const events = (await audit.listAfter(after, ROWS)).filter(({ id }) => id < beforeId);
  const items = events.toReversed().map((event) => lineOf(deps, event, frame.language));
  const older = search.linkBefore("/audit-trail", after > 0 ? after + 1 : null);
  return deps.console.audit(frame, { items, older });
}

function lineOf(deps: HttpDeps, event: AuditEvent, language: "da" | "en"): AuditLine {
  const { id, at, action, subject, detail, actor } = event;
  const written = actor.id === null ? actor.kind : `${actor.kind}:${actor.id}`;
  return {
    ...{ id, at, action, subject },
    who: nameActor(deps.desk, written, language),
    facts: Object.entries(detail)
      .map(([name, value]) => ({ name, value: textOf(value) }))
      .filter(({ value }) => value !== ""),
  };
}

/** Empty where there is nothing to tell. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(", ");
  if (value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
