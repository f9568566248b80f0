import Type, { type Static, type TInteger, type TOptional, type TSchema } from "typebox";
import { HOSTINGS, SERVICE_COVERAGES } from "../domain/agreement/coverage.ts";
import { ACKNOWLEDGE_POLICIES, AGENT_PROOFS, AGENT_ROLES, INFORMED } from "../domain/desk/desk.ts";
import { LANGUAGES } from "../domain/desk/language.ts";
import { OAUTH2_GRANTS } from "../domain/desk/oauth2-settings.ts";
import { RETENTION_CLASSES, type RetentionClass } from "../domain/privacy/retention.ts";
import { WEBHOOK_FORMATS } from "../domain/webhooks/webhook-settings.ts";
import {
  address,
  bilingual,
  byId,
  closed,
  count,
  date,
  domain,
  id,
  line,
  listOf,
  module,
  oneOf,
  optional,
  rasci,
  relativeTime,
  shortTime,
  text,
  timeOfDay,
  version,
  workingTime,
  yesOrNo,
} from "./value-shapes.ts";

const recipients = Type.Array(text, {
  minItems: 1,
  description: "a list of at least one recipient, such as [lead, ops]",
});
const ladder = Type.Array(closed({ at: relativeTime, to: recipients }), {
  description: "a list of steps such as - { at: 0h, to: [lead, ops] }",
});

const agreedTerms = closed({
  firstResponse: optional(workingTime),
  nextResponse: optional(workingTime),
  resolution: optional(workingTime),
  calendar: optional(text),
  ladder: optional(ladder),
});

const auth = closed({
  oauth2: closed({
    grant: oneOf(OAUTH2_GRANTS),
    tokenUrl: text,
    clientId: text,
    clientSecret: optional(text),
    refreshToken: optional(text),
    scope: optional(text),
    secretExpires: optional(date),
  }),
});

type RetentionShape = Record<`${RetentionClass}Days`, TOptional<TInteger>>;

/** The shape of desk.yaml: what a key may hold. What the keys mean together is checked in check-references.ts. */
export const deskFile = closed({
  desk: closed({
    name: optional(text),
    address,
    languages: optional(Type.Array(oneOf(LANGUAGES), { minItems: 1, description: "a list of at least one language" })),
    zone: optional(text),
    undoSeconds: optional(count(0, 3600)),
    agentProof: optional(oneOf(AGENT_PROOFS)),
    opsAddress: optional(address),
    acknowledge: optional(oneOf(ACKNOWLEDGE_POLICIES)),
    thanks: optional(listOf(text)),
    reopenDays: optional(count(0, 3650)),
    survey: optional(closed({ afterDays: count(0, 90) })),
    billing: optional(closed({ withoutApproval: optional(workingTime) })),
    limits: optional(
      closed({
        unauthenticatedAcknowledgementsAnHour: optional(count(0, 1_000_000)),
        unauthenticatedAcknowledgementsADay: optional(count(0, 1_000_000)),
        requesterAcknowledgementsADay: optional(count(0, 1_000_000)),
        domainAcknowledgementsADay: optional(count(0, 1_000_000)),
        totalAcknowledgementsAnHour: optional(count(0, 1_000_000)),
      }),
    ),
    alerts: optional(
      closed({
        mailsAMinute: optional(count(0, 1_000_000)),
        usefulMinutes: optional(count(0, 100_000)),
      }),
    ),
    attachments: optional(
      closed({
        noticeMegabytes: optional(count(0, 1_000)),
        replyMegabytes: optional(count(1, 1_000)),
        linkDays: optional(count(1, 365)),
      }),
    ),
  }),
  mailboxes: optional(
    listOf(
      closed({
        name: id,
        imap: optional(text),
        smtp: optional(text),
        fallbacks: optional(listOf(text)),
        folder: optional(text),
        after: optional(
          Type.String({
            pattern: "^(keep|flag|move:.+)$",
            default: "keep",
            description: "keep, flag or move:FOLDER such as move:Done",
          }),
        ),
        trustedAuthServers: optional(listOf(domain)),
        auth: optional(auth),
      }),
    ),
  ),
  dkim: optional(
    closed({
      domain,
      selector: Type.String({
        pattern: "^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$",
        default: "desk",
        description: "a selector such as desk2026",
      }),
      key: optional(text),
      keyFile: optional(text),
    }),
  ),
  journal: optional(closed({ address, imap: text, folder: optional(text), auth: optional(auth) })),
  // The calendars have a validator of their own: domain/calendar/validate-calendar.ts.
  calendars: byId(Type.Unknown()),
  levels: byId(
    closed({
      name: bilingual,
      definition: bilingual,
      calendar: text,
      firstResponse: workingTime,
      nextResponse: optional(workingTime),
      resolution: optional(workingTime),
      ladder: optional(ladder),
      activity: optional(text),
      words: optional(listOf(text)),
    }),
  ),
  defaultLevel: text,
  ladder: optional(ladder),
  agents: optional(
    byId(
      closed({
        name: text,
        addresses: Type.Array(address, { minItems: 1, description: "a list of at least one address" }),
        roles: optional(listOf(oneOf(AGENT_ROLES))),
        absent: optional(
          Type.Array(closed({ from: date, to: date, deputy: text }), {
            description: "a list of absences such as - { from: 2026-12-21, to: 2027-01-03, deputy: two }",
          }),
        ),
        active: optional(Type.Boolean({ default: true, description: "true or false" })),
        proof: optional(oneOf(AGENT_PROOFS)),
      }),
    ),
  ),
  teams: optional(
    byId(
      closed({
        members: listOf(text),
        lead: optional(text),
        default: optional(yesOrNo),
      }),
    ),
  ),
  organisations: optional(
    listOf(
      closed({
        id,
        name: line,
        domains: optional(listOf(domain)),
        contacts: optional(listOf(address)),
        hosting: oneOf(HOSTINGS),
        agreement: optional(
          closed({
            from: date,
            to: date,
            renewalMonths: optional(count(1, 120)),
            calendar: optional(text),
            levels: optional(byId(agreedTerms)),
            ladder: optional(ladder),
          }),
        ),
        accountManager: optional(text),
        installed: optional(listOf(closed({ module, version }))),
        templates: optional(text),
      }),
    ),
  ),
  services: byId(
    closed({
      name: bilingual,
      note: optional(bilingual),
      procedure: optional(bilingual),
      coverage: closed({ vendor: oneOf(SERVICE_COVERAGES), customer: oneOf(SERVICE_COVERAGES) } satisfies Record<
        (typeof HOSTINGS)[number],
        TSchema
      >),
    }),
  ),
  activities: byId(
    closed({
      name: bilingual,
      note: optional(bilingual),
      procedure: optional(bilingual),
      toCustomer: optional(bilingual),
      customer: rasci,
      vendor: rasci,
      team: optional(text),
      accountable: optional(text),
      inform: optional(oneOf(INFORMED)),
    }),
  ),
  rules: optional(
    listOf(
      closed({
        when: closed({
          subject: optional(text),
          text: optional(text),
          from: optional(text),
          organisation: optional(text),
        }),
        set: closed({ service: optional(text), activity: optional(text), level: optional(text), team: optional(text) }),
      }),
    ),
  ),
  templates: optional(text),
  webForm: optional(
    closed({
      visitorRequestsAnHour: optional(count(1, 1_000_000)),
      addressRequestsAnHour: optional(count(1, 1_000_000)),
      totalRequestsAnHour: optional(count(1, 1_000_000)),
    }),
  ),
  backup: optional(
    closed({
      enabled: optional(yesOrNo),
      at: optional(timeOfDay),
      keepDays: optional(count(1, 3650)),
      drill: optional(yesOrNo),
      directory: optional(text),
    }),
  ),
  retention: optional(
    closed(
      Object.fromEntries(
        RETENTION_CLASSES.map((name) => [`${name}Days` as const, optional(count(1, 36_500))]),
      ) as RetentionShape,
    ),
  ),
  canary: optional(
    closed({
      every: optional(shortTime),
      within: optional(shortTime),
      answerTo: optional(address),
      addresses: optional(byId(address)),
    }),
  ),
  webhooks: optional(
    listOf(
      closed({
        name: id,
        url: text,
        format: optional(oneOf(WEBHOOK_FORMATS)),
        secret: optional(text),
        allowPrivate: optional(yesOrNo),
      }),
    ),
  ),
});

export type DeskFile = Static<typeof deskFile>;
