import type { Desk } from "../domain/desk/desk.ts";
import { buildDesk } from "./build-desk.ts";
import { buildDkim } from "./build-dkim.ts";
import { buildJournal, buildMailboxes } from "./build-mailboxes.ts";
import { checkCalendars } from "./check-calendars.ts";
import { checkReferences } from "./check-references.ts";
import { checkShape } from "./check-shape.ts";
import { type DeskFault, type DeskPath, type Finding, formatPath } from "./desk-fault.ts";
import { type Environment, fillInEnvironment } from "./fill-in-environment.ts";
import { hashDesk } from "./hash-desk.ts";
import { readYaml, type YamlFile } from "./read-yaml.ts";
import { standIn } from "./stand-in.ts";
import { withDefaults } from "./with-defaults.ts";

export type ParsedDesk =
  | { readonly ok: true; readonly desk: Desk; readonly hash: string; readonly warnings: readonly DeskFault[] }
  | { readonly ok: false; readonly faults: readonly DeskFault[] };

/** Checks the text of a desk file as a whole; `shipped` is the text of the desk that completes it. */
export function parseDesk(text: string, environment: Environment, shipped: string): ParsedDesk {
  const yaml = readYaml(text);
  if (!yaml.ok) return yaml;
  const complete = withDefaults(yaml.file.value, shippedValue(shipped));
  const filled = fillInEnvironment(complete.value, environment);
  const shape = checkShape(filled.value, complete.value);
  const file = standIn(filled.value);
  const mailboxes = buildMailboxes(file, environment);
  const journal = buildJournal(file);
  const dkim = buildDkim(file);
  const meaning = [
    ...checkReferences(file),
    ...checkCalendars(file),
    ...mailboxes.findings,
    ...journal.findings,
    ...dkim.findings,
  ];
  const found = [...filled.findings, ...shape];
  const isNew = ({ path }: Finding) => !found.some((one) => isWithin(path, one.path));
  // A ladder that was not written here may name people this desk does not have: its steps reach whom they can.
  const isForgiven = ({ path }: Finding) => path[0] === "ladder" && complete.inherited.has("ladder");
  const forgiven = meaning.filter((one) => isNew(one) && isForgiven(one));
  const faults = located([...found, ...meaning.filter((one) => isNew(one) && !isForgiven(one))], yaml.file);
  if (faults.length > 0) return { ok: false, faults };
  const desk = buildDesk(file, { mailboxes: mailboxes.mailboxes, journal: journal.journal, dkim: dkim.dkim });
  const warnings = located([...forgiven, ...warningsAbout(desk)], yaml.file);
  return { ok: true, desk, hash: hashDesk(desk), warnings };
}

function shippedValue(shipped: string): unknown {
  const yaml = readYaml(shipped);
  return yaml.ok ? yaml.file.value : null;
}

function isWithin(path: DeskPath, outer: DeskPath): boolean {
  return outer.every((part, index) => path[index] === part);
}

function located(findings: readonly Finding[], file: YamlFile): DeskFault[] {
  return findings
    .map(({ path, message }) => ({ path: formatPath(path), ...file.locate(path), message }))
    .sort((one, other) => one.line - other.line || one.column - other.column);
}

function warningsAbout(desk: Desk): Finding[] {
  const warnings: Finding[] = [];
  if (!desk.mailboxes.some(({ imap }) => imap !== null)) {
    warnings.push({ path: ["mailboxes"], message: "no mailbox is read; set IMAP_URL, or list mailboxes here" });
  }
  if (!desk.mailboxes.some(({ smtp }) => smtp !== null)) {
    warnings.push({ path: ["mailboxes"], message: "no mail can be sent; set SMTP_URL, or give a mailbox smtp" });
  }
  if (Object.keys(desk.agents).length === 0) {
    warnings.push({ path: ["agents"], message: "nobody answers tickets; name the agents" });
  }
  warnings.push(...webhookWarnings(desk));
  return warnings;
}

function webhookWarnings(desk: Desk): Finding[] {
  const agreements = desk.organisations.map(({ agreement }) => agreement);
  const steps = [
    desk.ladder,
    ...Object.values(desk.levels).map(({ ladder }) => ladder),
    ...agreements.map((agreement) => agreement?.ladder ?? []),
    ...agreements.flatMap((agreement) => Object.values(agreement?.levels ?? {}).map(({ ladder }) => ladder ?? [])),
  ].flat();
  const named = steps.flatMap(({ to }) => to).flatMap((one) => (one.kind === "webhook" ? [one.name] : []));
  const unused = desk.webhooks.flatMap(({ name }, index): Finding[] =>
    named.includes(name)
      ? []
      : [
          {
            path: ["webhooks", index],
            message: `no alert is posted to it, only troubles of the desk; name webhook:${name} in a step of a ladder`,
          },
        ],
  );
  if (!steps.some(({ to }) => to.every(({ kind }) => kind === "webhook"))) return unused;
  const message =
    "a step of a ladder reaches webhooks only; name people as well, whom it reaches while a receiver is down";
  return [...unused, { path: ["webhooks"], message }];
}
