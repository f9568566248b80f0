import Type, { type Static } from "typebox";
import { LANGUAGES } from "../../domain/desk/language.ts";
import { PERSON_SECTIONS, type PersonRecords } from "../../usecases/ports/person-store.ts";
import { exportPerson } from "../../usecases/privacy/export-person.ts";
import { actorOf } from "./caller.ts";
import type { Writing } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { Problem } from "./problem.ts";
import { Anything, oneOf, orNull, Text } from "./schemas.ts";

const AskedPerson = Type.Object(
  {
    address: Type.String({
      pattern: '^[^\\s@<>()",;:]{1,64}@[^\\s@<>()",;:]{1,255}$',
      examples: ["mette@north.example"],
    }),
    language: Type.Optional(oneOf(LANGUAGES)),
  },
  { additionalProperties: false },
);

const Rows = Type.Array(Anything);

const NOT_KEPT = "null where the request is sent again under its Idempotency-Key: nothing of the answer is kept";
const ExportedPerson = Type.Object({
  records: orNull(
    Type.Object(Object.fromEntries(PERSON_SECTIONS.map((name) => [name, Rows])), { description: NOT_KEPT }),
  ),
  files: orNull(
    Type.Array(Type.Object({ name: Text, base64: Text }), {
      description: "the index, and each mail as it was",
    }),
  ),
});

/** What is larger is written to a file, where it need not lie in memory. */
const MAX_BYTES = 50_000_000;

/**
 * What is held about a person. The address is in the body, since addresses of pages are kept in logs, and of the answer
 * nothing is kept: sent again under its Idempotency-Key the request gets none of it.
 */
export function createPersonHandlers({ desk }: Pick<HttpDeps, "desk">): Record<"exportPerson", Writing> {
  return {
    exportPerson: {
      schema: {
        tags: ["persons"],
        summary: "Everything that is held about a person: rows by section, an index to read, and their mails",
        body: AskedPerson,
        response: { 200: ExportedPerson },
      },
      problems: ["not-found"],
      async perform(stores, request) {
        const { address, language } = request.body as Static<typeof AskedPerson>;
        const found = await exportPerson(stores.persons, {
          address,
          now: await stores.now(),
          language: language ?? desk.desk.languages[0] ?? "en",
          isFixed: language !== undefined,
        });
        if (found === null) throw new Problem("not-found", "Nothing is held about that address.");
        stores.audit.record({
          ...{ actor: actorOf(request), action: "person.exported", subject: { kind: "person", id: null } },
          detail: Object.fromEntries(found.records.map(({ name, rows }) => [name, rows.length])),
        });
        const files: { name: string; base64: string }[] = [];
        let bytes = 0;
        for (const { name, read } of found.files.filter(({ name }) => !name.startsWith("data/"))) {
          const content = await read();
          bytes += content.length;
          if (bytes > MAX_BYTES)
            throw new Problem("invalid-request", "That is over 50 MB: use svartid person export, which writes a file.");
          files.push({ name, base64: Buffer.from(content).toString("base64") });
        }
        return {
          status: 200,
          headers: {},
          body: { records: byName(found.records), files },
          kept: { records: null, files: null },
        };
      },
    },
  };
}

function byName(records: readonly PersonRecords[]): Record<string, PersonRecords["rows"]> {
  return Object.fromEntries(records.map(({ name, rows }) => [name, rows]));
}
