/** Makes something when it is first asked for: a format of `Intl` takes a browser milliseconds to make, and a page has many. */
export function lazily<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
