import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";

export interface FileToZip {
  readonly name: string;
  read(): Promise<Uint8Array>;
}

/**
 * Writes files into a ZIP file that only its owner may read, one in memory at a time. Throws `EEXIST` rather than write over a file; one that
 * could not be finished is taken away.
 */
export async function writeFilesAsZip(path: string, files: readonly FileToZip[], at: Date): Promise<void> {
  const zip = new ZipFile();
  for (const file of files) {
    zip.addReadStreamLazy(file.name, { mtime: at, mode: 0o100600 }, (give) =>
      give(null, Readable.from(bytesOf(file), { objectMode: false })),
    );
  }
  zip.end();
  const output = zip.outputStream as Readable;
  zip.on("error", (error: Error) => output.destroy(error));
  try {
    await pipeline(output, createWriteStream(path, { mode: 0o600, flags: "wx" }));
  } catch (error) {
    const isTaken = typeof error === "object" && error !== null && "code" in error && error.code === "EEXIST";
    if (!isTaken) await rm(path, { force: true });
    throw error;
  }
}

async function* bytesOf({ read }: FileToZip): AsyncGenerator<Uint8Array> {
  yield await read();
}
