import { StringDecoder } from "node:string_decoder";

/** A line of a stream, or the fact that one was longer than allowed and was left out. */
export type SplitLine = { readonly kind: "line"; readonly text: string } | { readonly kind: "too-long" };

export interface LineSplitter {
  /** The lines that this chunk completes. */
  push(chunk: Uint8Array): SplitLine[];
  /** The last line, when the stream did not end with a line break. */
  end(): SplitLine[];
}

/** Cuts UTF-8 bytes into lines and holds at most one unfinished line of `maxCharacters`. */
export function createLineSplitter(maxCharacters: number): LineSplitter {
  const decoder = new StringDecoder("utf8");
  let pending = "";
  let tooLong = false;

  function take(text: string): SplitLine[] {
    const pieces = text.split("\n");
    const rest = pieces.pop() ?? "";
    const lines = pieces.map((piece): SplitLine => {
      const line = finish(piece);
      pending = "";
      tooLong = false;
      return line;
    });
    if (tooLong || pending.length + rest.length > maxCharacters) {
      pending = "";
      tooLong = true;
    } else pending += rest;
    return lines;
  }

  function finish(piece: string): SplitLine {
    if (tooLong || pending.length + piece.length > maxCharacters) return { kind: "too-long" };
    return { kind: "line", text: pending + piece };
  }

  return {
    push: (chunk) => take(decoder.write(Buffer.from(chunk))),
    end() {
      const lines = take(decoder.end());
      return pending === "" && !tooLong ? lines : [...lines, finish("")];
    },
  };
}
