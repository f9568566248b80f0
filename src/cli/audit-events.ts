import { Command, InvalidArgumentError } from "commander";
import { AUDIT_ACTIONS, AUDIT_ACTOR_KINDS, type AuditAction } from "../domain/audit/audit-event.ts";
import { kindText, readKind } from "../domain/audit/kind-text.ts";
import { type Instant, parseInstant } from "../domain/time/instant.ts";
import { presentAuditEvent } from "../usecases/trail/present-audit-event.ts";
import { examples } from "./examples.ts";
import { oneOf, wholeNumber } from "./parse-option.ts";
import { printJson } from "./print.ts";
import { printTable } from "./print-table.ts";
import { withStorage } from "./with-desk.ts";

interface EventsOptions {
  json?: boolean;
  actor?: ReturnType<typeof readKind>;
  action?: AuditAction;
  subject?: ReturnType<typeof readKind>;
  from?: Instant;
  to?: Instant;
  limit: number;
}

/** `svartid audit events`: who did what beside the work on tickets. */
export function auditEventsCommand(): Command {
  return new Command("events")
    .description("list what people and keys did beside the work on tickets, newest first")
    .option("--actor <who>", "a kind, or one of it: cli, key:3, agent:mette, console, system", readActor)
    .option("--action <action>", `only ${AUDIT_ACTIONS.join(", ")}`, oneOf(AUDIT_ACTIONS))
    .option("--subject <what>", "a kind, or one of it: key, outbox:17, organisation:north", readKind)
    .option("--from <instant>", "from this instant on, such as 2026-11-01T00:00:00Z", readInstant)
    .option("--to <instant>", "before this instant", readInstant)
    .option("--limit <count>", "at most so many", wholeNumber(1, 100_000), 100)
    .addHelpText(
      "after",
      examples(
        "svartid audit events",
        "svartid audit events --actor key:3 --from 2026-11-01T00:00:00Z",
        "svartid audit events --subject outbox:17      # who decided about a mail",
      ),
    )
    .action(async (_: unknown, command: Command) => {
      // `--json` is an option of svartid audit as well, which takes it first.
      const { json, action, actor, subject, from, to, limit } = command.optsWithGlobals<EventsOptions>();
      const filter = {
        limit,
        ...(actor && { actor }),
        ...(action && { actions: [action] }),
        ...(subject && { subject }),
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
      };
      const events = await withStorage(({ unitOfWork }) => unitOfWork.reading.audit.list(filter));
      const shown = events.map(presentAuditEvent);
      if (json) printJson(shown);
      else
        printTable(
          ["id", "at", "who", "did", "to", "more"],
          shown.map((one) => [
            String(one.id),
            one.at,
            kindText(one.actor),
            one.action,
            kindText(one.subject),
            shorten(one.detail),
          ]),
        );
    });
}

const LONGEST = 120;

function shorten(detail: object): string {
  const text = Object.keys(detail).length === 0 ? "" : JSON.stringify(detail);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
}

function readInstant(text: string): Instant {
  const at = parseInstant(text);
  if (at === null) throw new InvalidArgumentError("Use an instant in UTC, such as 2026-11-01T00:00:00Z.");
  return at;
}

function readActor(text: string): ReturnType<typeof readKind> {
  const who = readKind(text);
  if (!AUDIT_ACTOR_KINDS.some((kind) => kind === who.kind)) {
    throw new InvalidArgumentError(`Use one of: ${AUDIT_ACTOR_KINDS.join(", ")}; or one of it, such as key:3.`);
  }
  return who;
}
