import type { Desk } from "../desk/desk.ts";
import { isDeskAddress } from "../desk/is-desk-address.ts";
import type { Bilingual } from "../desk/language.ts";
import { parseMailAddress } from "../outbound/mail-address.ts";
import { parseTicketRef } from "../ticket/ticket-ref.ts";
import type { Command, CommandName } from "./command.ts";
import { interpretApproval } from "./interpret-approval.ts";
import { interpretChange } from "./interpret-change.ts";
import { interpretConsent } from "./interpret-consent.ts";
import { interpretError } from "./interpret-error.ts";
import { interpretTime } from "./interpret-time.ts";

type Interpretation = { command: Command } | { fault: { da: string; en: string } };

const HOLD = /^(?:(\d{1,3})h(?:([0-5]?\d)m?)?|(\d{1,4})m)$/i;

/** Who writes, on which desk, and the canned replies it has. */
export interface CommandScope {
  /** Key of the writing agent, whom `me` names. */
  readonly agent: string;
  readonly desk: Desk;
  readonly replyTemplates: readonly string[];
}

/**
 * Gives a command its meaning on this desk: arguments become ids, and what does not exist is a fault with the choices named.
 * `word` is the command as it was written: a fault speaks the writer's own word.
 */
export function interpretCommand(
  { name, word }: { name: CommandName; word: string },
  argument: string,
  { agent, desk, replyTemplates }: CommandScope,
): Interpretation {
  switch (name) {
    case "level":
      return level(argument, desk);
    case "assign":
      return assign(argument, agent, desk);
    case "wait":
      return { command: { name, reason: argument } };
    case "accept":
      return { command: { name, reason: argument } };
    case "cc":
    case "uncc":
      return copy(name, argument, desk);
    case "service":
      return named(argument, desk.services, WORDS.service, (service) => ({ name, service }));
    case "activity":
      return named(argument, desk.activities, WORDS.activity, (activity) => ({ name, activity }));
    case "template":
      return template(argument, replyTemplates);
    case "ask-consent":
      return interpretConsent(word, argument);
    case "ask-approval":
      return interpretApproval(word, argument);
    case "ask-access":
      return { command: { name, asked: "access", text: argument } };
    case "ask-permission":
      return { command: { name, asked: "permission", text: argument } };
    case "merge":
    case "link":
      return otherTicket(name, word, argument);
    case "time":
      return interpretTime(word, argument);
    case "change":
      return interpretChange(word, argument);
    case "error":
      return interpretError(word, argument);
    case "ack":
      return acknowledge(argument);
    default:
      return argument === "" ? { command: { name } } : unexpectedText(word, argument);
  }
}

function level(argument: string, desk: Desk): Interpretation {
  const [written = "", why = ""] = argument.split(/\s+(.*)/s);
  const found = Object.keys(desk.levels).find((id) => id.toLowerCase() === written.toLowerCase());
  if (found !== undefined) return { command: { name: "level", level: found, ...(why === "" ? {} : { why }) } };
  const choices = Object.keys(desk.levels).join(", ");
  return {
    fault: {
      da: `Niveauet "${argument}" findes ikke. Vælg et af: ${choices}.`,
      en: `There is no level "${argument}". Choose one of: ${choices}.`,
    },
  };
}

function assign(argument: string, agent: string, desk: Desk): Interpretation {
  const wanted = argument.toLowerCase();
  if (["me", "mig"].includes(wanted)) return { command: { name: "assign", agent, team: null } };
  const agents = Object.entries(desk.agents).filter(([, one]) => one.active);
  const found = agents.filter(
    ([id, one]) => id.toLowerCase() === wanted || one.name.toLowerCase() === wanted || one.addresses.includes(wanted),
  );
  if (found.length === 1 && found[0]) return { command: { name: "assign", agent: found[0][0], team: null } };
  const team = Object.keys(desk.teams).find((id) => id.toLowerCase() === wanted);
  if (team !== undefined && found.length === 0) return { command: { name: "assign", agent: null, team } };
  const choices = [...agents.map(([id]) => id), ...Object.keys(desk.teams)].join(", ");
  return {
    fault: {
      da: `Ingen enkelt medarbejder og intet team hedder "${argument}". Vælg mig eller en af: ${choices}.`,
      en: `No single agent and no team is called "${argument}". Choose me or one of: ${choices}.`,
    },
  };
}

function copy(name: "cc" | "uncc", argument: string, desk: Desk): Interpretation {
  const address = parseMailAddress(argument.replace(/^<(.*)>$/, "$1"))?.toLowerCase() ?? null;
  if (address === null) {
    return {
      fault: {
        da: `"${argument}" er ikke en mailadresse. Skriv én adresse, for eksempel #${name} it@north.example.`,
        en: `"${argument}" is no email address. Write one address, for example #${name} it@north.example.`,
      },
    };
  }
  if (!isDeskAddress(desk.desk, address)) return { command: { name, address } };
  return {
    fault: {
      da: "Supportens egen adresse kan ikke stå i kopi.",
      en: "The desk's own address cannot be in copy.",
    },
  };
}

const WORDS = {
  service: { da: "Ydelsen", en: "service" },
  activity: { da: "Aktiviteten", en: "activity" },
} as const;

/** By id, or by name in either language. */
function named(
  argument: string,
  entries: Readonly<Record<string, { readonly name: Bilingual }>>,
  word: { da: string; en: string },
  toCommand: (id: string) => Command,
): Interpretation {
  const wanted = argument.normalize("NFC").toLowerCase();
  const found = Object.entries(entries).filter(([id, { name }]) =>
    [id, name.da, name.en].some((one) => one.normalize("NFC").toLowerCase() === wanted),
  );
  if (found.length === 1 && found[0]) return { command: toCommand(found[0][0]) };
  const choices = Object.keys(entries).join(", ");
  return {
    fault: {
      da: `${word.da} "${argument}" findes ikke. Vælg en af: ${choices}.`,
      en: `There is no ${word.en} "${argument}". Choose one of: ${choices}.`,
    },
  };
}

function template(argument: string, names: readonly string[]): Interpretation {
  const found = names.find((name) => name.toLowerCase() === argument.toLowerCase());
  if (found !== undefined) return { command: { name: "template", template: found } };
  const choices = names.join(", ");
  return {
    fault: {
      da: `Skabelonen "${argument}" findes ikke. ${choices === "" ? "Der er ingen." : `Vælg en af: ${choices}.`}`,
      en: `There is no template "${argument}". ${choices === "" ? "There are none." : `Choose one of: ${choices}.`}`,
    },
  };
}

function otherTicket(name: "merge" | "link", word: string, argument: string): Interpretation {
  const ref = parseTicketRef(argument);
  if (ref !== null) return { command: { name, ref } };
  return {
    fault: {
      da: `"${argument}" er ikke et sagsnummer. Skriv for eksempel #${word} SV-7K3M9-2.`,
      en: `"${argument}" is no ticket reference. Write for example #${word} SV-7K3M9-2.`,
    },
  };
}

function acknowledge(argument: string): Interpretation {
  if (argument === "") return { command: { name: "ack", holdMinutes: null } };
  const [, hours, minutes, onlyMinutes] = HOLD.exec(argument) ?? [];
  const holdMinutes = Number(hours ?? 0) * 60 + Number(minutes ?? 0) + Number(onlyMinutes ?? 0);
  if (holdMinutes > 0) return { command: { name: "ack", holdMinutes } };
  return {
    fault: {
      da: `"${argument}" er ikke en arbejdstid. Skriv for eksempel 2h, 90m eller 1h30.`,
      en: `"${argument}" is no working time. Write for example 2h, 90m or 1h30.`,
    },
  };
}

function unexpectedText(word: string, argument: string): Interpretation {
  // A line such as "#resolve the printer now" may be a sentence: doing half of it would be a guess.
  return {
    fault: {
      da: `#${word} tager ingen tekst på samme linje ("${argument}"). Skriv teksten på næste linje.`,
      en: `#${word} takes no text on its line ("${argument}"). Write the text on the next line.`,
    },
  };
}
