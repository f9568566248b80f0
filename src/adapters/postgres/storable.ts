/** PostgreSQL refuses U+0000 and lone surrogates in text, and mails hold anything: both become U+FFFD. */
export function storable(text: string): string;
export function storable(text: string | null): string | null;
export function storable(text: string | null): string | null {
  return text === null ? null : text.replaceAll("\u0000", "\uFFFD").toWellFormed();
}

/** A value as JSON that jsonb takes, whatever its strings hold. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === "string" ? storable(part) : part));
}
