import { checkCanary } from "./check-canary.ts";
import { checkLadders } from "./check-ladders.ts";
import { checkMatrix } from "./check-matrix.ts";
import { checkOrganisations } from "./check-organisations.ts";
import { checkPeople } from "./check-people.ts";
import { checkRules } from "./check-rules.ts";
import { checkWebhooks } from "./check-webhooks.ts";
import type { Finding } from "./desk-fault.ts";
import type { DeskFile } from "./desk-file.ts";
import { checkDuplicates, checkReference } from "./known.ts";

/** Everything that the shape of the file cannot say: what the keys name must exist, once, and make sense together. */
export function checkReferences(file: DeskFile): Finding[] {
  return [
    ...checkSettings(file),
    ...checkLanguages(file),
    ...checkLevels(file),
    ...checkPeople(file),
    ...checkOrganisations(file),
    ...checkMatrix(file),
    ...checkRules(file),
    ...checkWebhooks(file),
    ...checkCanary(file),
    ...checkLadders(file),
  ];
}

function checkSettings(file: DeskFile): Finding[] {
  const { address, opsAddress } = file.desk;
  if (opsAddress?.toLowerCase() !== address.toLowerCase()) return [];
  const message = "alerts would be mailed to the desk itself; name an address that a person of operations reads";
  return [{ path: ["desk", "opsAddress"], message }];
}

function checkLanguages({ desk: { languages = [] } }: DeskFile): Finding[] {
  return languages.flatMap((language, index) => {
    if (languages.indexOf(language) === index) return [];
    return [{ path: ["desk", "languages", index], message: `${language} stands there twice; name each language once` }];
  });
}

function checkLevels(file: DeskFile): Finding[] {
  const calendars = Object.keys(file.calendars);
  return [
    ...Object.entries(file.levels).flatMap(([id, level]) =>
      checkReference("calendar", level.calendar, calendars, ["levels", id, "calendar"]),
    ),
    ...checkWords(file),
    ...checkReference("level", file.defaultLevel, Object.keys(file.levels), ["defaultLevel"]),
  ];
}

/** By a word a level is asked for: it must be found in a mail, and mean one level. */
function checkWords({ levels }: DeskFile): Finding[] {
  const words = Object.entries(levels).flatMap(([id, level]) =>
    (level.words ?? []).map((value, index) => ({ value, path: ["levels", id, "words", index], owner: `level ${id}` })),
  );
  const unfindable = words.filter(({ value }) => !/[\p{L}\p{N}]{2}/u.test(value));
  return [
    ...unfindable.map(({ value, path }) => ({
      path,
      message: `${JSON.stringify(value)} holds no word of two letters or more; write what customers would`,
    })),
    ...checkDuplicates("word", words),
  ];
}
