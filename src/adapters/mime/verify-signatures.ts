import { dkimVerify } from "mailauth/lib/dkim/verify.js";
import { dmarc } from "mailauth/lib/dmarc/index.js";
import type { OwnCheck } from "../../domain/email/decide-authenticity.ts";
import { AUTH_RESULTS, type AuthResult } from "../../domain/email/mail-understanding.ts";
import { limitSignatures } from "./limit-signatures.ts";

/** The resolver of node:dns/promises, as far as TXT records need it. */
export type Resolve = (name: string, type: string) => Promise<unknown>;

/** Slow name servers must not use up the time that reading the mail has. */
const MAX_MS = 6_000;

type Signature = {
  signingDomain?: string;
  id?: string;
  status: { result: string; aligned?: string | false; underSized?: boolean | number };
  canonBodyLengthLimited?: boolean;
};

/**
 * Checks DKIM and DMARC of raw bytes ourselves. A signature that covers only part of the body (`l=`) proves nothing
 * (threat T5) and counts as a policy failure; SPF cannot be known here. Never rejects: trouble is `temperror`.
 */
export async function verifySignatures(bytes: Buffer, resolve: Resolve): Promise<OwnCheck> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<OwnCheck>((done) => {
    timer = setTimeout(() => done(undecided("the name servers were too slow")), MAX_MS);
  });
  try {
    return await Promise.race([check(bytes, resolve), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function check(bytes: Buffer, resolve: Resolve): Promise<OwnCheck> {
  try {
    const checked = await dkimVerify(limitSignatures(bytes), { resolver: resolve as never });
    const signatures = (checked.results ?? []) as unknown as Signature[];
    const headerFrom = [checked.headerFrom ?? []].flat();
    const whole = signatures.filter((signature) => signature.canonBodyLengthLimited !== true);
    const why = whole.length < signatures.length ? ["a signature covers only part of the body"] : [];
    const result = await checkDmarc(headerFrom, whole, resolve);
    return { dkim: dkimResult(signatures, whole), dmarc: result, headerFrom, why };
  } catch {
    return undecided("the signatures could not be checked");
  }
}

function undecided(why: string): OwnCheck {
  return { dkim: "temperror", dmarc: "temperror", headerFrom: [], why: [why] };
}

async function checkDmarc(headerFrom: string[], whole: Signature[], resolve: Resolve): Promise<AuthResult> {
  // More than one sender: mailauth answers false, and there is nothing to align with.
  if (headerFrom.length !== 1) return "permerror";
  const passed = whole.filter((signature) => signature.status.result === "pass");
  const dkimDomains = passed.map((s) => ({
    id: s.id,
    domain: s.signingDomain,
    aligned: s.status.aligned,
    underSized: s.status.underSized,
  }));
  const checked = await dmarc({ headerFrom, spfDomains: [], dkimDomains, resolver: resolve } as never);
  const result = checked === false ? "permerror" : known(checked.status.result);
  // A name server that did not answer for a key says nothing about the sender: it may pass later, so it has not failed.
  const undecided = whole.some((signature) => signature.status.result === "temperror");
  return result === "fail" && undecided ? "temperror" : result;
}

function dkimResult(all: Signature[], whole: Signature[]): AuthResult {
  if (all.length === 0) return "none";
  const results = whole.map((signature) => known(signature.status.result));
  if (results.length === 0) return "policy";
  const order: AuthResult[] = ["pass", "temperror", "fail", "permerror", "policy", "neutral"];
  return order.find((result) => results.includes(result)) ?? "none";
}

function known(result: string | undefined): AuthResult {
  return AUTH_RESULTS.find((name) => name === result) ?? "permerror";
}
