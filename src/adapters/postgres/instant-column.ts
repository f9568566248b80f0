import { type Instant, instant } from "../../domain/time/instant.ts";

/** A timestamptz as an instant. */
export function fromColumn(value: Date): Instant;
export function fromColumn(value: Date | null): Instant | null;
export function fromColumn(value: Date | null): Instant | null {
  return value === null ? null : instant(value.getTime());
}

/** An instant as a timestamptz. */
export function toColumn(at: Instant): Date;
export function toColumn(at: Instant | null): Date | null;
export function toColumn(at: Instant | null): Date | null {
  return at === null ? null : new Date(at);
}
