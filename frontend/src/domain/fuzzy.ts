/**
 * How well a text answers what was typed: 0 when some typed word is not in it, else the higher the
 * better. A word at the text's start counts most, then one at the start of a word, then any part.
 */
export function score(text: string, typed: string): number {
  const held = text.toLowerCase();
  let total = 1;
  for (const word of typed.toLowerCase().split(/\s+/).filter(Boolean)) {
    const at = held.indexOf(word);
    if (at === -1) return 0;
    const before = held[at - 1];
    if (at === 0) total += 4;
    else if (before !== undefined && /[^a-z0-9]/.test(before)) total += 3;
    else total += 1;
  }
  return total;
}

/** The texts that hold all typed words, best first; equals keep their order. */
export function search<T>(items: readonly T[], typed: string, textOf: (item: T) => string): T[] {
  return items
    .map((item) => ({ item, rank: score(textOf(item), typed) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ item }) => item);
}
