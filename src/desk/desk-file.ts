import Type, { type Static, type TInteger, type TOptional, type TSchema } from "typebox";
import { HOSTINGS, SERVICE_COVERAGES } from "../domain/agreement/coverage.ts";
import { ACKNOWLEDGE_POLICIES, AGENT_PROOFS, AGENT_ROLES, INFORMED } from "../domain/desk/desk.ts";
import { LANGUAGES } from "../domain/desk/language.ts";
import { OAUTH2_GRANTS } from "../domain/desk/oauth2-settings.ts";
import { RETENTION_CLASSES, type RetentionClass } from "../domain/privacy/retention.ts";
import { WEBHOOK_FORMATS } from "../domain/webhooks/webhook-settings.ts";

// Every default is what stand-in.ts puts in the place of a wrong value; nothing else uses it.
// Every description ends the sentence "... is not ___": it is what the reader of a fault is told to write instead.
const oneOf = <const Values extends readonly string[]>(values: Values) =>
  Type.Unsafe<Values[number]>(
    Type.String({ enum: [...values], default: values[0], description: `one of ${values.join(", ")}` }),
  );
const closed = <Properties extends Record<string, TSchema>>(properties: Properties) =>
  Type.Object(properties, { additionalProperties: false, description: "a map of keys and values" });
const listOf = <Item extends TSchema>(item: Item) => Type.Array(item, { description: "a list" });
const byId = <Value extends TSchema>(value: Value) =>
  Type.Record(Type.String({ pattern: "^[A-Za-z][A-Za-z0-9_-]{0,63}$" }), value, {
    additionalProperties: false,
    description: "a map of ids",
  });
const optional = Type.Optional;

const text = Type.String({ minLength: 1, default: "?", description: "text; put a number in quotes" });
const CONTROLS = "\\u0000-\\u001f\\u007f\\u0085\\u2028\\u2029";
/** What stands in subjects of mails and in tables. */
const line = Type.String({
  pattern: `^[^${CONTROLS}]*[^\\s${CONTROLS}][^${CONTROLS}]*$`,
  default: "?",
  description: "text on one line; put a number in quotes",
});
// CSV writes them as `core:5.2; billing:1.0`.
const module = Type.String({
  pattern: `^[^:;${CONTROLS}]+$`,
  default: "?",
  description: "the name of a module without : and ; on one line",
});
const version = Type.String({
  pattern: `^[^;${CONTROLS}]+$`,
  default: "?",
  description: "a version without ; on one line; put a number in quotes",
});
const id = Type.String({
  pattern: "^[A-Za-z][A-Za-z0-9_-]{0,63}$",
  default: "stand-in-of-svartid",
  description: "an id of letters, digits and dashes, a letter first",
});
const count = (minimum: number, maximum: number) =>
  Type.Integer({ minimum, maximum, default: minimum, description: `a whole number from ${minimum} to ${maximum}` });
const WORKING_TIME = "(\\d{1,4}h([0-5]?\\dm?)?|\\d{1,6}m)$";
const workingTime = Type.String({
  pattern: `^${WORKING_TIME}`,
  default: "0h",
  description: "a length of working time such as 4h, 90m or 1h30",
});
const relativeTime = Type.String({
  pattern: `^-?${WORKING_TIME}`,
  default: "0h",
  description: "a length of working time such as 2h, 0h or, before the target, -1h",
});
const ADDRESS = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@";
const DOMAIN = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*";
const address = Type.String({
  pattern: `^${ADDRESS}${DOMAIN}$`,
  maxLength: 254,
  default: "stand-in@svartid.invalid",
  description: "an email address such as support@desk.example",
});
const domain = Type.String({
  pattern: `^${DOMAIN}$`,
  maxLength: 253,
  default: "svartid.invalid",
  description: "a domain such as north.example",
});
const yesOrNo = Type.Boolean({ default: false, description: "true or false" });
const date = Type.String({
  pattern: "^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$",
  default: "2026-01-01",
  description: "a date such as 2026-12-31",
});
const shortTime = Type.String({
  pattern: "^([1-9]\\d{0,3}s|[1-9]\\d{0,2}m)$",
  default: "5m",
  description: "a length of time such as 5m or 90s",
});
const timeOfDay = Type.String({
  pattern: "^([01]\\d|2[0-3]):[0-5]\\d$",
  default: "02:00",
  description: 'a time of day in quotes, such as "02:00"',
});
const bilingual = closed({ da: text, en: text } satisfies Record<(typeof LANGUAGES)[number], TSchema>);
const rasci = Type.String({
  pattern: "^([RASCI](/[RASCI])*)?$",
  default: "",
  description: "letters of R, A, S, C, I joined with a slash, such as A/R or I",
});
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
