import type { RecordPlace } from "../ports/record-source.ts";

/**
 * Where the messages of each ticket lie: four numbers for each, since an export has millions of them. The pointer is not
 * kept: what is read again from here was found without fault before.
 */
export class MessagePlaces {
  readonly #files: string[] = [];
  readonly #places = new Map<string, number[]>();

  add(ticketId: string, { file, line, offset, length }: RecordPlace): void {
    const known = this.#files.indexOf(file);
    const at = known >= 0 ? known : this.#files.push(file) - 1;
    const places = this.#places.get(ticketId);
    if (places === undefined) this.#places.set(ticketId, [at, line, offset, length]);
    else places.push(at, line, offset, length);
  }

  /** The ids of all tickets that messages were added for. */
  ticketIds(): IterableIterator<string> {
    return this.#places.keys();
  }

  of(ticketId: string): RecordPlace[] {
    const numbers = this.#places.get(ticketId) ?? [];
    return Array.from({ length: numbers.length / 4 }, (_, at) => {
      const [file = 0, line = 0, offset = 0, length = 0] = numbers.slice(at * 4, at * 4 + 4);
      return { file: this.#files[file] ?? "", line, pointer: "", offset, length };
    });
  }
}
