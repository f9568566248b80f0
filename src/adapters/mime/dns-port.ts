import type { MessagePort } from "node:worker_threads";
import type { Resolve } from "./verify-signatures.ts";

type Question = { id: number; name: string; type: string };
type Answer = { id: number; answer?: unknown; code?: string };

/** Answers the worker's questions to name servers from the main thread, where cache and resolver live. */
export function answerOnPort(port: MessagePort, resolve: Resolve): void {
  port.on("message", ({ id, name, type }: Question) => {
    resolve(name, type).then(
      (answer) => port.postMessage({ id, answer } satisfies Answer),
      (error) => port.postMessage({ id, code: (error as { code?: string }).code ?? "ESERVFAIL" } satisfies Answer),
    );
  });
  port.unref();
}

/** The worker's side: a resolver that asks the main thread. Errors keep their code, which tells "no such name" apart. */
export function resolveOverPort(port: MessagePort): Resolve {
  const waiting = new Map<number, { done: (value: unknown) => void; failed: (error: Error) => void }>();
  let last = 0;
  port.on("message", ({ id, answer, code }: Answer) => {
    const question = waiting.get(id);
    waiting.delete(id);
    if (code === undefined) question?.done(answer);
    else question?.failed(Object.assign(new Error("the name server gave no answer"), { code }));
  });
  return (name, type) =>
    new Promise((done, failed) => {
      last += 1;
      waiting.set(last, { done, failed });
      port.postMessage({ id: last, name, type } satisfies Question);
    });
}
