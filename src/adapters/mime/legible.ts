/** The same data; U+0000 and lone surrogates in its strings, which no column of text or JSON takes, become U+FFFD. */
export function legible<Data>(data: Data): Data {
  if (typeof data === "string") return data.replaceAll("\u0000", "\uFFFD").toWellFormed() as Data;
  if (Array.isArray(data)) return data.map((one) => legible<unknown>(one)) as Data;
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, legible<unknown>(value)])) as Data;
}
