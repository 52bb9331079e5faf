/**
 * A pipeline as its repository and what tells it apart there; `rest` is empty where the provider has
 * one pipeline a repository and so names them alike, or where the name holds the repository already.
 */
export function pipelineNames(repository: string, name: string): { lead: string; rest: string } {
  if (repository === "" || name.startsWith(`${repository}/`)) return { lead: name, rest: "" };
  return { lead: repository, rest: name === repository ? "" : name };
}

/** Both names as one text. */
export function pipelineTitle(repository: string, name: string): string {
  const { lead, rest } = pipelineNames(repository, name);
  return rest === "" ? lead : `${lead} ${rest}`;
}
