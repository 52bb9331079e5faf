import { useMutation, useQueryClient } from "@tanstack/react-query";
import { asProblem } from "../../api/problem";

/**
 * Saves what a form holds, asks the lists again and closes the form. What went wrong is told beside its field, where
 * it is one of `fields`, else below the form.
 */
export function useSaving<Body, Saved>(
  save: (body: Body) => Promise<Saved>,
  fields: readonly string[],
  onSaved: (saved: Saved) => void,
) {
  const queries = useQueryClient();
  const { mutate, error, isPending } = useMutation({
    mutationFn: save,
    onSuccess: async (saved) => {
      await queries.invalidateQueries({ queryKey: ["alerts"] });
      await queries.invalidateQueries({ queryKey: ["breakages"] });
      onSaved(saved);
    },
  });
  const problem = error ? asProblem(error) : null;
  const words = problem && (problem.detail || problem.title);
  const isOfField = problem?.parameter && fields.includes(problem.parameter);
  return {
    save: mutate,
    busy: isPending,
    /** What is wrong with a field. */
    of: (field: string) => (problem?.parameter === field ? words : null),
    /** What else is wrong. */
    rest: isOfField ? null : words,
  };
}

/** The text of a form's field, without blanks about it. */
export function textOf(form: FormData, name: string): string {
  return String(form.get(name) ?? "").trim();
}
