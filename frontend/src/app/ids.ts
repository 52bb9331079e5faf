/** The id that a part of an address is, or null where it can be none. */
export function idOf(part: string): number | null {
  const id = Number(part);
  return Number.isSafeInteger(id) && id > 0 ? id : null;
}
