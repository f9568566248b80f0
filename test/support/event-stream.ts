/** One server-sent event as a client sees it. */
export interface StreamedEvent {
  id: string;
  type: string;
  data: Record<string, unknown>;
}

export interface EventStream {
  status: number;
  headers: Headers;
  /** Everything that came so far, comments too. */
  text(): string;
  /** The id that a client would come back with: of what was taken, and of comments after it. */
  lastId(): string;
  /** Reads on until this many events came since the last call; fewer when the stream ends. */
  take(count: number): Promise<StreamedEvent[]>;
  /** Reads to the end. */
  rest(): Promise<StreamedEvent[]>;
  close(): Promise<void>;
}

/** A client of a stream of server-sent events, by the rules of WHATWG HTML section 9.2.6 as far as ours uses them. */
export async function openEventStream(url: string, key: string, lastEventId?: string): Promise<EventStream> {
  const leaving = new AbortController();
  const answer = await fetch(url, {
    signal: leaving.signal,
    headers: { authorization: `Bearer ${key}`, ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }) },
  });
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  const texts: string[] = [];
  let unread = "";
  let lastId = lastEventId ?? "";
  let takenId = lastId;
  const waiting: StreamedEvent[] = [];
  const readOn = async (): Promise<boolean> => {
    const part = await reader?.read();
    texts.push(part?.value ?? "");
    const blocks = (unread + (part?.value ?? "")).split("\n\n");
    unread = blocks.pop() ?? "";
    for (const fields of blocks.map(parseBlock)) {
      lastId = fields.get("id") ?? lastId;
      const data = fields.get("data");
      if (data !== undefined) {
        waiting.push({ id: lastId, type: fields.get("event") ?? "message", data: JSON.parse(data) });
      }
    }
    return part?.done === false;
  };
  const take = async (count: number) => {
    while (waiting.length < count && (await readOn()));
    const taken = waiting.splice(0, count);
    takenId = taken.at(-1)?.id ?? takenId;
    return taken;
  };
  return {
    status: answer.status,
    headers: answer.headers,
    text: () => texts.join(""),
    lastId: () => (waiting.length > 0 ? takenId : lastId),
    take,
    rest: () => take(Number.POSITIVE_INFINITY),
    async close() {
      leaving.abort();
      await reader?.cancel().catch(() => undefined);
    },
  };
}

function parseBlock(block: string): Map<string, string> {
  const lines = block.split("\n").filter((line) => !line.startsWith(":"));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]));
}
