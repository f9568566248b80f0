import type { CalendarSpec } from "../domain/calendar/calendar-spec.ts";
import type {
  Activity,
  Agent,
  AgentProof,
  Desk,
  DeskSettings,
  Level,
  Service,
  Team,
  WebForm,
} from "../domain/desk/desk.ts";
import type { LadderStep } from "../domain/desk/ladder.ts";
import type { RasciLetter } from "../domain/desk/rasci.ts";
import type { Rule } from "../domain/desk/rule.ts";
import { RETENTION_CLASSES } from "../domain/privacy/retention.ts";
import type { WebhookSettings } from "../domain/webhooks/webhook-settings.ts";
import { buildCanary } from "./build-canary.ts";
import { buildLadder, builtMinutes } from "./build-ladder.ts";
import { buildOrganisation } from "./build-organisation.ts";
import type { DeskFile } from "./desk-file.ts";
import { parsePattern } from "./parse-pattern.ts";
import { parseWebhookSecrets } from "./parse-webhook-secrets.ts";

const DEFAULT_SETTINGS = {
  name: "Support",
  languages: ["da", "en"],
  zone: "Europe/Copenhagen",
  undoSeconds: 20,
  agentProof: "dmarc",
  opsAddress: null,
  acknowledge: "always",
  thanks: [],
  reopenDays: 14,
  survey: null,
} as const satisfies Omit<DeskSettings, "address" | "limits" | "alerts" | "attachments" | "billing">;

const DEFAULT_LIMITS: DeskSettings["limits"] = {
  unauthenticatedAcknowledgementsAnHour: 3,
  unauthenticatedAcknowledgementsADay: 10,
  requesterAcknowledgementsADay: 30,
  domainAcknowledgementsADay: 200,
  totalAcknowledgementsAnHour: 500,
};

const DEFAULT_WEB_FORM: WebForm = { visitorRequestsAnHour: 20, addressRequestsAnHour: 5, totalRequestsAnHour: 200 };

const DEFAULT_ATTACHMENTS: DeskSettings["attachments"] = { noticeMegabytes: 10, replyMegabytes: 20, linkDays: 14 };

const DEFAULT_ALERTS: DeskSettings["alerts"] = { mailsAMinute: 10, usefulMinutes: 60 };

/** Turns a desk file that was checked into a desk: lengths in minutes, addresses lower-cased, every default in its place. */
export function buildDesk(
  file: DeskFile,
  { mailboxes, journal, dkim }: Pick<Desk, "mailboxes" | "journal" | "dkim">,
): Desk {
  const ladder = buildLadder(file.ladder ?? []);
  const agents = mapValues(file.agents ?? {}, (agent) =>
    agentOf(agent, file.desk.agentProof ?? DEFAULT_SETTINGS.agentProof),
  );
  return {
    desk: settingsOf(file.desk),
    mailboxes,
    journal,
    dkim,
    calendars: mapValues(file.calendars, (calendar) => calendar as CalendarSpec),
    levels: mapValues(file.levels, (level, id) => levelOf(level, { ladder, activity: activityOfLevel(file, id) })),
    defaultLevel: file.defaultLevel,
    ladder,
    agents,
    teams: file.teams ? mapValues(file.teams, teamOf) : oneTeamOf(agents),
    organisations: (file.organisations ?? []).map(buildOrganisation),
    services: mapValues(file.services, serviceOf),
    activities: mapValues(file.activities, activityOf),
    rules: (file.rules ?? []).map(ruleOf),
    webForm: file.webForm === undefined ? null : { ...DEFAULT_WEB_FORM, ...file.webForm },
    webhooks: (file.webhooks ?? []).map(webhookOf),
    backup: backupOf(file.backup ?? {}),
    retention: retentionOf(file.retention ?? {}),
    canary: file.canary === undefined ? null : buildCanary(file.canary),
    templates: file.templates ?? null,
  };
}

/** Ids come from people's mails: a record without a prototype has no `constructor` to be found by that name. */
function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  change: (value: From, id: string) => To,
): Record<string, To> {
  const changed: Record<string, To> = Object.create(null);
  for (const [id, value] of Object.entries(record)) changed[id] = change(value, id);
  return changed;
}

function settingsOf(settings: DeskFile["desk"]): DeskSettings {
  return {
    ...DEFAULT_SETTINGS,
    ...settings,
    address: settings.address.toLowerCase(),
    opsAddress: settings.opsAddress?.toLowerCase() ?? null,
    limits: { ...DEFAULT_LIMITS, ...settings.limits },
    alerts: { ...DEFAULT_ALERTS, ...settings.alerts },
    attachments: { ...DEFAULT_ATTACHMENTS, ...settings.attachments },
    billing: { withoutApprovalMinutes: builtMinutes(settings.billing?.withoutApproval ?? "0h") },
  };
}

function backupOf(backup: NonNullable<DeskFile["backup"]>): Desk["backup"] {
  const { enabled = true, at = "02:00", keepDays = 30, drill = true, directory = null } = backup;
  const [hour = 0, minute = 0] = at.split(":").map(Number);
  return { enabled, minuteOfDay: hour * 60 + minute, keepDays, drill, directory };
}

function retentionOf(written: NonNullable<DeskFile["retention"]>): Desk["retention"] {
  const days = RETENTION_CLASSES.map((name) => [name, written[`${name}Days`] ?? null] as const);
  return Object.fromEntries(days) as Desk["retention"];
}

/** Without a key of its own, level A is answered by the activity `level-a`, where the matrix has it. */
function activityOfLevel({ levels, activities }: DeskFile, id: string): string | null {
  const usual = `level-${id.toLowerCase()}`;
  return levels[id]?.activity ?? (Object.hasOwn(activities, usual) ? usual : null);
}

function levelOf(
  level: DeskFile["levels"][string],
  { ladder, activity }: { ladder: readonly LadderStep[]; activity: string | null },
): Level {
  return {
    name: level.name,
    definition: level.definition,
    calendar: level.calendar,
    firstResponseMinutes: builtMinutes(level.firstResponse),
    nextResponseMinutes: level.nextResponse === undefined ? null : builtMinutes(level.nextResponse),
    resolutionMinutes: level.resolution === undefined ? null : builtMinutes(level.resolution),
    ladder: level.ladder ? buildLadder(level.ladder) : ladder,
    activity,
    words: level.words ?? [],
  };
}

function agentOf(agent: NonNullable<DeskFile["agents"]>[string], deskProof: AgentProof): Agent {
  const addresses = agent.addresses.map((address) => address.toLowerCase());
  const { name, roles = ["agent"], absent = [], active = true, proof = deskProof } = agent;
  return { name, addresses, roles, absent, active, proof };
}

function teamOf(team: NonNullable<DeskFile["teams"]>[string]): Team {
  return { members: team.members, lead: team.lead ?? null, isDefault: team.default ?? false };
}

/** A desk that names no teams is one team: all its agents, led by the first with the role. */
function oneTeamOf(agents: Desk["agents"]): Desk["teams"] {
  const lead = Object.keys(agents).find((id) => agents[id]?.roles.includes("lead")) ?? null;
  return mapValues({ support: { members: Object.keys(agents), lead, isDefault: true } }, (team) => team);
}

function serviceOf(service: DeskFile["services"][string]): Service {
  return {
    name: service.name,
    note: service.note ?? null,
    procedure: service.procedure ?? null,
    coverage: service.coverage,
  };
}

function activityOf(activity: DeskFile["activities"][string]): Activity {
  const { name, note = null, procedure = null, toCustomer = null } = activity;
  const { team = null, accountable = null, inform = "requester" } = activity;
  const cells = { customer: letters(activity.customer), vendor: letters(activity.vendor) };
  return { name, note, procedure, toCustomer, team, accountable, inform, ...cells };
}

function letters(cell: string): RasciLetter[] {
  return cell === "" ? [] : (cell.split("/") as RasciLetter[]);
}

function ruleOf(rule: NonNullable<DeskFile["rules"]>[number]): Rule {
  const when = Object.entries(rule.when).map(([field, text]) => [field, parsePattern(text)]);
  return { when: Object.fromEntries(when), set: rule.set };
}

function webhookOf(webhook: NonNullable<DeskFile["webhooks"]>[number]): WebhookSettings {
  const { name, url, format = "standard", secret, allowPrivate = false } = webhook;
  return { name, url, format, secrets: parseWebhookSecrets(secret), allowPrivate };
}
