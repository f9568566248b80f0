import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface ReceivedSpan {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the first of a trace. */
  readonly parentId: string;
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  /** 2 where it failed. */
  readonly status: number;
}

export interface OtlpReceiver {
  readonly url: string;
  readonly spans: ReceivedSpan[];
  /** The headers of the last request. */
  headers(): Readonly<Record<string, unknown>>;
  /** All bytes that came in. */
  bytes(): Buffer;
  stop(): Promise<void>;
}

/** A collector that takes traces by OTLP over HTTP in protobuf, as opentelemetry/proto/trace/v1/trace.proto numbers its fields. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const bodies: Buffer[] = [];
  let headers: Record<string, unknown> = {};
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      headers = request.headers;
      const isRight = request.url === "/v1/traces" && request.headers["content-type"] === "application/x-protobuf";
      if (isRight) {
        bodies.push(body);
        spans.push(...readSpans(body));
      }
      response.writeHead(isRight ? 200 : 404, { "content-type": "application/x-protobuf" }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    headers: () => headers,
    bytes: () => Buffer.concat(bodies),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function readSpans(body: Buffer): ReceivedSpan[] {
  return messages(read(body), 1).flatMap((resourceSpans) => {
    const resource = messages(resourceSpans, 1).flatMap((one) => messages(one, 1));
    const service = String(Object.fromEntries(resource.map(attribute))["service.name"] ?? "");
    return messages(resourceSpans, 2)
      .flatMap((scope) => messages(scope, 2))
      .map((span) => ({
        service,
        name: text(span, 5),
        traceId: bytes(span, 1).toString("hex"),
        spanId: bytes(span, 2).toString("hex"),
        parentId: bytes(span, 4).toString("hex"),
        facts: Object.fromEntries(messages(span, 9).map(attribute)),
        status: messages(span, 15).map((status) => number(status, 3))[0] ?? 0,
      }));
  });
}

function attribute(pair: Fields): [string, string | number | boolean] {
  const value = messages(pair, 2)[0] ?? new Map();
  const found = value.has(2) ? number(value, 2) === 1 : value.has(3) ? number(value, 3) : text(value, 1);
  return [text(pair, 1), found];
}

type Fields = Map<number, (Buffer | number)[]>;

/** The fields of a message of protobuf by their numbers (protobuf.dev, Encoding). */
function read(body: Buffer): Fields {
  const fields: Fields = new Map();
  let at = 0;
  const varint = (): number => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = body[at++] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(value);
    }
  };
  const slice = (length: number): Buffer => {
    at += length;
    return body.subarray(at - length, at);
  };
  while (at < body.length) {
    const tag = varint();
    const kind = tag & 7;
    const value = kind === 0 ? varint() : slice(kind === 1 ? 8 : kind === 5 ? 4 : varint());
    fields.set(tag >> 3, [...(fields.get(tag >> 3) ?? []), value]);
  }
  return fields;
}

const messages = (fields: Fields, id: number): Fields[] =>
  (fields.get(id) ?? []).flatMap((one) => (typeof one === "number" ? [] : [read(one)]));
const bytes = (fields: Fields, id: number): Buffer => {
  const found = fields.get(id)?.[0];
  return Buffer.isBuffer(found) ? found : Buffer.alloc(0);
};
const text = (fields: Fields, id: number): string => bytes(fields, id).toString();
const number = (fields: Fields, id: number): number => Number(fields.get(id)?.[0] ?? 0);
