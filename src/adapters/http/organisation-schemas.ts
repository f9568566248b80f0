import Type, { type Static, type TSchema } from "typebox";
import { HOSTINGS } from "../../domain/agreement/coverage.ts";
import { GATE_VERDICTS } from "../../domain/agreement/gate.ts";

const Text = Type.String();
const Day = Type.String({ examples: ["2027-12-31"], description: "a date in the desk's zone" });
const Id = Type.String({ maxLength: 64 });
const Many = 1_000;

const InstalledModule = Type.Object({ module: Text, version: Text }, { additionalProperties: false });

const AGREEMENT = { from: Day, to: Day };

const Steps = Type.Array(
  Type.Object({ at: Text, to: Type.Array(Text, { maxItems: Many }) }, { additionalProperties: false }),
  { maxItems: Many, examples: [[{ at: "-1h", to: ["assignee"] }]] },
);

const Terms = Type.Object(
  {
    firstResponse: Type.Optional(Type.String({ examples: ["2h"], description: "working time" })),
    nextResponse: Type.Optional(Text),
    resolution: Type.Optional(Text),
    calendar: Type.Optional(Text),
    ladder: Type.Optional(Steps),
  },
  { additionalProperties: false },
);

const PROMISES = {
  levels: Type.Optional(Type.Record(Type.String(), Terms, { description: "what goes before the levels of the desk" })),
  ladder: Type.Optional(Steps),
};

const WRITTEN = {
  name: Type.String({ minLength: 1, maxLength: 300 }),
  domains: Type.Optional(Type.Array(Text, { maxItems: Many })),
  contacts: Type.Optional(Type.Array(Text, { maxItems: Many })),
  hosting: oneOf(HOSTINGS),
  agreement: Type.Optional(
    Type.Object(
      { ...AGREEMENT, renewalMonths: Type.Optional(Type.Integer()), calendar: Type.Optional(Text), ...PROMISES },
      { additionalProperties: false },
    ),
  ),
  accountManager: Type.Optional(Text),
  installed: Type.Optional(Type.Array(InstalledModule, { maxItems: Many })),
};

/** An organisation as it is to be; what is left out is none. */
export const NewOrganisation = Type.Object({ id: Id, ...WRITTEN }, { additionalProperties: false });
export type NewOrganisation = Static<typeof NewOrganisation>;

export const ReplacedOrganisation = Type.Object(WRITTEN, { additionalProperties: false });
export type ReplacedOrganisation = Static<typeof ReplacedOrganisation>;

export const OrganisationParameters = Type.Object({ organisation: Id });
export type OrganisationParameters = Static<typeof OrganisationParameters>;

const Agreement = Type.Object({
  ...AGREEMENT,
  until: Type.String({ description: "the last day of the present term: later than `to` where it renewed itself" }),
  renewalMonths: orNull(Type.Integer()),
  calendar: orNull(Text),
  ...PROMISES,
});

export const Organisation = Type.Object({
  id: Id,
  name: Text,
  domains: Type.Array(Text),
  contacts: Type.Array(Text),
  hosting: oneOf(HOSTINGS),
  agreement: orNull(Agreement),
  accountManager: orNull(Text),
  installed: Type.Array(InstalledModule),
  source: oneOf(["desk.yaml", "stored"]),
  gate: oneOf(GATE_VERDICTS),
  version: orNull(Type.Integer({ description: "of its last change, as in the ETag; null for one of desk.yaml" })),
  changedAt: orNull(Text),
  faults: Type.Optional(
    Type.Array(Text, {
      description:
        "where one is read alone: what of it fits desk.yaml no more, such as a level that is gone, with its mend",
    }),
  ),
});

export const AgreementLine = Type.Object({
  organisation: Id,
  name: Text,
  ...AGREEMENT,
  until: Text,
  renewalMonths: orNull(Type.Integer()),
  calendar: orNull(Text),
  ...PROMISES,
  gate: oneOf(GATE_VERDICTS),
  accountManager: orNull(Text),
  source: oneOf(["desk.yaml", "stored"]),
});

export const OrganisationEvents = Type.Object({
  items: Type.Array(
    Type.Object({
      at: Text,
      actor: Text,
      type: Text,
      before: orNull(Type.Object({}, { additionalProperties: true })),
      after: orNull(Type.Object({}, { additionalProperties: true })),
    }),
  ),
  next: Type.Null(),
});

function oneOf<const Word extends string>(words: readonly Word[]) {
  return Type.Unsafe<Word>({ type: "string", enum: [...words] });
}

function orNull<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}
