/** Calls `act` at once and then at most once every `every` milliseconds, never losing the last call. */
export function throttle(act: () => void, every: number): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let again = false;

  function rest(): void {
    timer = setTimeout(() => {
      timer = null;
      if (!again) return;
      again = false;
      act();
      rest();
    }, every);
  }

  return () => {
    if (timer !== null) {
      again = true;
      return;
    }
    act();
    rest();
  };
}
