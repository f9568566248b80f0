/** What is known of a span beside its name: ids, states, counts. Never an address, a subject or a text. */
export type SpanFacts = Readonly<Record<string, string | number | boolean>>;

export interface SpanOptions {
  readonly facts?: SpanFacts;
  /**
   * Where it goes on from, when that is not the span it runs in: the life of an accepted mail, in whichever process, or what `current` gave when a
   * row was written. A null there begins a trace of its own.
   */
  readonly continues?: { readonly inboundEmailId: number } | { readonly traceParent: string | null };
  /** `server`: answers a request; `client`: asks another server. */
  readonly kind?: "server" | "client";
  /** Gets what sends the span when it has ended, to be called where it turns out to be true; absent: it is sent at once. */
  readonly whenEnded?: (send: () => void) => void;
}

/** Traces of what the desk does. Nothing it is asked for can fail or wait: where traces go nowhere, the work is done all the same. */
export interface Tracer {
  /** Does the work as one span; `note` adds what is known only while it runs. What is thrown marks it as failed, by its code alone. */
  span<T>(name: string, options: SpanOptions, work: (note: (facts: SpanFacts) => void) => Promise<T>): Promise<T>;
  /** Accepts mails; each that is new begins its trace, in which its reading, filing and answers follow. */
  acceptance<T>(facts: SpanFacts, accept: () => Promise<T>, newEmails: (result: T) => readonly number[]): Promise<T>;
  /** The span that runs, in the form of W3C traceparent, to be kept in a row that it writes; null where nothing is traced. */
  current(): string | null;
}

/** No traces: the work, and nothing else. */
export const UNTRACED: Tracer = {
  span: (_name, _options, work) => work(() => undefined),
  acceptance: (_facts, accept) => accept(),
  current: () => null,
};
