/**
 * Which files of a mail are carried in another one, by the size of each in bytes: from the first on, each that still fits into the limit. One that does
 * not fit does not keep a smaller one behind it out.
 */
export function carriedFiles(sizes: readonly number[], limitBytes: number): boolean[] {
  let left = limitBytes;
  return sizes.map((size) => {
    if (size > left) return false;
    left -= size;
    return true;
  });
}
