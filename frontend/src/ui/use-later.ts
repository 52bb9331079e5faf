import { useDeferredValue, useState } from "react";

/**
 * Turns true just after `ready` does: what is first drawn then is drawn in pieces, between which the page answers its reader.
 * What is ready from the start, as when the reader comes back to a page, is drawn at once.
 */
export function useLater(ready: boolean): boolean {
  const [atOnce] = useState(ready);
  return useDeferredValue(ready, atOnce) && ready;
}
