/** What a command's line says: `key=value` words taken out, and the text that is left. */
export interface OptionLine<Key extends string> {
  readonly options: Readonly<Partial<Record<Key, string>>>;
  readonly text: string;
}

/**
 * Takes `key=value` out of a command's line, wherever they stand; keys in any case, values without spaces. A key that is none of `keys`
 * stays text. A key given twice, or without a value, is not read: `faulty` names it.
 */
export function readOptions<const Key extends string>(
  line: string,
  keys: readonly Key[],
): OptionLine<Key> & { readonly faulty: string | null } {
  const options: Partial<Record<Key, string>> = {};
  const text: string[] = [];
  let faulty: string | null = null;
  for (const word of line.split(/\s+/)) {
    const cut = word.indexOf("=");
    const key = keys.find((one) => one === word.slice(0, Math.max(cut, 0)).toLowerCase());
    const value = word.slice(cut + 1);
    if (key === undefined) text.push(word);
    else if (value === "" || options[key] !== undefined) faulty ??= key;
    else options[key] = value;
  }
  return { options, text: text.join(" ").trim(), faulty };
}
