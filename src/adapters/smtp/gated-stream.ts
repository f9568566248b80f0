import { Readable } from "node:stream";

/** What is held back. Enough that no server can take what it has for a whole mail; the final dot follows these bytes. */
const HELD_BACK_BYTES = 64;
const CHUNK_BYTES = 64 * 1024;

export interface GatedStream {
  readonly stream: Readable;
  /** True once the last bytes, and with them the final dot, may have left. */
  isReleased(): boolean;
}

/**
 * The mail as a stream that gives its last bytes only when `mayRelease` has given true; any other answer ends it as broken. `onStart` is
 * called when the first bytes are asked for, which is when the server has said that it wants the mail.
 */
export function createGatedStream(
  bytes: Uint8Array,
  onStart: () => void,
  mayRelease: () => Promise<boolean>,
): GatedStream {
  const heldFrom = Math.max(bytes.length - HELD_BACK_BYTES, 0);
  let at = 0;
  let isStarted = false;
  let isReleased = false;
  const stream = new Readable({
    read() {
      if (!isStarted) onStart();
      isStarted = true;
      if (at < heldFrom) {
        const end = Math.min(at + CHUNK_BYTES, heldFrom);
        const chunk = bytes.subarray(at, end);
        at = end;
        this.push(chunk);
        return;
      }
      void release(mayRelease, stream, () => {
        isReleased = true;
        stream.push(bytes.subarray(heldFrom));
        stream.push(null);
      });
    },
  });
  return { stream, isReleased: () => isReleased };
}

async function release(mayRelease: () => Promise<boolean>, stream: Readable, open: () => void): Promise<void> {
  try {
    const may = await mayRelease();
    // The connection may have gone while the answer was awaited: then nothing must leave any more.
    if (stream.destroyed) return;
    if (may) open();
    else stream.destroy(new Error("the gate stayed shut"));
  } catch (error) {
    stream.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}
