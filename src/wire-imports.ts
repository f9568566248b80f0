import { createRecordSource } from "./adapters/files/read-records.ts";
import { pastContent } from "./adapters/mime/past-content.ts";
import type { PastContent } from "./usecases/ports/past-content.ts";
import type { RecordSource } from "./usecases/ports/record-source.ts";

/** What reads the exports of other desks, for the command that takes them over. */
export function wireImports(): { source: RecordSource & { close(): Promise<void> }; content: PastContent } {
  return { source: createRecordSource(), content: pastContent };
}
