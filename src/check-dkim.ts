import { bad, type DeskCheck, good } from "./desk-check.ts";
import { type DkimSettings, dkimRecord } from "./domain/desk/dkim-settings.ts";

/** The TXT records of a name, each put together from its parts; rejects as node:dns/promises does. */
export type ResolveTxt = (name: string) => Promise<readonly string[]>;

/** Compares the record that receivers will look up with the key that signs. */
export async function checkDkim(dkim: DkimSettings, resolveTxt: ResolveTxt): Promise<DeskCheck> {
  const { name, text } = dkimRecord(dkim);
  const publish = `Publish this TXT record: ${name} "${text}"`;
  let records: readonly string[];
  try {
    records = await resolveTxt(name);
  } catch (error) {
    const code = error instanceof Object && "code" in error ? String(error.code) : "no answer";
    return bad("dkim", `${name} is not to be had from the name servers (${code}), so no signature verifies.`, publish);
  }
  const keys = records.filter((record) => /(?:^|;)\s*p\s*=/i.test(record));
  if (keys.length > 1) return bad("dkim", `${name} has ${keys.length} keys, where receivers take any.`, publish);
  const key = keys[0];
  if (key === undefined) return bad("dkim", `${name} holds no key.`, publish);
  const tags = readTags(key);
  if (tags.get("p") === "") return bad("dkim", `${name} says that its key was revoked.`, publish);
  const isSame = tags.get("p") === dkim.publicKey && (tags.get("k") ?? "rsa") === dkim.algorithm;
  if (!isSame) return bad("dkim", `${name} holds another key than the desk signs with.`, publish);
  const isTest = tags.get("t")?.split(":").includes("y") ?? false;
  if (isTest) {
    return { ...good("dkim", `${name} holds the key, for tests (t=y): receivers may ignore it.`), mend: publish };
  }
  return good("dkim", `${name} holds the key that the desk signs with.`);
}

function readTags(record: string): Map<string, string> {
  return new Map(
    record.split(";").map((tag) => {
      const equals = tag.indexOf("=");
      return [tag.slice(0, Math.max(equals, 0)).trim().toLowerCase(), tag.slice(equals + 1).replace(/\s/g, "")];
    }),
  );
}
