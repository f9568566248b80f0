import type { HttpDesk } from "../../test/support/http-desk.ts";
import { percentiles } from "../support/percentiles.ts";

const WARM = 12;

interface TimedRequest {
  readonly pathOf: (n: number) => string;
  /** `key` or `cookie`. */
  readonly access: { readonly key?: string; readonly cookie?: string };
  readonly requests: number;
}

/** So many requests, one after the other over one connection: their times and how large the answers are, which no proxy has compressed. */
export async function timed(desk: HttpDesk, { pathOf, access, requests }: TimedRequest) {
  const taken: number[] = [];
  let most = 0;
  // The first few warm caches, connections and plans.
  for (let n = 0; n < requests + WARM; n += 1) {
    const from = performance.now();
    const answer = await desk.get(pathOf(n), access);
    const body = await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${pathOf(n)} answered ${answer.status}`);
    most = Math.max(most, body.byteLength);
    if (n >= WARM) taken.push(performance.now() - from);
  }
  const { p50, p99 } = percentiles(taken, 1);
  return { "p50, ms": p50, "p99, ms": p99, "at most, kB": Number((most / 1000).toFixed(1)) };
}
