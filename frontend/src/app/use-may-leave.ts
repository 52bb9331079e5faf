import { useQuery } from "@tanstack/react-query";
import { signInRequired } from "../api/session";

/** Whether one had to sign in, and so may sign out. Asked by what shows the way out, for an answer draws anew who asked. */
export function useMayLeave(): boolean {
  return useQuery({ queryKey: ["sign-in-required"], queryFn: signInRequired }).data === true;
}
