/** RFC 6266 section 4.3: the name in ASCII, and as it is in the encoding of RFC 8187, which holds no character of a header's own. */
export function contentDisposition(filename: string): string {
  const ascii = filename.replace(/[^A-Za-z0-9 ._()-]/g, "_");
  const encoded = encodeURIComponent(filename.toWellFormed()).replace(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
