import type { LadderStep, Recipient } from "../desk/ladder.ts";
import type { AgreedTerms, Agreement } from "../desk/organisation.ts";
import { formatWorkingTime } from "../time/working-time.ts";

/** A step of a ladder as desk.yaml has it: `{ at: -1h, to: [assignee, webhook:chat] }`. */
export interface WrittenStep {
  readonly at: string;
  readonly to: string[];
}

/** What an agreement says of one level as desk.yaml has it: targets such as `2h`. */
export interface WrittenTerms {
  readonly firstResponse?: string;
  readonly nextResponse?: string;
  readonly resolution?: string;
  readonly calendar?: string;
  readonly ladder?: WrittenStep[];
}

export interface WrittenPromises {
  readonly levels?: Record<string, WrittenTerms>;
  readonly ladder?: WrittenStep[];
}

/** What an agreement promises in place of levels and ladder, as it is written in desk.yaml and by the API; empty where it promises nothing. */
export function writePromises({ levels, ladder }: Pick<Agreement, "levels" | "ladder">): WrittenPromises {
  const written = Object.entries(levels ?? {}).map(([id, terms]) => [id, writeTerms(terms)] as const);
  return {
    ...(levels === undefined ? {} : { levels: Object.fromEntries(written) }),
    ...(ladder === undefined ? {} : { ladder: ladder.map(writeStep) }),
  };
}

function writeTerms(terms: AgreedTerms): WrittenTerms {
  const { firstResponseMinutes, nextResponseMinutes, resolutionMinutes, calendar, ladder } = terms;
  return {
    ...(firstResponseMinutes === undefined ? {} : { firstResponse: formatWorkingTime(firstResponseMinutes) }),
    ...(nextResponseMinutes === undefined ? {} : { nextResponse: formatWorkingTime(nextResponseMinutes) }),
    ...(resolutionMinutes === undefined ? {} : { resolution: formatWorkingTime(resolutionMinutes) }),
    ...(calendar === undefined ? {} : { calendar }),
    ...(ladder === undefined ? {} : { ladder: ladder.map(writeStep) }),
  };
}

function writeStep({ atMinutes, to }: LadderStep): WrittenStep {
  return { at: formatWorkingTime(atMinutes), to: to.map(writeRecipient) };
}

function writeRecipient(recipient: Recipient): string {
  switch (recipient.kind) {
    case "role":
      return recipient.role;
    case "address":
      return recipient.address;
    case "webhook":
      return `webhook:${recipient.name}`;
  }
}
