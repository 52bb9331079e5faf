/** Offers a text to be saved under a name. */
export function saveText(pieces: readonly string[], name: string): void {
  const address = URL.createObjectURL(new Blob([...pieces], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address));
}
