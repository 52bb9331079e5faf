let settle: () => void = () => {};

/**
 * Settles when the change feed's present cursor is known, or could not be had.
 * Lists wait for it: a list asked after the cursor cannot miss a change that the feed will not tell.
 */
export const baseline: Promise<void> = new Promise((resolve) => {
  settle = resolve;
});

export function settleBaseline(): void {
  settle();
}
