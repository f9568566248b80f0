import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import Type from "typebox";
import { Value } from "typebox/value";
import { parseInstant } from "../../domain/time/instant.ts";
import { type ErasureNotes, NotesDamaged } from "../../usecases/ports/erasure-notes.ts";

const shape = Type.Object({
  format: Type.Literal(1),
  key: Type.Union([Type.String(), Type.Null()]),
  writtenAt: Type.String(),
  erasures: Type.Array(Type.Object({ code: Type.String({ pattern: "^[0-9a-f]{64}$" }), at: Type.String() })),
});

/** Lists of erasures as JSON files that only their owner may read. */
export const erasureNotes: ErasureNotes = {
  async read(path) {
    let text: string;
    try {
      text = await readFile(path, "utf8");
    } catch (error) {
      if (typeof error === "object" && error !== null && "code" in error && error.code === "ENOENT") return null;
      throw error;
    }
    return parse(text, path);
  },

  async write(path, { key, writtenAt, erasures }) {
    const notes = erasures.map(({ code, at }) => ({ code, at: new Date(at).toISOString() }));
    const list = { format: 1, key, writtenAt: new Date(writtenAt).toISOString(), erasures: notes };
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    // A name of its own: the command and the desk may write at the same time.
    const draft = `${path}.${randomUUID()}.partial`;
    const handle = await open(draft, "w", 0o600);
    await handle.writeFile(`${JSON.stringify(list, null, 2)}\n`);
    await handle.sync().finally(() => handle.close());
    await rename(draft, path);
  },

  async putAside(path) {
    const aside = `${path}.${randomUUID()}.aside`;
    await rename(path, aside);
    return aside;
  },
};

function parse(text: string, path: string) {
  const damaged = (cause?: unknown) =>
    new NotesDamaged(`${path} is not a list of erasures that Svartid wrote: name another copy with --erasures`, {
      cause,
    });
  try {
    const { key, writtenAt, erasures } = Value.Parse(shape, JSON.parse(text));
    const instantOf = (written: string) => {
      const at = parseInstant(written);
      if (at === null) throw damaged();
      return at;
    };
    return {
      key,
      writtenAt: instantOf(writtenAt),
      erasures: erasures.map(({ code, at }) => ({ code, at: instantOf(at) })),
    };
  } catch (error) {
    throw error instanceof NotesDamaged ? error : damaged(error);
  }
}
