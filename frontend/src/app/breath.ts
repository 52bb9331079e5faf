/** Lets the browser answer its reader, and paint, between two pieces of work. */
export const breath = () => new Promise<void>((resolve) => setTimeout(resolve));
